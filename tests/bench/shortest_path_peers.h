// The textbook methods that the lanes are measured against, written as fast as they reasonably go: one
// source at a time, costs of a cell's moves side by side in memory, working memory reset only where touched.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "tests/oracle/step_costs.h"

namespace quarterhour::peers {

/// Costs of leaving each cell, cell after cell; +infinity where a move is closed, so that no bounds are checked.
struct OutgoingCosts {
  explicit OutgoingCosts(const oracle::StepCosts<float>& costs)
      : move_count(costs.move_count),
        cost(static_cast<std::size_t>(costs.rows) * static_cast<std::size_t>(costs.cols) * costs.move_count,
             std::numeric_limits<float>::infinity()) {
    for (std::size_t m = 0; m < move_count; ++m) {
      step[m] = static_cast<std::ptrdiff_t>(moves[m].row_step) * costs.cols + moves[m].col_step;
      for (int row = 0; row < costs.rows; ++row)
        for (int col = 0; col < costs.cols; ++col) {
          const int pulled_row = row + moves[m].row_step;
          const int pulled_col = col + moves[m].col_step;
          if (pulled_row < 0 || pulled_row >= costs.rows || pulled_col < 0 || pulled_col >= costs.cols)
            continue;
          // The cell reached by m pulls by the opposite move.
          const float value =
              costs.first[costs.offset(pulled_row, opposite_move(m)) + static_cast<std::size_t>(pulled_col)];
          cost[(static_cast<std::size_t>(row) * static_cast<std::size_t>(costs.cols) +
                static_cast<std::size_t>(col)) *
                   move_count +
               m] = value;
          if (value < std::numeric_limits<float>::infinity()) {
            smallest = std::min(smallest, value);
            largest = std::max(largest, value);
          }
        }
    }
  }
  std::size_t move_count;
  std::vector<float> cost;
  std::array<std::ptrdiff_t, 16> step{};
  float smallest = std::numeric_limits<float>::infinity();
  float largest = 0.0F;
};

/// What both searches keep: sums, and which cells to reset. A cell not reached yet holds the next number above the
/// limit, so that one comparison does for both.
class Search {
 public:
  Search(const OutgoingCosts& costs, float limit)
      : costs_(costs),
        unreached_(std::nextafter(limit, std::numeric_limits<float>::infinity())),
        padding_(static_cast<std::size_t>(*std::max_element(costs.step.begin(), costs.step.end()))),
        padded_(costs.cost.size() / costs.move_count + 2 * padding_, unreached_),
        sums_(padded_.data() + padding_),
        touched_(padded_.size()) {}
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;
  [[nodiscard]] float sum(CellIndex cell) const { return sums_[cell]; }
  [[nodiscard]] std::span<const CellIndex> reached() const { return {touched_.data(), touched_count_}; }

 protected:
  void start(CellIndex source) {
    for (const CellIndex cell : reached()) sums_[cell] = unreached_;
    touched_[0] = source;
    touched_count_ = 1;
    sums_[source] = 0.0F;
  }
  /// Relaxes the moves out of a cell; queue(sum, cell) takes what was lowered.
  template <class Queue>
  void relax(CellIndex cell, float sum, const Queue& queue) {
    if (costs_.move_count == 8)
      relax_moves<8>(cell, sum, queue);
    else
      relax_moves<16>(cell, sum, queue);
  }
  const OutgoingCosts& costs_;

 private:
  template <std::size_t count, class Queue>
  void relax_moves(CellIndex cell, float sum, const Queue& queue) {
    const float* const out = costs_.cost.data() + static_cast<std::size_t>(cell) * count;
    for (std::size_t m = 0; m < count; ++m) {
      const float offered = sum + out[m];
      const auto end = static_cast<CellIndex>(static_cast<std::ptrdiff_t>(cell) + costs_.step[m]);
      const float known = sums_[end];
      if (offered >= known) continue;
      touched_[touched_count_] = end;
      touched_count_ += known == unreached_ ? 1 : 0;
      sums_[end] = offered;
      queue(offered, end);
    }
  }

  float unreached_;
  /// Cells before the first and behind the last, where closed moves look without harm.
  std::size_t padding_;
  std::vector<float> padded_;

 protected:
  float* sums_;

 private:
  std::vector<CellIndex> touched_;
  std::size_t touched_count_ = 0;
};

/// Dijkstra's algorithm with a binary heap and lazy deletion; an entry is one 64-bit word, because the bits of
/// non-negative floats order as the numbers do.
class HeapSearch : public Search {
 public:
  using Search::Search;
  void run(CellIndex source) {
    heap_.clear();
    start(source);
    push(0.0F, source);
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const std::uint64_t entry = heap_.back();
      heap_.pop_back();
      const auto cell = static_cast<CellIndex>(entry);
      const auto sum = std::bit_cast<float>(static_cast<std::uint32_t>(entry >> 32U));
      if (sum != sums_[cell]) continue;
      relax(cell, sum, [this](float offered, CellIndex end) { push(offered, end); });
    }
  }

 private:
  void push(float sum, CellIndex cell) {
    heap_.push_back(static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(sum)) << 32U | cell);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  std::vector<std::uint64_t> heap_;
};

/// Dial's buckets (1969) as wide as the smallest cost, so that every sum in the lowest bucket is final. Entries as in
/// the heap.
class BucketSearch : public Search {
 public:
  BucketSearch(const OutgoingCosts& costs, float limit)
      : Search(costs, limit),
        per_second_(1.0F / costs.smallest),
        buckets_(std::bit_ceil(static_cast<std::size_t>(costs.largest / costs.smallest) + 3)) {}
  void run(CellIndex source) {
    start(source);
    Bucket* const buckets = buckets_.data();
    const std::size_t mask = buckets_.size() - 1;
    buckets[0].push(0.0F, source);
    std::size_t waiting = 1;
    for (std::size_t b = 0; waiting > 0; ++b) {
      Bucket& bucket = buckets[b & mask];
      // A cost that rounds into the bucket being emptied is met by the growing loop.
      for (std::size_t i = 0; i < bucket.size; ++i) {
        const std::uint64_t entry = bucket.entries[i];
        const auto cell = static_cast<CellIndex>(entry);
        const auto sum = std::bit_cast<float>(static_cast<std::uint32_t>(entry >> 32U));
        if (sum != sums_[cell]) continue;
        relax(cell, sum, [&](float offered, CellIndex end) {
          buckets[static_cast<std::uint32_t>(offered * per_second_) & mask].push(offered, end);
          ++waiting;
        });
      }
      waiting -= bucket.size;
      bucket.size = 0;
    }
  }

 private:
  /// What std::vector does, without its three pointers to keep true at every entry: a fifth faster here.
  struct Bucket {
    std::vector<std::uint64_t> entries;
    std::size_t size = 0;
    void push(float sum, CellIndex cell) {
      if (size == entries.size()) [[unlikely]]
        entries.resize(std::max<std::size_t>(64, 2 * size));
      entries[size++] = static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(sum)) << 32U | cell;
    }
  };
  float per_second_;
  std::vector<Bucket> buckets_;
};

}  // namespace quarterhour::peers
