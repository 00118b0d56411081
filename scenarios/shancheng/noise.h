// Smooth random fields over the plane, from additions and products alone.
#pragma once

#include <cstdint>

#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

/// 0 below 0, 1 above 1, 3t² - 2t³ between.
[[nodiscard]] double smoothstep(double t);

/// Gradient noise after Perlin (2002) on the unit lattice: about [-1, 1], mean 0, twice differentiable.
[[nodiscard]] double gradient_noise(std::uint64_t seed, Purpose purpose, double x, double y);

/// Sum of `octaves` of gradient noise, each twice as fine and half as high as the one before.
[[nodiscard]] double fractal_noise(std::uint64_t seed, Purpose purpose, double x, double y, int octaves);

}  // namespace quarterhour::shancheng
