#include <algorithm>
#include <array>
#include <cmath>

#include "sim/placement/siting.h"

namespace quarterhour {

namespace {

/// Largest absolute slope to a neighbour that shares an edge and has a height; 0 on flat ground.
double steepest_slope(const City& city, int row, int col) {
  const Raster<double>& elevation_m = city.surface.elevation_m;
  if (elevation_m.empty()) return 0.0;
  const Grid& grid = city.grid();
  double steepest = 0.0;
  constexpr std::array<CellPosition, 4> steps{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
  for (const CellPosition step : steps) {
    if (!grid.contains(row + step.row, col + step.col)) continue;
    const double run_m = step.row != 0 ? grid.cell_height_m() : grid.cell_width_m();
    const double slope =
        std::abs(elevation_m(row + step.row, col + step.col) - elevation_m(row, col)) / run_m;
    // A neighbour without a height gives NaN, which is no slope.
    if (slope > steepest) steepest = slope;
  }
  return steepest;
}

}  // namespace

std::vector<Candidate> admissible_cells(const City& city, const CandidateRule& rule) {
  std::vector<Candidate> candidates;
  const Grid& grid = city.grid();
  for (int row = 0; row < grid.rows(); ++row)
    for (int col = 0; col < grid.cols(); ++col) {
      const CellIndex cell = grid.index(row, col);
      if (city.zone[cell] != static_cast<std::uint8_t>(Zone::scored) || city.surface.passable[cell] == 0)
        continue;
      if (rule.min_people && !(city.groups.front().people[cell] >= *rule.min_people)) continue;
      if (rule.max_slope && steepest_slope(city, row, col) > *rule.max_slope) continue;
      Candidate candidate;
      candidate.cell = cell;
      candidates.push_back(std::move(candidate));
    }
  return candidates;
}

}  // namespace quarterhour
