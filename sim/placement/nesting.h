// Levels whose centres must lie near one of the level above, chosen together: what that asks of a choice, and its prices. Internal to
// placement.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/travel_time.h"

namespace quarterhour {

/// One level below another. Candidates of a level have numbers in a row, upper levels before lower ones.
struct NestedLevel {
  std::uint32_t upper_begin = 0;
  std::uint32_t upper_end = 0;
  std::uint32_t lower_begin = 0;
  std::uint32_t lower_end = 0;
  /// Of each upper candidate the lower candidates that are near enough, by number.
  IndexRuns within;
  /// Of each lower candidate, whether a centre that stands is near enough.
  std::vector<std::uint8_t> anchored;
};

/// Of each of `candidates` candidates whether it may stand beside `chosen`: it is of no lower level, or near enough to a centre.
[[nodiscard]] std::vector<std::uint8_t> nested_beside(std::span<const NestedLevel> nesting,
                                                      std::span<const std::uint32_t> chosen,
                                                      std::size_t candidates);
/// Whether all of `chosen` are near enough to a centre of the level above.
[[nodiscard]] bool is_nested(std::span<const NestedLevel> nesting, std::span<const std::uint32_t> chosen);
/// Takes out of `chosen` what is not, level by level; returns what was taken out.
std::vector<std::uint32_t> drop_orphans(std::span<const NestedLevel> nesting,
                                        std::vector<std::uint32_t>& chosen);

/// Prices on standing too far from every upper centre, dualised: a lower site pays its own, an upper one gets those of all near it.
class NestPrices {
 public:
  NestPrices() = default;
  /// `total`: of all weights; prices sum up to a small multiple of it at most.
  NestPrices(std::span<const NestedLevel> nesting, std::size_t candidates, std::int64_t total);
  [[nodiscard]] bool active() const { return !nesting_.empty(); }
  /// One price per candidate, whole numbers; nothing: 0.
  void begin(std::span<const std::int64_t> price);
  /// What a site gets, less what it pays.
  [[nodiscard]] std::int64_t worth(std::uint32_t candidate) const { return worth_[candidate]; }
  [[nodiscard]] const std::vector<std::int64_t>& worths() const { return worth_; }
  [[nodiscard]] std::vector<std::int64_t> prices() const;
  /// Looks at a relaxed choice. Returns what the directions add to the squared norm, where a price counts `scale`.
  double look(std::span<const std::uint32_t> chosen, double scale);
  /// Moves every price against its direction by `length` times `scale`.
  void step(double length, double scale);

 private:
  void settle();

  std::span<const NestedLevel> nesting_;
  double most_ = 0.0;
  std::vector<double> price_;
  std::vector<double> direction_;
  std::vector<std::int64_t> worth_;
  std::vector<std::uint8_t> mark_;
};

}  // namespace quarterhour
