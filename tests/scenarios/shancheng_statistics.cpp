#include "tests/scenarios/shancheng_statistics.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace quarterhour::testing {

namespace {

/// Marks the cells whose centre lies inside the rings: even-odd crossings, row by row.
void mark_inside(const Grid& grid, const std::vector<Polyline>& rings,
                 const std::function<void(CellIndex)>& mark) {
  for (int row = 0; row < grid.rows(); ++row) {
    const double y = grid.centre_y_m(row);
    std::vector<double> crossings;
    for (const Polyline& ring : rings) {
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const PointM a = ring[i];
        const PointM b = ring[i + 1];
        if ((a.y_m > y) == (b.y_m > y)) continue;
        crossings.push_back(a.x_m + (y - a.y_m) / (b.y_m - a.y_m) * (b.x_m - a.x_m));
      }
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double first = std::ceil((crossings[i] - grid.west_m()) / grid.cell_width_m() - 0.5);
      for (int col = std::max(0, static_cast<int>(first));
           col < grid.cols() && grid.centre_x_m(col) < crossings[i + 1]; ++col) {
        mark(grid.index(row, col));
      }
    }
  }
}

}  // namespace

WrittenCity::WrittenCity(const std::filesystem::path& folder)
    : dem(read_raster(folder / "dem.tif")),
      people(read_raster(folder / "people.tif")),
      ledger(read_csv(folder / "facilities.csv")),
      streets(read_features(folder / "streets.gpkg")),
      districts(read_features(folder / "districts.gpkg")),
      wet(dem.grid.cell_count(), false) {
  for (const ReadFeature& river : read_features(folder / "water.gpkg")) {
    mark_inside(dem.grid, river.lines, [this](CellIndex cell) { wet[cell] = true; });
  }
  for (const float here : people.values) {
    total += static_cast<double>(here);
    if (here > 0.0F) ++populated;
  }
}

double WrittenCity::populated_km2() const { return populated * dem.grid.cell_area_m2() * 1e-6; }

std::vector<int> WrittenCity::district_of_cell() const {
  std::vector<int> found(dem.grid.cell_count(), -1);
  for (std::size_t i = 0; i < districts.size(); ++i) {
    mark_inside(dem.grid, districts[i].lines, [&](CellIndex cell) { found[cell] = static_cast<int>(i); });
  }
  return found;
}

double quantile(std::vector<double> values, double share) {
  REQUIRE_FALSE(values.empty());
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::vector<double> densities(const WrittenCity& city) {
  std::vector<double> per_km2;
  for (const float people : city.people.values) {
    if (people > 0.0F) per_km2.push_back(static_cast<double>(people) / (city.dem.grid.cell_area_m2() * 1e-6));
  }
  return per_km2;
}

std::vector<double> slopes(const WrittenCity& city) {
  const Grid& grid = city.dem.grid;
  const auto height = [&](int row, int col) {
    return static_cast<double>(city.dem.values[grid.index(row, col)]);
  };
  std::vector<double> found;
  for (int row = 1; row + 1 < grid.rows(); ++row) {
    for (int col = 1; col + 1 < grid.cols(); ++col) {
      if (city.wet[grid.index(row, col)]) continue;
      // Horn (1981): weights 1, 2, 1 over the three rows and columns.
      const double east = height(row - 1, col + 1) + 2.0 * height(row, col + 1) + height(row + 1, col + 1) -
                          height(row - 1, col - 1) - 2.0 * height(row, col - 1) - height(row + 1, col - 1);
      const double south = height(row + 1, col - 1) + 2.0 * height(row + 1, col) + height(row + 1, col + 1) -
                           height(row - 1, col - 1) - 2.0 * height(row - 1, col) - height(row - 1, col + 1);
      found.push_back(std::sqrt(east * east + south * south) / (8.0 * grid.cell_width_m()));
    }
  }
  return found;
}

std::pair<double, double> water_levels_m(const WrittenCity& city) {
  const Grid& grid = city.dem.grid;
  double low = std::numeric_limits<double>::infinity();
  double high = 0.0;
  for (int row = 1; row + 1 < grid.rows(); ++row) {
    for (int col = 1; col + 1 < grid.cols(); ++col) {
      if (!city.wet[grid.index(row, col)] || !city.wet[grid.index(row - 1, col)] ||
          !city.wet[grid.index(row + 1, col)] || !city.wet[grid.index(row, col - 1)] ||
          !city.wet[grid.index(row, col + 1)]) {
        continue;
      }
      const double level = static_cast<double>(city.dem.values[grid.index(row, col)]);
      low = std::min(low, level);
      high = std::max(high, level);
    }
  }
  return {low, high};
}

std::map<std::string, double> street_km(const WrittenCity& city, const std::vector<bool>& inside) {
  std::map<std::string, double> km;
  for (const ReadFeature& street : city.streets) {
    const Polyline& line = street.lines.front();
    const auto start = city.dem.grid.cell_containing(line.front());
    if (!inside.empty() && (!start || !inside[city.dem.grid.index(*start)])) continue;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const double dx = line[i + 1].x_m - line[i].x_m;
      const double dy = line[i + 1].y_m - line[i].y_m;
      km[street.fields.at("structure")] += std::sqrt(dx * dx + dy * dy) / 1000.0;
    }
  }
  return km;
}

