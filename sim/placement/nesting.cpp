#include "sim/placement/nesting.h"

#include <algorithm>
#include <numeric>

#include "sim/placement/cover_instance.h"

namespace quarterhour {

namespace {

constexpr double momentum = 0.92;

/// How many of the chosen are near enough above each lower candidate.
std::vector<std::int32_t> centres_above(const NestedLevel& level, std::span<const std::uint32_t> chosen) {
  std::vector<std::int32_t> change(level.lower_end - level.lower_begin + 1, 0);
  for (const std::uint32_t k : chosen) {
    if (k < level.upper_begin || k >= level.upper_end) continue;
    for (const IndexRun run : level.within.set(k - level.upper_begin)) {
      ++change[run.begin - level.lower_begin];
      --change[run.end - level.lower_begin];
    }
  }
  for (std::size_t j = 1; j < change.size(); ++j) change[j] += change[j - 1];
  return change;
}

}  // namespace

std::vector<std::uint8_t> nested_beside(std::span<const NestedLevel> nesting,
                                        std::span<const std::uint32_t> chosen, std::size_t candidates) {
  std::vector<std::uint8_t> may(candidates, 1);
  for (const NestedLevel& level : nesting) {
    const std::vector<std::int32_t> above = centres_above(level, chosen);
    for (std::uint32_t j = level.lower_begin; j < level.lower_end; ++j)
      may[j] = level.anchored[j - level.lower_begin] != 0 || above[j - level.lower_begin] > 0 ? 1 : 0;
  }
  return may;
}

bool is_nested(std::span<const NestedLevel> nesting, std::span<const std::uint32_t> chosen) {
  for (const NestedLevel& level : nesting) {
    const std::vector<std::int32_t> above = centres_above(level, chosen);
    for (const std::uint32_t j : chosen)
      if (j >= level.lower_begin && j < level.lower_end && level.anchored[j - level.lower_begin] == 0 &&
          above[j - level.lower_begin] == 0)
        return false;
  }
  return true;
}

std::vector<std::uint32_t> drop_orphans(std::span<const NestedLevel> nesting,
                                        std::vector<std::uint32_t>& chosen) {
  std::vector<std::uint32_t> dropped;
  for (const NestedLevel& level : nesting) {
    const std::vector<std::int32_t> above = centres_above(level, chosen);
    std::erase_if(chosen, [&](std::uint32_t j) {
      const bool orphan = j >= level.lower_begin && j < level.lower_end &&
                          level.anchored[j - level.lower_begin] == 0 && above[j - level.lower_begin] == 0;
      if (orphan) dropped.push_back(j);
      return orphan;
    });
  }
  return dropped;
}

NestPrices::NestPrices(std::span<const NestedLevel> nesting, std::size_t candidates, std::int64_t total)
    : nesting_(nesting),
      most_(64.0 * static_cast<double>(total)),
      price_(candidates, 0.0),
      direction_(candidates, 0.0),
      worth_(candidates, 0),
      mark_(candidates, 0) {}

void NestPrices::begin(std::span<const std::int64_t> price) {
  if (!active()) return;
  std::fill(price_.begin(), price_.end(), 0.0);
  for (std::size_t k = 0; k < price.size(); ++k) price_[k] = static_cast<double>(price[k]);
  std::fill(direction_.begin(), direction_.end(), 0.0);
  settle();
}

std::vector<std::int64_t> NestPrices::prices() const {
  std::vector<std::int64_t> whole;
  for (const double price : price_) whole.push_back(static_cast<std::int64_t>(price));
  return whole;
}

void NestPrices::settle() {
  std::fill(worth_.begin(), worth_.end(), std::int64_t{0});
  std::vector<std::int64_t> whole;
  std::vector<std::int64_t> prefix;
  for (const NestedLevel& level : nesting_) {
    whole.clear();
    for (std::uint32_t j = level.lower_begin; j < level.lower_end; ++j) {
      whole.push_back(static_cast<std::int64_t>(price_[j]));
      worth_[j] -= whole.back();
    }
    prefix_sums(whole, prefix);
    for (std::uint32_t k = level.upper_begin; k < level.upper_end; ++k)
      for (const IndexRun run : level.within.set(k - level.upper_begin))
        worth_[k] += prefix[run.end - level.lower_begin] - prefix[run.begin - level.lower_begin];
  }
}

double NestPrices::look(std::span<const std::uint32_t> chosen, double scale) {
  if (!active()) return 0.0;
  for (const std::uint32_t k : chosen) mark_[k] = 1;
  double norm = 0.0;
  for (const NestedLevel& level : nesting_) {
    const std::vector<std::int32_t> above = centres_above(level, chosen);
    for (std::uint32_t j = level.lower_begin; j < level.lower_end; ++j) {
      if (level.anchored[j - level.lower_begin] != 0) continue;
      double& d = direction_[j];
      d = momentum * d + (1.0 - momentum) * static_cast<double>(above[j - level.lower_begin] - mark_[j]);
      if (d < 0.0 || price_[j] > 0.0) norm += d * d * scale;
    }
  }
  for (const std::uint32_t k : chosen) mark_[k] = 0;
  return norm;
}

void NestPrices::step(double length, double scale) {
  if (!active()) return;
  for (const NestedLevel& level : nesting_)
    for (std::uint32_t j = level.lower_begin; j < level.lower_end; ++j)
      if (level.anchored[j - level.lower_begin] == 0)
        price_[j] = std::max(0.0, price_[j] - length * direction_[j] * scale);
  const double sum = std::accumulate(price_.begin(), price_.end(), 0.0);
  if (sum > most_)
    for (double& price : price_) price *= most_ / sum;
  settle();
}

}  // namespace quarterhour
