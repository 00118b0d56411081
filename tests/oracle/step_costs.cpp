#include "tests/oracle/step_costs.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace quarterhour::oracle {

namespace {

constexpr std::size_t columns_of_a_pack = 16;

/// Everything one move needs, as seen by the walker: from `start` to `end`, past one or two cells.
struct Walk {
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t passed_first = 0;
  std::size_t passed_second = 0;
};

struct Terms {
  double first = 0.0;
  double second = 0.0;
  double third = 0.0;
};

class MoveCosting {
 public:
  MoveCosting(const Surface& surface, const TravelRule& rule)
      : surface_(surface),
        rule_(rule),
        rows_(surface.grid.rows()),
        cols_(surface.grid.cols()),
        open_(open_cells(surface, rule)),
        pace_(off_street_pace(rule)),
        off_street_factor_(off_street_factor(rule)),
        level_(rule.flat_ground || surface.elevation_m.empty()) {
    for (std::size_t m = 0; m < moves.size(); ++m) {
      const double north_m = moves[m].row_step * surface.grid.cell_height_m();
      const double east_m = moves[m].col_step * surface.grid.cell_width_m();
      planar_m_[m] = std::sqrt(north_m * north_m + east_m * east_m);
    }
    const double flat_langmuir = published_speed_kmh(PaceFunction::langmuir, 0.0);
    langmuir_scale_ = flat_langmuir / pace_.speed_kmh;
  }

  [[nodiscard]] double planar_m(std::size_t move) const { return planar_m_[move]; }

  /// Whether somebody can walk `walk`, which is `move` seen from its start.
  [[nodiscard]] bool is_open(const Walk& walk, std::size_t move) const {
    if (open_[walk.start] == 0 || open_[walk.end] == 0) return false;
    const bool passes =
        is_knights_move(moves[move]) || (is_diagonal(moves[move]) && rule_.diagonals == Diagonals::guarded);
    if (passes && (open_[walk.passed_first] == 0 || open_[walk.passed_second] == 0)) return false;
    if (rule_.max_slope && steepest(walk, move) > *rule_.max_slope) return false;
    if (rule_.without_barriers || surface_.cut_moves.empty()) return true;
    return (surface_.cut_moves[walk.start] & (1U << move)) == 0;
  }

  [[nodiscard]] Terms terms(const Walk& walk, std::size_t move) const {
    const double distance_m = planar_m_[move];
    if (rule_.quantity == Quantity::metres) return {distance_m, 0.0, 0.0};
    const double rise = rise_m(walk);
    const double friction_s = friction_seconds(walk, move);
    if (pace_.explicit_langmuir) {
      const LangmuirCoefficients& k = *pace_.explicit_langmuir;
      const double slope = rise / distance_m;
      double height_s_per_m = k.up_s_per_m;
      if (slope < 0.0) height_s_per_m = slope < k.steep_slope ? k.steep_down_s_per_m : k.down_s_per_m;
      const double slower = slowdown(walk);
      // With no land class `slower` is exactly 1 and the first term exactly r.walk's.
      return {rise * height_s_per_m * slower + distance_m * k.walk_s_per_m * (slower - 1.0),
              distance_m * k.walk_s_per_m, friction_s};
    }
    const double walking_s =
        distance_m * seconds_per_metre(pace_, rise * (1.0 / distance_m)) * slowdown(walk);
    // All terms of Langmuir's rule scale together.
    const double scale = pace_.function == PaceFunction::langmuir ? langmuir_scale_ : 1.0;
    return {walking_s + scale * friction_s, 0.0, 0.0};
  }

 private:
  /// Steepest part of a move, up or down. A knight's move is two halves that meet at the mean height of the cells
  /// that it passes, so that nobody rolls over a ridge of one cell as if it were not there.
  [[nodiscard]] double steepest(const Walk& walk, std::size_t move) const {
    const double whole = std::abs(rise_m(walk)) / planar_m_[move];
    if (level_ || !is_knights_move(moves[move])) return whole;
    const auto& height = surface_.elevation_m;
    const double middle_m = 0.5 * (height[walk.passed_first] + height[walk.passed_second]);
    const double half_m = 0.5 * planar_m_[move];
    return std::max({whole, std::abs(middle_m - height[walk.start]) / half_m,
                     std::abs(height[walk.end] - middle_m) / half_m});
  }

  /// Height gained from start to end; 0 on ground that is taken for flat, whatever its cells hold.
  [[nodiscard]] double rise_m(const Walk& walk) const {
    return level_ ? 0.0 : surface_.elevation_m[walk.end] - surface_.elevation_m[walk.start];
  }

  /// Half of the move is walked at each end cell's speed factor, both at the move's own slope.
  [[nodiscard]] double slowdown(const Walk& walk) const {
    if (surface_.speed_factor.empty()) return 1.0 / off_street_factor_;
    return (0.5 / static_cast<double>(surface_.speed_factor[walk.start]) +
            0.5 / static_cast<double>(surface_.speed_factor[walk.end])) /
           off_street_factor_;
  }

