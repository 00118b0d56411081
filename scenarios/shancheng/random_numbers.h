// Random numbers that belong to the thing they decide: no state, so any order and any thread gives the same.
#pragma once

#include <cstdint>

namespace quarterhour::shancheng {

/// What a number decides; each purpose has its own stream.
enum class Purpose : std::uint64_t {
  river_course = 1,
  river_width,
  ridge_wander,
  ridge_height,
  hills,
  ground_detail,
  cluster_outline,
  street_block,
  hamlet,
  facility_site,
  facility_offset,
  facility_detail,
  street_node,
  street_edge,
  names,
  ages,
  land,
  town_site,
};

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection of 64 bits.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

[[nodiscard]] constexpr std::uint64_t random_bits(std::uint64_t seed, Purpose purpose, std::int64_t a,
                                                  std::int64_t b = 0) {
  const std::uint64_t stream = mixed(seed ^ mixed(static_cast<std::uint64_t>(purpose)));
  return mixed(mixed(stream ^ static_cast<std::uint64_t>(a)) ^ static_cast<std::uint64_t>(b));
}

/// Uniform in [0, 1), a multiple of 2^-53.
[[nodiscard]] constexpr double uniform(std::uint64_t seed, Purpose purpose, std::int64_t a,
                                       std::int64_t b = 0) {
  return static_cast<double>(random_bits(seed, purpose, a, b) >> 11U) * 0x1.0p-53;
}

}  // namespace quarterhour::shancheng
