#include "geometry/lane_blocks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

namespace quarterhour {

namespace {

/// Spreads 16 bits so that a zero stands before each.
std::uint32_t spread_bits(std::uint32_t value) {
  value = (value | value << 8U) & 0x00FF00FFU;
  value = (value | value << 4U) & 0x0F0F0F0FU;
  value = (value | value << 2U) & 0x33333333U;
  return (value | value << 1U) & 0x55555555U;
}

constexpr unsigned code_bits = 32;

/// Sources by their Morton code, then by position: the code in the higher half of each word, the position in the lower.
/// On a grid of more than 65,536 rows or columns neighbouring cells share a code.
std::vector<std::uint64_t> sources_by_morton_code(int rows, int cols, std::span<const CellIndex> sources) {
  const auto col_count = static_cast<CellIndex>(cols);
  const auto bits = static_cast<unsigned>(std::bit_width(static_cast<unsigned>(std::max(rows, cols) - 1)));
  const unsigned shift = bits > 16U ? bits - 16U : 0U;
  std::vector<std::uint64_t> words(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::uint32_t code =
        spread_bits(sources[i] / col_count >> shift) << 1U | spread_bits(sources[i] % col_count >> shift);
    words[i] = static_cast<std::uint64_t>(code) << code_bits | i;
  }
  // Radix sort, stable, from the lowest digit of the code up. Comparing would cost as much as short searches.
  constexpr unsigned digit_bits = 11;
  constexpr std::uint64_t digit_mask = (1U << digit_bits) - 1U;
  std::vector<std::uint64_t> sorted(words.size());
  for (unsigned at = code_bits; at < 2 * code_bits; at += digit_bits) {
    std::array<std::size_t, (std::size_t{1} << digit_bits) + 1> first{};
    for (const std::uint64_t word : words) ++first[(word >> at & digit_mask) + 1];
    // A digit that all share leaves the order as it is.
    if (!words.empty() && first[(words.front() >> at & digit_mask) + 1] == words.size()) continue;
    for (std::size_t value = 1; value < first.size(); ++value) first[value] += first[value - 1];
    for (const std::uint64_t word : words) sorted[first[word >> at & digit_mask]++] = word;
    words.swap(sorted);
  }
  return words;
}

constexpr std::size_t most_packs = 2;
constexpr unsigned tile_bits = 6;  // 8 x 8 cells share the higher bits of their Morton codes

int packs_for(std::size_t lanes, int lanes_per_pack) {
  const auto one = static_cast<std::size_t>(lanes_per_pack);
  return static_cast<int>((lanes + one - 1) / one);
}

class Dealer {
 public:
  Dealer(int rows, int cols, SearchRadius radius, int lanes_per_pack)
      : rows_(rows), cols_(cols), radius_(radius), lanes_per_pack_(lanes_per_pack) {}

  [[nodiscard]] CellWindow around(const CellWindow& start) const {
    const auto below = [](int at, int by) { return at > by ? at - by : 0; };
    const auto above = [](int at, int by, int count) { return by < count - at - 1 ? at + by + 1 : count; };
    return {below(start.row_begin, radius_.rows), above(start.row_end - 1, radius_.rows, rows_),
            below(start.col_begin, radius_.cols), above(start.col_end - 1, radius_.cols, cols_)};
  }

  /// A cell of a window costs about as much as a pack of lanes, and each lane its share of a pack.
  [[nodiscard]] double cost(const CellWindow& window, std::size_t lanes) const {
    return (1.0 + static_cast<double>(lanes) / lanes_per_pack_) * window.rows() * window.cols();
  }

  [[nodiscard]] bool should_join(const LaneBlock& block, std::size_t lanes, const CellWindow& single,
                                 bool same_tile) const {
    const std::size_t most = most_packs * static_cast<std::size_t>(lanes_per_pack_);
    if (lanes >= (same_tile ? most : most / 2)) return false;
    if (is_inside(single, block.window)) return cells(block.window) <= (lanes_per_pack_ + 1) * cells(single);
    return cost(hull(block.window, single), lanes + 1) <= cost(block.window, lanes) + cost(single, 1);
  }

