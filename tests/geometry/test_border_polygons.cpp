#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <set>

#include "geometry/border_polygons.h"
#include "geometry/border_simplification.h"
#include "geometry/polygons.h"
#include "tests/geometry/drawn_areas.h"

using namespace quarterhour;
using test::area_cells;
using test::drawn;
using test::fault_of;
using test::labels_of;
using test::text_of;

namespace {

AreaBorders simplified(const Raster<std::int32_t>& labels) {
  AreaBorders borders = trace_borders(labels);
  simplify_borders(labels, borders);
  return borders;
}

std::vector<AreaPolygon> polygons_of(const AreaBorders& borders) {
  return border_polygons(borders, labels_of(borders));
}

/// Edges of all rings with their direction.
std::multiset<std::string> edges_of(const std::vector<AreaPolygon>& polygons, bool reversed) {
  std::multiset<std::string> edges;
  for (const AreaPolygon& polygon : polygons) {
    for (const auto& ring : polygon.rings) {
      for (std::size_t k = 1; k < ring.size(); ++k) {
        edges.insert(reversed ? text_of({ring[k], ring[k - 1]}) : text_of({ring[k - 1], ring[k]}));
      }
    }
  }
  return edges;
}

/// The area that the polygons put each cell's centre in, by the even-odd rule of geometry/polygons.h; -2 where two do.
Raster<std::int32_t> areas_at_centres(const Grid& grid, const std::vector<AreaPolygon>& polygons) {
  Raster<std::int32_t> found(grid, -1);
  for (const AreaPolygon& polygon : polygons) {
    std::vector<std::vector<PointM>> rings;
    for (const auto& ring : polygon.rings) {
      rings.emplace_back();
      for (const HalfCellPoint& point : ring) rings.back().push_back(place_of(point, grid));
    }
    for_each_centre_inside(grid, rings,
                           [&](CellIndex cell) { found[cell] = found[cell] == -1 ? polygon.area : -2; });
  }
  return found;
}

/// Labels of the nearest of some random points within a radius, with ragged edges.
Raster<std::int32_t> random_areas(int rows, int cols, int areas, double raggedness, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> part(0.0, 1.0);
  std::vector<std::pair<double, double>> sites;
  for (int k = 0; k < areas; ++k) sites.emplace_back(part(random) * rows, part(random) * cols);
  Raster<std::int32_t> labels(rows, cols, -1);
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      double nearest = 0.5 * rows;
      for (std::size_t k = 0; k < sites.size(); ++k) {
        const double away =
            std::hypot(row - sites[k].first, col - sites[k].second) + raggedness * part(random);
        if (away >= nearest) continue;
        nearest = away;
        labels(row, col) = static_cast<std::int32_t>(k);
      }
    }
  }
  return labels;
}

}  // namespace

TEST_CASE("An area with an island is a polygon with a hole, and the island fills it") {
  const AreaBorders borders = trace_borders(drawn({"aaa", "aba", "aaa"}));
  const std::vector<AreaPolygon> polygons = polygons_of(borders);
  REQUIRE(polygons.size() == 2);
  REQUIRE(polygons[0].rings.size() == 2);
  CHECK(text_of(polygons[0].rings[0]) == "0,0 0,6 6,6 6,0 0,0");
  CHECK(text_of(polygons[0].rings[1]) == "2,2 4,2 4,4 2,4 2,2");
  CHECK(text_of(polygons[1].rings[0]) == "2,2 2,4 4,4 4,2 2,2");
  CHECK(signed_area_cells(polygons[0].rings[0]) == 9.0);
  CHECK(area_cells(polygons[0]) == 8.0);
  CHECK(area_cells(polygons[1]) == 1.0);
}

TEST_CASE(
    "Cells that meet in a corner stay two polygons, and an enclosed corner makes a hole that touches the "
    "border") {
  for (const AreaPolygon& polygon : polygons_of(trace_borders(drawn({"ab", "ba"})))) {
    CHECK(area_cells(polygon) == 1.0);
    CHECK(polygon.rings.size() == 1);
  }
  // The empty cell in the middle and the empty corner meet: a's outer ring passes that corner, and so does its hole.
  const std::vector<AreaPolygon> ring = polygons_of(trace_borders(drawn({"aaa", "a.a", "aa."})));
  REQUIRE(ring.size() == 1);
  REQUIRE(ring[0].rings.size() == 2);
  CHECK(signed_area_cells(ring[0].rings[0]) == 8.0);
  CHECK(signed_area_cells(ring[0].rings[1]) == -1.0);
  CHECK(fault_of(ring[0]).empty());
}

TEST_CASE("Coarser areas come from the same borders, without those inside them") {
  const AreaBorders borders = simplified(drawn({"aab.", "ccbb", "cc.b"}));
  const std::vector<std::int32_t> all(borders.parts.size(), 7);
  const std::vector<AreaPolygon> whole = border_polygons(borders, all);
  REQUIRE(whole.size() == 1);
  CHECK(whole[0].area == 7);
  double sum = 0.0;
  for (const AreaPolygon& polygon : polygons_of(borders)) sum += area_cells(polygon);
  CHECK(area_cells(whole[0]) == sum);
  std::vector<std::int32_t> without_b = labels_of(borders);
  for (std::int32_t& area : without_b) area = area == 1 ? -5 : 0;
  CHECK(border_polygons(borders, without_b).size() == 1);
}

