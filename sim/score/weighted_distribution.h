// Order statistics of values that carry people.
#pragma once

#include <vector>

namespace quarterhour {

/// A value that `weight` people share.
struct WeightedValue {
  double value = 0.0;
  double weight = 0.0;
};

/// Values of people, sorted; +infinity stands for people who have no value ("unreached").
class WeightedDistribution {
 public:
  /// Weights must be >= 0 and finite, values not NaN; those of weight 0 are dropped.
  explicit WeightedDistribution(std::vector<WeightedValue> values);

  /// The same of values that stand in order already, by value and then by weight, none of weight 0.
  [[nodiscard]] static WeightedDistribution of_sorted(std::vector<WeightedValue> values);

  /// People, all of them, and those with a finite value.
  [[nodiscard]] double weight() const { return weight_; }
  [[nodiscard]] double finite_weight() const { return finite_weight_; }

  /// The smallest value v such that at least `share` of everyone's weight has a value <= v (inverse of the
  /// distribution function), 0 < share <= 1; sums are compared to 1e-12. NaN when nobody is there, or when
  /// the quantile falls on people without a value.
  [[nodiscard]] double quantile(double share) const;

  /// Mean over people with a finite value; NaN when there are none.
  [[nodiscard]] double finite_mean() const;

  /// Gini coefficient over people with a finite value: sum_i sum_j w_i w_j |x_i - x_j| / (2 W sum_i w_i x_i),
  /// computed in sorted order as sum_i w_i x_i (2 C_i + w_i - W) / (W sum_i w_i x_i) with C_i the weight
  /// before i (Lerman & Yitzhaki 1989). Values must be >= 0. NaN when their sum is 0.
  [[nodiscard]] double finite_gini() const;

  /// Palma ratio over people with a finite value (Palma 2011): what the 10 % with the highest values hold over what the
  /// 40 % with the lowest hold, a weight that crosses a boundary split there. Values must be >= 0. NaN when the lower
  /// 40 % hold nothing.
  [[nodiscard]] double finite_palma() const;

 private:
  struct Sorted {};
  WeightedDistribution(std::vector<WeightedValue> values, Sorted);

  std::vector<WeightedValue> values_;
  double weight_ = 0.0;
  double finite_weight_ = 0.0;
  double finite_sum_ = 0.0;
};

}  // namespace quarterhour
