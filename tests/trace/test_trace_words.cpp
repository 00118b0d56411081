// What a planner reads of a way, word for word.
#include <catch2/catch_test_macros.hpp>

#include "sim/trace/trace_words.h"
#include "tests/trace/traced_world.h"

using namespace quarterhour;
using namespace quarterhour::trace_tests;
using score_tests::clinic;

namespace {

const BilingualName hut{"the hut", "小屋"};

TraceLeg leg_of(Structure structure, const StreetName& name, double climb_m = 0.0, double descent_m = 0.0) {
  TraceLeg leg;
  leg.off_street = false;
  leg.structure = structure;
  leg.name = name;
  leg.street_class = "footway";
  leg.climb_m = climb_m;
  leg.descent_m = descent_m;
  return leg;
}

/// Tracing, put into words.
struct Telling : Tracing {
  using Tracing::Tracing;
  [[nodiscard]] BilingualName words(const TracedAccess& access, const BilingualName& people_at = hut) const {
    return access_words(access, world.study, people_at);
  }
};

}  // namespace

TEST_CASE("A leg says what is walked over or ridden, by the street's name where it has one") {
  CHECK(leg_words(TraceLeg{}).en == "over the ground");
  CHECK(leg_words(TraceLeg{}).zh == "街道以外的地面");
  const StreetName named{"Bank Road", "滨江路"};
  const auto en = [](const TraceLeg& leg) { return leg_words(leg).en; };
  const auto zh = [](const TraceLeg& leg) { return leg_words(leg).zh; };
  CHECK(en(leg_of(Structure::ground, named)) == "along Bank Road");
  CHECK(zh(leg_of(Structure::ground, named)) == "沿滨江路");
  CHECK(en(leg_of(Structure::ground, {})) == "along an unnamed street (footway)");
  CHECK(zh(leg_of(Structure::ground, {})) == "沿未命名道路（footway）");
  CHECK(en(leg_of(Structure::bridge, named)) == "over a bridge, Bank Road");
  CHECK(en(leg_of(Structure::bridge, {})) == "over a bridge (footway)");
  CHECK(en(leg_of(Structure::tunnel, named)) == "through a tunnel, Bank Road");
  CHECK(en(leg_of(Structure::steps, named, 5.0, 1.0)) == "up steps, Bank Road");
  CHECK(en(leg_of(Structure::steps, {}, 1.0, 5.0)) == "down steps");
  CHECK(zh(leg_of(Structure::steps, {}, 1.0, 5.0)) == "下台阶");
  CHECK(en(leg_of(Structure::steps, {})) == "over steps");
  CHECK(en(leg_of(Structure::lift, {})) == "by lift");
  CHECK(en(leg_of(Structure::ferry, {"Star Ferry", ""})) == "by ferry, Star Ferry");
  CHECK(zh(leg_of(Structure::ferry, {"Star Ferry", ""})) == "乘渡轮，Star Ferry");
  CHECK(en(leg_of(Structure::cable_car, {})) == "by cable car");
}

TEST_CASE("A cell is told by row and column, and by degrees with their hemispheres") {
  const Grid grid(10, 20, 0.0, 1000.0, 100.0, 100.0);
  CHECK(cell_words(grid, 45, std::nullopt).en == "cell row 2, column 5");
  CHECK(cell_words(grid, 45, Degrees{-51.5, -30.25}).en == "cell row 2, column 5 (30.25000 S, 51.50000 W)");
  CHECK(cell_words(grid, 45, Degrees{106.5, 29.5}).zh == "第 2 行第 5 列网格（29.50000 N, 106.50000 E）");
}

TEST_CASE("A way is summed up in a sentence: from where to where, minutes, metres, structures, reach") {
  TracedWorld world(river_map(), river_streets(), clinic(600.0));
  world.service.name = {"Clinic", "诊所"};
  world.city.groups.front().name = {"Everybody", "全体居民"};
  world.study.sites.front().name = {"Riverside", "江畔"};
  Telling telling(std::move(world));
  const BilingualName from = cell_words(telling.world.city.grid(), on_bank_road, std::nullopt);
  const TracedAccess access = telling.tracer.to_nearest(on_bank_road);
  CHECK(telling.words(access, from).en ==
        "From cell row 1, column 0 to Riverside (Clinic, A), Everybody, on foot: 10.0 minutes, 600 m (600 m "
        "in a "
        "straight line), with 200 m of bridges; within the limit of 10 minutes.");
  CHECK(
      telling.words(access, from).zh ==
      "从第 1 行第 0 列网格到江畔（诊所，A），全体居民，步行：10.0 分钟，600 米（直线 600 米），途经桥梁 200 "
      "米；在限值 10 分钟以内。");
  CHECK(telling.words(telling.tracer.to_nearest(north_of_it))
            .en.ends_with("; beyond the limit of 10 minutes."));
  CHECK(telling.words(*telling.tracer.longest_to(0))
            .en.ends_with(" It is the longest way of the 5 people who have it as the nearest within reach."));
  telling.world.study.sites.front().planned = true;
  CHECK(telling.words(access).en.find("(Clinic, A, planned)") != std::string::npos);

  const LegLines lines = leg_lines(access.ways.front());
  REQUIRE(lines.en.size() == 3);
  CHECK(lines.en[1] == "  2.   3.3 min    200 m  over a bridge, Long Bridge");
  CHECK(lines.zh[1] == "  2.   3.3 分钟    200 米  过桥，长桥");
}

