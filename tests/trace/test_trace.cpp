// Ways in drawn worlds, leg by leg, with lengths and times that one can work out by hand.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "tests/trace/traced_world.h"

using namespace quarterhour;
using namespace quarterhour::trace_tests;
using Catch::Approx;
using score_tests::clinic;

namespace {

void check_adds_up(const Trace& way) {
  double length_m = 0.0;
  double seconds = 0.0;
  for (std::size_t k = 0; k < way.legs.size(); ++k) {
    const TraceLeg& leg = way.legs[k];
    REQUIRE(leg.line.size() >= 2);
    if (k > 0) CHECK(leg.line.front() == way.legs[k - 1].line.back());
    double drawn_m = 0.0;
    for (std::size_t i = 1; i < leg.line.size(); ++i)
      drawn_m += std::hypot(leg.line[i].x_m - leg.line[i - 1].x_m, leg.line[i].y_m - leg.line[i - 1].y_m);
    CHECK(drawn_m == Approx(leg.length_m).epsilon(1e-9));
    length_m += leg.length_m;
    seconds += leg.seconds;
  }
  CHECK(way.length_m == Approx(length_m).epsilon(1e-12));
  CHECK(way.seconds == Approx(seconds).epsilon(1e-12));
}

}  // namespace

TEST_CASE("A way over a bridge is told street by street, with metres and seconds that add up") {
  Tracing tracing(TracedWorld(river_map(), river_streets(), clinic(900.0)));
  const TracedAccess access = tracing.tracer.to_nearest(on_bank_road);
  REQUIRE(access.site == 0U);
  CHECK(access.within_reach);
  CHECK(access.people == 5.0);
  CHECK(access.straight_m() == Approx(600.0));
  REQUIRE(access.ways.size() == 1);
  const Trace& way = access.ways.front();
  check_adds_up(way);
  // One metre a second: 200 m along each of three streets. Both ends stand on the street, so no leg leads over the ground.
  REQUIRE(way.legs.size() == 3);
  CHECK(way.leads_to_facility);
  CHECK(way.seconds == Approx(600.0).epsilon(1e-6));
  for (const TraceLeg& leg : way.legs) {
    CHECK_FALSE(leg.off_street);
    CHECK(leg.length_m == Approx(200.0));
    CHECK(leg.seconds == Approx(200.0).epsilon(1e-6));
  }
  CHECK(way.legs[0].name.en == "Bank Road");
  CHECK(way.legs[1].structure == Structure::bridge);
  CHECK(way.legs[1].name.zh == "长桥");
  CHECK(way.legs[2].street_class == "footway");
  CHECK(way.length_along_m(Structure::bridge) == Approx(200.0));
  CHECK(access.length_m() == Approx(600.0));
}

TEST_CASE("Who lives off the street first walks over the ground, at the off-street factor") {
  Tracing tracing(TracedWorld(river_map(), river_streets(), clinic(700.0)));
  const TracedAccess access = tracing.tracer.to_nearest(north_of_it);
  REQUIRE(access.ways.size() == 1);
  const Trace& way = access.ways.front();
  check_adds_up(way);
  REQUIRE(way.legs.size() == 4);
  CHECK(way.legs[0].off_street);
  // Diagonally to the next cell on the road, 100 m further along it: 236 + 500 s are less than 167 + 600.
  CHECK(way.legs[0].length_m == Approx(100.0 * std::sqrt(2.0)));
  CHECK(way.legs[0].seconds == Approx(100.0 * std::sqrt(2.0) / 0.6).epsilon(1e-6));
  CHECK(way.legs[1].length_m == Approx(100.0));
  CHECK(way.seconds == Approx(500.0 + 100.0 * std::sqrt(2.0) / 0.6).epsilon(1e-6));
  // 736 s are beyond 700.
  CHECK_FALSE(access.within_reach);
}

