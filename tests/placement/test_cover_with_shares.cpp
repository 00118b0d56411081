// The most covered where each unit must have its share, against every choice of sites.
#include "sim/placement/cover_with_shares.h"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "tests/placement/small_covers.h"
#include "tests/placement/small_rules.h"

using namespace quarterhour;
using Catch::Approx;

namespace {

CoverWithShares random_problem(std::uint64_t seed) {
  std::mt19937_64 random(seed * 17 + 3);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  CoverWithShares problem{tests::random_world(seed, seed % 3 == 0), {}, {}};
  // Few sites, so that what is best for all leaves somebody behind.
  if (problem.cover.count) problem.cover.count = static_cast<int>(1 + below(3));
  const std::uint32_t units = 1 + below(3);
  for (std::size_t i = 0; i < problem.cover.demand.size(); ++i)
    problem.demand_unit.push_back(static_cast<std::int32_t>(below(units + 1)) - 1);
  for (std::uint32_t u = 0; u < units; ++u) problem.share_of_unit.push_back(0.05 * below(13));
  if (problem.cover.count && below(3) == 0)
    problem.cover.rules =
        tests::random_rules(seed, static_cast<std::uint32_t>(problem.cover.reach.set_count()));
  return problem;
}

bool keeps_shares(const CoverWithShares& problem, const std::vector<std::uint32_t>& chosen) {
  for (std::size_t unit = 0; unit < problem.share_of_unit.size(); ++unit) {
    CoverProblem own = problem.cover;
    double all = 0.0;
    for (std::size_t i = 0; i < own.demand.size(); ++i) {
      if (problem.demand_unit[i] != static_cast<std::int32_t>(unit)) own.demand[i] = 0.0;
      all += own.demand[i];
    }
    if (tests::covered_demand(own, chosen) < (problem.share_of_unit[unit] - 1e-9) * all) return false;
  }
  return true;
}

/// -1: no choice is allowed.
double best_by_counting(const CoverWithShares& problem) {
  const CoverProblem& cover = problem.cover;
  double best = -1.0;
  for (std::uint32_t mask = 0; mask < (1U << cover.reach.set_count()); ++mask) {
    std::vector<std::uint32_t> chosen;
    double cost = 0.0;
    for (std::uint32_t k = 0; k < cover.reach.set_count(); ++k)
      if ((mask >> k & 1U) != 0) {
        chosen.push_back(k);
        cost += cover.cost.empty() ? 1.0 : cover.cost[k];
      }
    const bool affordable =
        cover.count ? static_cast<int>(chosen.size()) <= *cover.count : cost <= *cover.budget;
    if (affordable && tests::keeps(cover.rules, chosen) && keeps_shares(problem, chosen))
      best = std::max(best, tests::covered_demand(cover, chosen));
  }
  return best;
}

void compare_with_counting(std::uint64_t first, std::uint64_t last) {
  int infeasible = 0;
  int bound_by_shares = 0;
  for (std::uint64_t seed = first; seed < last; ++seed) {
    const CoverWithShares problem = random_problem(seed);
    const double best = best_by_counting(problem);
    CoverStop stop;
    stop.gap = 0.0;
    const CoverWithSharesPlan answer = solve_cover_with_shares(problem, stop);
    CAPTURE(seed);
    const CoverPlan& plan = answer.plan;
    if (best < 0.0 || plan.status == PlanStatus::infeasible) {
      // A budget below the cheapest site is refused before shares are looked at.
      const bool too_poor =
          problem.cover.budget &&
          *problem.cover.budget < *std::min_element(problem.cover.cost.begin(), problem.cover.cost.end());
      CHECK((best < 0.0 || too_poor));
      CHECK(plan.status == PlanStatus::infeasible);
      CHECK(!plan.reason.empty());
      ++infeasible;
      continue;
    }
    CHECK(plan.status == PlanStatus::optimal);
    CHECK(plan.objective == Approx(best).epsilon(2e-6).margin(1e-9));
    CHECK(plan.bound >= best - 1e-9);
    CHECK(plan.objective == Approx(tests::covered_demand(problem.cover, plan.chosen)).margin(1e-9));
    CHECK(keeps_shares(problem, plan.chosen));
    CHECK(tests::keeps(problem.cover.rules, plan.chosen));
    if (solve_cover(problem.cover, stop).objective > plan.objective + 1e-6) ++bound_by_shares;
  }
  CHECK(infeasible > static_cast<int>(last - first) / 20);
  CHECK(bound_by_shares > 3);
}

}  // namespace

TEST_CASE(
    "the most covered of the choices that keep every unit's share, by count and budget and under rules") {
  compare_with_counting(0, 200);
}

TEST_CASE("the most covered under shares, five hundred more", "[long]") { compare_with_counting(2000, 2500); }
