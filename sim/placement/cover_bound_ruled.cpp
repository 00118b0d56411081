// The parts of the Lagrangian bound that know the rules.
#include <algorithm>
#include <cmath>

#include "sim/placement/cover_search.h"

namespace quarterhour {

bool LagrangianBound::narrow_by_rules(CoverBranch& branch, const CoverSet& held) {
  const SiteRoom& room = *held.room();
  if (room.broken()) return false;
  std::erase_if(branch.free, [&](std::uint32_t candidate) { return !held.allows(candidate); });
  held_of_unit_ = room.held();
  const RuledSites& rules = *instance_.rules;
  std::vector<int> left(rules.least.size(), 0);
  for (const std::uint32_t candidate : branch.free) ++left[rules.unit[candidate]];
  for (std::size_t u = 0; u < left.size(); ++u)
    if (held_of_unit_[u] + left[u] < rules.least[u]) return false;
  return true;
}

LagrangianBound::Relaxed LagrangianBound::relax_ruled(const CoverBranch& branch, double budget_left) {
  const std::vector<std::uint32_t>& free = branch.free;
  Relaxed result;
  if (spacing_.active())
    for (std::size_t k = 0; k < free.size(); ++k) sums_[k] -= spacing_.surcharge(free[k]);
  const auto finish_with = [&](std::int64_t value) {
    result.value = value + spacing_.total();
    for (const std::uint32_t position : choice_->taken()) result.taken.push_back(free[position]);
  };
  if (instance_.by_count) {
    const auto places = static_cast<std::size_t>(std::llround(std::max(0.0, budget_left)));
    result.possible = choice_->choose(free, sums_, held_of_unit_, places);
    if (result.possible) finish_with(choice_->value());
    return result;
  }
  // For any price u >= 0 of money, u * budget + the best choice worth sum - u * cost is a bound from above; the price at
  // which the choice spends the budget is the best, found by halving. Worths are rounded up, so the bound is safe.
  values_.resize(free.size());
  // A worth below the floor is raised to it, which only loosens the bound.
  constexpr double floor = -0x1.0p50;
  const auto ask = [&](double price) {
    for (std::size_t k = 0; k < free.size(); ++k)
      values_[k] = sums_[k] +
                   static_cast<std::int64_t>(std::ceil(std::max(floor, -price * instance_.cost[free[k]]))) +
                   2;
    return choice_->choose(free, values_, held_of_unit_, SiteChoice::any_number);
  };
  const auto spent = [&] {
    double sum = 0.0;
    for (const std::uint32_t position : choice_->taken()) sum += instance_.cost[free[position]];
    return sum;
  };
  double low = 0.0;
  double high = std::max(2.0 * budget_price_, 1.0);
  result.possible = ask(0.0);
  if (!result.possible) return result;
  double price = 0.0;
  if (spent() > budget_left) {
    const double most = 4.0 * static_cast<double>(instance_.total) /
                        *std::min_element(instance_.cost.begin(), instance_.cost.end());
    while (ask(high) && spent() > budget_left && high < most) {
      low = high;
      high *= 4.0;
    }
    constexpr int halvings = 16;
    for (int k = 0; k < halvings; ++k) {
      price = 0.5 * (low + high);
      ask(price);
      (spent() > budget_left ? low : high) = price;
    }
    price = high;
    ask(price);
    meter_.add(free.size() / 4);
  }
  budget_price_ = price;
  finish_with(choice_->value() +
              static_cast<std::int64_t>(std::ceil(price * budget_left * (1.0 + 0x1.0p-51))) + 2);
  return result;
}

void LagrangianBound::fix_ruled(CoverBranch& branch, double value, double wanted_sum) {
  std::size_t kept = 0;
  for (std::size_t k = 0; k < branch.free.size(); ++k) {
    const std::uint32_t candidate = branch.free[k];
    const bool taken = choice_->is_taken(k);
    const std::int64_t loss = taken ? choice_->loss_without(k) : choice_->loss_with(k);
    if (loss > 0 && value - static_cast<double>(loss) < wanted_sum) {
      if (!taken) continue;
      fixed_in_.push_back(candidate);
    }
    branch.free[kept++] = candidate;
  }
  branch.free.resize(kept);
}

bool LagrangianBound::is_plan(const CoverSet& held, std::span<const std::uint32_t> taken) const {
  if (!choice_) return true;
  SiteRoom room = *held.room();
  double spent = held.spent();
  for (const std::uint32_t candidate : taken) {
    room.add(candidate);
    spent += instance_.cost[candidate];
  }
  return room.missing() == 0 && !room.broken() && instance_.affords(spent);
}

}  // namespace quarterhour
