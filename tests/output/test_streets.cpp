#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "output/compare.h"
#include "output/file_reader.h"
#include "output/info.h"
#include "output/result_file.h"
#include "output/street_tables.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }
std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }

void check_same_network(const StreetNetwork& read, const StreetNetwork& written) {
  REQUIRE(read.nodes.size() == written.nodes.size());
  for (std::size_t k = 0; k < read.nodes.size(); ++k) {
    CHECK(read.nodes[k].at == written.nodes[k].at);
    CHECK(bits(read.nodes[k].height_m) == bits(written.nodes[k].height_m));
  }
  CHECK(read.points == written.points);
  CHECK(read.heights_m == written.heights_m);
  CHECK(read.classes == written.classes);
  CHECK(read.barriers == written.barriers);
  REQUIRE(read.names.size() == written.names.size());
  for (std::size_t k = 0; k < read.names.size(); ++k) {
    CHECK(read.names[k].en == written.names[k].en);
    CHECK(read.names[k].zh == written.names[k].zh);
  }
  REQUIRE(read.edges.size() == written.edges.size());
  for (std::size_t k = 0; k < read.edges.size(); ++k) {
    const StreetEdge& a = read.edges[k];
    const StreetEdge& b = written.edges[k];
    INFO("edge " << k);
    CHECK(std::vector{a.from, a.to, a.first_point, a.point_count, a.first_height, a.height_count} ==
          std::vector{b.from, b.to, b.first_point, b.point_count, b.first_height, b.height_count});
    CHECK(std::vector{bits(a.length_m), bits(a.climb_m), bits(a.descent_m)} ==
          std::vector{bits(b.length_m), bits(b.climb_m), bits(b.descent_m)});
    CHECK(a.structure == b.structure);
    CHECK(a.street_class == b.street_class);
    CHECK(a.modes_forward == b.modes_forward);
    CHECK(a.modes_backward == b.modes_backward);
    CHECK(bits(a.drive_kmh) == bits(b.drive_kmh));
    CHECK(bits(a.ride_s) == bits(b.ride_s));
    CHECK(a.crosses_barrier == b.crosses_barrier);
    CHECK(a.name == b.name);
    CHECK(a.source_id == b.source_id);
  }
}

template <class T>
std::vector<T> column_of(const FileReader& file, const std::string& table, const std::string& name) {
  const FileTable whole = file.table(table);
  const Column* column = whole.find(name);
  REQUIRE(column != nullptr);
  return std::get<std::vector<T>>(column->values);
}

std::string sentence_of_reading(const std::filesystem::path& path) {
  try {
    static_cast<void>(read_city(path));
  } catch (const InputError& error) {
    return sentence(error.faults().front());
  }
  return "";
}

}  // namespace

TEST_CASE("a city file gives back its streets and what was said of them, bit for bit") {
  const test::ScratchFolder folder("streets");
  City city = test::small_city();
  city.streets.nodes[0].height_m = -0.0;
  write_city(city, folder / "city.h5");
  const City read = read_city(folder / "city.h5");
  check_same_network(read.streets, city.streets);
  REQUIRE(read.street_counts.size() == 3);
  CHECK(read.street_counts[0].kind == "highway=residential");
  CHECK(read.street_counts[0].count == 2);
  CHECK(read.street_counts[1].what == "left out");
  CHECK(read.street_counts[1].length_m == 77.0);
  CHECK(read.street_counts[1].reason == "it is being built");
  REQUIRE(read.street_crossings.size() == 1);
  CHECK(read.street_crossings[0].edge == 4);
  CHECK(read.street_crossings[0].at == PointM{481355, 6670020});
  REQUIRE(read.street_islands.size() == 2);
  CHECK(read.street_islands[1].node == 4);
  CHECK(read.street_islands[1].nodes == 2);
  CHECK(read.street_islands[0].length_m == 320.75);
  CHECK(read.street_islands[0].people == 1000.25);
}

