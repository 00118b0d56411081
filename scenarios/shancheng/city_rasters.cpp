#include "scenarios/shancheng/city_rasters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/shancheng/age_groups.h"
#include "scenarios/shancheng/files.h"
#include "scenarios/shancheng/land_cover.h"
#include "scenarios/shancheng/parallel_rows.h"
#include "scenarios/shancheng/raster_file.h"

namespace quarterhour::shancheng {

namespace {

/// Rows that are made at a time.
constexpr int strip_rows = 16 * RasterFile::block_rows;
constexpr std::size_t dem = 0;
constexpr std::size_t people = 1;
constexpr std::size_t first_age = 2;
constexpr std::size_t land = first_age + age_groups.size();
constexpr std::size_t files = land + 1;

/// A run of whole rows of a grid.
struct Rows {
  int first = 0;
  int count = 0;
};

Grid part_of(const Grid& grid, Rows rows) {
  return {rows.count,          grid.cols(),
          grid.west_m(),       grid.north_m() - rows.first * grid.cell_height_m(),
          grid.cell_width_m(), grid.cell_height_m()};
}

float to_hundredths(double value) { return static_cast<float>(std::floor(100.0 * value + 0.5) / 100.0); }

class CityRasters {
 public:
  CityRasters(const CityPlan& plan, const Ground& ground, const Settled& settled, const Grid& grid,
              std::uint64_t seed)
      : plan_(plan),
        ground_(ground),
        settled_(settled),
        grid_(grid),
        seed_(seed),
        same_cells_(grid == settled.grid) {}

  /// The values of some rows in the order of the files.
  [[nodiscard]] std::array<std::vector<float>, files> made(Rows rows) const {
    // Rows whose people are shared out together must be there together; slopes need one row more on either side.
    const Rows shared = same_cells_ ? rows : whole_homes(rows);
    const Rows around = {
        std::max(0, shared.first - 1),
        std::min(grid_.rows(), shared.first + shared.count + 1) - std::max(0, shared.first - 1)};
    const Relief own = same_cells_ ? Relief{} : make_relief(ground_, part_of(grid_, around));
    const Relief& relief = same_cells_ ? settled_.relief : own;
    const int relief_row = same_cells_ ? 0 : around.first;
    const Raster<double> weight = same_cells_ ? Raster<double>() : weights(shared, relief, relief_row);
    std::array<std::vector<float>, files> values;
    const std::size_t cells = static_cast<std::size_t>(rows.count) * static_cast<std::size_t>(grid_.cols());
    for (std::vector<float>& file : values) file.resize(cells);
    in_parallel(rows.count, [&](int i) {
      const int row = rows.first + i;
      for (int col = 0; col < grid_.cols(); ++col) {
        const PointM at = grid_.centre(grid_.index(row, col));
        const CellPosition home = nearest_cell(settled_.grid, at);
        const double share = same_cells_ ? 1.0 : weight(row - shared.first, col);
        const double here = share * static_cast<double>(settled_.homes.people(home.row, home.col));
        const std::int32_t cluster = settled_.homes.cluster(home.row, home.col);
        const int r = row - relief_row;
        const std::size_t cell = static_cast<std::size_t>(i) * static_cast<std::size_t>(grid_.cols()) +
                                 static_cast<std::size_t>(col);
        values[dem][cell] = relief.elevation_m(r, col);
        values[people][cell] = to_hundredths(here);
        const LandSite site = {at,
                               here / (grid_.cell_area_m2() * 1e-6),
                               cluster >= 0,
                               static_cast<double>(relief.slope(r, col)),
                               static_cast<double>(relief.from_bank_m(r, col)),
                               static_cast<double>(relief.elevation_m(r, col))};
        values[land][cell] = static_cast<float>(land_class_of(site, seed_));
        if (here <= 0.0) continue;
        const std::array<double, age_groups.size()> ages = age_shares(plan_, cluster, at, seed_);
        for (std::size_t age = 0; age < ages.size(); ++age) {
          // Rounded down, so that the groups are never more than the people.
          values[first_age + age][cell] = static_cast<float>(
              std::floor(100.0 * static_cast<double>(values[people][cell]) * ages[age]) / 100.0);
        }
      }
    });
    return values;
  }