TEST_CASE("A long slanted border drawn with cells is one straight line but for its ends") {
  // In row r the border stands at column 3 r + 4: a vertical step of one cell, whose middle is (6 r + 8, 2 r + 1) in
  // half cells. The steps of the first and the last row end in nodes at the edge of the grid and keep their corners.
  Raster<std::int32_t> labels(30, 100, 0);
  for (int row = 0; row < 30; ++row) {
    for (int col = 3 * row + 4; col < 100; ++col) labels(row, col) = 1;
  }
  const AreaBorders borders = simplified(labels);
  std::string between;
  for (const BorderArc& arc : borders.arcs) {
    if (arc.left >= 0 && arc.right >= 0) between = text_of(arc.points);
  }
  CHECK(between == "8,0 8,2 14,3 176,57 182,58 182,60");
}

TEST_CASE("Neighbours have the same border, point by point, one there and the other back") {
  const Raster<std::int32_t> labels = random_areas(60, 80, 12, 3.0, 5);
  AreaBorders borders = simplified(labels);
  // With the cells of no area as one more area, every edge inside the grid has a partner.
  Raster<std::int32_t> filled = labels;
  for (std::int32_t& label : filled.values()) label = label < 0 ? 12 : label;
  borders = simplified(filled);
  const std::vector<AreaPolygon> polygons = polygons_of(borders);
  std::multiset<std::string> there = edges_of(polygons, false);
  std::multiset<std::string> back = edges_of(polygons, true);
  const std::vector<std::int32_t> all(borders.parts.size(), 0);
  for (const std::string& edge : edges_of(border_polygons(borders, all), false))
    there.erase(there.find(edge));
  for (const std::string& edge : edges_of(border_polygons(borders, all), true)) back.erase(back.find(edge));
  CHECK(there == back);
  CHECK(there.size() > 200);
}

TEST_CASE(
    "On random areas every centre keeps its area, polygons are valid and together fill what they cover") {
  struct Trial {
    int rows, cols, areas;
    double raggedness;
  };
  unsigned seed = 0;
  // From speckles, where every cell has corners of its own, to smooth areas.
  for (const Trial& trial : {Trial{9, 11, 3, 40.0},
                             {1, 30, 4, 9.0},
                             {25, 1, 4, 9.0},
                             {40, 50, 8, 4.0},
                             {40, 50, 30, 1.0},
                             {64, 64, 5, 0.0},
                             {120, 90, 25, 2.0}}) {
    for (int repeat = 0; repeat < 12; ++repeat) {
      const Raster<std::int32_t> labels =
          random_areas(trial.rows, trial.cols, trial.areas, trial.raggedness, ++seed);
      const Grid grid(trial.rows, trial.cols, 500000.0, 3300000.0, 100.0, 40.0);
      const AreaBorders traced = trace_borders(labels);
      AreaBorders borders = traced;
      simplify_borders(labels, borders);
      REQUIRE(areas_at_centres(grid, polygons_of(traced)) == labels);
      const std::vector<AreaPolygon> polygons = polygons_of(borders);
      REQUIRE(areas_at_centres(grid, polygons) == labels);

      double sum = 0.0;
      std::map<std::int32_t, double> area_of;
      for (const AreaPolygon& polygon : polygons) {
        REQUIRE(fault_of(polygon).empty());
        REQUIRE(signed_area_cells(polygon.rings.front()) > 0.0);
        for (std::size_t k = 1; k < polygon.rings.size(); ++k) {
          REQUIRE(signed_area_cells(polygon.rings[k]) < 0.0);
        }
        area_of[polygon.area] += area_cells(polygon);
        sum += area_cells(polygon);
      }
      double whole = 0.0;
      for (const AreaPolygon& polygon :
           border_polygons(borders, std::vector<std::int32_t>(borders.parts.size(), 0))) {
        REQUIRE(fault_of(polygon).empty());
        whole += area_cells(polygon);
      }
      REQUIRE(sum == whole);

      // Tracing moves a border by triangles on its runs, at most a quarter of a cell for each edge of a cell;
      // simplifying keeps it within the tolerance on either side of each arc and around its ends.
      std::map<std::int32_t, double> bound;
      std::map<std::int32_t, double> cells;
      for (const std::int32_t label : labels.values()) cells[label] += 1.0;
      for (std::size_t k = 0; k < borders.arcs.size(); ++k) {
        const double moved = 0.25 * 2.0 * length_in_cells(traced.arcs[k]) +
                             2.0 * border_tolerance_cells * length_in_cells(borders.arcs[k]) +
                             std::numbers::pi * border_tolerance_cells * border_tolerance_cells;
        for (const std::int32_t part : {borders.arcs[k].left, borders.arcs[k].right}) {
          if (part >= 0) bound[borders.parts[static_cast<std::size_t>(part)].label] += moved;
        }
      }
      for (const auto& [label, area] : area_of) REQUIRE(std::abs(area - cells[label]) <= bound[label]);
    }
  }
}

TEST_CASE("The same areas give the same borders, wherever their vertices lie in memory") {
  const Raster<std::int32_t> labels = random_areas(90, 90, 15, 2.0, 99);
  const AreaBorders once = simplified(labels);
  for (int repeat = 0; repeat < 5; ++repeat) {
    std::vector<std::vector<double>> between(static_cast<std::size_t>(repeat) * 37 + 1,
                                             std::vector<double>(501));
    const AreaBorders again = simplified(labels);
    REQUIRE(again.arcs.size() == once.arcs.size());
    for (std::size_t k = 0; k < once.arcs.size(); ++k) REQUIRE(again.arcs[k].points == once.arcs[k].points);
  }
}
