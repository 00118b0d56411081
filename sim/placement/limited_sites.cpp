#include "sim/placement/limited_sites.h"

#include <algorithm>

namespace quarterhour {

namespace {

void note_cheapest(LimitedSites& limits) {
  const RuledSites& rules = limits.rules;
  limits.cheapest.assign(rules.least.size(), {});
  for (std::uint32_t k = 0; k < rules.unit.size(); ++k)
    if (rules.least[rules.unit[k]] > 0) limits.cheapest[rules.unit[k]].push_back(limits.cost_of(k));
  for (std::size_t u = 0; u < limits.cheapest.size(); ++u) {
    std::vector<double>& costs = limits.cheapest[u];
    std::sort(costs.begin(), costs.end());
    costs.resize(std::min(costs.size(), static_cast<std::size_t>(rules.least[u])));
  }
}

}  // namespace

std::size_t LimitedSites::most_sites() const {
  const std::size_t candidates = rules.unit.size();
  if (cost.empty()) return std::min(candidates, static_cast<std::size_t>(budget));
  std::vector<double> rising = cost;
  std::sort(rising.begin(), rising.end());
  double sum = 0.0;
  std::size_t sites = 0;
  // With the room that sums in another order need.
  while (sites < candidates && sum + rising[sites] <= budget * (1.0 + 1e-9)) sum += rising[sites++];
  return sites;
}

LimitedSites LimitedSites::restricted(std::span<const std::uint32_t> kept) const {
  LimitedSites result;
  result.rules = rules.restricted(kept);
  result.budget = budget;
  if (!cost.empty())
    for (const std::uint32_t k : kept) result.cost.push_back(cost[k]);
  note_cheapest(result);
  return result;
}

LimitedSites limited_sites(const SiteRules& rules, std::size_t candidates, std::vector<double> cost,
                           double budget) {
  LimitedSites result;
  result.rules = ruled_sites(rules, candidates);
  result.cost = std::move(cost);
  result.budget = budget;
  note_cheapest(result);
  return result;
}

LimitedSites limits_of(const WaysProblem& problem) {
  std::vector<double> cost;
  if (problem.budget) {
    cost = problem.cost;
    cost.resize(problem.candidates, 1.0);
  }
  const double amount = problem.budget ? *problem.budget : static_cast<double>(*problem.count);
  return limited_sites(problem.rules, problem.candidates, std::move(cost), amount);
}

void LimitedRoom::sum_up() {
  // Anew each time: what is added and taken off again would leave roundings behind.
  spent_ = 0.0;
  for (const std::uint32_t k : chosen_) spent_ += limits_->cost_of(k);
}

void LimitedRoom::add(std::uint32_t candidate) {
  room_.add(candidate);
  chosen_.push_back(candidate);
  sum_up();
}

void LimitedRoom::remove(std::uint32_t candidate) {
  room_.remove(candidate);
  chosen_.erase(std::find(chosen_.begin(), chosen_.end(), candidate));
  sum_up();
}

bool LimitedRoom::allows(std::uint32_t candidate) const {
  if (!room_.allows(candidate)) return false;
  double needed = spent_ + limits_->cost_of(candidate);
  if (room_.missing() == 0) return limits_->affords(needed);
  // The cheapest candidates of each unit are the least that its minimum can still cost.
  const RuledSites& rules = limits_->rules;
  for (std::size_t u = 0; u < rules.least.size(); ++u) {
    const int after = room_.held()[u] + (rules.unit[candidate] == u ? 1 : 0);
    const std::vector<double>& cheapest = limits_->cheapest[u];
    for (std::size_t k = 0; k + static_cast<std::size_t>(after) < static_cast<std::size_t>(rules.least[u]) &&
                            k < cheapest.size();
         ++k)
      needed += cheapest[k];
  }
  return limits_->affords(needed);
}

bool LimitedRoom::allows_exchange(std::uint32_t in, std::uint32_t out) const {
  return room_.allows_exchange(in, out) &&
         limits_->affords(spent_ - limits_->cost_of(out) + limits_->cost_of(in));
}

}  // namespace quarterhour
