// What limits a choice of sites, all together: a count or a budget, and rules. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/ruled_sites.h"
#include "sim/placement/site_room.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// Limits of the candidates of an instance.
struct LimitedSites {
  RuledSites rules;
  /// Of each candidate, > 0; empty: by count.
  std::vector<double> cost;
  /// What all sites may cost together, or how many there may be.
  double budget = 0.0;
  /// The lowest costs of each unit's candidates, rising, as many as its minimum.
  std::vector<std::vector<double>> cheapest;

  [[nodiscard]] double cost_of(std::uint32_t candidate) const { return cost.empty() ? 1.0 : cost[candidate]; }
  /// A billionth of a thousandth is forgiven, so that prices such as 0.1 and 0.2 fit into 0.3.
  [[nodiscard]] bool affords(double total_cost) const { return total_cost <= budget * (1.0 + 1e-12); }
  /// What is left of count or budget when so much is spent: as `affords`, with the room that another order of summing needs.
  [[nodiscard]] double left_beside(double spent) const {
    return cost.empty() ? budget - spent : budget * (1.0 + 2e-12) - spent;
  }
  /// No choice has more sites.
  [[nodiscard]] std::size_t most_sites() const;
  /// The same for some of the candidates, rising.
  [[nodiscard]] LimitedSites restricted(std::span<const std::uint32_t> kept) const;
};

/// `cost` empty: `budget` is a count.
[[nodiscard]] LimitedSites limited_sites(const SiteRules& rules, std::size_t candidates,
                                         std::vector<double> cost, double budget);

/// Of a problem of ways.
[[nodiscard]] LimitedSites limits_of(const WaysProblem& problem);

/// Room and money that are left beside chosen sites.
class LimitedRoom {
 public:
  explicit LimitedRoom(const LimitedSites& limits) : limits_(&limits), room_(limits.rules) {}

  void add(std::uint32_t candidate);
  void remove(std::uint32_t candidate);
  /// Whether a candidate may join: rules, money, and what minima still ask for.
  [[nodiscard]] bool allows(std::uint32_t candidate) const;
  /// Whether `in` may take the place of `out`.
  [[nodiscard]] bool allows_exchange(std::uint32_t in, std::uint32_t out) const;
  [[nodiscard]] bool wants(std::uint32_t candidate) const { return room_.wants(candidate); }
  /// Sites that minima still ask for.
  [[nodiscard]] int missing() const { return room_.missing(); }
  /// Whether all that is chosen may stand side by side: minima aside, it is within every limit.
  [[nodiscard]] bool is_within() const { return !room_.broken() && limits_->affords(spent_); }
  [[nodiscard]] bool is_plan() const { return is_within() && room_.missing() == 0; }
  /// What is left of count or budget.
  [[nodiscard]] double left() const { return limits_->left_beside(spent_); }
  [[nodiscard]] const std::vector<int>& held() const { return room_.held(); }
  [[nodiscard]] const LimitedSites& limits() const { return *limits_; }

 private:
  void sum_up();

  const LimitedSites* limits_;
  SiteRoom room_;
  std::vector<std::uint32_t> chosen_;
  double spent_ = 0.0;
};

}  // namespace quarterhour
