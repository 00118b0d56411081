#include "sim/score/group_access.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "sim/score/cell_blocks.h"
#include "sim/score/circle.h"
#include "sim/score/own_district.h"
#include "sim/score/reasons.h"

namespace quarterhour {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double lower_speed = 0.9;
constexpr double higher_speed = 1.1;

bool has_barriers(const City& city) {
  const Surface& surface = city.surface;
  return !city.streets.barriers.empty() || !surface.cut_moves.empty() ||
         (!surface.passable_without_barriers.empty() &&
          surface.passable_without_barriers != surface.passable);
}

double seconds_to_search(const TravelField& field, const TravelFields& fields, const Service& service) {
  const double limit_s =
      fields.settings().limit_s ? ReachTest::threshold(field, *fields.settings().limit_s) : inf;
  if (!service.reach_s) return limit_s;
  const double needed_s = ReachTest::threshold(field, higher_speed * *service.reach_s);
  return std::max(limit_s, needed_s);
}

/// Coverage with the limit scaled, read from times already searched where the test is by one quantity.
Raster<std::uint8_t> covered_with(double limit_scale, const ReachTest& test, const Service& service,
                                  const NearestTimes& times, const NearestTimes& metres,
                                  const OpenSites& sites) {
  if (test.by_minutes() && test.by_metres()) return test.covered(sites.sources, World::real, limit_scale);
  if (test.by_minutes())
    return cells_within(times, ReachTest::threshold(test.time_field(), limit_scale * *service.reach_s));
  return cells_within(metres, ReachTest::threshold(test.metre_field(), limit_scale * *service.reach_m));
}

Raster<std::int32_t> site_positions(Raster<std::int32_t> sources, const OpenSites& sites) {
  for_every_cell(sources.size(), [&](std::size_t cell) {
    if (sources[cell] >= 0) sources[cell] = sites.positions[static_cast<std::size_t>(sources[cell])];
  });
  return sources;
}

/// Makes unreached what lies beyond the longest time that the scenario wants searched; the tests at a higher speed
/// may have needed more.
void cut_beyond(double limit, NearestTimes& times) {
  for_every_cell(times.cost.size(), [&](std::size_t cell) {
    const double cost =
        times.cost_in_double.empty() ? static_cast<double>(times.cost[cell]) : times.cost_in_double[cell];
    if (cost <= limit) return;
    times.cost[cell] = std::numeric_limits<float>::infinity();
    if (!times.cost_in_double.empty()) times.cost_in_double[cell] = inf;
    times.source[cell] = -1;
  });
}

void describe(const ReachTest& test, const Service& service, const Pace& pace, AccessLayer& layer) {
  layer.limit_s = service.reach_s.value_or(nan);
  layer.limit_m = service.reach_m.value_or(nan);
  layer.circle_radius_m = circle_radius_m(service, pace);
  if (service.reach_s) layer.rounding_bound_s = test.time_field().rounding_bound(*service.reach_s);
}

}  // namespace

void CoverageCells::answer(Question question, const Raster<std::uint8_t>& covered) {
  const auto bit = static_cast<std::uint8_t>(question);
  asked_ |= bit;
  for_every_cell(covered.size(), [&](std::size_t cell) {
    if (covered[cell] != 0) answers_[cell] |= bit;
  });
}

const PeopleGroup& group_named(const City& city, const std::string& id) {
  for (const PeopleGroup& group : city.groups)
    if (group.id == id) return group;
  throw std::invalid_argument("the city has no group of people named " + id);
}

CellDemand scored_demand(const City& city, const PeopleGroup& group, double rate) {
  return {city, group, rate, CellDemand::Of::scored};
}

CellDemand competing_demand(const City& city, const PeopleGroup& group, double rate) {
  return {city, group, rate, CellDemand::Of::scored_and_buffer};
}

GroupAccess access_of_group(const City& city, TravelFields& fields, const Service& service,
                            const GroupDemand& demand, const OpenSites& sites, const std::string& state,
                            KeepReach keep) {
  const PeopleGroup& group = group_named(city, demand.group);
  const ReachTest test(city, fields, group, service);
  GroupAccess access;
  access.group = &group;
  access.rate = demand.rate;
  access.bound_to_district = !test.binding_districts().empty();
  AccessLayer& layer = access.layer;
  layer.service = service.id;
  layer.group = group.id;
  layer.state = state;
  describe(test, service, fields.rule_for(group, service).pace, layer);

  const TravelField& time_field = test.time_field();
  const std::span<const std::int32_t> districts = test.binding_districts();
  NearestTimes times = nearest_usable(time_field, city.grid(), sites.sources, sites.cells,
                                      seconds_to_search(time_field, fields, service), districts);
  NearestTimes metres =
      nearest_usable(test.metre_field(), city.grid(), sites.sources, sites.cells, inf, districts);
  // Which facility is nearest is told by time alone.
  metres.source = {};
  using Question = CoverageCells::Question;
  access.coverage = CoverageCells(city.grid());
  CoverageCells& coverage = access.coverage;
  coverage.tested_by_minutes = test.by_minutes();
  if (service.reach_s)
    coverage.answer(Question::by_minutes,
                    cells_within(times, ReachTest::threshold(time_field, *service.reach_s)));
  if (service.reach_m)
    coverage.answer(Question::by_metres,
                    cells_within(metres, ReachTest::threshold(test.metre_field(), *service.reach_m)));
  layer.covered = covered_with(1.0, test, service, times, metres, sites);
  coverage.answer(Question::at_lower_speed, covered_with(lower_speed, test, service, times, metres, sites));
  coverage.answer(Question::at_higher_speed, covered_with(higher_speed, test, service, times, metres, sites));
  const bool heights_matter = !city.is_flat() && (test.by_minutes() || group.max_slope);
  Raster<std::uint8_t> elsewhere;
  const auto covered_in = [&](World world, bool differs) -> const Raster<std::uint8_t>& {
    if (!differs) return layer.covered;
    elsewhere = {};
    return elsewhere = test.covered(sites.sources, world);
  };
  if (city.has_streets()) coverage.answer(Question::on_bare_surface, covered_in(World::bare_surface, true));
  coverage.answer(Question::on_flat_ground, covered_in(World::flat_ground, heights_matter));
  layer.in_circle = cells_in_circles(city.grid(), sites.cells, layer.circle_radius_m);
  access.choices = count_choices(test, sites.sources, scored_demand(city, group, demand.rate), keep);
  const Raster<std::uint8_t> usable =
      districts.empty() ? Raster<std::uint8_t>()
                        : cells_in_usable_circles(city.grid(), sites.cells, layer.circle_radius_m, districts);
  static const SparseRaster<std::int32_t> no_border;
  layer.reason = reasons(group.people, {layer.covered, districts.empty() ? layer.in_circle : usable, coverage,
                                        covered_in(World::without_barriers, has_barriers(city)),
                                        districts.empty() ? no_border : access.choices.only_across_border});

  if (fields.settings().limit_s)
    cut_beyond(ReachTest::threshold(time_field, *fields.settings().limit_s), times);
  layer.choice = std::move(access.choices.count);
  layer.nearest_site = site_positions(std::move(times.source), sites);
  layer.seconds = std::move(times.cost);
  layer.seconds_in_double = std::move(times.cost_in_double);
  layer.metres = std::move(metres.cost);
  return access;
}

}  // namespace quarterhour
