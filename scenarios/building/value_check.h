// What the numbers of a raster may be, and what is said of those that are not.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace quarterhour {

/// Values that a source may hold; others are a fault that says where they are.
struct ValueRule {
  /// What the values are, such as "an elevation in metres".
  std::string what;
  double least = 0.0;
  double most = 0.0;
  /// Numbers that other programs write for "no data" and that are no value of this kind.
  std::vector<double> never;
};

/// For messages: without zeros at the end.
[[nodiscard]] std::string shown_number(double value);

[[nodiscard]] const ValueRule& elevation_rule();
[[nodiscard]] const ValueRule& friction_rule();

/// Counts the values that are against a rule and remembers the first; NaN is no data and against no rule.
class ValueCheck {
 public:
  ValueCheck(const SourceSpec& source, const ValueRule& rule) : source_(source), rule_(rule) {}
  /// `count` values of one row of the source, from column `first_col` on.
  void row(int row, int first_col, const double* values, int count);
  /// Throws InputError when a value was against the rule.
  void finish() const;

 private:
  /// True only where no value is against the rule; false asks for a look at each.
  [[nodiscard]] bool all_good(const double* values, int count) const;

  const SourceSpec& source_;
  const ValueRule& rule_;
  std::size_t count_ = 0;
  std::string first_;
};

}  // namespace quarterhour
