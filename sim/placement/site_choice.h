// The choice of sites worth most when every candidate has a worth of its own, under the rules relaxed: what Lagrangian
// bounds ask for at every step. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/ruled_sites.h"

namespace quarterhour {

/// Exact for units' minima and maxima, a number of places, and one site in each group: groups lie within units and
/// units within the whole, so the best of each group, then the best of each unit up to its minimum, then the best of
/// the rest are a best choice (the sets form a laminar family). Spacing between groups is not seen.
class SiteChoice {
 public:
  explicit SiteChoice(const RuledSites& sites) : sites_(&sites), head_of_group_(sites.group_count, 0) {}

  /// Chooses among `free` (rising), worth `value` each, beside `held` sites of each unit, at most `places`. Returns
  /// false when units cannot get their minima. Ties by the lowest candidate.
  bool choose(std::span<const std::uint32_t> free, std::span<const std::int64_t> value,
              std::span<const int> held, std::size_t places);
  static constexpr std::size_t any_number = SIZE_MAX;

  [[nodiscard]] std::int64_t value() const { return value_; }
  /// Positions in `free` that were chosen, and whether each was.
  [[nodiscard]] const std::vector<std::uint32_t>& taken() const { return taken_; }
  [[nodiscard]] bool is_taken(std::size_t position) const { return is_taken_[position] != 0; }
  /// What the best choice with the position that was not taken falls short of value() by, at least; and the same for
  /// the best choice without the position that was. May be huge: there is none.
  [[nodiscard]] std::int64_t loss_with(std::size_t position) const;
  [[nodiscard]] std::int64_t loss_without(std::size_t position) const;

 private:
  static constexpr std::int64_t impossible = INT64_MAX / 4;
  struct Unit {
    std::vector<std::uint32_t> heads;
    std::size_t forced = 0;
    std::size_t room = 0;
    std::size_t taken = 0;
    std::int64_t lowest_taken = impossible;
    std::int64_t best_left = -impossible;
  };
  [[nodiscard]] bool better(std::uint32_t a, std::uint32_t b) const {
    return value_of_[a] != value_of_[b] ? value_of_[a] > value_of_[b] : a < b;
  }
  void find_heads();
  void take(std::uint32_t position);
  void find_prices(std::span<const std::uint32_t> pool, std::size_t pool_taken, std::size_t pool_places);

  const RuledSites* sites_;
  std::span<const std::uint32_t> free_;
  std::span<const std::int64_t> value_of_;
  std::vector<Unit> units_;
  /// Position + 1 of each group's best, 0 for none; and the second best's worth.
  std::vector<std::uint32_t> head_of_group_;
  std::vector<std::int64_t> second_of_group_;
  std::vector<std::uint32_t> taken_;
  std::vector<std::uint8_t> is_taken_;
  std::int64_t value_ = 0;
  /// Worth of a place to one more site, and of the place of one that leaves.
  std::int64_t price_in_ = 0;
  std::int64_t price_out_ = 0;
};

}  // namespace quarterhour
