#include "sim/placement/spendable.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace quarterhour {

namespace {

constexpr double tolerance = 1.0 + 1e-12;
constexpr double steps_in_one = 1e6;

}  // namespace

std::optional<double> common_step(std::span<const double> prices) {
  std::int64_t step = 0;
  for (const double price : prices) {
    const double scaled = price * steps_in_one;
    if (!(scaled < 9e15) || std::fabs(scaled - std::round(scaled)) > 1e-3) return std::nullopt;
    step = std::gcd(step, std::llround(scaled));
  }
  if (step == 0) return std::nullopt;
  return static_cast<double>(step) / steps_in_one;
}

double spendable(double budget, std::span<const double> prices) {
  const std::optional<double> step = common_step(prices);
  if (!step) return budget;
  return std::min(budget, std::floor(budget * tolerance / *step) * *step);
}

std::optional<int> affordable_count(double budget, std::span<const double> prices) {
  if (prices.empty() || !(prices.front() > 0.0)) return std::nullopt;
  if (std::any_of(prices.begin(), prices.end(), [&](double price) { return price != prices.front(); }))
    return std::nullopt;
  const double count = std::floor(budget * tolerance / prices.front());
  if (!(count <= static_cast<double>(std::numeric_limits<int>::max()))) return std::nullopt;
  return static_cast<int>(count);
}

}  // namespace quarterhour
