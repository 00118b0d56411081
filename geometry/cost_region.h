// Costs of a part of a surface that many blocks of sources are searched over, and where its rows are crossed one way only.
#pragma once

#include <cstdint>
#include <vector>

#include "geometry/cost_tiles.h"
#include "geometry/sweeps/excursions.h"

namespace quarterhour {

/// What an excursion must cost above the way along its row, as real numbers, to cost more in rounded sums too: twice what
/// rounding can do to a path, and something far above the rounding of the test itself, which is done in double.
[[nodiscard]] constexpr double excursion_margin(double rounding_bound) { return 2.0 * rounding_bound + 1e-6; }

/// Why rows can be crossed one way only: a path that leaves its row for the one below and comes back ("an excursion") can
/// be replaced by the way along its own row where that is always cheaper. Where it is so for every pair of neighbouring
/// rows, both ways, shortest paths go down only or up only: take the innermost excursion of any other and replace it. It
/// is tested on the costs themselves, as real numbers, for excursions as long as the search can be; a margin above the
/// rounding of both sums makes the sums that are rounded after every step agree. On smooth ground it holds nearly
/// everywhere, among obstacles nearly nowhere.
template <class Value>
class CostRegion {
 public:
  /// Gathers the costs of `window`. `keep` as in CostTiles::window.
  void gather(const CostTiles<Value>& tiles, const CellWindow& window, bool keep);

  /// Finds excursions of up to `longest` cells that cost no more than `margin` above the way along the row. Only for
  /// float and 8 moves; without it no window is crossed one way.
  void find_excursions(const sweeps::ExcursionKernels& kernels, int longest, double margin);

  /// The costs of a window inside the region.
  [[nodiscard]] sweeps::CostView<Value> view(const CellWindow& window) const;

  /// Whether excursions have been looked for.
  [[nodiscard]] bool knows_excursions() const { return looked_; }

  /// Whether shortest paths in the window cross its rows one way only, as far as is known.
  [[nodiscard]] bool is_crossed_one_way(const CellWindow& window) const;

  /// Columns of the window between the first and the last at which an excursion between grid rows `row` and `row + 1` may
  /// gain, counted from the window's first; nothing where none may. Only where excursions are known.
  [[nodiscard]] sweeps::Columns excursions(const CellWindow& window, int row) const;

 private:
  [[nodiscard]] std::size_t offset(int row, int col) const;

  CellWindow region_{};
  CostScratch<Value> scratch_;
  sweeps::CostView<Value> costs_;
  bool looked_ = false;
  bool any_bad_ = false;
  std::vector<double> work_;
  std::vector<std::uint8_t> bad_;
  /// Bad cells above and to the left, with a row and a column of zeros before the first.
  std::vector<std::uint32_t> bad_before_;
};

}  // namespace quarterhour
