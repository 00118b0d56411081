// Sums of people and money that do not drift. Internal to placement.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

namespace quarterhour {

/// Sum with the lost low parts kept (Neumaier 1974): off by at most a unit in the last place or so.
class CarefulSum {
 public:
  void add(double value) {
    const double next = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0;
  double lost_ = 0.0;
};

/// Sum of the values whose flag is set.
inline double sum_where(std::span<const double> values, std::span<const std::uint8_t> flags) {
  CarefulSum sum;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (flags[i] != 0) sum.add(values[i]);
  return sum.value();
}

}  // namespace quarterhour
