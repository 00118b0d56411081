#include <tbb/global_control.h>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <map>
#include <set>

#include "scenarios/shancheng/shancheng.h"
#include "sim/errors.h"
#include "tests/scenarios/shancheng_statistics.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

const std::array<std::string, 5> groups = {"children_3_6", "children_6_12", "children_12_15", "working",
                                           "elderly_65"};

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

double area_m2(const ReadFeature& feature) {
  double twice = 0.0;
  const Polyline& ring = feature.lines.front();
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    twice += ring[i].x_m * ring[i + 1].y_m - ring[i + 1].x_m * ring[i].y_m;
  }
  return std::fabs(0.5 * twice);
}

}  // namespace

TEST_CASE("one thread writes the same city as all threads") {
  const fs::path again = fresh_folder();
  {
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    write_shancheng({.size = "city", .cell_m = std::nullopt, .seed = 1}, again);
  }
  const std::set<std::string> names = names_in(city_of_seed(1));
  CHECK(names == names_in(again));
  // The town's eight, five groups, land classes with their legend, clusters and the scenario of levels.
  CHECK(names.size() == 17);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(bytes_of(city_of_seed(1) / name) == bytes_of(again / name));
  }
}

TEST_CASE("every raster of the city lies on the same cells in the same system") {
  const Grid cells(600, 600, 330000.0, 3307000.0, 100.0, 100.0);
  std::vector<std::string> names = {"dem", "people", "land_class"};
  for (const std::string& group : groups) names.push_back("people_" + group);
  for (const std::string& name : names) {
    INFO(name);
    const ReadRaster raster = read_raster(city_of_seed(1) / (name + ".tif"));
    CHECK(raster.grid == cells);
    CHECK(raster.crs_code == "4545");
    CHECK_FALSE(raster.has_no_data);
  }
  for (const char* name : {"streets.gpkg", "water.gpkg", "districts.gpkg", "clusters.gpkg"})
    CHECK(crs_code_of(city_of_seed(1) / name) == "4545");
}

TEST_CASE("the ages of a cell are never more than its people, and only the youngest are missing") {
  const ReadRaster people = read_raster(city_of_seed(1) / "people.tif");
  std::vector<double> counted(people.values.size(), 0.0);
  for (const std::string& group : groups) {
    const ReadRaster part = read_raster(city_of_seed(1) / ("people_" + group + ".tif"));
    for (std::size_t cell = 0; cell < counted.size(); ++cell) {
      CHECK_FALSE(part.values[cell] < 0.0F);
      counted[cell] += static_cast<double>(part.values[cell]);
    }
  }
  double total = 0.0;
  double missing = 0.0;
  for (std::size_t cell = 0; cell < counted.size(); ++cell) {
    const double here = static_cast<double>(people.values[cell]);
    // Five groups in Float32, each within one part in 2^24 of a multiple of 0.01 below its share.
    CHECK(counted[cell] <= here * (1.0 + 1e-6));
    total += here;
    missing += here - counted[cell];
  }
  // Under three years: some 2 % of the people. Rounding down takes less than 0.05 from each of 80,000 cells.
  CHECK((missing / total > 0.01 && missing / total < 0.03));
}

TEST_CASE("land classes are those of the legend and tell water, homes and the rest apart") {
  const WrittenCity city(city_of_seed(1));
  const ReadRaster land = read_raster(city_of_seed(1) / "land_class.tif");
  std::map<int, std::string> legend;
  for (const auto& row : read_csv(city_of_seed(1) / "land_class.csv")) {
    CHECK_FALSE(row.at("name_zh").empty());
    legend[std::stoi(row.at("code"))] = row.at("name");
  }
  std::map<int, int> cells;
  double crowded = 0.0;
  for (std::size_t cell = 0; cell < land.values.size(); ++cell) {
    const int code = static_cast<int>(land.values[cell]);
    ++cells[code];
    const std::string& name = legend.at(code);
    const double people = static_cast<double>(city.people.values[cell]);
    if (name == "water") CHECK(people == 0.0);
    // A cell is one hectare: 50 people are 5,000 per km².
    if (people > 50.0) {
      crowded += 1.0;
      CHECK(name == "built-up land");
    }
  }
  CHECK(crowded > 10000.0);
  CHECK(legend.size() == 6);
  for (const auto& [code, name] : legend) {
    INFO(name);
    CHECK(cells[code] > 0);
  }
}

