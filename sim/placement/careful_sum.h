// Sums of people and money that do not drift. Internal to placement.
#pragma once

#include <cstdint>
#include <span>

#include "sim/compensated_sum.h"

namespace quarterhour {

/// Sum of the values whose flag is set.
inline double sum_where(std::span<const double> values, std::span<const std::uint8_t> flags) {
  CompensatedSum sum;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (flags[i] != 0) sum.add(values[i]);
  return sum.value();
}

}  // namespace quarterhour
