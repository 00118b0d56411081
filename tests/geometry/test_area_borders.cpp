#include <catch2/catch_test_macros.hpp>

#include "geometry/area_borders.h"
#include "tests/geometry/drawn_areas.h"

using namespace quarterhour;
using test::drawn;
using test::text_of;

TEST_CASE("Two neighbours and the outside meet in two nodes, and the border between them is there once") {
  // One row of two cells: the corners above and below their common edge are nodes.
  const AreaBorders borders = trace_borders(drawn({"ab"}));
  REQUIRE(borders.parts.size() == 2);
  CHECK(borders.nodes.size() == 2);
  REQUIRE(borders.arcs.size() == 3);
  // From the northern node: east around b, south between both, west around a. North of b is outside, so walking east
  // it is on the left; a lies west, so walking south it is on the right.
  CHECK(text_of(borders.arcs[0].points) == "2,0 4,0 4,2 2,2");
  CHECK((borders.arcs[0].left == -1 && borders.arcs[0].right == 1));
  CHECK(text_of(borders.arcs[1].points) == "2,0 2,2");
  CHECK((borders.arcs[1].left == 1 && borders.arcs[1].right == 0));
  CHECK(text_of(borders.arcs[2].points) == "2,0 0,0 0,2 2,2");
  CHECK((borders.arcs[2].left == 0 && borders.arcs[2].right == -1));
}

TEST_CASE("An island's border is one closed arc that starts at its north-western corner") {
  const AreaBorders borders = trace_borders(drawn({"aaa", "aba", "aaa"}));
  CHECK(borders.nodes.empty());
  REQUIRE(borders.arcs.size() == 2);
  CHECK(text_of(borders.arcs[0].points) == "0,0 6,0 6,6 0,6 0,0");
  CHECK(text_of(borders.arcs[1].points) == "2,2 4,2 4,4 2,4 2,2");
  CHECK((borders.arcs[1].left == 0 && borders.arcs[1].right == 1));
  CHECK((borders.parts[0].cells == 8 && borders.parts[1].cells == 1));
  CHECK(length_in_cells(borders.arcs[0]) == 12.0);
}

TEST_CASE("Cells of one label that meet in a corner alone are two parts") {
  const AreaBorders borders = trace_borders(drawn({"ab", "ba"}));
  REQUIRE(borders.parts.size() == 4);
  // The middle and the middles of the four sides are nodes: four arcs between areas, four around the outside.
  CHECK(borders.nodes.size() == 5);
  CHECK(borders.arcs.size() == 8);
}

TEST_CASE("A spiral that meets itself again and again is one part") {
  const AreaBorders borders = trace_borders(drawn({"aaaaa", "a...a", "a.a.a", "a.aaa", "a...."}));
  REQUIRE(borders.parts.size() == 1);
  CHECK(borders.parts[0].cells == 15);
}

TEST_CASE("A staircase of single cells becomes a straight line through the middles of its edges") {
  // Below the diagonal a, above it b: the border leaves the top at x = 1 cell and ends at the right at y = 3 cells. All
  // its edges are steps but the first and the last, which end in nodes; the middles of the steps lie on a line of slope 1.
  const AreaBorders borders = trace_borders(drawn({"abbb", "aabb", "aaab", "aaaa"}));
  CHECK(text_of(borders.arcs[1].points) == "2,0 3,2 4,3 5,4 6,5 8,6");
}

TEST_CASE("A notch keeps its corners, so that no border runs through the centres of the cells in it") {
  // Three cells of b cut one cell deep into a: the border's depth is where it was.
  const AreaBorders borders = trace_borders(drawn({"bbbbb", "abbba", "aaaaa"}));
  std::string all;
  for (const BorderArc& arc : borders.arcs) all += text_of(arc.points) + "; ";
  CHECK(all.find("2,4 8,4") != std::string::npos);
}