TEST_CASE("two rivers meet at the tip of the core district") {
  const std::vector<ReadFeature> rivers = read_features(city_of_seed(1) / "water.gpkg");
  const std::vector<ReadFeature> districts = read_features(city_of_seed(1) / "districts.gpkg");
  REQUIRE(rivers.size() == 2);
  // Points of the second river's outline that lie in the first: its mouth.
  std::vector<PointM> mouth;
  for (const PointM& at : rivers[1].lines.front()) {
    if (holds(rivers[0].lines, at)) mouth.push_back(at);
  }
  REQUIRE_FALSE(mouth.empty());
  double nearest_m = 1e9;
  for (const PointM& at : districts.front().lines.front()) {
    for (const PointM& end : mouth)
      nearest_m = std::min(nearest_m, std::hypot(at.x_m - end.x_m, at.y_m - end.y_m));
  }
  // The district ends in the middle of both rivers, which are less than a kilometre wide.
  CHECK(nearest_m < 500.0);
  const WrittenCity city(city_of_seed(1));
  const auto cell = city.dem.grid.cell_containing(mouth.front());
  REQUIRE(cell);
  const float level = city.dem.values[city.dem.grid.index(*cell)];
  CHECK((level >= 160.0F && level <= 185.0F));
}

TEST_CASE("districts cover the city once and every cluster lies in one of them") {
  const std::vector<ReadFeature> districts = read_features(city_of_seed(1) / "districts.gpkg");
  REQUIRE(districts.size() == 13);
  double all_m2 = 0.0;
  for (const ReadFeature& district : districts) all_m2 += area_m2(district);
  // Rounding to 0.01 m moves some 500 km of borders by at most that: 5,000 m².
  CHECK(std::fabs(all_m2 - 3.6e9) < 5000.0);
  const std::vector<ReadFeature> clusters = read_features(city_of_seed(1) / "clusters.gpkg");
  CHECK(clusters.size() == 31);
  std::set<std::string> names;
  for (const ReadFeature& cluster : clusters) {
    INFO(cluster.fields.at("name"));
    names.insert(cluster.fields.at("name_zh"));
    std::map<std::string, int> homes;
    const Polyline& ring = cluster.lines.front();
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const PointM middle = {0.5 * (ring[i].x_m + ring[i + 1].x_m), 0.5 * (ring[i].y_m + ring[i + 1].y_m)};
      for (const ReadFeature& district : districts) {
        if (holds(district.lines, middle)) ++homes[district.fields.at("id")];
      }
    }
    // Edges along a district's border may be counted to either side; the others name one district.
    int most = 0;
    int edges = 0;
    for (const auto& [id, count] : homes) {
      most = std::max(most, count);
      edges += count;
    }
    CHECK(2 * most > edges);
  }
  CHECK(names.size() == clusters.size());
}

TEST_CASE("nearly everybody of the clusters lives inside their outlines, and nobody in two") {
  const WrittenCity city(city_of_seed(1));
  const std::vector<ReadFeature> clusters = read_features(city_of_seed(1) / "clusters.gpkg");
  double inside = 0.0;
  for (CellIndex cell = 0; cell < city.people.grid.cell_count(); ++cell) {
    if (city.people.values[cell] <= 0.0F) continue;
    int holders = 0;
    for (const ReadFeature& cluster : clusters)
      holders += holds(cluster.lines, city.people.grid.centre(cell)) ? 1 : 0;
    CHECK(holders <= 1);
    if (holders == 1) inside += static_cast<double>(city.people.values[cell]);
  }
  // 6,205,000 are planned in clusters, 400,000 in hamlets, some of which lie inside an outline.
  CHECK(inside > 0.95 * 6205000.0);
}

