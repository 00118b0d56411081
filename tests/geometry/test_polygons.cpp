#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "geometry/polygons.h"

using namespace quarterhour;
using Catch::Matchers::WithinAbs;

namespace {

using Points = std::vector<PointM>;

Points rectangle(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

double area_in(const std::vector<CellArea>& areas, CellIndex cell) {
  double area = 0.0;
  for (const CellArea& part : areas) {
    if (part.cell == cell) area += part.area_m2;
  }
  return area;
}

double total(const std::vector<CellArea>& areas) {
  double area = 0.0;
  for (const CellArea& part : areas) area += part.area_m2;
  return area;
}

/// The part of a convex polygon on one side of a line (Sutherland & Hodgman 1974).
Points clipped(const Points& polygon, double a, double b, double c) {
  Points kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PointM& from = polygon[i];
    const PointM& to = polygon[(i + 1) % polygon.size()];
    const double side_from = a * from.x_m + b * from.y_m - c;
    const double side_to = a * to.x_m + b * to.y_m - c;
    if (side_from >= 0.0) kept.push_back(from);
    if ((side_from >= 0.0) != (side_to >= 0.0)) {
      const double t = side_from / (side_from - side_to);
      kept.push_back({from.x_m + t * (to.x_m - from.x_m), from.y_m + t * (to.y_m - from.y_m)});
    }
  }
  return kept;
}

double clipped_area(const Grid& grid, CellIndex cell, Points polygon) {
  const PointM centre = grid.centre(cell);
  const double half_width = 0.5 * grid.cell_width_m();
  const double half_height = 0.5 * grid.cell_height_m();
  polygon = clipped(polygon, 1.0, 0.0, centre.x_m - half_width);
  polygon = clipped(polygon, -1.0, 0.0, -(centre.x_m + half_width));
  polygon = clipped(polygon, 0.0, 1.0, centre.y_m - half_height);
  polygon = clipped(polygon, 0.0, -1.0, -(centre.y_m + half_height));
  return std::abs(signed_area_m2(polygon));
}

}  // namespace

TEST_CASE("A square on the corner of four cells shares a quarter of itself with each") {
  CellOverlaps overlaps(Grid(2, 2, 0.0, 20.0, 10.0, 10.0));
  const auto areas = overlaps.of({{rectangle(5, 5, 15, 15), false}});
  REQUIRE(areas.size() == 4);
  for (CellIndex cell = 0; cell < 4; ++cell) {
    CHECK(areas[cell].cell == cell);
    CHECK(areas[cell].area_m2 == 25.0);
  }
}

TEST_CASE("A triangle fills one cell, halves two and leaves the fourth alone") {
  // Legs of 10 m on cells of 5 m: below the diagonal x + y = 10.
  CellOverlaps overlaps(Grid(2, 2, 0.0, 10.0, 5.0, 5.0));
  const auto areas = overlaps.of({{{{0, 0}, {10, 0}, {0, 10}}, false}});
  REQUIRE(areas.size() == 3);
  CHECK(area_in(areas, 0) == 12.5);
  CHECK(area_in(areas, 2) == 25.0);
  CHECK(area_in(areas, 3) == 12.5);
}

TEST_CASE("Holes take their area away, whichever way the rings run") {
  const Grid grid(1, 2, 0.0, 10.0, 10.0, 10.0);
  CellOverlaps overlaps(grid);
  Points hole = rectangle(8, 4, 14, 6);
  Points outer = rectangle(0, 0, 20, 10);
  for (int turn = 0; turn < 4; ++turn) {
    const auto areas = overlaps.of({{outer, false}, {hole, true}});
    CHECK_THAT(area_in(areas, 0), WithinAbs(100.0 - 2.0 * 2.0, 1e-10));
    CHECK_THAT(area_in(areas, 1), WithinAbs(100.0 - 4.0 * 2.0, 1e-10));
    std::reverse(hole.begin(), hole.end());
    if (turn == 1) std::reverse(outer.begin(), outer.end());
  }
}

TEST_CASE("Cells may be wider than high, and what lies beyond the grid is left out") {
  // Cells 8 m wide, 2 m high; the square reaches 6 m beyond the west and 3 m beyond the north.
  const Grid grid(2, 2, 100.0, 204.0, 8.0, 2.0);
  CellOverlaps overlaps(grid);
  const auto areas = overlaps.of({{rectangle(94, 201, 110, 207), false}});
  CHECK_THAT(area_in(areas, 0), WithinAbs(8.0 * 2.0, 1e-10));
  CHECK_THAT(area_in(areas, 1), WithinAbs(2.0 * 2.0, 1e-10));
  CHECK_THAT(area_in(areas, 2), WithinAbs(8.0 * 1.0, 1e-10));
  CHECK_THAT(area_in(areas, 3), WithinAbs(2.0 * 1.0, 1e-10));
  CHECK(overlaps.of({{rectangle(0, 0, 50, 50), false}}).empty());
  CHECK(overlaps.of({{rectangle(1e6, 0, 2e6, 1e6), false}}).empty());
}

