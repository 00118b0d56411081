#include "sim/trace/traced_access.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/score/own_district.h"
#include "sim/sites.h"

namespace quarterhour {

double TracedAccess::seconds() const {
  double sum = 0.0;
  for (const Trace& way : ways) sum += way.seconds;
  return sum;
}

double TracedAccess::length_m() const {
  double sum = 0.0;
  for (const Trace& way : ways) sum += way.length_m;
  return sum;
}

AccessTracer::AccessTracer(const City& city, TravelFields& fields, const StudyResult& study,
                           const Service& service, const PeopleGroup& group)
    : city_(city),
      fields_(fields),
      study_(study),
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
    nearest_ =
        nearest_usable(test_.by_minutes() ? test_.time_field() : test_.metre_field(), city_.grid(), sources_,
                       cells_, std::numeric_limits<double>::infinity(), test_.binding_districts());
  return *nearest_;
}

TracedAccess AccessTracer::trace(CellIndex cell, std::size_t position) {
  TracedAccess access;
  access.service = &service_;
  access.group = &group_;
  access.cell = cell;
  access.people = group_.people[cell];
  if (position >= sites_.size()) return access;
  access.ways = trace_way(city_, fields_, group_, service_, quantity_, cell, sources_[position]);
  if (access.ways.empty()) return access;
  access.site = sites_[position];
  const std::array<SourceIndex, 1> source = {sources_[position]};
  access.within_reach = test_.may_use(cell, source.front()) && test_.covered(source, World::real)[cell] != 0;
  const PointM from = city_.grid().centre(cell);
  const PointM to = city_.grid().centre(cells_[position]);
  access.straight_m = std::hypot(to.x_m - from.x_m, to.y_m - from.y_m);
  return access;
}

TracedAccess AccessTracer::to_nearest(CellIndex cell) {
  if (cell >= city_.grid().cell_count()) throw std::invalid_argument("a traced cell must be of the grid");
  const std::int32_t position = nearest().source[cell];
  return trace(cell, position < 0 ? sites_.size() : static_cast<std::size_t>(position));
}

TracedAccess AccessTracer::to_site(CellIndex cell, std::size_t site) {
  if (cell >= city_.grid().cell_count()) throw std::invalid_argument("a traced cell must be of the grid");
  const auto found = std::find(sites_.begin(), sites_.end(), site);
  if (found == sites_.end()) throw std::invalid_argument("a traced site must give the traced service");
  return trace(cell, static_cast<std::size_t>(found - sites_.begin()));
}

std::optional<TracedAccess> AccessTracer::longest_to(std::size_t site) {
  const auto found = std::find(sites_.begin(), sites_.end(), site);
  if (found == sites_.end()) throw std::invalid_argument("a traced site must give the traced service");
  const auto position = static_cast<std::size_t>(found - sites_.begin());
  const std::array<SourceIndex, 1> source = {sources_[position]};
  const Raster<std::uint8_t> covered = test_.covered(source, World::real);
  const NearestTimes& times = nearest();
  std::optional<CellIndex> farthest;
  for (CellIndex cell = 0; cell < covered.size(); ++cell) {
    if (covered[cell] == 0 || times.source[cell] != static_cast<std::int32_t>(position)) continue;
    if (city_.zone[cell] != static_cast<std::uint8_t>(Zone::scored) || !(group_.people[cell] > 0.0)) continue;
    if (!farthest || times.cost[cell] > times.cost[*farthest]) farthest = cell;
  }
  if (!farthest) return std::nullopt;
  return trace(*farthest, position);
}

}  // namespace quarterhour