TEST_CASE("A trace takes the time that the access maps show, whatever the direction") {
  for (const Direction direction : {Direction::to, Direction::from, Direction::round_trip}) {
    Service service = clinic(2000.0);
    service.direction = direction;
    worlds::WorldMap map = river_map();
    map.heights = R"(012?345
                     123?456
                     234?567)";
    Tracing tracing(TracedWorld(map, river_streets(Structure::bridge, {10.0F, 40.0F}), service));
    StudyResult assessed = tracing.world.study;
    assess(tracing.world.city, tracing.fields, service, "before", assessed);
    std::size_t reached = 0;
    for (CellIndex cell = 0; cell < tracing.world.city.grid().cell_count(); ++cell) {
      if (tracing.world.city.surface.passable[cell] == 0) continue;
      const TracedAccess access = tracing.tracer.to_nearest(cell);
      CHECK(access.ways.size() == (direction == Direction::round_trip ? 2U : 1U));
      CHECK(access.seconds() == Approx(assessed.access.front().seconds[cell]).epsilon(1e-6));
      CHECK(access.within_reach == (assessed.access.front().covered[cell] != 0));
      for (const Trace& way : access.ways) check_adds_up(way);
      ++reached;
    }
    CHECK(reached == 18);
  }
}

TEST_CASE("There and back are two ways, the second leading home; climb one way is descent the other") {
  Service service = clinic(3000.0);
  service.direction = Direction::round_trip;
  worlds::WorldMap map = river_map();
  map.heights = R"(000?333
                   000?333
                   000?333)";
  Tracing tracing(TracedWorld(map, river_streets(Structure::bridge, {0.0F, 30.0F}), service));
  const TracedAccess access = tracing.tracer.to_nearest(on_bank_road);
  REQUIRE(access.ways.size() == 2);
  const Trace& there = access.ways[0];
  const Trace& back = access.ways[1];
  CHECK(there.leads_to_facility);
  CHECK_FALSE(back.leads_to_facility);
  CHECK(there.climb_m() == Approx(30.0));
  CHECK(there.descent_m() == Approx(0.0));
  CHECK(back.climb_m() == Approx(0.0));
  CHECK(back.descent_m() == Approx(30.0));
  CHECK(there.legs.front().line.front() == back.legs.back().line.back());
  CHECK(there.legs[1].heights_m.back() == Approx(30.0));
}

TEST_CASE("What a ride climbs is not climbed on foot, but stands in its leg") {
  Tracing tracing(TracedWorld(
      [] {
        worlds::WorldMap map = river_map();
        map.heights = R"(000?333
                         000?333
                         000?333)";
        return map;
      }(),
      river_streets(Structure::cable_car, {0.0F, 30.0F}), clinic(2000.0)));
  const TracedAccess access = tracing.tracer.to_nearest(on_bank_road);
  REQUIRE(access.ways.size() == 1);
  const Trace& way = access.ways.front();
  REQUIRE(way.legs.size() == 3);
  CHECK(way.legs[1].climb_m == Approx(30.0));
  CHECK(way.climb_m() == Approx(0.0));
  // 300 s of waiting and 200 m at 15 km/h.
  CHECK(way.legs[1].seconds == Approx(300.0 + 200.0 * 3.6 / 15.0).epsilon(1e-6));
}

TEST_CASE("The longest way to a facility is that of the farthest whom it covers and who live there") {
  Tracing far(TracedWorld(river_map(), river_streets(), clinic(900.0)));
  const auto longest = far.tracer.longest_to(0);
  REQUIRE(longest.has_value());
  CHECK(longest->cell == north_of_it);
  CHECK(longest->people_served == 7.0);
  // At 700 s those are not covered any more; at 500 s nobody is.
  Tracing nearer(TracedWorld(river_map(), river_streets(), clinic(700.0)));
  CHECK(nearer.tracer.longest_to(0)->cell == on_bank_road);
  Tracing none(TracedWorld(river_map(), river_streets(), clinic(500.0)));
  CHECK_FALSE(none.tracer.longest_to(0).has_value());
}

TEST_CASE("Where no way leads there is no facility at the other end") {
  StreetNetwork cut = river_streets();
  cut.edges.erase(cut.edges.begin() + 1);
  Tracing tracing(TracedWorld(river_map(), cut, clinic(900.0)));
  const TracedAccess access = tracing.tracer.to_nearest(on_bank_road);
  CHECK_FALSE(access.site.has_value());
  CHECK(access.ways.empty());
  CHECK_FALSE(access.within_reach);
  const TracedAccess asked = tracing.tracer.to_site(west_bank_south, 0);
  CHECK(asked.site == 0U);
  CHECK(asked.ways.empty());
}

