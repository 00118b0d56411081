// Where a path could gain by leaving its row and coming back: what the excursion kernels work on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "geometry/sweeps/sweep_state.h"

namespace quarterhour::sweeps {

/// A window of costs with 8 moves. An excursion leaves a row for the one below (or above), follows that for at most
/// `longest` cells in one direction, and comes back.
struct ExcursionWindow {
  CostView<float> cost;
  std::int32_t rows = 0;
  std::int32_t cols = 0;
  std::int32_t longest = 0;
  /// An excursion must cost more than this above the way along its own row to be counted as no gain.
  float margin = 0.0F;
  /// excursion_work(cols) numbers of working memory.
  double* work = nullptr;
  /// Set to 1 at (row, col) = bad[row * cols + col] where an excursion between rows `row` and `row + 1` that begins to
  /// come back at `col` might gain, to 0 elsewhere.
  std::uint8_t* bad = nullptr;
};

/// Numbers before and after a line of working memory.
inline constexpr std::size_t excursion_pads = 12;
[[nodiscard]] constexpr std::size_t excursion_work(std::int32_t cols) {
  constexpr std::size_t lines = 23;
  return lines * (static_cast<std::size_t>(cols) + excursion_pads);
}

/// Returns whether anything is bad.
struct ExcursionKernels {
  bool (*find)(const ExcursionWindow&) = nullptr;
};

extern const ExcursionKernels plain_excursion_kernels;
extern const ExcursionKernels avx2_excursion_kernels;
extern const ExcursionKernels avx512_excursion_kernels;

}  // namespace quarterhour::sweeps
