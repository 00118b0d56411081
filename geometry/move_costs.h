// What every move of a surface costs by one rule, computed for any window of it.
#pragma once

#include <tbb/cache_aligned_allocator.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "geometry/moves.h"
#include "geometry/open_cells.h"
#include "geometry/surface.h"
#include "geometry/sweeps/cost_rows.h"
#include "geometry/travel_rule.h"

namespace quarterhour {

/// Whether a sum grows along paths that lead to the source or away from it.
enum class Sense { towards_source, away_from_source };

/// The ground of a window and two cells around it, side by side and in the numbers that the cost kernels read: working
/// memory of MoveCosts, kept between calls by its user.
struct GroundWindow {
  std::vector<double> height_m;
  std::vector<std::uint8_t> open;
  std::vector<double> slowdown;
  std::vector<double> friction_s_per_m;
  std::vector<std::uint16_t> cut_moves;
  /// Whether a row is there, for those who gather row by row.
  std::vector<std::uint8_t> gathered;
};

/// Costs of a window's moves as they are pulled: entry (row, move, col) of the window stands at
/// (row * move_count + move) * pitch + col and is what is added to the sum of the neighbour in direction `move` to get a
/// sum for the cell; +infinity where the move is closed: an end or a passed cell that nobody can stand on, a barrier, the
/// rim of the grid, or a slope that is steeper than the rule's `max_slope`, up or down, between its ends or over either
/// half of a knight's move (which passes at the mean height of the two cells between). In float there is one term, rounded once from double. In double there are three, added one after the other
/// (dh k, a dist, λ f dist), because Langmuir's rule with explicit coefficients is defined that way; the second is the same
/// for every cell.
template <class Value>
struct WindowCosts {
  std::vector<Value, tbb::cache_aligned_allocator<Value>> first;
  std::vector<Value, tbb::cache_aligned_allocator<Value>> third;
  std::size_t pitch = 0;
};

/// Columns that a row of costs is padded to, so that packs can be loaded whole.
[[nodiscard]] constexpr std::size_t cost_pitch(int cols) {
  constexpr std::size_t pack = 16;
  return (static_cast<std::size_t>(cols) + pack - 1) / pack * pack;
}

/// Costs of one surface by one rule and sense. Nothing is stored: a window's costs are computed when they are asked for,
/// the same bits for any window that holds a cell and for any instruction set.
template <class Value>
class MoveCosts {
 public:
  /// No moves at all: nobody walks off the streets.
  MoveCosts(int rows, int cols) : rows_(rows), cols_(cols) {}

  /// Keeps references to the surface and to `open` (open_cells of both), which must outlive this object. Throws
  /// std::domain_error when an open move would take no time or less, naming its length and cost.
  MoveCosts(const Surface& surface, const TravelRule& rule, Sense sense, const Raster<std::uint8_t>& open,
            const sweeps::CostKernels& kernels);

  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int cols() const { return cols_; }
  /// 0, 8 or 16.
  [[nodiscard]] std::size_t move_count() const { return move_count_; }
  /// Whether costs do not depend on slopes: computing them is hardly more work than reading them.
  [[nodiscard]] bool is_cheap() const { return rule_.function == sweeps::SlopeFunction::none || level_; }
  /// The second term of each move; zeros in float.
  [[nodiscard]] const std::array<Value, 16>& second() const { return second_; }
  [[nodiscard]] static constexpr bool has_three_terms() { return sizeof(Value) == sizeof(double); }

  /// No move costs less, per row and per column of progress, and at all. In float that is what the pace function gives at its
  /// best slope and on the fastest ground; in double the lowest that there is. +infinity without any move.
  [[nodiscard]] double smallest_per_row() const { return smallest_per_row_; }
  [[nodiscard]] double smallest_per_col() const { return smallest_per_col_; }
  [[nodiscard]] double smallest() const { return smallest_; }

  /// Computes the window's costs into `first` (and `third` in double), whose lines are `pitch` >= window.cols() apart.
  /// Leaves what is past the window's columns as it is.
  void compute(const CellWindow& window, GroundWindow& ground, Value* first, Value* third,
               std::size_t pitch) const;
  /// Closes what is past the window's columns.
  void pad(const CellWindow& window, Value* first, Value* third, std::size_t pitch) const;
  /// Both, into vectors, which grow as needed.
  void compute(const CellWindow& window, GroundWindow& ground, WindowCosts<Value>& costs) const;

  /// The same a row at a time, for those who may not need all: begin_rows first, then compute_row for a row counted from
  /// the window's first, in any order. It closes what is past the window's columns too.
  void begin_rows(const CellWindow& window, GroundWindow& ground, WindowCosts<Value>& costs) const;
  void compute_row(const CellWindow& window, int row, GroundWindow& ground, WindowCosts<Value>& costs) const;

 private:
  /// Makes room for the ground of the window and its rim.
  void prepare_ground(const CellWindow& window, GroundWindow& ground) const;
  /// Gathers a row of it, -rim for the first.
  void gather_row(const CellWindow& window, int row, GroundWindow& ground) const;
  /// The row's costs from ground that has been gathered around it.
  void add_up_row(const CellWindow& window, int row, const GroundWindow& ground, Value* first, Value* third,
                  std::size_t pitch) const;
  void make_room(const CellWindow& window, WindowCosts<Value>& costs) const;
  void pad_line(const CellWindow& window, std::size_t line, Value* first, Value* third,
                std::size_t pitch) const;
  void find_lowest_on_ground();

  int rows_ = 0;
  int cols_ = 0;
  std::size_t move_count_ = 0;
  const Surface* surface_ = nullptr;
  const Raster<std::uint8_t>* open_ = nullptr;
  const sweeps::CostKernels* kernels_ = nullptr;
  Sense sense_ = Sense::towards_source;
  sweeps::CostRule rule_;
  std::array<double, 16> planar_m_{};
  std::array<Value, 16> second_{};
  bool level_ = false;
  bool guarded_ = true;
  bool walks_at_factor_ = false;
  bool has_friction_ = false;
  bool has_cuts_ = false;
  double smallest_ = std::numeric_limits<double>::infinity();
  double smallest_per_row_ = std::numeric_limits<double>::infinity();
  double smallest_per_col_ = std::numeric_limits<double>::infinity();
};

}  // namespace quarterhour
