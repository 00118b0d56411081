// Grounds for testing travel times: smooth, noisy, with obstacles, a maze, flat.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "geometry/surface.h"

namespace quarterhour::samples {

/// A number in [0, 1) that depends on the seed and the index alone (SplitMix64, Steele et al. 2014).
inline double uniform(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t z = seed * 0x9E3779B97F4A7C15U + (index + 1) * 0xBF58476D1CE4E5B9U;
  z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
  z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
  return static_cast<double>((z ^ z >> 31U) >> 11U) * 0x1.0p-53;
}

inline Surface open_ground(int rows, int cols, double cell_width_m, double cell_height_m) {
  Surface surface{Grid(rows, cols, 500000.0, 3300000.0, cell_width_m, cell_height_m), {}, {}, {}, {}, {}, {}};
  surface.passable = Raster<std::uint8_t>(rows, cols, 1);
  return surface;
}

/// Long hills with slopes up to 29 %.
inline Surface smooth_hills(int rows, int cols, double cell_m) {
  Surface surface = open_ground(rows, cols, cell_m, cell_m);
  surface.elevation_m = Raster<double>(rows, cols);
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      const double x_m = col * cell_m;
      const double y_m = row * cell_m;
      surface.elevation_m(row, col) = 80.0 * std::sin(2.0 * std::numbers::pi * x_m / 3100.0) +
                                      60.0 * std::cos(2.0 * std::numbers::pi * (x_m + 2.0 * y_m) / 4700.0);
    }
  return surface;
}

/// Hills with slope noise of the given standard deviation between neighbours (uniform noise).
inline Surface noisy_hills(int rows, int cols, double cell_m, double slope_deviation, std::uint64_t seed) {
  Surface surface = smooth_hills(rows, cols, cell_m);
  // The difference of two uniform numbers of width w has a standard deviation of w / sqrt(6).
  const double width_m = slope_deviation * cell_m * std::sqrt(6.0);
  for (std::size_t cell = 0; cell < surface.elevation_m.size(); ++cell)
    surface.elevation_m[cell] += width_m * uniform(seed, cell);
  return surface;
}

/// Closes a share of the cells at random.
inline void scatter_obstacles(Surface& surface, double share, std::uint64_t seed) {
  for (std::size_t cell = 0; cell < surface.passable.size(); ++cell)
    if (uniform(seed, cell) < share) surface.passable[cell] = 0;
}

/// Corridors one cell wide that turn back and forth: the worst case for row sweeps.
inline Surface maze(int rows, int cols, double cell_m) {
  Surface surface = noisy_hills(rows, cols, cell_m, 0.1, 7);
  for (int col = 1; col < cols; col += 2) {
    const bool opens_below = (col / 2) % 2 == 0;
    for (int row = 0; row < rows; ++row) surface.passable(row, col) = 0;
    surface.passable(opens_below ? rows - 1 : 0, col) = 1;
  }
  return surface;
}

}  // namespace quarterhour::samples