  [[nodiscard]] double friction_seconds(const Walk& walk, std::size_t move) const {
    if (surface_.friction_s_per_m.empty()) return 0.0;
    const auto& f = surface_.friction_s_per_m;
    // The order of the sums is that of GRASS r.walk: passed cells, end, start.
    const double mean =
        is_knights_move(moves[move])
            ? (f[walk.passed_first] + f[walk.passed_second] + f[walk.end] + f[walk.start]) / 4.0
            : (f[walk.end] + f[walk.start]) / 2.0;
    return rule_.friction_weight * mean * planar_m_[move];
  }

  const Surface& surface_;
  const TravelRule& rule_;
  int rows_;
  int cols_;
  Raster<std::uint8_t> open_;
  Pace pace_;
  double off_street_factor_;
  bool level_;
  std::array<double, 16> planar_m_{};
  double langmuir_scale_ = 1.0;
};

struct Smallest {
  double per_row = std::numeric_limits<double>::infinity();
  double per_col = std::numeric_limits<double>::infinity();
  double any = std::numeric_limits<double>::infinity();

  void take(double cost, Move move) {
    any = std::min(any, cost);
    if (move.row_step != 0) per_row = std::min(per_row, cost / std::abs(move.row_step));
    if (move.col_step != 0) per_col = std::min(per_col, cost / std::abs(move.col_step));
  }
};

[[noreturn]] void refuse_step(double cost, double distance_m) {
  throw std::domain_error("a move of " + std::to_string(distance_m) + " m would take " +
                          std::to_string(cost) +
                          " s: the coefficients of the pace function must make every move take time");
}

template <class Value>
void cost_row(const Grid& grid, const MoveCosting& costing, Sense sense, int row, StepCosts<Value>& costs,
              Smallest& smallest) {
  for (std::size_t m = 0; m < costs.move_count; ++m) {
    const Move move = moves[m];
    const std::size_t offset = costs.offset(row, m);
    // The walker of a pull towards the source starts at the cell; away from it, at the neighbour.
    const bool starts_here = sense == Sense::towards_source;
    const std::size_t walked = starts_here ? m : opposite_move(m);
    const PassedCells passed = passed_cells(moves[walked]);
    for (int col = 0; col < costs.cols; ++col) {
      const int other_row = row + move.row_step;
      const int other_col = col + move.col_step;
      if (!grid.contains(other_row, other_col)) continue;
      const int start_row = starts_here ? row : other_row;
      const int start_col = starts_here ? col : other_col;
      const Walk walk{grid.index(start_row, start_col),
                      starts_here ? grid.index(other_row, other_col) : grid.index(row, col),
                      grid.index(start_row + passed.first.row_step, start_col + passed.first.col_step),
                      grid.index(start_row + passed.second.row_step, start_col + passed.second.col_step)};
      if (!costing.is_open(walk, walked)) continue;
      const Terms terms = costing.terms(walk, walked);
      const std::size_t at = offset + static_cast<std::size_t>(col);
      const double whole = (terms.first + terms.second) + terms.third;
      if (!(whole > 0.0)) refuse_step(whole, costing.planar_m(m));
      if constexpr (std::is_same_v<Value, float>) {
        costs.first[at] = static_cast<float>(whole);
        smallest.take(static_cast<double>(costs.first[at]), move);
      } else {
        costs.first[at] = terms.first;
        costs.third[at] = terms.third;
        smallest.take(whole, move);
      }
    }
  }
}

}  // namespace

template <class Value>
StepCosts<Value> build_step_costs(const Surface& surface, const TravelRule& rule, Sense sense) {
  const Grid& grid = surface.grid;
  StepCosts<Value> costs;
  costs.rows = grid.rows();
  costs.cols = grid.cols();
  costs.move_count = static_cast<std::size_t>(rule.neighbours);
  costs.pitch = (static_cast<std::size_t>(grid.cols()) / columns_of_a_pack + 2) * columns_of_a_pack;
  const std::size_t values = static_cast<std::size_t>(costs.rows) * costs.move_count * costs.pitch;
  constexpr Value closed = std::numeric_limits<Value>::infinity();
  costs.first.assign(values, closed);
  const MoveCosting costing(surface, rule);
  if constexpr (std::is_same_v<Value, double>) {
    costs.third.assign(values, 0.0);
    const double walk_s_per_m = rule.pace.explicit_langmuir ? rule.pace.explicit_langmuir->walk_s_per_m : 0.0;
    for (std::size_t m = 0; m < moves.size(); ++m) costs.second[m] = costing.planar_m(m) * walk_s_per_m;
  }
  std::vector<Smallest> smallest(static_cast<std::size_t>(grid.rows()));
  tbb::parallel_for(0, grid.rows(), [&](int row) {
    cost_row(grid, costing, sense, row, costs, smallest[static_cast<std::size_t>(row)]);
  });
  Smallest all;
  for (const Smallest& of_row : smallest) {
    all.any = std::min(all.any, of_row.any);
    all.per_row = std::min(all.per_row, of_row.per_row);
    all.per_col = std::min(all.per_col, of_row.per_col);
  }
  costs.smallest = all.any;
  costs.smallest_per_row = all.per_row;
  costs.smallest_per_col = all.per_col;
  return costs;
}

template StepCosts<float> build_step_costs<float>(const Surface&, const TravelRule&, Sense);
template StepCosts<double> build_step_costs<double>(const Surface&, const TravelRule&, Sense);

}  // namespace quarterhour::oracle
