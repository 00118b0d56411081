// Centres of several levels chosen at once, lower ones near upper ones.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "sim/placement/joint_cover.h"
#include "tests/placement/small_rooms.h"

using namespace quarterhour;

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Two or three levels of three to five candidates, each with services of its own over places of its own, some with room for some only.
JointCoverProblem random_problem(std::uint64_t seed) {
  std::mt19937_64 random(seed * 7919 + 1);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  JointCoverProblem problem;
  const std::uint32_t levels = 2 + below(2);
  constexpr std::uint32_t places = 8;
  problem.first_point.clear();
  problem.first_candidate.clear();
  for (std::uint32_t level = 0; level < levels; ++level) {
    problem.first_point.push_back(places * level);
    for (std::uint32_t i = 0; i < places; ++i)
      problem.demand.push_back(below(5) == 0 ? 0.0 : 1.0 + below(90) / 7.0);
    problem.first_candidate.push_back(static_cast<std::uint32_t>(problem.reach.set_count()));
    problem.count.push_back(static_cast<int>(1 + below(2)));
    std::vector<double> room(levels, unlimited);
    if (below(2) == 0) room[level] = 5.0 + below(30);
    problem.capacity.push_back(room);
    const std::uint32_t sites = 3 + below(3);
    for (std::uint32_t k = 0; k < sites; ++k) {
      for (std::uint32_t i = 0; i < places; ++i)
        if (below(3) == 0) problem.reach.runs.push_back({places * level + i, places * level + i + 1});
      problem.reach.first.push_back(problem.reach.runs.size());
    }
  }
  for (std::uint32_t level = 1; level < levels; ++level) {
    NestedLevel pair;
    pair.upper_begin = problem.first_candidate[level - 1];
    pair.upper_end = pair.lower_begin = problem.first_candidate[level];
    pair.lower_end = level + 1 < levels ? problem.first_candidate[level + 1]
                                        : static_cast<std::uint32_t>(problem.reach.set_count());
    for (std::uint32_t k = pair.upper_begin; k < pair.upper_end; ++k) {
      for (std::uint32_t j = pair.lower_begin; j < pair.lower_end; ++j)
        if (below(3) == 0) pair.within.runs.push_back({j, j + 1});
      pair.within.first.push_back(pair.within.runs.size());
    }
    for (std::uint32_t j = pair.lower_begin; j < pair.lower_end; ++j)
      pair.anchored.push_back(below(6) == 0 ? 1 : 0);
    problem.nesting.push_back(pair);
  }
  if (below(2) == 0) {
    problem.standing.runs = {{0, 1 + below(4)}};
    problem.standing.first = {0, 1};
    problem.capacity_of_standing = {below(2) == 0 ? unlimited : 6.0};
  }
  return problem;
}

bool is_allowed(const JointCoverProblem& problem, const std::vector<bool>& open) {
  for (std::size_t level = 0; level < problem.count.size(); ++level) {
    const std::size_t end =
        level + 1 < problem.first_candidate.size() ? problem.first_candidate[level + 1] : open.size();
    int held = 0;
    for (std::size_t k = problem.first_candidate[level]; k < end; ++k) held += open[k] ? 1 : 0;
    if (held > problem.count[level]) return false;
  }
  for (const NestedLevel& pair : problem.nesting)
    for (std::uint32_t j = pair.lower_begin; j < pair.lower_end; ++j) {
      if (!open[j] || pair.anchored[j - pair.lower_begin] != 0) continue;
      bool near = false;
      for (std::uint32_t k = pair.upper_begin; k < pair.upper_end; ++k)
        for (const IndexRun run : pair.within.set(k - pair.upper_begin))
          near = near || (open[k] && run.begin <= j && j < run.end);
      if (!near) return false;
    }
  return true;
}

/// Needs that open sites meet at most, service by service.
double met_by_definition(const JointCoverProblem& problem, const std::vector<bool>& open) {
  double all = 0.0;
  const std::size_t points = problem.demand.size();
  for (std::size_t s = 0; s < problem.first_point.size(); ++s) {
    const std::size_t begin = problem.first_point[s];
    const std::size_t end = s + 1 < problem.first_point.size() ? problem.first_point[s + 1] : points;
    tests::OpenSites sites;
    for (std::uint32_t k = 0; k < open.size(); ++k) {
      std::size_t level = 0;
      while (level + 1 < problem.first_candidate.size() && problem.first_candidate[level + 1] <= k) ++level;
      if (open[k])
        tests::open_site(sites, problem.reach.set(k), problem.capacity[level][s], begin, end, points);
    }
    for (std::size_t k = 0; k < problem.standing.set_count(); ++k)
      tests::open_site(sites, problem.standing.set(k), problem.capacity_of_standing[k], begin, end, points);
    all += tests::served_by_least_cut(sites, problem.demand);
  }
  return all;
}

}  // namespace

