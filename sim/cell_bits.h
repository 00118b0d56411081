// One bit per cell of a grid.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/raster.h"

namespace quarterhour {

class CellBits {
 public:
  /// Empty: zero cells, "not given".
  CellBits() = default;
  /// Set where `answers` is not 0.
  explicit CellBits(const Raster<std::uint8_t>& answers)
      : size_(answers.size()), words_((answers.size() + word_bits - 1) / word_bits) {
    for (std::size_t cell = 0; cell < size_; ++cell)
      if (answers[cell] != 0) words_[cell / word_bits] |= std::uint64_t{1} << (cell % word_bits);
  }

  [[nodiscard]] bool empty() const { return words_.empty(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool operator[](std::size_t cell) const {
    return (words_[cell / word_bits] >> (cell % word_bits) & 1U) != 0;
  }

  /// Calls visit(cell) for every cell that is set, by rising cell.
  template <class Visit>
  void for_each_set(Visit visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word)
      for (std::uint64_t left = words_[word]; left != 0; left &= left - 1)
        visit(word * word_bits + static_cast<std::size_t>(std::countr_zero(left)));
  }

 private:
  static constexpr std::size_t word_bits = 64;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace quarterhour
