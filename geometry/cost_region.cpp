#include "geometry/cost_region.h"

#include <algorithm>
#include <type_traits>

namespace quarterhour {

template <class Value>
void CostRegion<Value>::gather(const CostTiles<Value>& tiles, const CellWindow& window, bool keep) {
  region_ = window;
  costs_ = tiles.window(window, keep, scratch_);
  looked_ = false;
}

template <class Value>
void CostRegion<Value>::find_excursions(const sweeps::ExcursionKernels& kernels, int longest, double margin) {
  if constexpr (std::is_same_v<Value, float>) {
    const auto rows = static_cast<std::size_t>(region_.rows());
    const auto cols = static_cast<std::size_t>(region_.cols());
    work_.resize(sweeps::excursion_work(region_.cols()));
    bad_.resize(rows * cols);
    sweeps::ExcursionWindow window;
    window.cost = costs_;
    window.rows = region_.rows();
    window.cols = region_.cols();
    window.longest = longest;
    window.margin = static_cast<float>(margin);
    window.work = work_.data();
    window.bad = bad_.data();
    any_bad_ = kernels.find(window);
    looked_ = true;
    if (!any_bad_) return;
    bad_before_.assign((rows + 1) * (cols + 1), 0);
    for (std::size_t row = 0; row < rows; ++row) {
      std::uint32_t in_row = 0;
      for (std::size_t col = 0; col < cols; ++col) {
        in_row += bad_[row * cols + col];
        bad_before_[(row + 1) * (cols + 1) + col + 1] = bad_before_[row * (cols + 1) + col + 1] + in_row;
      }
    }
  } else {
    static_cast<void>(kernels);
    static_cast<void>(longest);
    static_cast<void>(margin);
  }
}

template <class Value>
std::size_t CostRegion<Value>::offset(int row, int col) const {
  return static_cast<std::size_t>(row - region_.row_begin) * costs_.move_count * costs_.pitch +
         static_cast<std::size_t>(col - region_.col_begin);
}

template <class Value>
sweeps::CostView<Value> CostRegion<Value>::view(const CellWindow& window) const {
  sweeps::CostView<Value> view = costs_;
  view.first += offset(window.row_begin, window.col_begin);
  if (view.third != nullptr) view.third += offset(window.row_begin, window.col_begin);
  return view;
}

template <class Value>
bool CostRegion<Value>::is_crossed_one_way(const CellWindow& window) const {
  if (!looked_) return false;
  if (!any_bad_) return true;
  const auto pitch = static_cast<std::size_t>(region_.cols()) + 1;
  const auto before = [&](int row, int col) {
    return bad_before_[static_cast<std::size_t>(row - region_.row_begin) * pitch +
                       static_cast<std::size_t>(col - region_.col_begin)];
  };
  // The last row's excursions go beyond the window. Sums wrap round, differences do not.
  const int last = window.row_end - 1;
  return before(last, window.col_end) - before(window.row_begin, window.col_end) -
             before(last, window.col_begin) + before(window.row_begin, window.col_begin) ==
         0;
}

template <class Value>
sweeps::Columns CostRegion<Value>::excursions(const CellWindow& window, int row) const {
  const std::uint8_t* const bad = bad_.data() +
                                  static_cast<std::ptrdiff_t>(row - region_.row_begin) * region_.cols() +
                                  (window.col_begin - region_.col_begin);
  const std::uint8_t* const end = bad + window.cols();
  const std::uint8_t* const first = std::find(bad, end, 1);
  if (first == end) return {};
  const std::uint8_t* last = end;
  while (last[-1] == 0) --last;
  return {static_cast<std::int32_t>(first - bad), static_cast<std::int32_t>(last - bad)};
}

template class CostRegion<float>;
template class CostRegion<double>;

}  // namespace quarterhour