TEST_CASE("levels chosen at once equal trying every choice on two hundred random worlds") {
  int with_better_than_top_down = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    const JointCoverProblem problem = random_problem(seed);
    const std::size_t candidates = problem.reach.set_count();
    double best = 0.0;
    // The best for the top level alone, then the best for the next given that, and so on.
    double top_down = 0.0;
    std::vector<bool> kept(candidates, false);
    for (std::uint32_t mask = 0; mask < (1U << candidates); ++mask) {
      std::vector<bool> open(candidates);
      for (std::size_t k = 0; k < candidates; ++k) open[k] = (mask >> k & 1U) != 0;
      if (is_allowed(problem, open)) best = std::max(best, met_by_definition(problem, open));
    }
    for (std::size_t level = 0; level < problem.count.size(); ++level) {
      const std::size_t begin = problem.first_candidate[level];
      const std::size_t end =
          level + 1 < problem.first_candidate.size() ? problem.first_candidate[level + 1] : candidates;
      std::vector<bool> of_level = kept;
      double most = -1.0;
      for (std::uint32_t mask = 0; mask < (1U << (end - begin)); ++mask) {
        std::vector<bool> open = kept;
        for (std::size_t k = begin; k < end; ++k) open[k] = (mask >> (k - begin) & 1U) != 0;
        if (!is_allowed(problem, open)) continue;
        const double met = met_by_definition(problem, open);
        if (met <= most) continue;
        most = met;
        of_level = open;
      }
      kept = of_level;
      top_down = most;
    }
    const JointCoverPlan plan = solve_joint_cover(problem, {});
    CHECK(plan.status == PlanStatus::optimal);
    std::vector<bool> open(candidates, false);
    for (const std::uint32_t k : plan.chosen) open[k] = true;
    CHECK(is_allowed(problem, open));
    CHECK(std::abs(plan.objective - met_by_definition(problem, open)) <= 1e-9 * (1.0 + best));
    CHECK(plan.objective >= best * (1.0 - 1e-6) - 1e-9);
    CHECK(plan.bound >= best * (1.0 - 1e-14));
    if (best > top_down * (1.0 + 1e-9)) ++with_better_than_top_down;
  }
  // Or choosing at once would be for nothing.
  CHECK(with_better_than_top_down > 20);
}

TEST_CASE("an upper centre moves to where the lower ones are wanted") {
  // Upper sites 0 and 1 serve 10 and 9; below 0 a lower one serves 1, below 1 another serves 8.
  JointCoverProblem problem;
  problem.demand = {10, 9, 1, 8};
  problem.first_point = {0, 2};
  problem.reach.runs = {{0, 1}, {1, 2}, {2, 3}, {3, 4}};
  problem.reach.first = {0, 1, 2, 3, 4};
  problem.first_candidate = {0, 2};
  problem.count = {1, 1};
  problem.capacity = {{unlimited, unlimited}, {unlimited, unlimited}};
  NestedLevel pair;
  pair.upper_end = pair.lower_begin = 2;
  pair.lower_end = 4;
  pair.within.runs = {{2, 3}, {3, 4}};
  pair.within.first = {0, 1, 2};
  pair.anchored = {0, 0};
  problem.nesting = {pair};
  problem.start = {0, 2};
  const JointCoverPlan plan = solve_joint_cover(problem, {});
  CHECK(plan.chosen == std::vector<std::uint32_t>{1, 3});
  CHECK(plan.objective == 17.0);
  CHECK(plan.objective_of_start == 11.0);
  CHECK(plan.served == std::vector<double>{9, 8});
  CHECK(plan.status == PlanStatus::optimal);
  problem.nesting[0].upper_end = 3;
  CHECK_THROWS_AS(solve_joint_cover(problem, {}), std::invalid_argument);
}
