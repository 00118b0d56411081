// What a planner reads of a way, word for word.
#include <catch2/catch_test_macros.hpp>

#include "sim/trace/trace_words.h"
#include "tests/trace/traced_world.h"

using namespace quarterhour;
using namespace quarterhour::trace_tests;
using score_tests::clinic;

namespace {

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
  CHECK(en(leg_of(Structure::bridge, named)) == "over a bridge of Bank Road");
  CHECK(en(leg_of(Structure::bridge, {})) == "over a bridge (footway)");
  CHECK(en(leg_of(Structure::tunnel, named)) == "through a tunnel of Bank Road");
  CHECK(en(leg_of(Structure::steps, named, 5.0, 1.0)) == "up steps of Bank Road");
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
  CHECK(cell_words(grid, 45, Degrees{106.5, 29.5}).zh == "第 2 行第 5 列格网（29.50000 N, 106.50000 E）");
}

TEST_CASE(
    "A way is summed up in a sentence: from where to where, minutes, metres, heights, structures, reach") {
  TracedWorld world(river_map(), river_streets(), clinic(600.0));
  world.service.name = {"Clinic", "诊所"};
  world.study.sites.front().name = {"Riverside", "江畔"};
  TravelFields fields(world.city, world.settings);
  AccessTracer tracer(world.city, fields, world.study, world.service, world.city.groups.front());
  world.city.groups.front().name = {"Everybody", "全体居民"};
  const BilingualName from = cell_words(world.city.grid(), on_bank_road, std::nullopt);
  const auto words = [&](CellIndex cell, const BilingualName& of) {
    return access_words(tracer.to_nearest(cell), world.study, of, TravelMode::walk);
  };
  CHECK(words(on_bank_road, from).en ==
        "From cell row 1, column 0 to Riverside (Clinic, A), Everybody, on foot: 10.0 minutes, 600 m (600 m "
        "in a "
        "straight line), 0 m up and 0 m down, with 200 m of bridges; within the 10 minutes.");
  CHECK(words(on_bank_road, from).zh ==
        "从第 1 行第 0 列格网到江畔（诊所，A），全体居民，步行：10.0 分钟，600 米（直线 600 米），上升 0 米，"
        "下降 0 米，其中桥梁 200 米；在 10 分钟以内。");
  CHECK(words(north_of_it, {"the hut", "小屋"}).en.ends_with("; not within the 10 minutes."));
  world.study.sites.front().planned = true;
  CHECK(words(on_bank_road, from).en.find("(Clinic, A, planned)") != std::string::npos);

  const LegLines lines = leg_lines(tracer.to_nearest(on_bank_road).ways.front());
  REQUIRE(lines.en.size() == 3);
  CHECK(lines.en[1] == "  2.   3.3 min    200 m  up   0 m  down   0 m  over a bridge of Long Bridge");
}

TEST_CASE("What cannot be reached is said in words, and whom nobody uses too") {
  StreetNetwork cut = river_streets();
  cut.edges.erase(cut.edges.begin() + 1);
  TracedWorld world(river_map(), cut, clinic(600.0));
  TravelFields fields(world.city, world.settings);
  AccessTracer tracer(world.city, fields, world.study, world.service, world.city.groups.front());
  CHECK(
      access_words(tracer.to_nearest(on_bank_road), world.study, {"the hut", "小屋"}, TravelMode::wheelchair)
          .en == "No way leads in a wheelchair between the hut and any facility of clinic that " +
                     world.city.groups.front().id + " may use.");
  CHECK(nobody_words({"Riverside", "江畔"}, world.service).en ==
        "Nobody in the scored area has Riverside as the nearest place of clinic within reach.");
}
