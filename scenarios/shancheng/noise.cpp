#include "scenarios/shancheng/noise.h"

#include <array>
#include <cmath>

namespace quarterhour::shancheng {

namespace {

struct Gradient {
  double x;
  double y;
};

// Sixteen directions; the lengths differ by less than 1 %, so no direction stands out.
constexpr std::array<Gradient, 16> gradients = {{{1.0, 0.0},
                                                 {0.92, 0.38},
                                                 {0.71, 0.71},
                                                 {0.38, 0.92},
                                                 {0.0, 1.0},
                                                 {-0.38, 0.92},
                                                 {-0.71, 0.71},
                                                 {-0.92, 0.38},
                                                 {-1.0, 0.0},
                                                 {-0.92, -0.38},
                                                 {-0.71, -0.71},
                                                 {-0.38, -0.92},
                                                 {0.0, -1.0},
                                                 {0.38, -0.92},
                                                 {0.71, -0.71},
                                                 {0.92, -0.38}}};

double corner(std::uint64_t seed, Purpose purpose, double column, double row, double dx, double dy) {
  const std::uint64_t bits =
      random_bits(seed, purpose, static_cast<std::int64_t>(column), static_cast<std::int64_t>(row));
  const Gradient& gradient = gradients[static_cast<std::size_t>(bits & 15U)];
  return gradient.x * dx + gradient.y * dy;
}

double fade(double t) { return t * t * t * (t * (t * 6.0 - 15.0) + 10.0); }

}  // namespace

double smoothstep(double t) {
  if (t <= 0.0) return 0.0;
  if (t >= 1.0) return 1.0;
  return t * t * (3.0 - 2.0 * t);
}

double gradient_noise(std::uint64_t seed, Purpose purpose, double x, double y) {
  const double column = std::floor(x);
  const double row = std::floor(y);
  const double dx = x - column;
  const double dy = y - row;
  const double lower_left = corner(seed, purpose, column, row, dx, dy);
  const double lower_right = corner(seed, purpose, column + 1.0, row, dx - 1.0, dy);
  const double upper_left = corner(seed, purpose, column, row + 1.0, dx, dy - 1.0);
  const double upper_right = corner(seed, purpose, column + 1.0, row + 1.0, dx - 1.0, dy - 1.0);
  const double u = fade(dx);
  const double lower = lower_left + u * (lower_right - lower_left);
  const double upper = upper_left + u * (upper_right - upper_left);
  // The largest value of two-dimensional gradient noise is sqrt(1/2).
  return 1.4142135623730951 * (lower + fade(dy) * (upper - lower));
}

double fractal_noise(std::uint64_t seed, Purpose purpose, double x, double y, int octaves) {
  double sum = 0.0;
  double height = 1.0;
  for (int octave = 0; octave < octaves; ++octave) {
    // The shift keeps the lattices of the octaves from meeting in one point, where all would be zero.
    const double shift = 17.31 * octave;
    sum += height * gradient_noise(seed, purpose, x + shift, y - shift);
    height *= 0.5;
    x *= 2.0;
    y *= 2.0;
  }
  return sum;
}

}  // namespace quarterhour::shancheng
