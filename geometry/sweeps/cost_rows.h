// What the cost kernels work on: one move over a row of cells. Plain pointers and numbers, like sweep_state.h.
#pragma once

#include <cstdint>

namespace quarterhour::sweeps {

/// How the seconds of a metre depend on the slope: not at all, by a published speed (geometry/pace.h), or by
/// Langmuir's rule with explicit coefficients, whose terms are added one after the other in double.
enum class SlopeFunction : std::int32_t {
  none,
  tobler,
  marquez_perez,
  irmischer_clarke,
  langmuir,
  langmuir_terms,
};

/// What all moves of a rule have in common (TravelRule, Pace).
struct CostRule {
  SlopeFunction function = SlopeFunction::none;
  /// Seconds or metres for a metre on slope 0, and the published speed there.
  double flat_per_m = 1.0;
  double flat_speed_kmh = 1.0;
  /// Langmuir's coefficients, seconds per metre of distance (and one divided by it) and of height.
  double walk_s_per_m = 0.0;
  double per_walk_s_per_m = 0.0;
  double up_s_per_m = 0.0;
  double down_s_per_m = 0.0;
  double steep_down_s_per_m = 0.0;
  double steep_slope = 0.0;
  /// Share of its speed that walking keeps off the streets.
  double off_street_factor = 1.0;
  /// λ, and what friction is scaled by together with the other terms of Langmuir's rule.
  double friction_weight = 0.0;
  double friction_scale = 1.0;
  /// Steeper moves are closed; +infinity: any slope.
  double max_slope = 0.0;
};

/// One move, as it is walked from `start` to `end`, for `count` neighbouring cells. A pointer has one value a cell;
/// null where nothing of the kind is given. Numbers of cells
/// where nobody can stand may be anything.
struct CostRow {
  std::int32_t count = 0;
  double distance_m = 0.0;
  /// Heights; null: level ground. Those passed only for knight's moves under a steepest slope.
  const double* start_height_m = nullptr;
  const double* end_height_m = nullptr;
  const double* passed_height_m[2] = {nullptr, nullptr};
  /// Half of the slowdown at each end: 0.5 / speed factor.
  const double* start_slowdown = nullptr;
  const double* end_slowdown = nullptr;
  /// Friction in s/m of the ends and, for knight's moves, of the cells passed.
  const double* start_friction = nullptr;
  const double* end_friction = nullptr;
  const double* passed_friction[2] = {nullptr, nullptr};
  /// 0 where nobody can stand: start, end and, where they must be open, the two cells passed.
  const std::uint8_t* open[4] = {nullptr, nullptr, nullptr, nullptr};
  std::int32_t open_count = 2;
  /// Cut moves of the start, and the bit of this one.
  const std::uint16_t* cut_moves = nullptr;
  std::uint16_t cut_bit = 0;
};

/// One instruction set's cost kernels; all give the same bits.
struct CostKernels {
  /// Costs rounded once to float; +infinity where the move is closed.
  void (*float_row)(const CostRule&, const CostRow&, float* first) = nullptr;
  /// First and third term; +infinity and 0 where the move is closed.
  void (*double_row)(const CostRule&, const CostRow&, double* first, double* third) = nullptr;
  /// `count` numbers in double.
  void (*widen)(const float* values, std::int32_t count, double* into) = nullptr;
  /// Half of the slowdown of `count` cells.
  void (*half_slowdown)(const float* speed_factor, std::int32_t count, double* into) = nullptr;
  /// The lowest (first + second) + third of `count`, +infinity without any.
  double (*lowest_double)(const double* first, double second, const double* third,
                          std::int32_t count) = nullptr;
};

extern const CostKernels plain_cost_kernels;
extern const CostKernels avx2_cost_kernels;
extern const CostKernels avx512_cost_kernels;

}  // namespace quarterhour::sweeps
