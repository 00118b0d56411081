#include "sim/trace/traced_access.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "sim/score/own_district.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// `value` on the side of the limit that the test says.
double on_its_side(double value, double limit, bool within) {
  return within ? std::min(value, limit) : std::max(value, std::nextafter(limit, inf));
}

}  // namespace

double TracedAccess::seconds() const {
  double sum = 0.0;
  for (const Trace& way : ways) sum += way.seconds;
  const bool decides = service->reach_by == ReachBy::minutes && !in_other_district;
  return decides ? on_its_side(sum, *service->reach_s, within_reach) : sum;
}

double TracedAccess::length_m() const {
  double sum = 0.0;
  for (const Trace& way : ways) sum += way.length_m;
  const bool decides = service->reach_by == ReachBy::metres && !in_other_district;
  return decides ? on_its_side(sum, *service->reach_m, within_reach) : sum;
}

double TracedAccess::straight_m() const {
  if (ways.empty() || ways.front().legs.empty()) return 0.0;
  const PointM from = ways.front().legs.front().line.front();
  const PointM to = ways.front().legs.back().line.back();
  return std::hypot(to.x_m - from.x_m, to.y_m - from.y_m);
}

AccessTracer::AccessTracer(const City& city, TravelFields& fields, const StudyResult& study,
                           const Service& service, const PeopleGroup& group)
    : city_(city),
      fields_(fields),
      service_(service),
      group_(group),
      test_(city, fields, group, service),
      quantity_(test_.by_minutes() ? Quantity::seconds : Quantity::metres) {
  for (const std::size_t position : sites_of(study, service)) {
    const Site& site = study.sites[position];
    if (site.cell >= city.grid().cell_count()) continue;
    sites_.push_back(position);
    sources_.push_back(fields.source_of(site));
    cells_.push_back(site.cell);
  }
}

const NearestTimes& AccessTracer::nearest() {
  if (!nearest_)
    nearest_ = nearest_usable(test_.by_minutes() ? test_.time_field() : test_.metre_field(), city_.grid(),
                              sources_, cells_, inf, test_.binding_districts());
  return *nearest_;
}

std::optional<std::size_t> AccessTracer::nearest_within_both(CellIndex cell) const {
  std::optional<std::size_t> nearest;
  float least_s = std::numeric_limits<float>::infinity();
  test_.visit_catchments(
      sources_, World::real, 1.0,
      [&](std::size_t position, std::span<const CellIndex> cells, std::span<const float> seconds) {
        const auto found = std::lower_bound(cells.begin(), cells.end(), cell);
        if (found == cells.end() || *found != cell || !test_.may_use(cell, sources_[position])) return;
        const float taken_s = seconds[static_cast<std::size_t>(found - cells.begin())];
        if (!(taken_s < least_s)) return;
        least_s = taken_s;
        nearest = position;
      });
  return nearest;
}

std::size_t AccessTracer::position_of(std::size_t site) const {
  const auto found = std::find(sites_.begin(), sites_.end(), site);
  if (found == sites_.end()) throw std::invalid_argument("a traced site must give the traced service");
  return static_cast<std::size_t>(found - sites_.begin());
}

TracedAccess AccessTracer::trace(CellIndex cell, std::optional<std::size_t> position, double limit) {
  if (cell >= city_.grid().cell_count()) throw std::invalid_argument("a traced cell must be of the grid");
  TracedAccess access;
  access.service = &service_;
  access.group = &group_;
  access.mode = fields_.settings().mode_for(group_, service_);
  access.cell = cell;
  access.people = group_.people[cell];
  if (!position) return access;
  access.site = sites_[*position];
  const std::array<SourceIndex, 1> source = {sources_[*position]};
  access.in_other_district = !test_.may_use(cell, source.front());
  access.ways = trace_way(city_, fields_, group_, service_, quantity_, cell, source.front(), limit);
  access.within_reach = !access.in_other_district && test_.covered(source, World::real)[cell] != 0;
  if (test_.by_minutes() && test_.by_metres()) {
    const float shortest_m = test_.metre_field().nearest(source, inf).cost[cell];
    if (std::isfinite(shortest_m)) access.shortest_m = static_cast<double>(shortest_m);
  }
  return access;
}

TracedAccess AccessTracer::to_nearest(CellIndex cell) {
  if (cell >= city_.grid().cell_count()) throw std::invalid_argument("a traced cell must be of the grid");
  if (test_.by_minutes() && test_.by_metres())
    if (const auto within = nearest_within_both(cell)) return trace(cell, within, inf);
  const std::int32_t position = nearest().source[cell];
  if (position < 0) return trace(cell, std::nullopt, inf);
  const double cost = nearest().cost_in_double.empty() ? static_cast<double>(nearest().cost[cell])
                                                       : nearest().cost_in_double[cell];
  return trace(cell, static_cast<std::size_t>(position), cost);
}

TracedAccess AccessTracer::to_site(CellIndex cell, std::size_t site) {
  return trace(cell, position_of(site), inf);
}

std::optional<TracedAccess> AccessTracer::longest_to(std::size_t site) {
  const std::size_t position = position_of(site);
  const std::array<SourceIndex, 1> source = {sources_[position]};
  const Raster<std::uint8_t> covered = test_.covered(source, World::real);
  const NearestTimes& times = nearest();
  std::optional<CellIndex> farthest;
  double people = 0.0;
  for (CellIndex cell = 0; cell < covered.size(); ++cell) {
    if (covered[cell] == 0 || times.source[cell] != static_cast<std::int32_t>(position)) continue;
    if (city_.zone[cell] != static_cast<std::uint8_t>(Zone::scored) || !(group_.people[cell] > 0.0)) continue;
    people += group_.people[cell];
    if (!farthest || times.cost[cell] > times.cost[*farthest]) farthest = cell;
  }
  if (!farthest) return std::nullopt;
  TracedAccess access = trace(*farthest, position, inf);
  access.people_served = people;
  return access;
}

}  // namespace quarterhour