TEST_CASE("a city file whose streets are no network is refused with the place and the reason") {
  struct Case {
    const char* words;
    std::function<void(City&)> damage;
  };
  const std::vector<Case> cases{
      {"street edge 1: an end is no node", [](City& city) { city.streets.edges[1].to = 77; }},
      {"street edge 2: its line has fewer than two points",
       [](City& city) { city.streets.edges[2].point_count = 1000; }},
      {"street edge 0: its line does not run from node to node",
       [](City& city) { city.streets.points[0].x_m += 1.0; }},
      {"street edge 0: a height is not a number", [](City& city) { city.streets.heights_m[1] = NAN; }},
      {"street edge 3: its length", [](City& city) { city.streets.edges[3].length_m = -1.0; }},
      {"street edge 3: its class is not in the list", [](City& city) { city.streets.classes.pop_back(); }},
      {"street edge 2: its name is not in the list", [](City& city) { city.streets.names.pop_back(); }},
      {"/streets/edges/structure: it holds a number that means nothing",
       [](City& city) { city.streets.edges[0].structure = static_cast<Structure>(9); }},
      {"/streets/edges/modes_backward: it holds a number that means nothing",
       [](City& city) { city.streets.edges[0].modes_backward = 16; }},
      {"a node of the streets has no place", [](City& city) { city.streets.nodes[5].at.y_m = NAN; }},
      {"/streets/barriers: a point has no place",
       [](City& city) { city.streets.barriers[0][1].y_m = INFINITY; }},
      {"/street_crossings/edge: a crossing is on no street",
       [](City& city) { city.street_crossings[0].edge = 5; }},
      {"/street_crossings: a crossing has no place",
       [](City& city) { city.street_crossings[0].at.x_m = NAN; }},
      {"/islands/node: a part of the network has a node that is not there",
       [](City& city) { city.street_islands[0].node = 6; }},
      {"/islands: a part of the network has fewer than no",
       [](City& city) { city.street_islands[0].people = -1.0; }},
      {"/street_counts/length_m: it holds a length below zero",
       [](City& city) { city.street_counts[2].length_m = -1.0; }},
      {"/streets/edges/height_count: a street has no heights although the city has some",
       [](City& city) { city.streets.edges[1].height_count = 0; }},
  };
  const test::ScratchFolder folder("no-network");
  for (const Case& broken : cases) {
    City city = test::small_city();
    broken.damage(city);
    write_city(city, folder / "city.h5");
    CHECK_THAT(sentence_of_reading(folder / "city.h5"), ContainsSubstring(broken.words));
  }
}

TEST_CASE("streets of a flat city need no heights") {
  const test::ScratchFolder folder("flat-streets");
  City city = test::small_city();
  city.surface.elevation_m = {};
  city.streets.heights_m.clear();
  for (StreetEdge& edge : city.streets.edges) edge.first_height = edge.height_count = 0;
  write_city(city, folder / "city.h5");
  check_same_network(read_city(folder / "city.h5").streets, city.streets);
}

TEST_CASE("a result lists every street with its climb, its island and a line to draw it by") {
  const test::ScratchFolder folder("result-streets");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK(column_of<std::int64_t>(file, "/streets", "id") == std::vector<std::int64_t>{0, 1, 2, 3, 4});
  CHECK(column_of<std::int64_t>(file, "/streets", "from") == std::vector<std::int64_t>{0, 1, 2, 3, 4});
  CHECK(column_of<std::string>(file, "/streets", "structure") ==
        std::vector<std::string>{"ground", "bridge", "steps", "ground", "ground"});
  CHECK(column_of<std::string>(file, "/streets", "class") ==
        std::vector<std::string>{"residential", "residential", "footway", "motorway", "footway"});
  CHECK(column_of<std::string>(file, "/streets", "name") ==
        std::vector<std::string>{"Hill Road", "Hill Road", "", "", ""});
  CHECK(column_of<std::string>(file, "/streets", "name_zh") ==
        std::vector<std::string>{"山路", "山路", "石梯", "", ""});
  CHECK(column_of<std::int64_t>(file, "/streets", "source_id")[0] == 9007199254740993);
  CHECK(column_of<std::uint8_t>(file, "/streets", "crosses_barrier") ==
        std::vector<std::uint8_t>{0, 0, 0, 0, 1});
  // Nobody walks on the motorway, though it joins both islands.
  CHECK(column_of<std::int32_t>(file, "/streets", "island") == std::vector<std::int32_t>{0, 0, 0, -1, 1});
  // Heights 1, 2, 1.5, 4.5: up 1 + 3, down 0.5.
  CHECK(column_of<double>(file, "/streets", "climb_m")[0] == 4.0);
  CHECK(column_of<double>(file, "/streets", "descent_m")[0] == 0.5);
  CHECK(column_of<double>(file, "/streets", "descent_m")[2] == 6.75);
  // The first line loses the point that is half a metre off, the steps keep their corner.
  const LineSet lines = file.lines("/streets");
  CHECK(lines.first == std::vector<std::int64_t>{0, 2, 4, 7, 9, 11});
  CHECK(lines.points[1] == PointM{481150, 6670120});
  CHECK(lines.points[5] == PointM{481270, 6670080});
}

