#include "geometry/move_costs.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace quarterhour {

namespace {

/// Cells around a window that its moves enter or pass.
constexpr int rim = 2;

[[noreturn]] void refuse_step(double cost, double distance_m) {
  throw std::domain_error("a move of " + std::to_string(distance_m) + " m would take " +
                          std::to_string(cost) +
                          " s: the coefficients of the pace function must make every move take time");
}

sweeps::SlopeFunction slope_function(PaceFunction function) {
  switch (function) {
    case PaceFunction::tobler: return sweeps::SlopeFunction::tobler;
    case PaceFunction::marquez_perez: return sweeps::SlopeFunction::marquez_perez;
    case PaceFunction::irmischer_clarke: return sweeps::SlopeFunction::irmischer_clarke;
    case PaceFunction::langmuir: return sweeps::SlopeFunction::langmuir;
    case PaceFunction::flat: break;
  }
  return sweeps::SlopeFunction::none;
}

sweeps::CostRule cost_rule(const TravelRule& rule) {
  sweeps::CostRule cost;
  cost.max_slope = rule.max_slope.value_or(std::numeric_limits<double>::infinity());
  if (rule.quantity == Quantity::metres) return cost;
  const Pace pace = off_street_pace(rule);
  const LangmuirCoefficients langmuir = pace.explicit_langmuir.value_or(LangmuirCoefficients{});
  cost.walk_s_per_m = langmuir.walk_s_per_m;
  cost.per_walk_s_per_m = 1.0 / langmuir.walk_s_per_m;
  cost.up_s_per_m = langmuir.up_s_per_m;
  cost.down_s_per_m = langmuir.down_s_per_m;
  cost.steep_down_s_per_m = langmuir.steep_down_s_per_m;
  cost.steep_slope = langmuir.steep_slope;
  cost.off_street_factor = off_street_factor(rule);
  cost.friction_weight = rule.friction_weight;
  if (pace.explicit_langmuir) {
    cost.function = sweeps::SlopeFunction::langmuir_terms;
    return cost;
  }
  cost.function = slope_function(pace.function);
  cost.flat_per_m = 3.6 / pace.speed_kmh;
  cost.flat_speed_kmh = published_speed_kmh(pace.function, 0.0);
  // All terms of Langmuir's rule scale together.
  if (pace.function == PaceFunction::langmuir) cost.friction_scale = cost.flat_speed_kmh / pace.speed_kmh;
  return cost;
}

}  // namespace

template <class Value>
MoveCosts<Value>::MoveCosts(const Surface& surface, const TravelRule& rule, Sense sense,
                            const Raster<std::uint8_t>& open, const sweeps::CostKernels& kernels)
    : rows_(surface.grid.rows()),
      cols_(surface.grid.cols()),
      move_count_(static_cast<std::size_t>(rule.neighbours)),
      surface_(&surface),
      open_(&open),
      kernels_(&kernels),
      sense_(sense),
      rule_(cost_rule(rule)),
      level_(rule.flat_ground || !surface.has_heights()),
      guarded_(rule.diagonals == Diagonals::guarded) {
  const bool in_seconds = rule.quantity == Quantity::seconds;
  walks_at_factor_ = in_seconds && !surface.speed_factor.empty();
  has_friction_ = in_seconds && surface.has_friction();
  has_cuts_ = !rule.without_barriers && !surface.cut_moves.empty();
  for (std::size_t m = 0; m < moves.size(); ++m) {
    const double north_m = moves[m].row_step * surface.grid.cell_height_m();
    const double east_m = moves[m].col_step * surface.grid.cell_width_m();
    planar_m_[m] = std::sqrt(north_m * north_m + east_m * east_m);
    if constexpr (has_three_terms()) second_[m] = planar_m_[m] * rule_.walk_s_per_m;
  }
  if constexpr (has_three_terms()) {
    find_lowest_on_ground();
  } else {
    const Pace pace = off_street_pace(rule);
    double per_m = in_seconds && !level_ ? least_seconds_per_metre(pace) : rule_.flat_per_m;
    if (walks_at_factor_) {
      float fastest = 0.0F;
      for (const float factor : surface.speed_factor.values()) fastest = std::max(fastest, factor);
      per_m = fastest > 0.0F ? per_m / static_cast<double>(fastest) : per_m;
    }
    // A millionth less: costs are rounded to float, half a unit in the last place downwards at most.
    per_m = per_m / rule_.off_street_factor * (1.0 - 1e-6);
    smallest_per_row_ = per_m * surface.grid.cell_height_m();
    smallest_per_col_ = per_m * surface.grid.cell_width_m();
    smallest_ = std::min(smallest_per_row_, smallest_per_col_);
  }
}