TEST_CASE("What cannot be reached is said in words, and whom nobody uses too") {
  StreetNetwork cut = river_streets();
  cut.edges.erase(cut.edges.begin() + 1);
  Telling telling(TracedWorld(river_map(), cut, clinic(600.0)));
  CHECK(telling.words(telling.tracer.to_nearest(on_bank_road)).en ==
        "No way leads on foot between the hut and any facility of clinic that people may use.");
  // Whoever asks for one facility is told of that one.
  CHECK(telling.words(telling.tracer.to_site(on_bank_road, 0)).en ==
        "No way leads on foot between the hut and A (clinic) for people.");
  CHECK(nobody_words({"Riverside", "江畔"}, telling.world.service).en ==
        "Nobody in the scored area has Riverside as the nearest place of clinic within reach.");
  worlds::WorldMap none = river_map();
  none.facilities = {};
  Telling empty(TracedWorld(none, river_streets(), clinic(600.0)));
  CHECK(empty.words(empty.tracer.to_nearest(on_bank_road)).en ==
        "There is no facility of clinic that the hut could be traced to.");
}

TEST_CASE("A service that starts at the facility is told from there, in a hilly city with its heights") {
  Service service = clinic(900.0);
  service.direction = Direction::from;
  worlds::WorldMap map = river_map();
  map.heights = R"(000?333
                   000?333
                   000?333)";
  Telling telling(TracedWorld(map, river_streets(Structure::bridge, {0.0F, 30.0F}), service));
  const TracedAccess access = telling.tracer.to_nearest(on_bank_road);
  CHECK(telling.words(access).en.starts_with("From A (clinic) to the hut, people, on foot: "));
  CHECK(telling.words(access).en.find(", 0 m up and 30 m down, with 200 m of bridges; ") !=
        std::string::npos);
  CHECK(telling.words(access).zh.find("，途经桥梁 200 米，上升 0 米，下降 30 米；") != std::string::npos);
  CHECK(leg_lines(access.ways.front()).en[1].find("up   0 m  down  30 m") != std::string::npos);
}

TEST_CASE("Minutes are never rounded to the other side of the limit") {
  // 602.4 s are 10.04 minutes: "10.0" would lie within the ten.
  TracedWorld world(river_map(), river_streets(), clinic(600.0));
  world.settings.pace.speed_kmh = 3.6 * 600.0 / 602.4;
  Telling telling(std::move(world));
  const TracedAccess access = telling.tracer.to_nearest(on_bank_road);
  CHECK_FALSE(access.within_reach);
  CHECK(telling.words(access).en.find("on foot: 10.04 minutes") != std::string::npos);
  CHECK(telling.words(access).en.ends_with("; beyond the limit of 10 minutes."));
}

TEST_CASE("A facility of another district is told as such, not as too far") {
  worlds::WorldMap map = river_map();
  map.districts = R"(XXXXXXX
                     XXXXXXY
                     XXXXXXX)";
  Service service = clinic(900.0);
  service.shared_across_districts = false;
  Telling telling(TracedWorld(map, river_streets(), service));
  CHECK(telling.words(telling.tracer.to_site(on_bank_road, 0))
            .en.ends_with("; in another district, whose facilities people here may not use."));
}

TEST_CASE("A service with both limits tells its shortest way, which decides by metres") {
  Service service = clinic(900.0);
  service.reach_by = ReachBy::both;
  service.reach_m = 700.0;
  Telling telling(TracedWorld(river_map(), river_streets(), service));
  CHECK(telling.words(telling.tracer.to_nearest(on_bank_road))
            .en.ends_with("; within the limit of 15 minutes and 700 m (the shortest way, which decides by "
                          "metres, is 600 m)."));
}
