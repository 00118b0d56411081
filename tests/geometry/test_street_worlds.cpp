// Small worlds of streets whose times can be worked out by hand.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <memory>

#include "geometry/barrier_lines.h"
#include "geometry/barriers.h"
#include "geometry/street_costs.h"
#include "geometry/travel_time.h"
#include "tests/geometry/street_samples.h"

using namespace quarterhour;
using Catch::Approx;

namespace {

constexpr double west_m = 500000.0;
constexpr double north_m = 3300000.0;

/// Metres east of the west edge and south of the north edge.
PointM at(double east, double south) { return {west_m + east, north_m - south}; }

/// One metre a second on the flat, the full speed off the streets, so that seconds are metres.
TravelRule plain_rule() {
  TravelRule rule;
  rule.pace = {PaceFunction::tobler, 3.6, std::nullopt};
  rule.streets = StreetRule{};
  rule.streets->off_street_factor = 1.0;
  return rule;
}

struct World {
  Surface surface;
  StreetNetwork streets;
  std::vector<AccessPlace> places;

  [[nodiscard]] TravelField field(const TravelRule& rule) const {
    const auto lines = std::make_shared<const BarrierLines>(streets.barriers);
    const IsCut cut = [lines](PointM a, PointM b) { return lines->cut(a, b); };
    const auto joined = std::make_shared<const JoinedStreets>(
        join_streets(surface, open_cells(surface, rule), streets, *rule.streets, places, cut));
    return TravelField(surface, FieldStreets{streets, joined}, rule);
  }
  [[nodiscard]] double seconds(const TravelRule& rule, SourceIndex source, int row, int col) const {
    const double cost =
        static_cast<double>(field(rule).nearest(std::vector<SourceIndex>{source}, 1e6).cost(row, col));
    return cost;
  }
  [[nodiscard]] SourceIndex place(std::size_t number) const {
    return static_cast<SourceIndex>(surface.passable.size() + number);
  }
};

/// A hill of 60 m in the middle of a row of eleven cells of 100 m; the ends are at 0 m.
Surface ridge() {
  Surface surface = samples::open_ground(1, 11, 100.0, 100.0);
  surface.elevation_m = Raster<double>(1, 11, 0.0);
  for (int col = 0; col < 11; ++col) surface.elevation_m(0, col) = 60.0 - 12.0 * std::abs(col - 5);
  return surface;
}

}  // namespace

TEST_CASE("a tunnel under a hill and a bridge over a valley take the time of the flat") {
  for (const double sign : {1.0, -1.0})
    for (const Structure structure : {Structure::tunnel, Structure::bridge}) {
      World world{ridge(), {}, {}};
      for (double& height : world.surface.elevation_m.values()) height *= sign;
      samples::StreetDrawing drawing;
      drawing.add({at(50, 50), at(1050, 50)}, structure, {0.0F, 0.0F});
      world.streets = drawing.network();
      // From centre to centre of the ends: 1000 m of level street, entered where it begins.
      CHECK(world.seconds(plain_rule(), 0, 0, 10) == Approx(1000.0).epsilon(1e-6));
      // Over the ground the same way climbs and falls 12 % in turn and takes longer.
      TravelRule ground = plain_rule();
      ground.streets.reset();
      CHECK(TravelField(world.surface, ground).nearest(std::vector<SourceIndex>{0}, 1e6).cost(0, 10) >
            1250.0F);
    }
}

TEST_CASE("structures that leave the ground are entered at their ends alone") {
  World world{ridge(), {}, {}};
  samples::StreetDrawing drawing;
  drawing.add({at(50, 50), at(1050, 50)}, Structure::tunnel, {0.0F, 0.0F});
  world.streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::to_street;
  rule.streets->longest_access_m = 60.0;
  CHECK(std::isinf(world.seconds(rule, 0, 0, 5)));
  CHECK(world.seconds(rule, 0, 0, 10) == Approx(1000.0).epsilon(1e-6));
}

