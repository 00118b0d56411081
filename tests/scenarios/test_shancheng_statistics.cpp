// The targets of scenarios/shancheng/README.md, for three seeds.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <vector>

#include "tests/scenarios/shancheng_reading.h"

using namespace quarterhour;
using namespace quarterhour::testing;
namespace fs = std::filesystem;

namespace {

struct Town {
  explicit Town(const fs::path& folder)
      : dem(read_raster(folder / "dem.tif")),
        people(read_raster(folder / "people.tif")),
        ledger(read_csv(folder / "facilities.csv")),
        streets(read_features(folder / "streets.gpkg")) {
    const std::vector<Polyline> river = read_features(folder / "water.gpkg").front().lines;
    for (CellIndex cell = 0; cell < dem.grid.cell_count(); ++cell) {
      wet.push_back(holds(river, dem.grid.centre(cell)));
      total += static_cast<double>(people.values[cell]);
      if (people.values[cell] > 0.0F) ++populated;
    }
  }
  [[nodiscard]] double populated_km2() const { return populated * dem.grid.cell_area_m2() * 1e-6; }

  ReadRaster dem;
  ReadRaster people;
  std::vector<std::map<std::string, std::string>> ledger;
  std::vector<ReadFeature> streets;
  std::vector<bool> wet;
  double total = 0.0;
  int populated = 0;
};

double quantile(std::vector<double> values, double share) {
  REQUIRE_FALSE(values.empty());
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

bool open_clinic(const std::map<std::string, std::string>& row) {
  return row.at("service") == "clinic" && row.at("closed").empty();
}

/// Seconds on foot to the nearest open clinic: Dijkstra's method over 16 neighbours at Tobler's pace, 4 km/h on the
/// flat, at the slope between the ends; every cell that a move passes must be dry.
std::vector<double> walk_to_clinic_s(const Town& town) {
  constexpr std::array<std::array<int, 2>, 16> moves = {{{0, 1},
                                                         {0, -1},
                                                         {1, 0},
                                                         {-1, 0},
                                                         {1, 1},
                                                         {1, -1},
                                                         {-1, 1},
                                                         {-1, -1},
                                                         {1, 2},
                                                         {1, -2},
                                                         {-1, 2},
                                                         {-1, -2},
                                                         {2, 1},
                                                         {2, -1},
                                                         {-2, 1},
                                                         {-2, -1}}};
  const Grid& grid = town.dem.grid;
  std::vector<double> seconds(grid.cell_count(), std::numeric_limits<double>::infinity());
  using Waiting = std::pair<double, CellIndex>;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> front;
  for (const auto& row : town.ledger) {
    if (!open_clinic(row)) continue;
    const auto at = grid.cell_containing({std::stod(row.at("x")), std::stod(row.at("y"))});
    REQUIRE(at);
    seconds[grid.index(*at)] = 0.0;
    front.emplace(0.0, grid.index(*at));
  }
  while (!front.empty()) {
    const auto [here_s, here] = front.top();
    front.pop();
    if (here_s > seconds[here] || here_s > 900.0) continue;
    const CellPosition at = grid.position(here);
    for (const auto& [rows, cols] : moves) {
      if (!grid.contains(at.row + rows, at.col + cols)) continue;
      const CellIndex next = grid.index(at.row + rows, at.col + cols);
      // Half a move rounded towards either end names the cells that it passes.
      const int low_row = static_cast<int>(std::floor(0.5 * rows));
      const int low_col = static_cast<int>(std::floor(0.5 * cols));
      const int high_row = static_cast<int>(std::ceil(0.5 * rows));
      const int high_col = static_cast<int>(std::ceil(0.5 * cols));
      if (town.wet[next] || town.wet[grid.index(at.row + low_row, at.col + low_col)] ||
          town.wet[grid.index(at.row + low_row, at.col + high_col)] ||
          town.wet[grid.index(at.row + high_row, at.col + low_col)] ||
          town.wet[grid.index(at.row + high_row, at.col + high_col)]) {
        continue;
      }
      const double length_m = grid.cell_width_m() * std::sqrt(rows * rows + cols * cols);
      // The resident walks the other way: from `next` to `here`.
      const double slope = static_cast<double>(town.dem.values[here] - town.dem.values[next]) / length_m;
      const double speed_kmh = 4.0 * std::exp(-3.5 * std::fabs(slope + 0.05)) / std::exp(-3.5 * 0.05);
      const double through = here_s + length_m / (speed_kmh / 3.6);
      if (through >= seconds[next]) continue;
      seconds[next] = through;
      front.emplace(through, next);
    }
  }
  return seconds;
}

}  // namespace

TEST_CASE("people of the town number and crowd as the README says") {
  const Town town(town_of_seed(GENERATE(1U, 2U, 7U)));
  CHECK((town.total >= 300000.0 && town.total <= 400000.0));
  const double share = static_cast<double>(town.populated) / static_cast<double>(town.dem.grid.cell_count());
  CHECK((share >= 0.25 && share <= 0.45));
  std::vector<double> per_km2;
  for (const float people : town.people.values) {
    if (people > 0.0F) per_km2.push_back(static_cast<double>(people) / (town.dem.grid.cell_area_m2() * 1e-6));
  }
  const double median = quantile(per_km2, 0.5);
  CHECK((median >= 3000.0 && median <= 12000.0));
  const double crowded = quantile(per_km2, 0.9);
  CHECK((crowded >= 20000.0 && crowded <= 45000.0));
  CHECK(quantile(per_km2, 1.0) <= 100000.0);
}

TEST_CASE("the ground of the town is as steep and as high as the README says") {
  const Town town(town_of_seed(GENERATE(1U, 2U, 7U)));
  const Grid& grid = town.dem.grid;
  const auto height = [&](int row, int col) {
    return static_cast<double>(town.dem.values[grid.index(row, col)]);
  };
  std::vector<double> slopes;
  double water_low = 1e9;
  double water_high = 0.0;
  for (int row = 1; row + 1 < grid.rows(); ++row) {
    for (int col = 1; col + 1 < grid.cols(); ++col) {
      if (town.wet[grid.index(row, col)]) {
        if (!town.wet[grid.index(row - 1, col)] || !town.wet[grid.index(row + 1, col)] ||
            !town.wet[grid.index(row, col - 1)] || !town.wet[grid.index(row, col + 1)]) {
          continue;
        }
        water_low = std::min(water_low, height(row, col));
        water_high = std::max(water_high, height(row, col));
        continue;
      }
      // Horn (1981): weights 1, 2, 1 over the three rows and columns.
      const double east = height(row - 1, col + 1) + 2.0 * height(row, col + 1) + height(row + 1, col + 1) -
                          height(row - 1, col - 1) - 2.0 * height(row, col - 1) - height(row + 1, col - 1);
      const double south = height(row + 1, col - 1) + 2.0 * height(row + 1, col) + height(row + 1, col + 1) -
                           height(row - 1, col - 1) - 2.0 * height(row - 1, col) - height(row - 1, col + 1);
      slopes.push_back(std::sqrt(east * east + south * south) / (8.0 * grid.cell_width_m()));
    }
  }
  const double median = quantile(slopes, 0.5);
  CHECK((median >= 0.10 && median <= 0.18));
  const double steep = quantile(slopes, 0.9);
  CHECK((steep >= 0.28 && steep <= 0.42));
  const double highest =
      static_cast<double>(*std::max_element(town.dem.values.begin(), town.dem.values.end()));
  CHECK((highest >= 450.0 && highest <= 650.0));
  CHECK((water_low >= 170.0 && water_high <= 180.0));
}

TEST_CASE("clinics are as few and as uneven as the README says") {
  const fs::path& folder = town_of_seed(GENERATE(1U, 2U, 7U));
  const Town town(folder);
  const auto open = std::count_if(town.ledger.begin(), town.ledger.end(), open_clinic);
  const double per_10000 = static_cast<double>(open) / town.total * 10000.0;
  CHECK((per_10000 >= 0.35 && per_10000 <= 0.6));
  double best = 0.0;
  double worst = std::numeric_limits<double>::infinity();
  for (const ReadFeature& district : read_features(folder / "districts.gpkg")) {
    double people = 0.0;
    for (CellIndex cell = 0; cell < town.dem.grid.cell_count(); ++cell) {
      if (holds(district.lines, town.dem.grid.centre(cell)))
        people += static_cast<double>(town.people.values[cell]);
    }
    const auto clinics = std::count_if(town.ledger.begin(), town.ledger.end(), [&](const auto& row) {
      return open_clinic(row) && row.at("district") == district.fields.at("name");
    });
    best = std::max(best, static_cast<double>(clinics) / people);
    worst = std::min(worst, static_cast<double>(clinics) / people);
  }
  CHECK(best >= 2.0 * worst);
  const std::vector<double> seconds = walk_to_clinic_s(town);
  double covered = 0.0;
  for (std::size_t cell = 0; cell < seconds.size(); ++cell) {
    if (seconds[cell] <= 900.0) covered += static_cast<double>(town.people.values[cell]);
  }
  CHECK((covered / town.total >= 0.45 && covered / town.total <= 0.65));
}

TEST_CASE("streets and stairways are as dense as the README says") {
  const Town town(town_of_seed(GENERATE(1U, 2U, 7U)));
  std::map<std::string, double> km;
  double total_km = 0.0;
  for (const ReadFeature& street : town.streets) {
    const Polyline& line = street.lines.front();
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const double dx = line[i + 1].x_m - line[i].x_m;
      const double dy = line[i + 1].y_m - line[i].y_m;
      km[street.fields.at("structure")] += std::sqrt(dx * dx + dy * dy) / 1000.0;
      total_km += std::sqrt(dx * dx + dy * dy) / 1000.0;
    }
  }
  CHECK((total_km / town.populated_km2() >= 8.0 && total_km / town.populated_km2() <= 20.0));
  CHECK((km["steps"] / total_km >= 0.05 && km["steps"] / total_km <= 0.30));
}