TEST_CASE("Areas of random quadrilaterals equal those of clipping cell by cell") {
  const Grid grid(7, 9, -3.0, 20.0, 2.0, 3.0);
  CellOverlaps overlaps(grid);
  std::mt19937 random(20);
  std::uniform_real_distribution<double> middle_x(-8.0, 20.0);
  std::uniform_real_distribution<double> middle_y(-6.0, 25.0);
  std::uniform_real_distribution<double> radius(0.05, 12.0);
  std::uniform_real_distribution<double> turn(0.0, std::numbers::pi / 2);
  for (int trial = 0; trial < 500; ++trial) {
    const double x = middle_x(random);
    const double y = middle_y(random);
    const double r = radius(random);
    const double start = turn(random);
    Points quad;
    for (int corner = 0; corner < 4; ++corner) {
      const double angle = start + corner * std::numbers::pi / 2;
      quad.push_back({x + r * std::cos(angle), y + r * std::sin(angle)});
    }
    const auto areas = overlaps.of({{quad, false}});
    for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
      // Clipping and summing both round some ten times at areas of at most 6 m².
      REQUIRE_THAT(area_in(areas, cell), WithinAbs(clipped_area(grid, cell, quad), 1e-9));
    }
  }
}

TEST_CASE("A ragged polygon inside the grid loses no area, far from the origin of coordinates") {
  const Grid grid(50, 50, 500000.0, 3300000.0, 100.0, 100.0);
  CellOverlaps overlaps(grid);
  std::mt19937 random(7);
  std::uniform_real_distribution<double> radius(300.0, 2400.0);
  Points star;
  for (int i = 0; i < 300; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / 300;
    const double r = radius(random);
    star.push_back({502500.0 + r * std::cos(angle), 3297500.0 + r * std::sin(angle)});
  }
  const std::vector<PolygonRing> rings = {{star, false}};
  // Coordinates of 3.3e6 carry rounding of 5e-10 m; times 300 edges of some 2 km, below a square decimetre of 1e7 m².
  CHECK_THAT(total(overlaps.of(rings)), WithinAbs(polygon_area_m2(rings), 1e-2));
}

TEST_CASE("A centre on the border of two polygons lies in exactly one of them") {
  const Grid grid(4, 4, 0.0, 40.0, 10.0, 10.0);
  Raster<int> times(grid, 0);
  // The borders run through centres: x = 15, y = 25, and a slanted one through (5, 5) and (35, 35).
  const std::vector<Points> polygons = {{{-5, -5}, {45, 45}, {-5, 45}, {-5, -5}},
                                        {{-5, -5}, {45, -5}, {45, 45}, {-5, -5}}};
  for (const Points& polygon : polygons) {
    for_each_centre_inside(grid, {polygon}, [&](CellIndex cell) { ++times[cell]; });
  }
  for (const int count : times.values()) CHECK(count == 1);

  times = Raster<int>(grid, 0);
  for (const Points& polygon : {rectangle(-5, -5, 15, 25), rectangle(15, -5, 45, 25),
                                rectangle(-5, 25, 15, 45), rectangle(15, 25, 45, 45)}) {
    for_each_centre_inside(grid, {polygon}, [&](CellIndex cell) { ++times[cell]; });
  }
  for (const int count : times.values()) CHECK(count == 1);
}

TEST_CASE("A ring within a ring is a hole by the even-odd rule, for cells and for points") {
  const Grid grid(3, 3, 0.0, 30.0, 10.0, 10.0);
  const std::vector<Points> rings = {rectangle(0, 0, 30, 30), rectangle(10, 10, 20, 20)};
  std::vector<CellIndex> cells;
  for_each_centre_inside(grid, rings, [&](CellIndex cell) { cells.push_back(cell); });
  CHECK(cells == std::vector<CellIndex>{0, 1, 2, 3, 5, 6, 7, 8});
  for (CellIndex cell = 0; cell < 9; ++cell) CHECK(inside(grid.centre(cell), rings) == (cell != 4));
  CHECK_FALSE(inside({31.0, 15.0}, rings));
}

TEST_CASE("Cells by a border are those whose centre is no further than the distance") {
  // One line along y = 25 from x = 15 to x = 25; cells of 10 m.
  const Grid grid(5, 5, 0.0, 50.0, 10.0, 10.0);
  const Raster<std::uint8_t> near = centres_within(grid, {{{15, 25}, {25, 25}}}, 10.0);
  // Centres (5,25) … (35,25) and (15,15), (25,15), (15,35), (25,35); (5,15) is √200 m away.
  int count = 0;
  for (const std::uint8_t value : near.values()) count += value;
  CHECK(count == 8);
  CHECK(near(2, 0) == 1);
  CHECK(near(2, 3) == 1);
  CHECK(near(2, 4) == 0);
  CHECK(near(1, 1) == 1);
  CHECK(near(1, 0) == 0);
  CHECK(centres_within(grid, {{{15, 25}, {25, 25}}}, 0.0)(2, 1) == 1);
}