TEST_CASE(
    "a street on a slope takes the pace function's time in each direction, and a round trip the sum of "
    "both") {
  // 1000 m that rise 60 m: a slope of 0.06 up from the west and down from the east.
  World world{samples::open_ground(1, 11, 100.0, 100.0), {}, {}};
  world.surface.elevation_m = Raster<double>(1, 11, 0.0);
  samples::StreetDrawing drawing;
  drawing.add({at(50, 50), at(1050, 50)}, Structure::ground, {0.0F, 60.0F});
  world.streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::never;
  const double up = 1000.0 * std::exp(3.5 * (0.06 + 0.05) - 3.5 * 0.05);
  const double down = 1000.0 * std::exp(3.5 * std::fabs(-0.06 + 0.05) - 3.5 * 0.05);
  CHECK(world.seconds(rule, 10, 0, 0) == Approx(up).epsilon(1e-6));
  CHECK(world.seconds(rule, 0, 0, 10) == Approx(down).epsilon(1e-6));
  rule.direction = Direction::from;
  CHECK(world.seconds(rule, 10, 0, 0) == Approx(down).epsilon(1e-6));
  rule.direction = Direction::round_trip;
  CHECK(world.seconds(rule, 10, 0, 0) == Approx(up + down).epsilon(1e-6));
  CHECK(world.seconds(rule, 0, 0, 10) == Approx(up + down).epsilon(1e-6));
}

TEST_CASE("stairs have their own speeds whatever their slope, and wheelchairs do not take them") {
  World world{samples::open_ground(1, 3, 100.0, 100.0), {}, {}};
  world.surface.elevation_m = Raster<double>(1, 3, 0.0);
  samples::StreetDrawing drawing;
  const auto stairs = drawing.add({at(50, 50), at(250, 50)}, Structure::steps, {0.0F, 90.0F});
  drawing.edge(stairs).modes_forward = drawing.edge(stairs).modes_backward = samples::on_foot;
  world.streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::never;
  // 200 m at half the flat speed up, at 0.6 of it down.
  CHECK(world.seconds(rule, 2, 0, 0) == Approx(200.0 / 0.5).epsilon(1e-6));
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(200.0 / 0.6).epsilon(1e-6));
  rule.streets->mode = TravelMode::wheelchair;
  CHECK(std::isinf(world.seconds(rule, 2, 0, 0)));
}

TEST_CASE("a one-way street binds cars and not feet") {
  World world{samples::open_ground(1, 3, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  const auto edge = drawing.add({at(50, 50), at(250, 50)});
  drawing.edge(edge).modes_backward = samples::on_foot;
  drawing.edge(edge).drive_kmh = 36.0F;
  world.streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::never;
  rule.direction = Direction::from;
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(200.0));
  CHECK(world.seconds(rule, 2, 0, 0) == Approx(200.0));
  rule.streets->mode = TravelMode::drive;
  // 200 m at 10 m/s from west to east, and no way back.
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(20.0));
  CHECK(std::isinf(world.seconds(rule, 2, 0, 0)));
}

TEST_CASE("a river is crossed at the bridge alone, even where it is narrower than a cell") {
  // Two banks, a street on each; the river runs through the cells of the middle row, north of their centres.
  World world{samples::open_ground(3, 21, 100.0, 100.0), {}, {}};
  const std::vector<PointM> river = {at(-100, 120), at(2200, 120)};
  samples::StreetDrawing drawing;
  drawing.add({at(50, 100), at(2050, 100)});
  drawing.add({at(50, 140), at(2050, 140)});
  drawing.add({at(2050, 100), at(2050, 140)}, Structure::bridge);
  world.streets = drawing.network();
  world.streets.barriers = {river};
  world.surface.cut_moves = cut_moves(world.surface.grid, world.streets.barriers);
  TravelRule rule = plain_rule();
  // The northern bank's cell joins its street 50 m south of it; the centre of the middle cell, 30 m from the river on the
  // southern bank, joins the southern street 10 m north of it, never the northern one across the water.
  CHECK(world.seconds(rule, world.surface.grid.index(1, 0), 0, 0) ==
        Approx(50.0 + 2000.0 + 40.0 + 2000.0 + 10.0));
  world.streets.edges.pop_back();
  CHECK(std::isinf(world.seconds(rule, world.surface.grid.index(1, 0), 0, 0)));
}