TEST_CASE("A service by metres is traced along its shortest way and timed on it") {
  Service service = clinic(900.0);
  service.reach_by = ReachBy::metres;
  service.reach_m = 600.0;
  // Steps take twice the time. Over the ground beside the streets it is as far, but streets are preferred.
  Tracing tracing(TracedWorld(river_map(), river_streets(Structure::steps), service));
  const TracedAccess access = tracing.tracer.to_nearest(on_bank_road);
  REQUIRE(access.ways.size() == 1);
  CHECK(access.within_reach);
  CHECK(access.length_m() == Approx(600.0));
  CHECK(access.seconds() == Approx(200.0 + 400.0 + 200.0).epsilon(1e-6));
}

TEST_CASE(
    "On streets alone a facility beside the street is on it, and the way is as long as its limit says") {
  for (const OffStreet off_street : {OffStreet::never, OffStreet::to_street}) {
    worlds::WorldMap map = river_map();
    map.facilities = R"(......A
                        .......
                        .......)";
    Service service = clinic(900.0);
    service.reach_by = ReachBy::metres;
    service.reach_m = 600.0;
    TracedWorld world(map, river_streets(), service);
    world.settings.off_street = off_street;
    Tracing tracing(std::move(world));
    const TracedAccess access = tracing.tracer.to_nearest(on_bank_road);
    REQUIRE(access.ways.size() == 1);
    check_adds_up(access.ways.front());
    const bool alone = off_street == OffStreet::never;
    CHECK(access.length_m() == Approx(alone ? 600.0 : 700.0));
    CHECK(access.within_reach == alone);
    CHECK(access.ways.front().legs.back().off_street == !alone);
  }
}

TEST_CASE(
    "Of facilities that pass both limits the nearest is traced, and the shortest way is told beside the "
    "fastest") {
  worlds::WorldMap map = river_map();
  map.facilities = R"(.......
                      B.....A
                      .......)";
  Service service = clinic(900.0);
  service.reach_by = ReachBy::both;
  service.reach_m = 450.0;
  // From the middle of the bridge's west end: B over the road in 200 m, A over the bridge in 400 m.
  Tracing tracing(TracedWorld(map, river_streets(), service));
  const CellIndex near_bridge = 9;  // row 1, column 2
  const TracedAccess nearest = tracing.tracer.to_nearest(near_bridge);
  CHECK(tracing.world.study.sites[*nearest.site].id == "B");
  CHECK(nearest.shortest_m == Approx(200.0));
  CHECK(nearest.within_reach);
  // From there on the east side only A is near; from the middle of the west B passes both, A only the minutes.
  CHECK(tracing.tracer.to_site(on_bank_road, 0).shortest_m == Approx(600.0));
  CHECK_FALSE(tracing.tracer.to_site(on_bank_road, 0).within_reach);
  CHECK(tracing.tracer.to_site(on_bank_road, 0).seconds() == Approx(600.0).epsilon(1e-6));
}

TEST_CASE("Who lives at the facility is there already") {
  Tracing tracing(TracedWorld(river_map(), river_streets(), clinic(900.0)));
  const TracedAccess access = tracing.tracer.to_nearest(13);
  REQUIRE(access.ways.size() == 1);
  CHECK(access.ways.front().legs.empty());
  CHECK(access.seconds() == 0.0);
  CHECK(access.straight_m() == 0.0);
  CHECK(access.within_reach);
}

TEST_CASE("People are traced to a facility of their own district where a service is not shared") {
  worlds::WorldMap map = river_map();
  map.facilities = R"(.......
                      .B....A
                      .......)";
  map.districts = R"(XYYYYYY
                     XYYYYYX
                     XYYYYYY)";
  Service service = clinic(900.0);
  Tracing shared(TracedWorld(map, river_streets(), service));
  CHECK(shared.world.study.sites[*shared.tracer.to_nearest(on_bank_road).site].id == "B");
  service.shared_across_districts = false;
  Tracing bound(TracedWorld(map, river_streets(), service));
  CHECK(bound.world.study.sites[*bound.tracer.to_nearest(on_bank_road).site].id == "A");
  // The other facility can be asked for, but its people are others.
  const TracedAccess other = bound.tracer.to_site(on_bank_road, 1);
  CHECK_FALSE(other.within_reach);
  CHECK(other.in_other_district);
  CHECK(other.seconds() == Approx(100.0).epsilon(1e-6));
}
