#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <stdexcept>

#include "geometry/barriers.h"
#include "geometry/moves.h"
#include "geometry/travel_time.h"
#include "tests/geometry/ground_samples.h"

using namespace quarterhour;

namespace {

/// Whether two closed segments with integer coordinates meet, in exact integer arithmetic.
struct IntegerPoint {
  long long x;
  long long y;
};
long long turn(IntegerPoint a, IntegerPoint b, IntegerPoint c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
bool between(IntegerPoint a, IntegerPoint b, IntegerPoint c) {
  return std::min(a.x, b.x) <= c.x && c.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= c.y &&
         c.y <= std::max(a.y, b.y);
}
int sign(long long value) { return value > 0 ? 1 : (value < 0 ? -1 : 0); }
bool meet(IntegerPoint a, IntegerPoint b, IntegerPoint c, IntegerPoint d) {
  const int t1 = sign(turn(a, b, c));
  const int t2 = sign(turn(a, b, d));
  const int t3 = sign(turn(c, d, a));
  const int t4 = sign(turn(c, d, b));
  if (t1 != t2 && t3 != t4) return true;
  return (t1 == 0 && between(a, b, c)) || (t2 == 0 && between(a, b, d)) || (t3 == 0 && between(c, d, a)) ||
         (t4 == 0 && between(c, d, b));
}

}  // namespace

TEST_CASE("exactly the moves that meet a barrier are cut, compared with integer arithmetic") {
  // Cells of 2 x 2 m put every centre on odd integers.
  const Grid grid(14, 17, 0.0, 28.0, 2.0, 2.0);
  for (std::uint64_t sample = 0; sample < 60; ++sample) {
    const auto coordinate = [&](std::uint64_t k) {
      return static_cast<long long>(samples::uniform(sample, k) * 44.0) - 5;
    };
    const IntegerPoint a{coordinate(0), coordinate(1)};
    const IntegerPoint b{coordinate(2), coordinate(3)};
    const std::vector<std::vector<PointM>> lines{{{static_cast<double>(a.x), static_cast<double>(a.y)},
                                                  {static_cast<double>(b.x), static_cast<double>(b.y)}}};
    const Raster<std::uint16_t> cuts = cut_moves(grid, lines);
    std::size_t wrong = 0;
    for (int row = 0; row < grid.rows(); ++row)
      for (int col = 0; col < grid.cols(); ++col)
        for (std::size_t m = 0; m < moves.size(); ++m) {
          const int other_row = row + moves[m].row_step;
          const int other_col = col + moves[m].col_step;
          const IntegerPoint from{2 * col + 1, 27 - 2 * row};
          const IntegerPoint to{2 * other_col + 1, 27 - 2 * other_row};
          const bool expected = grid.contains(other_row, other_col) && meet(from, to, a, b);
          if (((cuts(row, col) >> m & 1U) != 0) != expected) ++wrong;
        }
    CHECK(wrong == 0);
  }
}

TEST_CASE("nobody slips through a closed ring, whatever the move") {
  Surface surface = samples::open_ground(30, 30, 10.0, 10.0);
  const double west_m = surface.grid.west_m();
  const double north_m = surface.grid.north_m();
  const std::vector<std::vector<PointM>> ring{{{west_m + 93.0, north_m - 88.0},
                                               {west_m + 201.0, north_m - 111.0},
                                               {west_m + 166.0, north_m - 213.0},
                                               {west_m + 93.0, north_m - 88.0}}};
  surface.cut_moves = cut_moves(surface.grid, ring);
  TravelRule rule;
  rule.diagonals = Diagonals::free;
  const CellIndex inside = surface.grid.index(13, 15);
  const NearestTimes times =
      TravelField(surface, rule)
          .nearest(std::vector<CellIndex>{inside}, std::numeric_limits<double>::infinity());
  CHECK(times.source[surface.grid.index(14, 15)] == 0);
  CHECK(times.source[surface.grid.index(0, 0)] == -1);
  CHECK(times.source[surface.grid.index(29, 29)] == -1);
  rule.without_barriers = true;
  CHECK(TravelField(surface, rule).nearest(std::vector<CellIndex>{inside}, 1e9).source[0] == 0);
}

TEST_CASE("barriers far away, of one point, or not numbers") {
  const Grid grid(4, 4, 0.0, 40.0, 10.0, 10.0);
  CHECK(cut_moves(grid, std::vector<std::vector<PointM>>{{{1e7, 1e7}, {2e7, 1e7}}}) ==
        Raster<std::uint16_t>(4, 4, 0));
  const auto cuts = cut_moves(grid, std::vector<std::vector<PointM>>{{{10.0, 35.0}}});
  CHECK((cuts(0, 0) >> 3 & 1U) == 1U);
  CHECK((cuts(0, 1) >> 2 & 1U) == 1U);
  CHECK((cuts(0, 0) >> 1 & 1U) == 0U);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(cut_moves(grid, std::vector<std::vector<PointM>>{{{nan, 0.0}, {1.0, 1.0}}}),
                  std::invalid_argument);
}
