#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <stdexcept>

#include "geometry/grid.h"
#include "geometry/moves.h"

using quarterhour::Grid;

TEST_CASE("a point belongs to the cell that it lies in, and on an edge to the cell east or south") {
  const Grid grid(3, 4, 1000.0, 2000.0, 10.0, 20.0);
  CHECK(grid.cell_containing({1000.0, 2000.0}) == quarterhour::CellPosition{0, 0});
  CHECK(grid.cell_containing({1010.0, 1980.0}) == quarterhour::CellPosition{1, 1});
  CHECK(grid.cell_containing({1039.9, 1940.1}) == quarterhour::CellPosition{2, 3});
}

TEST_CASE("points outside the grid and points that are not numbers belong to no cell") {
  const Grid grid(3, 4, 1000.0, 2000.0, 10.0, 20.0);
  CHECK_FALSE(grid.cell_containing({999.9, 1990.0}));
  CHECK_FALSE(grid.cell_containing({1040.0, 1990.0}));
  CHECK_FALSE(grid.cell_containing({1010.0, 1940.0}));
  CHECK_FALSE(grid.cell_containing({std::numeric_limits<double>::quiet_NaN(), 1990.0}));
}

TEST_CASE("a cell's centre lies in that cell") {
  const Grid grid(7, 5, -3.5, 11.25, 30.016, 29.979);
  for (int row = 0; row < 7; ++row)
    for (int col = 0; col < 5; ++col)
      CHECK(grid.cell_containing(grid.centre(grid.index(row, col))) == quarterhour::CellPosition{row, col});
}

TEST_CASE("a grid without cells, with cells of no size, or with too many cells is refused") {
  CHECK_THROWS_AS(Grid(0, 4, 0, 0, 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(Grid(4, 4, 0, 0, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(Grid(4, 4, 0, 0, 1, std::numeric_limits<double>::infinity()), std::invalid_argument);
  CHECK_THROWS_AS(Grid(60000, 60000, 0, 0, 1, 1), std::invalid_argument);
}

TEST_CASE("every move and its opposite cancel, and the first eight are the 8-neighbourhood") {
  using quarterhour::moves;
  for (std::size_t m = 0; m < moves.size(); ++m) {
    const auto back = moves[quarterhour::opposite_move(m)];
    CHECK(moves[m].row_step == -back.row_step);
    CHECK(moves[m].col_step == -back.col_step);
    CHECK(quarterhour::is_knights_move(moves[m]) == (m >= 8));
  }
}