template <class Value>
void MoveCosts<Value>::find_lowest_on_ground() {
  struct Lowest {
    std::array<double, 16> of_move;
  };
  constexpr int band_rows = 32;
  std::vector<Lowest> of_band(static_cast<std::size_t>((rows_ + band_rows - 1) / band_rows));
  tbb::parallel_for(std::size_t{0}, of_band.size(), [&](std::size_t band) {
    Lowest& lowest = of_band[band];
    lowest.of_move.fill(std::numeric_limits<double>::infinity());
    GroundWindow ground;
    WindowCosts<Value> costs;
    const int begin = static_cast<int>(band) * band_rows;
    const CellWindow window{begin, std::min(rows_, begin + band_rows), 0, cols_};
    compute(window, ground, costs);
    for (std::size_t line = 0; line < static_cast<std::size_t>(window.rows()) * move_count_; ++line) {
      double& least = lowest.of_move[line % move_count_];
      if constexpr (has_three_terms())
        least = std::min(least, kernels_->lowest_double(costs.first.data() + line * costs.pitch,
                                                        second_[line % move_count_],
                                                        costs.third.data() + line * costs.pitch, cols_));
    }
  });
  for (const Lowest& lowest : of_band) {
    for (std::size_t m = 0; m < move_count_; ++m) {
      const double cost = lowest.of_move[m];
      if (!(cost > 0.0)) refuse_step(cost, planar_m_[m]);
      smallest_ = std::min(smallest_, cost);
      if (moves[m].row_step != 0)
        smallest_per_row_ = std::min(smallest_per_row_, cost / std::abs(moves[m].row_step));
      if (moves[m].col_step != 0)
        smallest_per_col_ = std::min(smallest_per_col_, cost / std::abs(moves[m].col_step));
    }
  }
}

template <class Value>
void MoveCosts<Value>::prepare_ground(const CellWindow& window, GroundWindow& ground) const {
  const int rows = window.rows() + 2 * rim;
  const int cols = window.cols() + 2 * rim;
  const std::size_t cells = static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  // Inside the grid every cell is gathered.
  const bool at_rim = window.row_begin < rim || window.col_begin < rim || window.row_end > rows_ - rim ||
                      window.col_end > cols_ - rim;
  const auto prepare = [&](auto& values, auto outside) {
    if (at_rim)
      values.assign(cells, outside);
    else if (values.size() < cells)
      values.resize(cells, outside);
  };
  prepare(ground.open, std::uint8_t{0});
  if (!level_) prepare(ground.height_m, 0.0);
  if (walks_at_factor_) prepare(ground.slowdown, 1.0);
  if (has_friction_) prepare(ground.friction_s_per_m, 0.0);
  if (has_cuts_) prepare(ground.cut_moves, std::uint16_t{0});
}

template <class Value>
void MoveCosts<Value>::gather_row(const CellWindow& window, int row, GroundWindow& ground) const {
  const int grid_row = window.row_begin + row;
  if (grid_row < 0 || grid_row >= rows_) return;
  const int col_begin = std::max(0, window.col_begin - rim);
  const int col_end = std::min(cols_, window.col_end + rim);
  const std::size_t to =
      static_cast<std::size_t>(row + rim) * static_cast<std::size_t>(window.cols() + 2 * rim) +
      static_cast<std::size_t>(col_begin - window.col_begin + rim);
  const std::size_t from = static_cast<std::size_t>(grid_row) * static_cast<std::size_t>(cols_) +
                           static_cast<std::size_t>(col_begin);
  const std::int32_t count = col_end - col_begin;
  const auto copy = [&](const auto& values, auto& into) {
    std::copy_n(values.values().data() + from, count, into.data() + to);
  };
  const auto gather = [&](const Raster<double>& values, const Raster<float>& in_float,
                          std::vector<double>& into) {
    if (in_float.empty())
      copy(values, into);
    else
      kernels_->widen(in_float.values().data() + from, count, into.data() + to);
  };
  copy(*open_, ground.open);
  if (!level_) gather(surface_->elevation_m, surface_->elevation_in_float_m, ground.height_m);
  if (walks_at_factor_)
    kernels_->half_slowdown(surface_->speed_factor.values().data() + from, count,
                            ground.slowdown.data() + to);
  if (has_friction_)
    gather(surface_->friction_s_per_m, surface_->friction_in_float_s_per_m, ground.friction_s_per_m);
  if (has_cuts_) copy(surface_->cut_moves, ground.cut_moves);
}