  static bool is_inside(const CellWindow& inner, const CellWindow& outer) {
    return inner.row_begin >= outer.row_begin && inner.row_end <= outer.row_end &&
           inner.col_begin >= outer.col_begin && inner.col_end <= outer.col_end;
  }
  static std::int64_t cells(const CellWindow& window) { return std::int64_t{window.rows()} * window.cols(); }

  static CellWindow hull(const CellWindow& a, const CellWindow& b) {
    return {std::min(a.row_begin, b.row_begin), std::max(a.row_end, b.row_end),
            std::min(a.col_begin, b.col_begin), std::max(a.col_end, b.col_end)};
  }

 private:
  int rows_;
  int cols_;
  SearchRadius radius_;
  int lanes_per_pack_;
};

}  // namespace

int farthest_cells(double limit, double smallest_per_cell, double most_edges, double unit_roundoff) {
  if (std::isinf(smallest_per_cell)) return 0;
  // Each addition may round the sum down by a unit roundoff of it, so that n steps come further than their true
  // costs allow by a share of n units; twice that is safe, and a cell more pays for this quotient's own rounding.
  const double steps = limit / smallest_per_cell + 1.0;
  const double cells =
      std::floor(steps * (1.0 + 1e-6 + 2.0 * std::max(steps, most_edges) * unit_roundoff)) + 1.0;
  return cells < 1e9 ? static_cast<int>(cells) : 1'000'000'000;
}

LaneBlocks deal_into_blocks(int rows, int cols, std::span<const CellIndex> sources, SearchRadius radius,
                            int lanes_per_pack, std::span<const CellWindow> extents) {
  const auto col_count = static_cast<CellIndex>(cols);
  const Dealer dealer(rows, cols, radius, lanes_per_pack);
  LaneBlocks dealt;
  dealt.sources_.reserve(sources.size());
  dealt.cells_.reserve(sources.size());
  // The lists do not move any more: blocks can point into them while they grow.
  std::size_t first = 0;
  std::uint64_t tile = 0;
  const auto close_block = [&] {
    if (dealt.blocks_.empty()) return;
    LaneBlock& block = dealt.blocks_.back();
    block.sources = std::span<const std::uint32_t>(dealt.sources_).subspan(first);
    block.cells = std::span<const CellPosition>(dealt.cells_).subspan(first);
    block.packs = packs_for(block.sources.size(), lanes_per_pack);
    first = dealt.sources_.size();
  };
  for (const std::uint64_t word : sources_by_morton_code(rows, cols, sources)) {
    const auto source = static_cast<std::uint32_t>(word);
    const std::uint64_t its_tile = word >> (code_bits + tile_bits);
    const int row = static_cast<int>(sources[source] / col_count);
    const int col = static_cast<int>(sources[source] % col_count);
    const CellWindow single =
        dealer.around(extents.empty() ? CellWindow{row, row + 1, col, col + 1} : extents[source]);
    if (dealt.blocks_.empty() ||
        !dealer.should_join(dealt.blocks_.back(), dealt.sources_.size() - first, single, its_tile == tile)) {
      close_block();
      dealt.blocks_.emplace_back();
      dealt.blocks_.back().window = single;
    }
    tile = its_tile;
    dealt.blocks_.back().window = Dealer::hull(dealt.blocks_.back().window, single);
    dealt.sources_.push_back(source);
    dealt.cells_.push_back({row, col});
  }
  close_block();
  return dealt;
}

std::vector<BlockRegion> deal_into_regions(std::span<const LaneBlock> blocks, std::size_t most_cells) {
  const auto cells_of = [](const CellWindow& window) {
    return static_cast<std::size_t>(window.rows()) * static_cast<std::size_t>(window.cols());
  };
  std::vector<BlockRegion> regions;
  std::size_t cells_of_blocks = 0;
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    const CellWindow& window = blocks[k].window;
    if (!regions.empty()) {
      const CellWindow joint = Dealer::hull(regions.back().window, window);
      if (cells_of(joint) <= most_cells && cells_of(joint) <= cells_of_blocks + cells_of(window)) {
        regions.back().window = joint;
        regions.back().last = k + 1;
        cells_of_blocks += cells_of(window);
        continue;
      }
    }
    regions.push_back({k, k + 1, window});
    cells_of_blocks = cells_of(window);
  }
  return regions;
}

}  // namespace quarterhour
