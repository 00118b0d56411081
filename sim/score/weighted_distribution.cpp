#include "sim/score/weighted_distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace quarterhour {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<WeightedValue> in_order(std::vector<WeightedValue> values) {
  std::erase_if(values, [](const WeightedValue& entry) { return !(entry.weight > 0.0); });
  // Ordered by both, so that the sums do not depend on the order that the values came in.
  std::sort(values.begin(), values.end(), [](const WeightedValue& a, const WeightedValue& b) {
    return std::tie(a.value, a.weight) < std::tie(b.value, b.weight);
  });
  return values;
}

}  // namespace

WeightedDistribution::WeightedDistribution(std::vector<WeightedValue> values)
    : WeightedDistribution(in_order(std::move(values)), Sorted{}) {}

WeightedDistribution WeightedDistribution::of_sorted(std::vector<WeightedValue> values) {
  return {std::move(values), Sorted{}};
}

WeightedDistribution::WeightedDistribution(std::vector<WeightedValue> values, Sorted)
    : values_(std::move(values)) {
  for (const WeightedValue& entry : values_) {
    weight_ += entry.weight;
    if (!std::isfinite(entry.value)) continue;
    finite_weight_ += entry.weight;
    finite_sum_ += entry.weight * entry.value;
  }
}

double WeightedDistribution::quantile(double share) const {
  const double wanted = share * weight_ * (1.0 - 1e-12);
  double weight = 0.0;
  for (const WeightedValue& entry : values_) {
    weight += entry.weight;
    if (weight >= wanted) return std::isfinite(entry.value) ? entry.value : nan;
  }
  return nan;
}

double WeightedDistribution::finite_mean() const {
  return finite_weight_ > 0.0 ? finite_sum_ / finite_weight_ : nan;
}

double WeightedDistribution::finite_gini() const {
  if (!(finite_sum_ > 0.0)) return nan;
  double before = 0.0;
  double sum = 0.0;
  for (const WeightedValue& entry : values_) {
    if (!std::isfinite(entry.value)) break;
    sum += entry.weight * entry.value * (2.0 * before + entry.weight - finite_weight_);
    before += entry.weight;
  }
  return sum / (finite_weight_ * finite_sum_);
}

double WeightedDistribution::finite_palma() const {
  constexpr double lower_share = 0.4;
  constexpr double upper_share = 0.1;
  double lower_left = lower_share * finite_weight_;
  double upper_left = upper_share * finite_weight_;
  double lower = 0.0;
  double upper = 0.0;
  for (const WeightedValue& entry : values_) {
    if (!std::isfinite(entry.value)) break;
    const double weight = std::min(entry.weight, lower_left);
    lower_left -= weight;
    lower += weight * entry.value;
  }
  for (auto entry = values_.rbegin(); entry != values_.rend(); ++entry) {
    if (!std::isfinite(entry->value)) continue;
    const double weight = std::min(entry->weight, upper_left);
    upper_left -= weight;
    upper += weight * entry->value;
  }
  return lower > 0.0 ? upper / lower : nan;
}

}  // namespace quarterhour
