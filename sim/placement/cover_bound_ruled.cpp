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
  result.possible = choice_->choose(free, sums_, held_of_unit_, budget_left);
  if (!result.possible) return result;
  result.value = choice_->value() + spacing_.total();
  for (const std::uint32_t position : choice_->taken()) result.taken.push_back(free[position]);
  if (choice_->is_priced()) meter_.add(free.size() / 4);
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
