// Numbers that depend on the number of a run alone, so that a finding repeats by its number.
#pragma once

#include <cstddef>
#include <cstdint>

namespace quarterhour::fuzz {

/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 16).
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t run)
      : state_(seed * 0x9E3779B97F4A7C15U + run * 0xD1342543DE82EF95U) {}

  std::uint64_t bits() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// 0 … end - 1; 0 when end is 0.
  std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(bits() % end); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class List>
  const auto& of(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace quarterhour::fuzz
