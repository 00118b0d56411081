// The choice of sites worth most within a count or a budget when every candidate has a worth of its own, under the rules relaxed.
// Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/site_choice.h"

namespace quarterhour {

/// SiteChoice within a count, or within a budget: for any price u >= 0 of money, u times the budget plus the best choice worth its sum
/// less u times its cost is a bound from above; the price at which the choice just keeps to the budget is found by halving. Every
/// product is rounded to the safe side.
class LimitedChoice {
 public:
  /// `cost`: of each candidate, > 0; empty: by count. Both are kept as references.
  LimitedChoice(const RuledSites& sites, std::span<const double> cost);

  /// Chooses among `free` (rising), worth `worth` each by position, beside `held` sites of each unit, for what is left of the count or
  /// the budget. Returns false when units cannot get their minima. Ties by the lowest candidate.
  bool choose(std::span<const std::uint32_t> free, std::span<const std::int64_t> worth,
              std::span<const int> held, double left);

  /// No choice within the limits sums up to more.
  [[nodiscard]] std::int64_t value() const { return value_; }
  /// Positions in `free` that were taken: within the limits, though perhaps nearer to each other than a spacing allows; where the units'
  /// minima alone cost more than is left, above them.
  [[nodiscard]] const std::vector<std::uint32_t>& taken() const { return choice_.taken(); }
  [[nodiscard]] bool is_taken(std::size_t position) const { return choice_.is_taken(position); }
  /// As of SiteChoice, of value(); up to `rounding` too much. May be below 0: nothing is known.
  [[nodiscard]] std::int64_t loss_with(std::size_t position) const {
    return choice_.loss_with(position) - excess_;
  }
  [[nodiscard]] std::int64_t loss_without(std::size_t position) const {
    return choice_.loss_without(position) - excess_;
  }
  static constexpr std::int64_t rounding = 8;
  /// Whether money was short, so that its price had to be found.
  [[nodiscard]] bool is_priced() const { return price_ > 0.0; }

 private:
  bool ask(double price);
  [[nodiscard]] double spent() const;

  SiteChoice choice_;
  std::span<const double> cost_;
  std::span<const std::uint32_t> free_;
  std::span<const std::int64_t> worth_;
  std::span<const int> held_;
  std::vector<std::int64_t> priced_;
  std::int64_t value_ = 0;
  /// What the choice at the price of money says above `value_`, which the price 0 may have given.
  std::int64_t excess_ = 0;
  /// A worth is lowered by no more than this, which only loosens the bound: so that the charges of all minima fit into 64 bits.
  double largest_charge_ = 0.0;
  /// Of money, kept as a start for the next choice.
  double price_ = 0.0;
};

}  // namespace quarterhour