 private:
  /// The rows with all others whose centres lie in the same rows of homes.
  [[nodiscard]] Rows whole_homes(Rows rows) const {
    const auto home_row = [this](int row) {
      return nearest_cell(settled_.grid, {0.0, grid_.centre_y_m(row)}).row;
    };
    int first = rows.first;
    int last = rows.first + rows.count - 1;
    while (first > 0 && home_row(first - 1) == home_row(rows.first)) --first;
    while (last + 1 < grid_.rows() && home_row(last + 1) == home_row(rows.first + rows.count - 1)) ++last;
    return {first, last - first + 1};
  }

  /// The share of its home's people that each cell gets: dry and gentle ones more.
  [[nodiscard]] Raster<double> weights(Rows rows, const Relief& relief, int relief_row) const {
    const auto home_of = [this](int row, int col) {
      return nearest_cell(settled_.grid, grid_.centre(grid_.index(row, col)));
    };
    const int first_home = home_of(rows.first, 0).row;
    const int homes = home_of(rows.first + rows.count - 1, 0).row - first_home + 1;
    Raster<double> weight(rows.count, grid_.cols());
    in_parallel(rows.count, [&](int row) {
      for (int col = 0; col < grid_.cols(); ++col) {
        const int r = rows.first + row - relief_row;
        if (relief.from_bank_m(r, col) < 0.0F) continue;
        weight(row, col) = std::max(0.05, 1.0 - 2.0 * static_cast<double>(relief.slope(r, col)));
      }
    });
    Raster<double> sum(homes, settled_.grid.cols());
    for (int row = 0; row < rows.count; ++row) {
      for (int col = 0; col < grid_.cols(); ++col) {
        const CellPosition home = home_of(rows.first + row, col);
        sum(home.row - first_home, home.col) += weight(row, col);
      }
    }
    in_parallel(rows.count, [&](int row) {
      for (int col = 0; col < grid_.cols(); ++col) {
        const CellPosition home = home_of(rows.first + row, col);
        const double all = sum(home.row - first_home, home.col);
        if (all > 0.0) weight(row, col) /= all;
      }
    });
    return weight;
  }

  const CityPlan& plan_;
  const Ground& ground_;
  const Settled& settled_;
  const Grid& grid_;
  std::uint64_t seed_;
  bool same_cells_;
};

}  // namespace

void write_city_rasters(const CityPlan& plan, const Ground& ground, const Settled& settled, const Grid& grid,
                        std::uint64_t seed, const std::filesystem::path& folder) {
  std::array<std::unique_ptr<RasterFile>, files> out;
  const auto open = [&](std::size_t file, const std::string& name) {
    out[file] = std::make_unique<RasterFile>(plan, grid, file == land, folder / name);
  };
  open(dem, "dem.tif");
  open(people, "people.tif");
  for (std::size_t age = 0; age < age_groups.size(); ++age) {
    open(first_age + age, "people_" + std::string(age_groups[age]) + ".tif");
  }
  open(land, "land_class.tif");
  const CityRasters rasters(plan, ground, settled, grid, seed);
  for (int first = 0; first < grid.rows(); first += strip_rows) {
    const auto values = rasters.made({first, std::min(strip_rows, grid.rows() - first)});
    in_parallel(static_cast<int>(files), [&](int file) {
      const auto number = static_cast<std::size_t>(file);
      out[number]->write_rows(values[number]);
    });
  }
  for (const std::unique_ptr<RasterFile>& file : out) file->close();
  write_text(land_class_csv(), folder / "land_class.csv");
}

}  // namespace quarterhour::shancheng
