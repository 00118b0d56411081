#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <fstream>
#include <set>
#include <thread>

#include "scenarios/shancheng/shancheng.h"
#include "sim/errors.h"
#include "tests/scenarios/shancheng_reading.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> file_names = {"dem.tif",       "people.tif",     "streets.gpkg",
                                             "water.gpkg",    "districts.gpkg", "facilities.csv",
                                             "scenario.toml", "demo.toml"};

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

std::vector<Polyline> rings_of(const fs::path& file) { return read_features(file).front().lines; }

}  // namespace

TEST_CASE("a town is eight files and nothing else") {
  const fs::path& town = town_of_seed(1);
  CHECK(names_in(town) == std::set<std::string>(file_names.begin(), file_names.end()));
}

TEST_CASE("the same seed gives the same bytes, also from another thread") {
  const fs::path again = fresh_folder();
  std::thread writer([&] { write_shancheng({}, again); });
  writer.join();
  for (const std::string& name : file_names) {
    INFO(name);
    const std::string bytes = bytes_of(town_of_seed(1) / name);
    CHECK_FALSE(bytes.empty());
    CHECK(bytes == bytes_of(again / name));
  }
}

TEST_CASE("another seed gives another city with the same two scenarios") {
  for (const std::string& name : file_names) {
    INFO(name);
    const bool scenario = name.ends_with(".toml");
    CHECK((bytes_of(town_of_seed(1) / name) == bytes_of(town_of_seed(2) / name)) == scenario);
  }
}

TEST_CASE("every layer says the Gauss-Kruger system of Chongqing") {
  const fs::path& town = town_of_seed(1);
  for (const char* name : {"dem.tif", "people.tif"}) {
    const ReadRaster raster = read_raster(town / name);
    CHECK(raster.crs_code == "4545");
    // 10 km in cells of 50 m.
    CHECK(raster.grid == Grid(200, 200, 360000.0, 3275000.0, 50.0, 50.0));
    CHECK_FALSE(raster.has_no_data);
    CHECK(std::all_of(raster.values.begin(), raster.values.end(), [](float v) { return std::isfinite(v); }));
  }
  for (const char* name : {"streets.gpkg", "water.gpkg", "districts.gpkg"})
    CHECK(crs_code_of(town / name) == "4545");
}

TEST_CASE("nobody lives on the water, and the river is as high as its water") {
  const fs::path& town = town_of_seed(1);
  const ReadRaster people = read_raster(town / "people.tif");
  const ReadRaster dem = read_raster(town / "dem.tif");
  const std::vector<Polyline> river = rings_of(town / "water.gpkg");
  double drowned = 0.0;
  int wet_cells = 0;
  for (CellIndex cell = 0; cell < people.grid.cell_count(); ++cell) {
    CHECK_FALSE(people.values[cell] < 0.0F);
    if (!holds(river, people.grid.centre(cell))) continue;
    ++wet_cells;
    drowned += static_cast<double>(people.values[cell]);
    // Next to the bank a cell may count as dry, for the polygon cuts the curve's corners; a cell 30 m inside may
    // not: the water is 177 m high at the inflow and falls from there.
    const PointM at = people.grid.centre(cell);
    const bool mid_river = holds(river, {at.x_m + 30.0, at.y_m}) && holds(river, {at.x_m - 30.0, at.y_m}) &&
                           holds(river, {at.x_m, at.y_m + 30.0}) && holds(river, {at.x_m, at.y_m - 30.0});
    if (mid_river) CHECK((dem.values[cell] >= 174.0F && dem.values[cell] <= 177.0F));
  }
  CHECK(drowned == 0.0);
  // At least 250 m wide over at least 10 km: 1,000 cells of 2,500 m².
  CHECK(wet_cells > 1000);
}

TEST_CASE("the districts cover everybody once and share the map without overlap") {
  const fs::path& town = town_of_seed(1);
  const ReadRaster people = read_raster(town / "people.tif");
  const std::vector<ReadFeature> districts = read_features(town / "districts.gpkg");
  REQUIRE(districts.size() == 6);
  std::set<std::string> ids;
  double area_m2 = 0.0;
  for (const ReadFeature& district : districts) {
    ids.insert(district.fields.at("id"));
    CHECK_FALSE(district.fields.at("name").empty());
    CHECK(district.fields.at("name_zh").ends_with("区"));
    const Polyline& ring = district.lines.front();
    double twice = 0.0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      twice += ring[i].x_m * ring[i + 1].y_m - ring[i + 1].x_m * ring[i].y_m;
    }
    area_m2 += std::fabs(0.5 * twice);
  }
  CHECK(ids.size() == 6);
  // Points rounded to 0.01 m move some 100 km of border by at most 0.01 m: 1,000 m² of 100 km².
  CHECK(std::fabs(area_m2 - 1e8) < 1000.0);
  for (CellIndex cell = 0; cell < people.grid.cell_count(); ++cell) {
    if (people.values[cell] <= 0.0F) continue;
    int holders = 0;
    for (const ReadFeature& district : districts)
      holders += holds(district.lines, people.grid.centre(cell)) ? 1 : 0;
    CHECK(holders == 1);
  }
}

