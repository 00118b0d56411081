#include "sim/placement/fair_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "sim/compensated_sum.h"
#include "sim/placement/site_room.h"

namespace quarterhour {

namespace {

// A requirement is met a hair below what it asks, so that two and a half ask for more than a share and a hair.
constexpr double step_up = 2.5 * share_hair;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Budgets may be exceeded by rounding (README.md).
bool affords(const FairProblem& problem, double cost) {
  const double most = problem.budget ? *problem.budget : static_cast<double>(*problem.count);
  return cost <= most * (1.0 + 1e-12);
}

}  // namespace

FairUnits::FairUnits(const FairProblem& problem)
    : problem_(problem),
      demand_(problem.unit_count, 0.0),
      smallest_(problem.unit_count, std::numeric_limits<double>::infinity()),
      standing_(problem.demand.size(), 0) {
  std::vector<CompensatedSum> sums(problem.unit_count);
  for (std::size_t i = 0; i < problem.demand.size(); ++i) {
    if (problem.demand_unit[i] < 0 || !(problem.demand[i] > 0.0)) continue;
    const auto unit = static_cast<std::size_t>(problem.demand_unit[i]);
    sums[unit].add(problem.demand[i]);
    smallest_[unit] = std::min(smallest_[unit], problem.demand[i]);
  }
  for (std::size_t unit = 0; unit < demand_.size(); ++unit) {
    demand_[unit] = sums[unit].value();
    if (demand_[unit] > 0.0) ++count_;
  }
  for (const IndexRun run : problem.covered_already)
    std::fill(standing_.begin() + run.begin, standing_.begin() + run.end, std::uint8_t{1});
  std::vector<std::uint8_t> covered = standing_;
  for (const IndexRun run : problem.reach.runs)
    std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
  most_ = shares_of(covered);
}

void FairUnits::cover(std::uint32_t candidate, std::vector<std::uint8_t>& covered) const {
  for (const IndexRun run : problem_.reach.set(candidate))
    std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
}

std::vector<double> FairUnits::shares_of(std::span<const std::uint8_t> covered) const {
  std::vector<CompensatedSum> sums(demand_.size());
  std::vector<bool> all(demand_.size(), true);
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (problem_.demand_unit[i] < 0 || !(problem_.demand[i] > 0.0)) continue;
    const auto unit = static_cast<std::size_t>(problem_.demand_unit[i]);
    if (covered[i] != 0)
      sums[unit].add(problem_.demand[i]);
    else
      all[unit] = false;
  }
  std::vector<double> shares(demand_.size(), nan);
  for (std::size_t unit = 0; unit < shares.size(); ++unit)
    if (demand_[unit] > 0.0)
      shares[unit] = all[unit] ? 1.0 : std::min(1.0, sums[unit].value() / demand_[unit]);
  return shares;
}

std::vector<double> FairUnits::shares(std::span<const std::uint32_t> chosen) const {
  std::vector<std::uint8_t> covered = standing_;
  for (const std::uint32_t k : chosen) cover(k, covered);
  return shares_of(covered);
}

double FairUnits::just_above(std::size_t unit, double share) const {
  if (share > 0.0) return std::min(1.0, share + step_up);
  return std::min(1.0, std::max(step_up, 0.5 * smallest_[unit] / demand_[unit]));
}

double FairUnits::least_refuted(std::size_t unit, double share) const {
  const double asked = just_above(unit, share);
  // From nothing a unit was asked for any of its points.
  return share > 0.0 || asked <= step_up ? asked : share;
}

std::vector<double> FairUnits::profile(std::span<const double> shares) const {
  std::vector<double> rising;
  for (const double share : shares)
    if (!std::isnan(share)) rising.push_back(share);
  std::sort(rising.begin(), rising.end());
  return rising;
}

std::vector<std::size_t> FairUnits::order(std::span<const double> shares) const {
  std::vector<std::size_t> units;
  for (std::size_t unit = 0; unit < shares.size(); ++unit)
    if (!std::isnan(shares[unit])) units.push_back(unit);
  std::stable_sort(units.begin(), units.end(),
                   [&](std::size_t a, std::size_t b) { return shares[a] < shares[b]; });
  return units;
}

void FairUnits::fill(std::vector<std::uint32_t>& chosen, std::span<const std::uint32_t> pool,
                     const RuledSites* rules, bool limited) const {
  std::vector<std::uint8_t> covered = standing_;
  std::optional<SiteRoom> room;
  if (rules != nullptr && limited) room.emplace(*rules);
  CompensatedSum spent;
  const auto cost_of = [&](std::uint32_t k) { return problem_.cost.empty() ? 1.0 : problem_.cost[k]; };
  for (const std::uint32_t k : chosen) {
    cover(k, covered);
    spent.add(cost_of(k));
    if (room) room->add(k);
  }
  std::vector<double> of_unit;
  std::vector<double> of_all;
  const auto sum_up = [&](std::size_t unit, bool all, std::vector<double>& prefix) {
    prefix.assign(1, 0.0);
    for (std::size_t i = 0; i < covered.size(); ++i) {
      const bool counts = covered[i] == 0 && problem_.demand_unit[i] >= 0 &&
                          (all || static_cast<std::size_t>(problem_.demand_unit[i]) == unit);
      prefix.push_back(prefix.back() + (counts ? problem_.demand[i] : 0.0));
    }
  };
  const auto gain_of = [&](std::uint32_t k, const std::vector<double>& prefix) {
    double gain = 0.0;
    for (const IndexRun run : problem_.reach.set(k)) gain += prefix[run.end] - prefix[run.begin];
    return gain;
  };
  while (true) {
    const std::vector<double> shares = shares_of(covered);
    sum_up(0, true, of_all);
    std::optional<std::uint32_t> best;
    for (const std::size_t unit : order(shares)) {
      if (shares[unit] >= most_[unit]) continue;
      sum_up(unit, false, of_unit);
      double most = share_hair * demand_[unit];
      double most_of_all = 0.0;
      for (const std::uint32_t k : pool) {
        if (limited && (!affords(problem_, spent.value() + cost_of(k)) || (room && !room->allows(k))))
          continue;
        const double gain = gain_of(k, of_unit);
        if (gain < most) continue;
        const double gain_of_all = gain_of(k, of_all);
        if (gain == most && gain_of_all <= most_of_all) continue;
        most = gain;
        most_of_all = gain_of_all;
        best = k;
      }
      if (best) break;
    }
    if (!best) return;
    chosen.push_back(*best);
    cover(*best, covered);
    spent.add(cost_of(*best));
    if (room) room->add(*best);
  }
}

bool is_fairer(std::span<const double> a, std::span<const double> b) {
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k)
    if (std::abs(a[k] - b[k]) > share_hair) return a[k] > b[k];
  return false;
}

}  // namespace quarterhour
