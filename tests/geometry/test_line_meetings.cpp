#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "geometry/line_meetings.h"

using namespace quarterhour;
using Catch::Matchers::WithinAbs;

namespace {

using Line = std::vector<PointM>;

std::vector<LineMeeting> meetings(const std::vector<Line>& lines, const std::vector<Line>& others) {
  std::vector<std::span<const PointM>> spans(lines.begin(), lines.end());
  return line_meetings(spans, others);
}

/// The same with exact arithmetic on small whole numbers, each pair of segments against each.
long long turn(PointM a, PointM b, PointM c) {
  const auto whole = [](double v) { return static_cast<long long>(v); };
  return (whole(b.x_m) - whole(a.x_m)) * (whole(c.y_m) - whole(a.y_m)) -
         (whole(b.y_m) - whole(a.y_m)) * (whole(c.x_m) - whole(a.x_m));
}
bool within(PointM a, PointM b, PointM c) {
  return std::min(a.x_m, b.x_m) <= c.x_m && c.x_m <= std::max(a.x_m, b.x_m) &&
         std::min(a.y_m, b.y_m) <= c.y_m && c.y_m <= std::max(a.y_m, b.y_m);
}
int sign(long long value) { return value > 0 ? 1 : (value < 0 ? -1 : 0); }
bool meet(PointM a, PointM b, PointM c, PointM d) {
  const int t1 = sign(turn(a, b, c));
  const int t2 = sign(turn(a, b, d));
  const int t3 = sign(turn(c, d, a));
  const int t4 = sign(turn(c, d, b));
  if (t1 != t2 && t3 != t4) return true;
  return (t1 == 0 && within(a, b, c)) || (t2 == 0 && within(a, b, d)) || (t3 == 0 && within(c, d, a)) ||
         (t4 == 0 && within(c, d, b));
}

class Numbers {
 public:
  double next(int below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>((state_ >> 33) % static_cast<unsigned>(below));
  }

 private:
  std::uint64_t state_ = 42;
};

}  // namespace

TEST_CASE("two lines meet where they cross, touch or lie on each other") {
  const auto crossing = meetings({{{0, 0}, {10, 10}}}, {{{0, 10}, {10, 0}}});
  REQUIRE(crossing.size() == 1);
  CHECK_THAT(crossing[0].at.x_m, WithinAbs(5.0, 1e-12));
  CHECK_THAT(crossing[0].at.y_m, WithinAbs(5.0, 1e-12));
  // The end of one on the other, and both ends the same, come back exactly.
  const PointM third{1.0 / 3.0, 0.0};
  const auto touching = meetings({{{0, 0}, {1, 0}}}, {{third, {third.x_m, 5.0}}});
  REQUIRE(touching.size() == 1);
  CHECK(touching[0].at == third);
  CHECK(meetings({{{0, 0}, {10, 0}}}, {{{10, 0}, {20, 0}}}).at(0).at == PointM{10, 0});
  CHECK(meetings({{{0, 0}, {10, 0}}}, {{{4, 0}, {6, 0}}}).at(0).at == PointM{4, 0});
  CHECK(meetings({{{0, 0}, {10, 0}}}, {{{0, 1e-9}, {10, 1e-9}}}).empty());
  CHECK(meetings({{{0, 0}, {10, 0}}}, {}).empty());
  CHECK(meetings({}, {{{0, 0}, {10, 0}}}).empty());
  CHECK(meetings({{{5, 5}}}, {{{0, 0}, {10, 10}}}).empty());
  CHECK_THROWS_AS(meetings({{{0, 0}, {std::nan(""), 1}}}, {{{0, 0}, {1, 1}}}), std::invalid_argument);
  CHECK_THROWS_AS(meetings({{{0, 0}, {1, 1}}}, {{{0, 0}, {std::numeric_limits<double>::infinity(), 1}}}),
                  std::invalid_argument);
}

TEST_CASE("exactly the segments that meet by integer arithmetic are found, in order") {
  Numbers numbers;
  std::vector<Line> lines;
  std::vector<Line> others;
  for (int i = 0; i < 150; ++i) {
    // Long and short ones, many on each other's ends.
    const int reach = i % 3 == 0 ? 60 : 6;
    const int half = i % 3 == 0 ? 30 : 3;
    const PointM a{numbers.next(60), numbers.next(60)};
    const PointM b{a.x_m + numbers.next(reach) - half, a.y_m + numbers.next(reach) - half};
    const PointM c{b.x_m + numbers.next(reach), b.y_m};
    (i % 2 == 0 ? lines : others).push_back({a, b, c});
  }
  std::vector<std::pair<std::size_t, std::size_t>> expected;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t k = 1; k < lines[i].size(); ++k) {
      for (std::size_t j = 0; j < others.size(); ++j) {
        for (std::size_t l = 1; l < others[j].size(); ++l)
          if (meet(lines[i][k - 1], lines[i][k], others[j][l - 1], others[j][l])) expected.emplace_back(i, j);
      }
    }
  }
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (const LineMeeting& one : meetings(lines, others)) found.emplace_back(one.line, one.other);
  CHECK(expected.size() > 100);
  CHECK(found == expected);
}

TEST_CASE("a hundred thousand edges against a hundred thousand segments take seconds at most") {
  // Streets run east and west, barriers north and south, each pair crosses at most once: 250 x 400 lines of 100 m in
  // a lattice, shifted so that 100 x 100 neighbours meet.
  std::vector<Line> lines;
  std::vector<Line> others;
  for (int row = 0; row < 400; ++row) {
    for (int col = 0; col < 250; ++col) {
      const double x = 150.0 * col;
      const double y = 150.0 * row;
      lines.push_back({{x, y}, {x + 100.0, y}});
      others.push_back({{x + 50.0, y - 50.0}, {x + 50.0, y + 50.0}});
    }
  }
  const auto started = std::chrono::steady_clock::now();
  const auto found = meetings(lines, others);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  CHECK(found.size() == 100000);
  // 0.12 s in a release build; sanitizers take longer. Each against each would be 10^10 tests, about a minute.
  CHECK(seconds < 20.0);
}
