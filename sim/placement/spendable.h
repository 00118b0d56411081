// What of a budget sites can spend: less where their prices come in steps. Internal to placement.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace quarterhour {

/// The largest multiple of the prices' common step that is within the budget (and within 1e-12 of it above): no choice of sites costs more
/// than this and no more than the budget. The budget itself where prices have no common step of a millionth or more, or there are none.
[[nodiscard]] double spendable(double budget, std::span<const double> prices);

/// What all prices are multiples of, a millionth or more; nothing where there is no such step, or no price.
[[nodiscard]] std::optional<double> common_step(std::span<const double> prices);

/// How many sites the budget is enough for where all cost the same, > 0; else nothing.
[[nodiscard]] std::optional<int> affordable_count(double budget, std::span<const double> prices);

/// Limits a problem's sites by a budget: by a count where that says the same, which is proved more easily.
template <class Problem>
void set_budget(Problem& problem, double budget, std::vector<double> prices) {
  problem.count = affordable_count(budget, prices);
  // None at all is a reason that speaks of money.
  if (problem.count && *problem.count > 0) return;
  problem.count.reset();
  problem.budget = prices.empty() ? budget : spendable(budget, prices);
  problem.cost = std::move(prices);
}

}  // namespace quarterhour
