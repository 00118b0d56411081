// The linear program of a capacitated p-median, solved by Clp for its prices alone: multipliers at which the Lagrangian relaxation, worked out
// in whole numbers, is near its best at once. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/placement/capacitated_search.h"

namespace quarterhour {

/// Sites in part, points in part: everybody is served, no site serves more than its part of its capacity, or of a point more than its part
/// (such rows join as they are broken), count or budget and units' minima and maxima are kept. A spacing is not.
class CapacitatedProgram {
 public:
  /// Whether a program of this size is solved in a fraction of a second.
  [[nodiscard]] static bool is_small(const CapacitatedInstance& instance);
  explicit CapacitatedProgram(const CapacitatedInstance& instance);
  ~CapacitatedProgram();
  CapacitatedProgram(const CapacitatedProgram&) = delete;
  CapacitatedProgram& operator=(const CapacitatedProgram&) = delete;
  CapacitatedProgram(CapacitatedProgram&&) = delete;
  CapacitatedProgram& operator=(CapacitatedProgram&&) = delete;

  /// Solves what a branch leaves, from where the last solution ended; `banned`: ways, in the order of candidates, that nobody goes; `rounds` of joining rows. False:
  /// there is no solution, or the solver gave up.
  [[nodiscard]] bool solve(const CapacitatedBranch& branch, std::span<const std::uint8_t> banned, int rounds,
                           WorkMeter& meter);
  /// After solve(): what serving each point costs at the margin, and the part of each candidate and of each way.
  [[nodiscard]] const std::vector<double>& price() const { return price_; }
  [[nodiscard]] const std::vector<double>& part() const { return part_; }
  [[nodiscard]] const std::vector<double>& part_of_way() const { return part_of_way_; }

 private:
  [[nodiscard]] bool add_broken_rows();
  struct Solver;
  const CapacitatedInstance& instance_;
  std::unique_ptr<Solver> solver_;
  std::vector<std::uint8_t> has_row_;
  std::vector<std::uint32_t> candidate_of_way_;
  double scale_ = 1.0;
  std::vector<double> price_;
  std::vector<double> part_;
  std::vector<double> part_of_way_;
};

}  // namespace quarterhour
