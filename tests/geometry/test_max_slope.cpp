// Ground too steep for some: which moves a rule's steepest slope closes, and that it changes nothing else.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "tests/geometry/ground_samples.h"
#include "tests/geometry/whole_costs.h"

using namespace quarterhour;

namespace {

constexpr double steepest = 0.08;

/// Slope of the straight part from one cell to another, by the coordinates of the cells.
double slope(const Surface& surface, CellIndex from, CellIndex to, double length_m) {
  return std::abs(surface.elevation_m[to] - surface.elevation_m[from]) / length_m;
}

/// Whether a wheelchair takes the move of `step` from a cell; cells passed lie half a step to either side.
bool is_gentle(const Surface& surface, int row, int col, Move step) {
  const Grid& grid = surface.grid;
  const double length_m = std::hypot(100.0 * step.row_step, 100.0 * step.col_step);
  const CellIndex start = grid.index(row, col);
  const CellIndex end = grid.index(row + step.row_step, col + step.col_step);
  if (slope(surface, start, end, length_m) > steepest) return false;
  if (std::abs(step.row_step) + std::abs(step.col_step) < 3) return true;
  // The middle of a knight's move lies between two cells: one step along its long side, with or without the short.
  const int long_row = step.row_step / 2;
  const int long_col = step.col_step / 2;
  const int short_row = std::abs(step.row_step) == 1 ? step.row_step : 0;
  const int short_col = std::abs(step.col_step) == 1 ? step.col_step : 0;
  const double middle_m = 0.5 * (surface.elevation_m(row + long_row, col + long_col) +
                                 surface.elevation_m(row + long_row + short_row, col + long_col + short_col));
  const double half_m = 0.5 * length_m;
  return std::abs(middle_m - surface.elevation_m[start]) / half_m <= steepest &&
         std::abs(surface.elevation_m[end] - middle_m) / half_m <= steepest;
}

}  // namespace

TEST_CASE(
    "a steepest slope closes the moves that are steeper, up or down, and leaves the others as they are") {
  const Surface surface = samples::noisy_hills(24, 31, 100.0, 0.05, 11);
  for (const Quantity quantity : {Quantity::seconds, Quantity::metres}) {
    for (const Sense sense : {Sense::towards_source, Sense::away_from_source}) {
      TravelRule rule;
      rule.quantity = quantity;
      const auto anybody = whole_costs<float>(surface, rule, sense);
      rule.max_slope = steepest;
      const auto wheelchair = whole_costs<float>(surface, rule, sense);
      int closed = 0;
      int open = 0;
      int wrong = 0;
      for (int row = 0; row < 24; ++row) {
        for (std::size_t m = 0; m < 16; ++m) {
          for (int col = 0; col < 31; ++col) {
            const std::size_t at = wheelchair.offset(row, m) + static_cast<std::size_t>(col);
            if (!surface.grid.contains(row + moves[m].row_step, col + moves[m].col_step)) continue;
            const bool gentle = is_gentle(surface, row, col, moves[m]);
            const float expected = gentle ? anybody.first[at] : std::numeric_limits<float>::infinity();
            if (wheelchair.first[at] != expected) ++wrong;
            ++(gentle ? open : closed);
          }
        }
      }
      CHECK(wrong == 0);
      CHECK(closed > 1000);
      CHECK(open > 1000);
    }
  }
}

TEST_CASE("on ground taken for flat, or without heights, no slope is too steep") {
  Surface surface = samples::noisy_hills(12, 12, 100.0, 0.3, 12);
  TravelRule rule;
  rule.flat_ground = true;
  const auto anybody = whole_costs<float>(surface, rule, Sense::towards_source);
  rule.max_slope = 0.001;
  CHECK(whole_costs<float>(surface, rule, Sense::towards_source).first == anybody.first);
  rule.flat_ground = false;
  surface.elevation_m = {};
  CHECK(whole_costs<float>(surface, rule, Sense::towards_source).first == anybody.first);
}