TEST_CASE(
    "a result sums its streets by class and structure and tells what was left out, crossed and cut off") {
  const test::ScratchFolder folder("street-account");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK(column_of<std::string>(file, "/street_summary", "class") ==
        std::vector<std::string>{"footway", "footway", "motorway", "residential", "residential"});
  CHECK(column_of<std::string>(file, "/street_summary", "structure") ==
        std::vector<std::string>{"ground", "steps", "ground", "ground", "bridge"});
  const auto lengths = column_of<double>(file, "/street_summary", "length_m");
  CHECK(lengths[0] == 10.0);
  CHECK_THAT(lengths[1], WithinAbs(std::hypot(20, 40) + std::hypot(20, 30), 1e-9));
  CHECK(lengths[4] == 100.0);
  CHECK(column_of<std::string>(file, "/street_counts", "reason")[1] == "it is being built");
  CHECK(column_of<std::int64_t>(file, "/street_crossings", "edge") == std::vector<std::int64_t>{4});
  CHECK(column_of<double>(file, "/street_crossings", "y") == std::vector<double>{6670020.0});
  CHECK(column_of<std::int64_t>(file, "/islands", "junctions") == std::vector<std::int64_t>{4, 2});
  CHECK(column_of<double>(file, "/islands", "people") == std::vector<double>{1000.25, 0.5});
  const std::string described = describe_file(folder / "result.h5");
  CHECK_THAT(described, ContainsSubstring("/streets: 5 rows"));
  CHECK_THAT(described, ContainsSubstring("climb_m: float64, m — Metres gained"));
  CHECK_THAT(described, ContainsSubstring("/streets: 5 lines or rings"));
}

TEST_CASE("a result of a city without streets holds nothing of them") {
  const test::ScratchFolder folder("no-streets");
  City city = test::small_city();
  test::remove_streets(city);
  write_result(test::small_result(), city, folder / "result.h5");
  for (const std::string& path : FileReader(folder / "result.h5", {FileFormat::result}).datasets()) {
    INFO(path);
    CHECK(path.find("street") == std::string::npos);
    CHECK(path.rfind("/islands", 0) == std::string::npos);
  }
}

TEST_CASE("streets that changed are told one by one, in results and in city files") {
  const test::ScratchFolder folder("compared-streets");
  City city = test::small_city();
  write_result(test::small_result(), city, folder / "before.h5");
  write_city(city, folder / "city-before.h5");
  city.streets.edges[1].structure = Structure::ground;
  city.streets.heights_m[4] += 2.0F;
  city.streets.edges[1].descent_m += 2.0;
  write_result(test::small_result(), city, folder / "after.h5");
  write_city(city, folder / "city-after.h5");
  const Comparison results = compare_files(folder / "before.h5", folder / "after.h5", folder / "d.h5");
  std::vector<std::string> changed;
  for (const TableChange& change : results.changes)
    if (change.table == "/streets") changed.push_back(change.key + " " + change.column + " " + change.after);
  CHECK(changed == std::vector<std::string>{"1 descent_m 2", "1 structure ground"});
  const Comparison cities = compare_files(folder / "city-before.h5", folder / "city-after.h5");
  for (const LayerDifference& layer : cities.layers) {
    INFO(layer.layer);
    const bool expected = layer.layer == "/streets/edges" || layer.layer == "/streets/heights_m";
    CHECK(layer.same() != expected);
  }
}

TEST_CASE("a simplified line keeps its ends and every point that is farther off than the tolerance") {
  const std::vector<PointM> line{{0, 0}, {10, 0.9}, {20, -0.9}, {30, 5}, {40, 0}};
  // (30, 5) is 5 m off the chord; from (0, 0) to (30, 5) the others are off by |5x - 30y| / sqrt(925): 0.76 and 4.18 m;
  // then (10, 0.9) is off the chord from (0, 0) to (20, -0.9) by |0.9 * 10 + 20 * 0.9| / sqrt(400.81) = 1.35 m.
  CHECK(simplified(line, 6.0) == std::vector<PointM>{{0, 0}, {40, 0}});
  CHECK(simplified(line, 4.5) == std::vector<PointM>{{0, 0}, {30, 5}, {40, 0}});
  CHECK(simplified(line, 1.5) == std::vector<PointM>{{0, 0}, {20, -0.9}, {30, 5}, {40, 0}});
  CHECK(simplified(line, 1.3) == line);
  // A ring has no chord: distances are from its first point.
  const std::vector<PointM> ring{{0, 0}, {10, 0}, {10, 10}, {0, 0}};
  CHECK(simplified(ring, 1.0) == ring);
  CHECK(simplified(std::vector<PointM>{{0, 0}, {1, 1}}, 9.0).size() == 2);
}
