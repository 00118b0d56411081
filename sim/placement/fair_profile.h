// How far a choice of sites brings each unit, and what is added to bring the lowest farther. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/placement/fair.h"
#include "sim/placement/ruled_sites.h"

namespace quarterhour {

/// Shares are told apart by this much of a unit's demand, as those of a requirement are (require.h).
constexpr double share_hair = 1e-9;

/// The problem seen from its units.
class FairUnits {
 public:
  explicit FairUnits(const FairProblem& problem);

  [[nodiscard]] const FairProblem& problem() const { return problem_; }
  /// All demand of each unit; 0 for units that do not count.
  [[nodiscard]] const std::vector<double>& demand() const { return demand_; }
  /// Units that count.
  [[nodiscard]] std::size_t count() const { return count_; }
  /// Share of each unit under a choice; NaN for those that do not count.
  [[nodiscard]] std::vector<double> shares(std::span<const std::uint32_t> chosen) const;
  /// The same with every candidate chosen: no plan brings a unit above this.
  [[nodiscard]] const std::vector<double>& most() const { return most_; }
  /// The least that a unit with this share can be given more: never above the next share that it can have, unless that is nearer
  /// than shares can be told apart.
  [[nodiscard]] double just_above(std::size_t unit, double share) const;
  /// Once it is refuted that the unit has just_above(unit, share): what its share is at most.
  [[nodiscard]] double least_refuted(std::size_t unit, double share) const;
  /// Shares of the units that count, rising.
  [[nodiscard]] std::vector<double> profile(std::span<const double> shares) const;
  /// Units that count, by rising share, ties by number.
  [[nodiscard]] std::vector<std::size_t> order(std::span<const double> shares) const;

  /// Adds to `chosen` from `pool`, rising, while count or budget and `rules` (null: none) allow: the candidate that raises the lowest unit
  /// that any can raise, by the most, then by all demand that it adds, then the lowest. Without `limited` neither count, budget nor
  /// rules are asked.
  void fill(std::vector<std::uint32_t>& chosen, std::span<const std::uint32_t> pool, const RuledSites* rules,
            bool limited) const;

 private:
  [[nodiscard]] std::vector<double> shares_of(std::span<const std::uint8_t> covered) const;
  void cover(std::uint32_t candidate, std::vector<std::uint8_t>& covered) const;

  const FairProblem& problem_;
  std::vector<double> demand_;
  /// Lowest positive demand of a point of each unit.
  std::vector<double> smallest_;
  std::vector<double> most_;
  std::vector<std::uint8_t> standing_;
  std::size_t count_ = 0;
};

/// Whether profile `a` is fairer than `b`: higher where they first differ by more than a hair.
[[nodiscard]] bool is_fairer(std::span<const double> a, std::span<const double> b);

}  // namespace quarterhour
