// What a site of limited capacity would best take: 0-1 knapsacks and their continuous bound. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace quarterhour {

/// Something that may be taken: profit > 0, load >= 0.
struct KnapsackItem {
  std::int64_t profit = 0;
  std::int64_t load = 0;
  std::uint32_t id = 0;
  /// Set by continuous_knapsack: profit a load.
  double worth = 0.0;
};

/// The most profit of parts of items within `capacity`, rounded up (Dantzig 1957). Puts the items with the most profit a load first,
/// ties by id. `parts`, where given: how much of each item in its new order is taken, 0 … 1: all of the first ones, a part of one.
[[nodiscard]] std::int64_t continuous_knapsack(std::vector<KnapsackItem>& items, std::int64_t capacity,
                                               std::vector<double>* parts = nullptr);

/// The most profit of whole items, and which are taken, by dynamic programming over loads: capacity times items steps.
class Knapsack {
 public:
  [[nodiscard]] std::int64_t solve(std::span<const KnapsackItem> items, std::int64_t capacity);
  /// Positions of the items taken last, falling.
  [[nodiscard]] const std::vector<std::uint32_t>& taken() const { return taken_; }

 private:
  std::vector<std::int64_t> best_;
  std::vector<std::int64_t> before_;
  std::vector<std::uint8_t> takes_;
  std::vector<std::uint32_t> taken_;
};

}  // namespace quarterhour