long junctions(const WrittenCity& city) {
  std::map<std::pair<double, double>, int> ends;
  for (const ReadFeature& street : city.streets) {
    const Polyline& line = street.lines.front();
    ++ends[{line.front().x_m, line.front().y_m}];
    ++ends[{line.back().x_m, line.back().y_m}];
  }
  return std::count_if(ends.begin(), ends.end(), [](const auto& end) { return end.second >= 3; });
}

bool open_clinic(const std::map<std::string, std::string>& row) {
  return row.at("service") == "clinic" && row.at("closed").empty();
}

std::vector<double> clinics_per_person(const WrittenCity& city) {
  const std::vector<int> district = city.district_of_cell();
  std::vector<double> people(city.districts.size(), 0.0);
  for (std::size_t cell = 0; cell < district.size(); ++cell) {
    REQUIRE(district[cell] >= 0);
    people[static_cast<std::size_t>(district[cell])] += static_cast<double>(city.people.values[cell]);
  }
  std::vector<double> per_person;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto clinics = std::count_if(city.ledger.begin(), city.ledger.end(), [&](const auto& row) {
      return open_clinic(row) && row.at("district") == city.districts[i].fields.at("name");
    });
    per_person.push_back(static_cast<double>(clinics) / people[i]);
  }
  return per_person;
}

std::vector<double> walk_to_clinic_s(const WrittenCity& city) {
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
  const Grid& grid = city.dem.grid;
  std::vector<double> seconds(grid.cell_count(), std::numeric_limits<double>::infinity());
  using Waiting = std::pair<double, CellIndex>;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> front;
  for (const auto& row : city.ledger) {
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
      if (city.wet[next] || city.wet[grid.index(at.row + low_row, at.col + low_col)] ||
          city.wet[grid.index(at.row + low_row, at.col + high_col)] ||
          city.wet[grid.index(at.row + high_row, at.col + low_col)] ||
          city.wet[grid.index(at.row + high_row, at.col + high_col)]) {
        continue;
      }
      const double length_m = grid.cell_width_m() * std::sqrt(rows * rows + cols * cols);
      // The resident walks the other way: from `next` to `here`.
      const double slope = static_cast<double>(city.dem.values[here] - city.dem.values[next]) / length_m;
      const double speed_kmh = 4.0 * std::exp(-3.5 * std::fabs(slope + 0.05)) / std::exp(-3.5 * 0.05);
      const double through = here_s + length_m / (speed_kmh / 3.6);
      if (through >= seconds[next]) continue;
      seconds[next] = through;
      front.emplace(through, next);
    }
  }
  return seconds;
}

std::vector<bool> inside_circle(const WrittenCity& city) {
  constexpr double radius_m = 1000.0;
  const Grid& grid = city.dem.grid;
  std::vector<bool> inside(grid.cell_count(), false);
  for (const auto& row : city.ledger) {
    if (!open_clinic(row)) continue;
    const PointM centre = {std::stod(row.at("x")), std::stod(row.at("y"))};
    const auto at = grid.cell_containing(centre);
    REQUIRE(at);
    const int reach = static_cast<int>(radius_m / grid.cell_width_m()) + 1;
    for (int r = at->row - reach; r <= at->row + reach; ++r) {
      for (int c = at->col - reach; c <= at->col + reach; ++c) {
        if (!grid.contains(r, c)) continue;
        const double dx = grid.centre_x_m(c) - centre.x_m;
        const double dy = grid.centre_y_m(r) - centre.y_m;
        if (dx * dx + dy * dy <= radius_m * radius_m) inside[grid.index(r, c)] = true;
      }
    }
  }
  return inside;
}

}  // namespace quarterhour::testing
