// Which planned links to build beside new sites, when both cost money: branch and bound over sets of links, whatever the problem
// is that sites solve once the links are known. Internal to placement.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour {

/// What sites can do where some links are open.
struct LinkOutcome {
  /// False: there is no plan (`status` infeasible), or none was found.
  bool found = false;
  /// What the plan reaches, or what its sites cost; and what no plan can pass.
  double value = 0.0;
  double bound = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
};

struct LinkQuestion {
  /// Whether the value is what sites reach, within a budget; else it is what sites cost, to which links add their own.
  bool is_largest = true;
  /// Cost of every link, > 0.
  std::vector<double> cost;
  /// Links to choose from, in the order in which they are decided on.
  std::vector<int> candidates;
  /// For sites and links together; with is_largest.
  std::optional<double> budget;
  CoverStop stop;
  /// Solves for sites where exactly these links (a bit each) are open, within what is left of the budget and of the limits. More links must never be
  /// worse.
  std::function<LinkOutcome(std::uint64_t open, std::optional<double> budget, const CoverStop& stop)> solve;
  /// Told that the plan of exactly these links is the best so far, mostly right after it was solved for.
  std::function<void(std::uint64_t built, std::optional<double> budget)> keep;
};

struct LinkChoice {
  bool found = false;
  /// Links to build, a bit each.
  std::uint64_t built = 0;
  double cost_of_links = 0.0;
  /// Of the whole: what is reached, or the cost of sites and links together.
  double value = 0.0;
  double bound = 0.0;
  double gap = 0.0;
  PlanStatus status = PlanStatus::optimal;
  std::uint64_t work = 0;
  /// Sets of links whose sites were solved for.
  std::size_t solved = 0;
};

/// A set in which links are still undecided is bounded by opening them for nothing. Sets are looked at best bound first, the deeper first
/// where bounds are equal, after the one without any link; of equally good ones the cheapest that was looked at is taken, and no link is
/// built that is worth nothing. The limits of `stop` are for all sets together, five hundred of them where no work is given; a bound and a plan are found whatever they are; the answer does not depend on the number of threads if that of `solve` does not.
[[nodiscard]] LinkChoice choose_links(const LinkQuestion& question);

}  // namespace quarterhour
