#include <catch2/catch_test_macros.hpp>

#include "scenarios/building/rings.h"

using namespace quarterhour;
using Lines = std::vector<std::vector<std::uint32_t>>;

TEST_CASE("lines that meet at their ends become rings, whichever way each of them runs") {
  // 1-2-3 and 1-4-3 (backwards) close; 5-6-7-5 is a ring of its own.
  const JoinedRings joined = joined_rings({{1, 2, 3}, {5, 6, 7, 5}, {1, 4, 3}});
  CHECK(joined.rings == Lines{{1, 2, 3, 4, 1}, {5, 6, 7, 5}});
  CHECK(joined.open_lines == 0);
}

TEST_CASE("lines that do not close are counted and make no ring") {
  const JoinedRings joined = joined_rings({{1, 2}, {2, 3}, {7}, {4, 5, 4}});
  CHECK(joined.rings == Lines{{4, 5, 4}});
  CHECK(joined.open_lines == 3);
  CHECK(joined_rings({}).rings.empty());
}
