// Set covering as a linear program, solved by Clp, whose every bound is worked out anew in whole numbers: the solver is
// asked for good prices, never believed. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "sim/placement/half_cuts.h"

namespace quarterhour {

/// Choose candidates, in part, at the least cost so that all rows are met.
class CoveringProgram {
 public:
  /// `cost`: whole numbers >= 0, below 2^50. The first rows stay; rows added later may go again.
  CoveringProgram(std::span<const std::int64_t> cost, std::vector<CoveringRow> rows);
  ~CoveringProgram();
  CoveringProgram(const CoveringProgram&) = delete;
  CoveringProgram& operator=(const CoveringProgram&) = delete;
  CoveringProgram(CoveringProgram&&) = delete;
  CoveringProgram& operator=(CoveringProgram&&) = delete;

  void add(std::vector<CoveringRow> rows);
  /// Takes out added rows that the last solution meets with room to spare.
  void drop_slack();
  [[nodiscard]] std::span<const CoveringRow> rows() const { return rows_; }

  enum class Choice : std::uint8_t { open, held, out };
  void set_choices(std::span<const Choice> choices);

  /// Solves from where the last solution ended; stops early once the cost is above `enough`. `goes_on` is told the number of
  /// steps now and then, and false ends it, with what the prices prove by then.
  void solve(std::int64_t enough, const std::function<bool(std::uint64_t)>& goes_on);
  /// Of the last solution: the part of each candidate, 0 … 1.
  [[nodiscard]] const std::vector<double>& part() const { return part_; }
  /// No whole choice that keeps to the choices set costs less. Whole-number arithmetic on prices rounded down.
  [[nodiscard]] std::int64_t bound() const { return bound_; }
  /// What each candidate costs beyond the rows that it serves, at the last prices: taking an open one against its sign
  /// adds as much to the bound.
  [[nodiscard]] const std::vector<std::int64_t>& reduced() const { return reduced_; }

 private:
  void price(std::span<const double> row_price);
  struct Solver;
  std::unique_ptr<Solver> solver_;
  std::vector<std::int64_t> cost_;
  double scale_ = 1.0;
  std::vector<CoveringRow> rows_;
  std::size_t first_added_ = 0;
  std::vector<Choice> choices_;
  std::vector<double> part_;
  std::int64_t bound_ = 0;
  std::vector<std::int64_t> reduced_;
};

}  // namespace quarterhour