TEST_CASE("a street that crosses a barrier without a word is kept, and cut when the rule is strict") {
  World world{samples::open_ground(1, 3, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  const auto culvert = drawing.add({at(50, 50), at(250, 50)});
  drawing.edge(culvert).crosses_barrier = true;
  world.streets = drawing.network();
  world.streets.barriers = {{at(150, -10), at(150, 110)}};
  world.surface.cut_moves = cut_moves(world.surface.grid, world.streets.barriers);
  TravelRule rule = plain_rule();
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(200.0));
  rule.streets->strict = true;
  CHECK(std::isinf(world.seconds(rule, 0, 0, 2)));
}

TEST_CASE("a park behind a wall is reached at its gate, not through its middle") {
  // The park is the right third; its wall has a gate where the street passes, at the southern edge.
  World world{samples::open_ground(3, 9, 100.0, 100.0), {}, {}};
  const std::vector<PointM> wall = {at(600, 0), at(600, 300), at(900, 300), at(900, 0), at(600, 0)};
  samples::StreetDrawing drawing;
  drawing.add({at(50, 50), at(50, 250)});
  drawing.add({at(50, 250), at(750, 250)});
  world.streets = drawing.network();
  world.streets.barriers = {wall};
  world.surface.cut_moves = cut_moves(world.surface.grid, world.streets.barriers);
  AccessPlace park;
  park.cell = world.surface.grid.index(1, 7);
  park.entrances = {at(600, 250), at(600, 50), at(600, 150)};
  for (int row = 0; row < 3; ++row)
    for (int col = 6; col < 9; ++col) park.inside.push_back(world.surface.grid.index(row, col));
  world.places = {park};
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::to_street;
  // Along the street to the gate: 200 m south and 550 m east.
  CHECK(world.seconds(rule, world.place(0), 0, 0) == Approx(750.0));
  CHECK(world.seconds(rule, world.place(0), 2, 0) == Approx(550.0));
  rule.streets->off_street = OffStreet::everywhere;
  // Over the ground from the north-west: five cells east and two south by two knight's moves and three steps east, to a
  // cell beside the wall from whose centre the gate's street leads on.
  const double over_ground = 2.0 * std::hypot(200.0, 100.0) + 100.0 + 50.0;
  CHECK(world.seconds(rule, world.place(0), 0, 0) == Approx(over_ground));
  // Who is inside has arrived.
  CHECK(world.seconds(rule, world.place(0), 0, 8) == 0.0);
}

TEST_CASE("a facility is reached at its own door, wherever in its cell it stands") {
  World world{samples::open_ground(1, 3, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  drawing.add({at(0, 50), at(300, 50)});
  world.streets = drawing.network();
  world.places = {{2, {at(290, 80)}, {}}};
  TravelRule rule = plain_rule();
  // Over the ground to its own cell's centre and the 50 m from there to the door.
  CHECK(world.seconds(rule, world.place(0), 0, 0) == Approx(200.0 + 50.0));
  rule.streets->off_street = OffStreet::to_street;
  // From the centre of the first cell 240 m along the street and 30 m beside it.
  CHECK(world.seconds(rule, world.place(0), 0, 0) == Approx(270.0));
  // Off the streets at half the speed the last 30 m take twice as long.
  rule.streets->off_street_factor = 0.5;
  CHECK(world.seconds(rule, world.place(0), 0, 0) == Approx(300.0));
  rule.quantity = Quantity::metres;
  CHECK(world.seconds(rule, world.place(0), 0, 0) == Approx(270.0));
}

TEST_CASE("rides take their wait and the time that the source, the rule or their length gives") {
  World world{samples::open_ground(1, 3, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  const auto ferry = drawing.add({at(50, 50), at(250, 50)}, Structure::ferry);
  world.streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::to_street;
  // 200 m at 10 km/h after ten minutes.
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(600.0 + 72.0));
  rule.streets->ferry = {120.0, 90.0, 10.0};
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(210.0));
  world.streets.edges[ferry].ride_s = 45.0F;
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(165.0));
}

TEST_CASE("a point joins the next street when a barrier stands before the nearest") {
  World world{samples::open_ground(1, 1, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  drawing.add({at(0, 40), at(100, 40)});
  drawing.add({at(0, 80), at(100, 80)});
  world.streets = drawing.network();
  StreetRule rule;
  const Raster<std::uint8_t>& open = world.surface.passable;
  JoinedStreets joined = join_streets(world.surface, open, world.streets, rule, {}, nullptr);
  REQUIRE(joined.joins.size() == 1);
  CHECK(joined.joins[0].length_m == Approx(10.0));
  const BarrierLines fence(std::vector<std::vector<PointM>>{{at(-10, 45), at(110, 45)}});
  const IsCut cut = [&fence](PointM a, PointM b) { return fence.cut(a, b); };
  joined = join_streets(world.surface, open, world.streets, rule, {}, cut);
  REQUIRE(joined.joins.size() == 1);
  CHECK(joined.joins[0].length_m == Approx(30.0));
  rule.longest_access_m = 20.0;
  CHECK(join_streets(world.surface, open, world.streets, rule, {}, cut).joins.empty());
}

TEST_CASE("off the streets nowhere, a cell is reached only where a street passes it") {
  World world{samples::open_ground(2, 3, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  drawing.add({at(0, 99), at(300, 99)});
  world.streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.streets->off_street = OffStreet::never;
  CHECK(world.seconds(rule, 0, 0, 2) == Approx(200.0));
  CHECK(std::isinf(world.seconds(rule, 0, 1, 0)));
}

TEST_CASE("a street steeper than the steepest slope is closed where it is steep and open where it is not") {
  samples::StreetDrawing drawing;
  const auto edge = drawing.add({at(0, 0), at(300, 0)}, Structure::ground, {0.0F, 0.0F, 20.0F, 20.0F});
  const StreetNetwork& streets = drawing.network();
  TravelRule rule = plain_rule();
  rule.max_slope = 0.08;
  CHECK(cost_along(streets, streets.edges[edge], 0.0, 100.0, true, rule) == Approx(100.0));
  CHECK(std::isinf(cost_along(streets, streets.edges[edge], 50.0, 150.0, true, rule)));
  CHECK(cost_along(streets, streets.edges[edge], 200.0, 300.0, false, rule) == Approx(100.0));
}

TEST_CASE(
    "where nobody may use any street and nobody walks off them a cell reaches itself and a place nothing") {
  World world{samples::open_ground(1, 3, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  const auto edge = drawing.add({at(0, 50), at(300, 50)});
  drawing.edge(edge).modes_forward = drawing.edge(edge).modes_backward = samples::on_foot;
  world.streets = drawing.network();
  world.places = {{1, {at(150, 50)}, {}}};
  TravelRule rule = plain_rule();
  rule.streets->mode = TravelMode::bicycle;
  rule.streets->off_street = OffStreet::never;
  const TravelField field = world.field(rule);
  const std::vector<SourceIndex> sources = {0, world.place(0)};
  CHECK(field.nearest(sources, 900.0).source.values() == std::vector<std::int32_t>{0, -1, -1});
  CHECK(field.reach(sources, 900.0).runs == std::vector<IndexRun>{{0, 1}});
  CHECK(field.catchments(sources, 900.0).cell == std::vector<CellIndex>{0});
}

TEST_CASE("over the bare ground a place is in the cells of its entrances, as if it were their centres") {
  World world{samples::open_ground(1, 4, 100.0, 100.0), {}, {}};
  samples::StreetDrawing drawing;
  drawing.add({at(0, 50), at(400, 50)});
  world.streets = drawing.network();
  world.places = {{0, {at(10, 10), at(190, 90)}, {}}};
  TravelRule rule = plain_rule();
  rule.streets = bare_ground_rule();
  // Its entrances stand in the first and the second cell; from there on a metre a second.
  CHECK(world.seconds(rule, world.place(0), 0, 0) == 0.0);
  CHECK(world.seconds(rule, world.place(0), 0, 1) == 0.0);
  CHECK(world.seconds(rule, world.place(0), 0, 3) == Approx(200.0));
}
