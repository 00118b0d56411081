#include "scenarios/shancheng/erosion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace quarterhour::shancheng {

namespace {

struct Step {
  int row;
  int col;
  double cells;
};

constexpr double diagonal = 1.4142135623730951;
constexpr std::array<Step, 8> around = {{{-1, 0, 1.0},
                                         {0, -1, 1.0},
                                         {0, 1, 1.0},
                                         {1, 0, 1.0},
                                         {-1, -1, diagonal},
                                         {-1, 1, diagonal},
                                         {1, -1, diagonal},
                                         {1, 1, diagonal}}};

struct Drainage {
  /// Cells from the outlets upwards: a cell comes after the one it drains to.
  std::vector<std::size_t> order;
  /// Where a cell drains to; itself for an outlet.
  std::vector<std::size_t> receiver;
  std::vector<double> distance_m;
};

/// Floods the terrain from its outlets, always from the lowest cell (ties: the lowest index), and fills hollows.
/// `filled_m` takes how far each cell was raised.
Drainage drained(Raster<double>& elevation_m, const Raster<std::uint8_t>& fixed, double cell_m,
                 std::vector<double>& filled_m) {
  const int rows = elevation_m.rows();
  const int cols = elevation_m.cols();
  const std::size_t cells = elevation_m.size();
  Drainage drainage{{}, std::vector<std::size_t>(cells), std::vector<double>(cells, cell_m)};
  drainage.order.reserve(cells);
  std::vector<std::uint8_t> reached(cells, 0);
  using Waiting = std::pair<double, std::size_t>;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> front;
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      const bool rim = row == 0 || col == 0 || row == rows - 1 || col == cols - 1;
      if (!rim && fixed(row, col) == 0) continue;
      const std::size_t cell =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col);
      reached[cell] = 1;
      drainage.receiver[cell] = cell;
      front.emplace(elevation_m[cell], cell);
    }
  }
  while (!front.empty()) {
    const std::size_t cell = front.top().second;
    front.pop();
    drainage.order.push_back(cell);
    const int row = static_cast<int>(cell / static_cast<std::size_t>(cols));
    const int col = static_cast<int>(cell % static_cast<std::size_t>(cols));
    for (const Step& step : around) {
      const int r = row + step.row;
      const int c = col + step.col;
      if (r < 0 || c < 0 || r >= rows || c >= cols) continue;
      const std::size_t next =
          static_cast<std::size_t>(r) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(c);
      if (reached[next] != 0) continue;
      reached[next] = 1;
      drainage.receiver[next] = cell;
      drainage.distance_m[next] = step.cells * cell_m;
      filled_m[next] = std::max(0.0, elevation_m[cell] - elevation_m[next]);
      elevation_m[next] = std::max(elevation_m[next], elevation_m[cell]);
      front.emplace(elevation_m[next], next);
    }
  }
  return drainage;
}

void incise(Raster<double>& elevation_m, const Drainage& drainage, const std::vector<std::uint8_t>& sinks,
            const ErosionSettings& settings) {
  std::vector<double> area_m2(elevation_m.size(), settings.cell_m * settings.cell_m);
  for (std::size_t i = drainage.order.size(); i-- > 0;) {
    const std::size_t cell = drainage.order[i];
    const std::size_t receiver = drainage.receiver[cell];
    if (sinks[cell] != 0 && sinks[receiver] == 0) continue;
    if (receiver != cell) area_m2[receiver] += area_m2[cell];
  }
  for (const std::size_t cell : drainage.order) {
    const std::size_t receiver = drainage.receiver[cell];
    if (receiver == cell) continue;
    const double power = settings.incision * std::sqrt(area_m2[cell]) / drainage.distance_m[cell];
    elevation_m[cell] = (elevation_m[cell] + power * elevation_m[receiver]) / (1.0 + power);
  }
}

void creep(Raster<double>& elevation_m, const Raster<std::uint8_t>& fixed, double share) {
  const Raster<double> before = elevation_m;
  for (int row = 1; row + 1 < before.rows(); ++row) {
    for (int col = 1; col + 1 < before.cols(); ++col) {
      if (fixed(row, col) != 0) continue;
      const double mean =
          0.25 * (before(row - 1, col) + before(row + 1, col) + before(row, col - 1) + before(row, col + 1));
      elevation_m(row, col) += share * (mean - before(row, col));
    }
  }
}

}  // namespace

void erode(Raster<double>& elevation_m, const Raster<std::uint8_t>& fixed, const ErosionSettings& settings) {
  std::vector<std::uint8_t> sinks(elevation_m.size(), 0);
  for (int step = 0; step < settings.steps; ++step) {
    std::vector<double> filled_m(elevation_m.size(), 0.0);
    const Drainage drainage = drained(elevation_m, fixed, settings.cell_m, filled_m);
    for (std::size_t cell = 0; cell < sinks.size(); ++cell) {
      if (step == 0 && filled_m[cell] > settings.karst_depth_m) sinks[cell] = 1;
    }
    incise(elevation_m, drainage, sinks, settings);
    creep(elevation_m, fixed, settings.creep);
  }
}

}  // namespace quarterhour::shancheng
