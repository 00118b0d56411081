#include "sim/score/reach_test.h"

#include <algorithm>
#include <vector>

#include "sim/score/cell_blocks.h"
#include "sim/score/circle.h"

namespace quarterhour {

namespace {

/// Facilities whose catchments are held in memory at once.
constexpr std::size_t batch_size = 256;

TravelRule in_world(TravelRule rule, World world) {
  rule.without_barriers = world == World::without_barriers;
  if (world == World::bare_surface) rule.streets = bare_ground_rule();
  // Planar metres do not depend on heights.
  rule.flat_ground = world == World::flat_ground && (rule.quantity == Quantity::seconds || rule.max_slope);
  return rule;
}

/// A search that ends a little beyond the threshold leaves the decision to the comparison of costs.
double search_limit(double threshold) { return threshold * (1.0 + 1e-6); }

struct CatchmentCells {
  std::vector<CellIndex> cells;
  std::vector<float> costs;
};

/// Cells of set `k` of `times` that are also in set `k` of `metres`, with their cost in `times`.
void intersect(const Catchments& times, const Catchments& metres, std::size_t k, CatchmentCells& shared) {
  shared.cells.clear();
  shared.costs.clear();
  std::size_t in_metres = metres.first[k];
  for (std::size_t in_times = times.first[k]; in_times < times.first[k + 1]; ++in_times) {
    const CellIndex cell = times.cell[in_times];
    while (in_metres < metres.first[k + 1] && metres.cell[in_metres] < cell) ++in_metres;
    if (in_metres == metres.first[k + 1]) return;
    if (metres.cell[in_metres] != cell) continue;
    shared.cells.push_back(cell);
    shared.costs.push_back(times.cost[in_times]);
  }
}

}  // namespace

ReachTest::ReachTest(const City& city, TravelFields& fields, const PeopleGroup& group, const Service& service)
    : city_(city),
      fields_(fields),
      group_(group),
      service_(service),
      binding_(quarterhour::binding_districts(city, service)) {
  static_cast<void>(
      circle_radius_m(service, fields.rule_for(group, service).pace));  // throws on a missing limit
}

const TravelField& ReachTest::time_field(World world) const {
  return fields_.field(in_world(fields_.rule_for(group_, service_, Quantity::seconds), world));
}

const TravelField& ReachTest::metre_field(World world) const {
  return fields_.field(in_world(fields_.rule_for(group_, service_, Quantity::metres), world));
}

double ReachTest::threshold(const TravelField& field, double limit) {
  return limit + field.rounding_bound(limit);
}

std::vector<double> ReachTest::part_ends(std::size_t count) const {
  const TravelField& field = by_minutes() ? time_field() : metre_field();
  std::vector<double> ends;
  for (std::size_t part = 1; part <= count; ++part)
    ends.push_back(threshold(field, limit() * static_cast<double>(part) / static_cast<double>(count)));
  return ends;
}

Raster<std::uint8_t> cells_within(const NearestTimes& times, double threshold) {
  Raster<std::uint8_t> within(times.cost.rows(), times.cost.cols());
  const bool in_double = !times.cost_in_double.empty();
  for_every_cell(within.size(), [&](std::size_t cell) {
    const double cost = in_double ? times.cost_in_double[cell] : static_cast<double>(times.cost[cell]);
    within[cell] = cost <= threshold ? 1 : 0;
  });
  return within;
}

Raster<std::uint8_t> ReachTest::covered(std::span<const SourceIndex> facilities, World world,
                                        double limit_scale) const {
  Raster<std::uint8_t> covered(city_.grid());
  if (facilities.empty()) return covered;
  if ((by_minutes() && by_metres()) || !binding_.empty()) {
    visit_catchments(facilities, world, limit_scale,
                     [&](std::size_t facility, std::span<const CellIndex> cells, std::span<const float>) {
                       for (const CellIndex cell : cells)
                         if (may_use(cell, facilities[facility])) covered[cell] = 1;
                     });
    return covered;
  }
  const TravelField& field = by_minutes() ? time_field(world) : metre_field(world);
  const double scaled = limit_scale * limit();
  const double last = threshold(field, scaled);
  return cells_within(field.nearest(facilities, search_limit(last), NameSource::no), last);
}

void ReachTest::visit_catchments(std::span<const SourceIndex> facilities, World world, double limit_scale,
                                 const Visitor& visit) const {
  const bool both = by_minutes() && by_metres();
  CatchmentCells shared;
  for (std::size_t begin = 0; begin < facilities.size(); begin += batch_size) {
    const auto batch = facilities.subspan(begin, std::min(batch_size, facilities.size() - begin));
    const TravelField& field = by_minutes() ? time_field(world) : metre_field(world);
    const double scaled = limit_scale * limit();
    const Catchments own = field.catchments(batch, threshold(field, scaled));
    Catchments metres;
    if (both) {
      const TravelField& metre = metre_field(world);
      metres = metre.catchments(batch, threshold(metre, *service_.reach_m));
    }
    for (std::size_t k = 0; k < batch.size(); ++k) {
      if (both) {
        intersect(own, metres, k, shared);
        visit(begin + k, shared.cells, shared.costs);
      } else {
        const std::size_t count = own.first[k + 1] - own.first[k];
        visit(begin + k, std::span(own.cell).subspan(own.first[k], count),
              std::span(own.cost).subspan(own.first[k], count));
      }
    }
  }
}

}  // namespace quarterhour
