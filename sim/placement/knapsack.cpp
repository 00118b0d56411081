#include "sim/placement/knapsack.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quarterhour {

std::int64_t continuous_knapsack(std::vector<KnapsackItem>& items, std::int64_t capacity,
                                 std::vector<double>* parts) {
  std::int64_t profit = 0;
  std::int64_t load = 0;
  for (const KnapsackItem& item : items) {
    profit += item.profit;
    load += item.load;
  }
  if (parts != nullptr) parts->assign(items.size(), 1.0);
  if (load <= capacity) return profit;
  for (KnapsackItem& item : items)
    item.worth = item.load > 0 ? static_cast<double>(item.profit) / static_cast<double>(item.load)
                               : std::numeric_limits<double>::infinity();
  const auto better = [](const KnapsackItem& a, const KnapsackItem& b) {
    return a.worth != b.worth ? a.worth > b.worth : a.id < b.id;
  };
  // The item at which it is full, by halving: what lies before it need not be in order.
  std::int64_t left = capacity;
  profit = 0;
  std::size_t begin = 0;
  for (std::size_t end = items.size(); begin < end;) {
    const std::size_t middle = begin + (end - begin) / 2;
    const auto at = [&items](std::size_t k) { return items.begin() + static_cast<std::ptrdiff_t>(k); };
    std::nth_element(at(begin), at(middle), at(end), better);
    std::int64_t half_load = 0;
    std::int64_t half_profit = 0;
    for (std::size_t k = begin; k <= middle; ++k) {
      half_load += items[k].load;
      half_profit += items[k].profit;
    }
    if (half_load <= left) {
      left -= half_load;
      profit += half_profit;
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  // Not all fit, so that there is an item at which it is full.
  const KnapsackItem& full = items[begin];
  const double part = static_cast<double>(left) / static_cast<double>(full.load);
  if (parts != nullptr) {
    (*parts)[begin] = part;
    std::fill(parts->begin() + static_cast<std::ptrdiff_t>(begin) + 1, parts->end(), 0.0);
  }
  // Outward: the order was found in rounded numbers too, which moves the sum by less than a unit.
  return profit + static_cast<std::int64_t>(std::ceil(static_cast<double>(full.profit) * part)) + 1;
}

std::int64_t Knapsack::solve(std::span<const KnapsackItem> items, std::int64_t capacity) {
  const auto width = static_cast<std::size_t>(capacity) + 1;
  best_.assign(width, 0);
  before_.resize(width);
  takes_.assign(items.size() * width, 0);
  for (std::size_t k = 0; k < items.size(); ++k) {
    const auto load = static_cast<std::size_t>(items[k].load);
    if (load >= width) continue;
    const std::int64_t profit = items[k].profit;
    std::uint8_t* const takes = takes_.data() + k * width;
    std::copy(best_.begin(), best_.end(), before_.begin());
    const std::int64_t* const without = before_.data();
    std::int64_t* const best = best_.data();
    for (std::size_t room = load; room < width; ++room) {
      const std::int64_t with = without[room - load] + profit;
      takes[room] = with > without[room] ? 1 : 0;
      best[room] = with > without[room] ? with : without[room];
    }
  }
  taken_.clear();
  std::size_t room = width - 1;
  for (std::size_t k = items.size(); k-- > 0;) {
    if (takes_[k * width + room] == 0) continue;
    taken_.push_back(static_cast<std::uint32_t>(k));
    room -= static_cast<std::size_t>(items[k].load);
  }
  return best_[width - 1];
}

}  // namespace quarterhour
