// Points that the same sets hold are one group, whatever way their membership is told.
#include <algorithm>
#include <map>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "sim/placement/alike_points.h"

using namespace quarterhour;

namespace {

/// Sets of points drawn with runs of `longest` points at most.
IndexRuns drawn_sets(std::mt19937& random, std::size_t points, std::size_t sets, std::uint32_t longest) {
  IndexRuns reach;
  for (std::size_t k = 0; k < sets; ++k) {
    for (std::uint32_t i = 0; i < points; ++i) {
      if (random() % 3 != 0) continue;
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(points, i + 1 + random() % longest));
      reach.runs.push_back({i, end});
      i = end;
    }
    reach.first.push_back(reach.runs.size());
  }
  return reach;
}

bool holds(const IndexRuns& reach, std::size_t set, std::uint32_t point) {
  const auto runs = reach.set(set);
  return std::any_of(runs.begin(), runs.end(),
                     [&](IndexRun run) { return run.begin <= point && point < run.end; });
}

void check_groups(const IndexRuns& reach, std::size_t points, const AlikePoints& alike) {
  REQUIRE(alike.group_of.size() == points);
  REQUIRE(alike.reach.set_count() == reach.set_count());
  std::map<std::vector<bool>, std::uint32_t> group_of_sets;
  std::uint32_t groups = 0;
  for (std::uint32_t i = 0; i < points; ++i) {
    std::vector<bool> sets(reach.set_count());
    for (std::size_t k = 0; k < sets.size(); ++k) sets[k] = holds(reach, k, i);
    if (std::find(sets.begin(), sets.end(), true) == sets.end()) {
      CHECK(alike.group_of[i] == AlikePoints::uncovered);
      continue;
    }
    const auto [known, is_new] = group_of_sets.try_emplace(sets, groups);
    if (is_new) ++groups;
    REQUIRE(alike.group_of[i] == known->second);
    for (std::size_t k = 0; k < sets.size(); ++k) CHECK(holds(alike.reach, k, known->second) == sets[k]);
  }
  CHECK(alike.groups == groups);
  for (std::size_t k = 0; k < reach.set_count(); ++k) {
    std::uint32_t end = 0;
    for (const IndexRun run : alike.reach.set(k)) {
      CHECK(run.begin < run.end);
      CHECK((run.begin > end || end == 0));
      end = run.end;
    }
    CHECK(end <= groups);
  }
}

}  // namespace

TEST_CASE("points of the same sets are one group, numbered by their first point") {
  std::mt19937 random(20);
  for (int round = 0; round < 60; ++round) {
    const std::size_t points = random() % 80;
    const std::size_t sets = random() % 6;
    const IndexRuns reach = drawn_sets(random, points, sets, round % 2 == 0 ? 1 : 9);
    CAPTURE(round, points, sets);
    check_groups(reach, points, alike_points(reach, points));
    check_groups(
        reach, points,
        alike_points(points, sets, [&](std::uint32_t set, std::uint32_t first, std::span<std::uint8_t> held) {
          for (std::uint32_t i = 0; i < held.size(); ++i) held[i] = holds(reach, set, first + i) ? 1 : 0;
        }));
  }
}

TEST_CASE("blocks of points make no seams: a run across them, and alike points far apart") {
  constexpr std::uint32_t points = 1'000'000;
  IndexRuns reach;
  reach.runs = {{10, 900'000}, {5, 6}, {300'000, 300'001}, {950'000, 950'001}};
  reach.first = {0, 1, 4};
  const auto by_runs = alike_points(reach, points);
  const auto by_question =
      alike_points(points, 2, [&](std::uint32_t set, std::uint32_t first, std::span<std::uint8_t> held) {
        for (std::uint32_t i = 0; i < held.size(); ++i) held[i] = holds(reach, set, first + i) ? 1 : 0;
      });
  for (const AlikePoints* alike : {&by_runs, &by_question}) {
    CHECK(alike->groups == 3);
    CHECK(alike->group_of[5] == 0);
    CHECK(alike->group_of[950'000] == 0);
    CHECK(alike->group_of[10] == 1);
    CHECK(alike->group_of[899'999] == 1);
    CHECK(alike->group_of[300'000] == 2);
    CHECK(alike->group_of[900'000] == AlikePoints::uncovered);
    std::vector<double> one_each(points, 1.0);
    CHECK(group_sums(*alike, one_each) == std::vector<double>{2.0, 899'989.0, 1.0});
  }
}
