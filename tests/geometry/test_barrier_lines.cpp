#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/barrier_lines.h"
#include "geometry/line_meetings.h"
#include "tests/geometry/ground_samples.h"

using namespace quarterhour;

TEST_CASE("a way that crosses, touches or runs along a barrier is cut, one that ends before it is not") {
  const BarrierLines fence(std::vector<std::vector<PointM>>{{{0.0, 0.0}, {100.0, 0.0}}, {{50.0, 300.0}}});
  CHECK(fence.cut({50.0, -10.0}, {50.0, 10.0}));
  CHECK(fence.cut({50.0, -10.0}, {50.0, 0.0}));
  CHECK(fence.cut({-20.0, 0.0}, {20.0, 0.0}));
  CHECK(fence.cut({100.0, 5.0}, {100.0, -5.0}));
  CHECK(fence.cut({0.0, 300.0}, {100.0, 300.0}));
  CHECK_FALSE(fence.cut({50.0, -10.0}, {50.0, std::nextafter(0.0, -1.0)}));
  CHECK_FALSE(fence.cut({101.0, 5.0}, {101.0, -5.0}));
  CHECK_FALSE(fence.cut({5000.0, 5000.0}, {6000.0, 5000.0}));
  CHECK_FALSE(BarrierLines(std::vector<std::vector<PointM>>{}).cut({0.0, 0.0}, {1.0, 1.0}));
}

TEST_CASE("a barrier at no place is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(BarrierLines(std::vector<std::vector<PointM>>{{{0.0, nan}, {1.0, 1.0}}}),
                  std::invalid_argument);
}

TEST_CASE("random ways are cut exactly where line meetings find a meeting") {
  const auto point = [](std::uint64_t seed, std::uint64_t index, double spread) {
    return PointM{spread * samples::uniform(seed, 2 * index), spread * samples::uniform(seed, 2 * index + 1)};
  };
  std::vector<std::vector<PointM>> barriers;
  for (std::uint64_t i = 0; i < 120; ++i) {
    const PointM a = point(1, i, 2000.0);
    const PointM step = point(2, i, 160.0);
    barriers.push_back({a, {a.x_m + step.x_m - 80.0, a.y_m + step.y_m - 80.0}});
  }
  const BarrierLines lines(barriers);
  std::size_t cut = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const PointM a = point(3, i, 2000.0);
    const PointM step = point(4, i, 300.0);
    const std::vector<PointM> way = {a, {a.x_m + step.x_m - 150.0, a.y_m + step.y_m - 150.0}};
    const std::vector<std::span<const PointM>> ways = {way};
    const bool meets = !line_meetings(ways, barriers).empty();
    CHECK(lines.cut(way[0], way[1]) == meets);
    if (meets) ++cut;
  }
  CHECK(cut > 100);
}
