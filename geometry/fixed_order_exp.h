// The exponential function with one fixed order of operations.
#pragma once

#include <bit>
#include <cstdint>

namespace quarterhour {

/// e^x for x <= 0 (and small positive x up to 700), within 2 units in the last place. libm's and Eigen's exp
/// differ between versions and instruction sets; this one is additions and multiplications in a fixed order, so
/// that travel times have the same bits everywhere. Below -708 the result is 0.
[[nodiscard]] inline double fixed_order_exp(double x) {
  if (!(x > -708.0)) return 0.0;
  constexpr double log2_e = 1.4426950408889634074;
  // ln 2 in two parts (Cody & Waite 1980): the first has trailing zeros, so that k * ln2_high is exact.
  constexpr double ln2_high = 6.93147180369123816490e-01;
  constexpr double ln2_low = 1.90821492927058770002e-10;
  // Adding and taking away 1.5 * 2^52 rounds to the nearest integer.
  constexpr double round_to_integer = 6755399441055744.0;
  const double k = (x * log2_e + round_to_integer) - round_to_integer;
  const double r = (x - k * ln2_high) - k * ln2_low;
  // Taylor's series to r^13 / 13!: |r| <= ln 2 / 2, so that the rest is below 2^-58.
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  const auto exponent = static_cast<std::int64_t>(k) + 1023;
  return p * std::bit_cast<double>(static_cast<std::uint64_t>(exponent) << 52U);
}

}  // namespace quarterhour