TEST_CASE("facilities stand on land, inside the district that they name") {
  const fs::path& town = town_of_seed(1);
  const std::vector<Polyline> river = rings_of(town / "water.gpkg");
  const std::vector<ReadFeature> districts = read_features(town / "districts.gpkg");
  std::set<std::string> ids;
  std::set<std::string> names;
  int blank_capacities = 0;
  int closed = 0;
  const auto ledger = read_csv(town / "facilities.csv");
  for (const auto& row : ledger) {
    INFO(row.at("id"));
    const PointM at = {std::stod(row.at("x")), std::stod(row.at("y"))};
    CHECK_FALSE(holds(river, at));
    const auto home = std::find_if(districts.begin(), districts.end(), [&](const ReadFeature& district) {
      return district.fields.at("name") == row.at("district");
    });
    REQUIRE(home != districts.end());
    CHECK(holds(home->lines, at));
    ids.insert(row.at("id"));
    names.insert(row.at("name_zh"));
    blank_capacities += row.at("capacity").empty() ? 1 : 0;
    closed += row.at("closed").empty() ? 0 : 1;
    CHECK((row.at("service") == "clinic" || row.at("service") == "school"));
    const int opened = std::stoi(row.at("opened"));
    CHECK((opened >= 1950 && opened <= 2024));
    if (!row.at("closed").empty()) CHECK(std::stoi(row.at("closed")) > opened);
  }
  CHECK(ids.size() == ledger.size());
  CHECK(names.size() == ledger.size());
  CHECK(blank_capacities > 0);
  CHECK(closed == 2);
}

TEST_CASE("streets meet at shared ends, and every bridge crosses the river") {
  const fs::path& town = town_of_seed(1);
  const std::vector<Polyline> river = rings_of(town / "water.gpkg");
  std::map<std::pair<double, double>, int> ends;
  std::map<std::string, int> structures;
  for (const ReadFeature& street : read_features(town / "streets.gpkg")) {
    const Polyline& line = street.lines.front();
    REQUIRE(line.size() >= 2);
    ++ends[{line.front().x_m, line.front().y_m}];
    ++ends[{line.back().x_m, line.back().y_m}];
    const std::string& structure = street.fields.at("structure");
    ++structures[structure];
    const PointM middle = {0.5 * (line.front().x_m + line.back().x_m),
                           0.5 * (line.front().y_m + line.back().y_m)};
    if (structure == "bridge") CHECK(holds(river, middle));
    for (const PointM& point : line) CHECK_FALSE(holds(river, point));
  }
  CHECK(structures["bridge"] == 4);
  CHECK(structures["tunnel"] == 2);
  CHECK(structures["steps"] > 100);
  // One connected network of V ends and E streets has E >= V - 1; a junction is where three or more meet.
  const auto junctions =
      std::count_if(ends.begin(), ends.end(), [](const auto& end) { return end.second >= 3; });
  CHECK(junctions > 500);
}

TEST_CASE("a coarser cell size shows the same people on the same mountains") {
  const fs::path coarse_town = fresh_folder();
  write_shancheng({.size = "town", .cell_m = 100.0, .seed = 1}, coarse_town);
  const ReadRaster coarse = read_raster(coarse_town / "dem.tif");
  const ReadRaster fine = read_raster(town_of_seed(1) / "dem.tif");
  CHECK(coarse.grid == Grid(100, 100, 360000.0, 3275000.0, 100.0, 100.0));
  // The centre of a coarse cell is the corner of four fine ones: away from the river its height lies between
  // theirs, rounded to 0.1 m and once more in Float32.
  for (int row = 0; row < 100; ++row) {
    for (int col = 0; col < 100; ++col) {
      float low = 1e9F;
      float high = 0.0F;
      for (int k = 0; k < 4; ++k) {
        const float height = fine.values[fine.grid.index(2 * row + k / 2, 2 * col + k % 2)];
        low = std::min(low, height);
        high = std::max(high, height);
      }
      if (low < 179.0F) continue;
      const float height = coarse.values[coarse.grid.index(row, col)];
      CHECK((height > low - 0.11F && height < high + 0.11F));
    }
  }
  CHECK_THAT(bytes_of(coarse_town / "demo.toml"), ContainsSubstring("cell_m = 100\n"));
}

TEST_CASE("a folder with a stranger's file is refused and left as it was") {
  const fs::path folder = fresh_folder();
  fs::create_directories(folder);
  std::ofstream(folder / "notes.txt") << "mine";
  CHECK_THROWS_AS(write_shancheng({}, folder), InputError);
  CHECK(names_in(folder) == std::set<std::string>{"notes.txt"});
  CHECK(bytes_of(folder / "notes.txt") == "mine");
}

TEST_CASE("a city that was written before is replaced whole") {
  const fs::path folder = fresh_folder();
  write_shancheng({.size = "town", .cell_m = std::nullopt, .seed = 2}, folder);
  fs::remove(folder / "water.gpkg");
  write_shancheng({}, folder);
  CHECK(names_in(folder) == std::set<std::string>(file_names.begin(), file_names.end()));
  CHECK(bytes_of(folder / "dem.tif") == bytes_of(town_of_seed(1) / "dem.tif"));
}

TEST_CASE(
    "a file in the folder's place, an unknown size and a cell that does not fit are each one sentence") {
  const fs::path file = fresh_folder();
  std::ofstream(file) << "a file";
  CHECK_THROWS_WITH(write_shancheng({}, file), ContainsSubstring("is a file, not a folder"));
  const fs::path folder = fresh_folder();
  CHECK_THROWS_WITH(write_shancheng({.size = "hamlet", .cell_m = std::nullopt, .seed = 1}, folder),
                    ContainsSubstring("size = \"hamlet\"") &&
                        ContainsSubstring("is not a size of Shancheng") && ContainsSubstring("\"megacity\""));
  for (const double cell_m : {30.0, 0.0, -50.0, 5.0, std::nan(""), 1e300}) {
    CHECK_THROWS_AS(write_shancheng({.size = "town", .cell_m = cell_m, .seed = 1}, folder), InputError);
  }
  CHECK_FALSE(fs::exists(folder));
}