template <class Value>
void MoveCosts<Value>::add_up_row(const CellWindow& window, int row, const GroundWindow& ground, Value* first,
                                  Value* third, std::size_t pitch) const {
  const std::ptrdiff_t ground_pitch = window.cols() + 2 * rim;
  const std::ptrdiff_t here = (row + rim) * ground_pitch + rim;
  for (std::size_t m = 0; m < move_count_; ++m) {
    // The walker of a pull towards the source starts at the cell; away from it, at the neighbour.
    const std::ptrdiff_t there = here + moves[m].row_step * ground_pitch + moves[m].col_step;
    const bool starts_here = sense_ == Sense::towards_source;
    const std::size_t walked = starts_here ? m : opposite_move(m);
    const std::ptrdiff_t start = starts_here ? here : there;
    const std::ptrdiff_t end = starts_here ? there : here;
    const PassedCells passed = passed_cells(moves[walked]);
    const std::ptrdiff_t passed_at[2] = {
        start + passed.first.row_step * ground_pitch + passed.first.col_step,
        start + passed.second.row_step * ground_pitch + passed.second.col_step};
    const bool knights = is_knights_move(moves[m]);
    sweeps::CostRow cost;
    cost.count = window.cols();
    cost.distance_m = planar_m_[m];
    cost.open[0] = ground.open.data() + start;
    cost.open[1] = ground.open.data() + end;
    if (knights || (is_diagonal(moves[m]) && guarded_)) {
      cost.open_count = 4;
      for (std::size_t k = 0; k < 2; ++k) cost.open[2 + k] = ground.open.data() + passed_at[k];
    }
    if (!level_) {
      cost.start_height_m = ground.height_m.data() + start;
      cost.end_height_m = ground.height_m.data() + end;
      for (std::size_t k = 0; k < 2 && knights; ++k)
        cost.passed_height_m[k] = ground.height_m.data() + passed_at[k];
    }
    if (walks_at_factor_) {
      cost.start_slowdown = ground.slowdown.data() + start;
      cost.end_slowdown = ground.slowdown.data() + end;
    }
    if (has_friction_) {
      cost.start_friction = ground.friction_s_per_m.data() + start;
      cost.end_friction = ground.friction_s_per_m.data() + end;
      for (std::size_t k = 0; k < 2 && knights; ++k)
        cost.passed_friction[k] = ground.friction_s_per_m.data() + passed_at[k];
    }
    if (has_cuts_) {
      cost.cut_moves = ground.cut_moves.data() + start;
      cost.cut_bit = static_cast<std::uint16_t>(1U << walked);
    }
    const std::size_t line = (static_cast<std::size_t>(row) * move_count_ + m) * pitch;
    if constexpr (has_three_terms())
      kernels_->double_row(rule_, cost, first + line, third + line);
    else
      kernels_->float_row(rule_, cost, first + line);
  }
}

template <class Value>
void MoveCosts<Value>::compute(const CellWindow& window, GroundWindow& ground, Value* first, Value* third,
                               std::size_t pitch) const {
  prepare_ground(window, ground);
  for (int row = -rim; row < window.rows() + rim; ++row) gather_row(window, row, ground);
  for (int row = 0; row < window.rows(); ++row) add_up_row(window, row, ground, first, third, pitch);
}

template <class Value>
void MoveCosts<Value>::compute(const CellWindow& window, GroundWindow& ground,
                               WindowCosts<Value>& costs) const {
  make_room(window, costs);
  compute(window, ground, costs.first.data(), costs.third.data(), costs.pitch);
  pad(window, costs.first.data(), costs.third.data(), costs.pitch);
}

template <class Value>
void MoveCosts<Value>::begin_rows(const CellWindow& window, GroundWindow& ground,
                                  WindowCosts<Value>& costs) const {
  make_room(window, costs);
  prepare_ground(window, ground);
  ground.gathered.assign(static_cast<std::size_t>(window.rows() + 2 * rim), 0);
}

template <class Value>
void MoveCosts<Value>::compute_row(const CellWindow& window, int row, GroundWindow& ground,
                                   WindowCosts<Value>& costs) const {
  const int reach = move_count_ > 8 ? 2 : 1;
  for (int near = row - reach; near <= row + reach; ++near) {
    std::uint8_t& gathered = ground.gathered[static_cast<std::size_t>(near + rim)];
    if (gathered == 0) gather_row(window, near, ground);
    gathered = 1;
  }
  add_up_row(window, row, ground, costs.first.data(), costs.third.data(), costs.pitch);
  const std::size_t line = static_cast<std::size_t>(row) * move_count_;
  for (std::size_t m = 0; m < move_count_; ++m)
    pad_line(window, line + m, costs.first.data(), costs.third.data(), costs.pitch);
}

template <class Value>
void MoveCosts<Value>::make_room(const CellWindow& window, WindowCosts<Value>& costs) const {
  costs.pitch = cost_pitch(window.cols());
  const std::size_t values = static_cast<std::size_t>(window.rows()) * move_count_ * costs.pitch;
  if (costs.first.size() < values) costs.first.resize(values);
  if (has_three_terms() && costs.third.size() < values) costs.third.resize(values);
}

template <class Value>
void MoveCosts<Value>::pad(const CellWindow& window, Value* first, Value* third, std::size_t pitch) const {
  const std::size_t lines = static_cast<std::size_t>(window.rows()) * move_count_;
  for (std::size_t line = 0; line < lines; ++line) pad_line(window, line, first, third, pitch);
}

template <class Value>
void MoveCosts<Value>::pad_line(const CellWindow& window, std::size_t line, Value* first, Value* third,
                                std::size_t pitch) const {
  const auto cols = static_cast<std::size_t>(window.cols());
  std::fill(first + line * pitch + cols, first + (line + 1) * pitch, std::numeric_limits<Value>::infinity());
  if (has_three_terms()) std::fill(third + line * pitch + cols, third + (line + 1) * pitch, Value{0});
}

template class MoveCosts<float>;
template class MoveCosts<double>;

}  // namespace quarterhour