TEST_CASE(
    "facilities of the city stand on land inside the district that they name, each with a name of its own") {
  const WrittenCity city(city_of_seed(1));
  std::set<std::string> ids;
  std::set<std::string> names;
  int closed = 0;
  for (const auto& row : city.ledger) {
    INFO(row.at("id"));
    const PointM at = {std::stod(row.at("x")), std::stod(row.at("y"))};
    const auto cell = city.dem.grid.cell_containing(at);
    REQUIRE(cell);
    CHECK_FALSE(city.wet[city.dem.grid.index(*cell)]);
    const auto home = std::find_if(
        city.districts.begin(), city.districts.end(),
        [&](const ReadFeature& district) { return district.fields.at("name") == row.at("district"); });
    REQUIRE(home != city.districts.end());
    CHECK(holds(home->lines, at));
    ids.insert(row.at("id"));
    names.insert(row.at("name_zh"));
    if (row.at("closed").empty()) continue;
    ++closed;
    CHECK(std::stoi(row.at("closed")) > std::stoi(row.at("opened")));
  }
  CHECK(ids.size() == city.ledger.size());
  CHECK(names.size() == city.ledger.size());
  CHECK(closed > 0);
}

TEST_CASE("every bridge of the city crosses a river and no other street does") {
  const std::vector<ReadFeature> rivers = read_features(city_of_seed(1) / "water.gpkg");
  std::map<std::string, int> structures;
  for (const ReadFeature& street : read_features(city_of_seed(1) / "streets.gpkg")) {
    const Polyline& line = street.lines.front();
    const std::string& structure = street.fields.at("structure");
    ++structures[structure];
    const PointM middle = {0.5 * (line.front().x_m + line.back().x_m),
                           0.5 * (line.front().y_m + line.back().y_m)};
    bool wet = false;
    for (const ReadFeature& river : rivers) {
      wet = wet || holds(river.lines, middle);
      for (const PointM& point : line) CHECK_FALSE(holds(river.lines, point));
    }
    if (structure == "bridge") CHECK(wet);
  }
  CHECK(structures["bridge"] == 14);
  CHECK(structures["tunnel"] == 7);
  CHECK(structures["steps"] > 1000);
}

TEST_CASE("cells finer than homes share the same people out on the same mountains") {
  const fs::path fine = fresh_folder();
  write_shancheng({.size = "city", .cell_m = 25.0, .seed = 1}, fine);
  const ReadRaster people = read_raster(fine / "people.tif");
  const ReadRaster dem = read_raster(fine / "dem.tif");
  CHECK(people.grid == Grid(2400, 2400, 330000.0, 3307000.0, 25.0, 25.0));
  const fs::path homes = fresh_folder();
  write_shancheng({.size = "city", .cell_m = 50.0, .seed = 1}, homes);
  const ReadRaster whole = read_raster(homes / "people.tif");
  // A home of 50 m is exactly four cells of 25 m; each is rounded to 0.01.
  for (int row = 0; row < 1200; ++row) {
    for (int col = 0; col < 1200; ++col) {
      double shared = 0.0;
      for (int k = 0; k < 4; ++k) {
        shared += static_cast<double>(people.values[people.grid.index(2 * row + k / 2, 2 * col + k % 2)]);
      }
      const double all = static_cast<double>(whole.values[whole.grid.index(row, col)]);
      if (std::fabs(shared - all) > 0.021)
        FAIL_CHECK(shared << " of " << all << " at " << row << ", " << col);
    }
  }
  // Strips of rows are made one after the other: their seams must not show. Slopes of more than 3 between
  // neighbouring rows would be a step of 75 m.
  for (int row = 255; row + 1 < 2400; row += 256) {
    for (int col = 0; col < 2400; ++col) {
      const float step = dem.values[dem.grid.index(row + 1, col)] - dem.values[dem.grid.index(row, col)];
      if (std::fabs(step) > 75.0F) FAIL_CHECK(step << " m at " << row << ", " << col);
    }
  }
  CHECK_THAT(bytes_of(fine / "demo.toml"), ContainsSubstring("cell_m = 25\n"));
}

TEST_CASE("cells that do not divide the city are refused") {
  CHECK_THROWS_AS(write_shancheng({.size = "city", .cell_m = 70.0, .seed = 1}, fresh_folder()), InputError);
  CHECK_THROWS_AS(write_shancheng({.size = "megacity", .cell_m = 40.0, .seed = 1}, fresh_folder()),
                  InputError);
}
