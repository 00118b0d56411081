// The search for covering plans: the plan in hand, greedy filling, swaps, Lagrangian bounds, branching.
// Internal to placement.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "sim/placement/cover_instance.h"

namespace quarterhour {

/// Counts candidate evaluations and says when to stop.
class WorkMeter {
 public:
  WorkMeter(const CoverStop& stop, std::uint64_t limit);
  void add(std::uint64_t evaluations) { done_ += evaluations; }
  [[nodiscard]] std::uint64_t done() const { return done_; }
  [[nodiscard]] std::uint64_t limit() const { return limit_; }
  /// Asks the limits; once true it stays true.
  [[nodiscard]] bool spent();
  [[nodiscard]] PlanStatus why() const { return why_; }

 private:
  const CoverStop& stop_;
  std::uint64_t limit_;
  std::uint64_t done_ = 0;
  std::chrono::steady_clock::time_point start_;
  bool spent_ = false;
  PlanStatus why_ = PlanStatus::work_limit;
};

/// A set of candidates with what it covers.
class CoverSet {
 public:
  explicit CoverSet(const CoverInstance& instance);
  void add(std::uint32_t candidate);
  void remove(std::uint32_t candidate);
  void clear();
  /// Moves the candidate chosen last to a place in the order of choice.
  void restore_place(std::size_t place);

  [[nodiscard]] const CoverInstance& instance() const { return instance_; }
  [[nodiscard]] const std::vector<std::uint32_t>& chosen() const { return chosen_; }
  [[nodiscard]] std::int64_t covered() const { return covered_; }
  /// Sum of the costs, added in the order chosen.
  [[nodiscard]] double spent() const;
  /// Prefix sums of the weight of points not covered yet.
  [[nodiscard]] std::span<const std::int64_t> open_prefix();
  /// Weight of each point that is not covered yet, else 0.
  [[nodiscard]] const std::vector<std::int64_t>& open() const { return open_; }

 private:
  const CoverInstance& instance_;
  std::vector<std::uint32_t> chosen_;
  std::vector<std::uint32_t> times_covered_;
  std::vector<std::int64_t> open_;
  std::vector<std::int64_t> prefix_;
  bool prefix_current_ = false;
  std::int64_t covered_ = 0;
};

/// What greedy filling ranks candidates by.
enum class GreedyRule { gain, gain_per_cost };

/// Adds candidates of `pool` while the budget allows and something is gained: lazy greedy (Minoux 1978; CELF,
/// Leskovec et al. 2007). Ties by the lowest candidate.
void fill_greedily(CoverSet& set, std::span<const std::uint32_t> pool, GreedyRule rule, WorkMeter& meter);

/// A candidate to take out and one to put in its place.
struct Swap {
  std::uint32_t out = 0;
  std::uint32_t in = 0;
  std::int64_t improvement = 0;
};
/// The best swap for `out`: improvement <= 0 when there is none. `by_weight`: the pool by falling reach
/// weight. Leaves the set as it was.
[[nodiscard]] Swap evaluate_swap(CoverSet& set, std::uint32_t out, std::span<const std::uint32_t> by_weight,
                                 std::span<const std::int64_t> reach_weight, WorkMeter& meter);
void apply_swap(CoverSet& set, const Swap& swap);
/// Applies improving swaps until none is left or the meter is spent.
void improve_by_swaps(CoverSet& set, std::span<const std::uint32_t> by_weight,
                      std::span<const std::int64_t> reach_weight, WorkMeter& meter);

/// The best plan so far; a tie keeps the earlier one.
struct Incumbent {
  std::int64_t covered = -1;
  std::vector<std::uint32_t> chosen;
  /// Takes the set if it is affordable and covers more.
  bool offer(const CoverSet& set);
  bool offer(std::int64_t value, std::vector<std::uint32_t> plan);
};

/// A part of all plans: those that hold `in` and else choose from `free`.
struct CoverBranch {
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> free;
  /// One multiplier per point, 0 … weight.
  std::shared_ptr<const std::vector<std::int64_t>> multiplier;
  /// No plan of this part covers more.
  std::int64_t bound = 0;
  /// The free candidate to branch on.
  std::uint32_t split = 0;
};

/// Lagrangian relaxation of "a covered point needs a chosen candidate" (Galvão & ReVelle 1996), by
/// subgradient steps. Multipliers are integers, so that the bound is exact.
class LagrangianBound {
 public:
  LagrangianBound(const CoverInstance& instance, WorkMeter& meter);
  /// Lowers branch.bound; moves candidates that every better plan holds to `in` and drops those that none
  /// holds; offers the plans that it meets. Ends early when the bound is at most incumbent + tolerance.
  /// Returns whether the branch may still hold a better plan.
  bool improve(CoverBranch& branch, Incumbent& incumbent, std::int64_t tolerance, int iterations);
  /// Called now and then during `improve` with the branch and its bound so far; may offer plans.
  void watch(std::function<void(const CoverBranch&, std::int64_t)> watcher) { watcher_ = std::move(watcher); }
  /// How often lately each candidate was chosen in the relaxation, 0 … 1.
  [[nodiscard]] const std::vector<double>& share() const { return share_; }

 private:
  struct Relaxed;
  [[nodiscard]] Relaxed relax(const CoverBranch& branch, double budget_left);
  void fix(CoverBranch& branch, const Relaxed& relaxed, std::int64_t value, std::int64_t wanted_sum);
  bool finish(CoverBranch& branch, std::int64_t enough, std::int64_t best,
              std::vector<std::int64_t> multiplier) const;

  const CoverInstance& instance_;
  WorkMeter& meter_;
  std::vector<double> share_;
  std::function<void(const CoverBranch&, std::int64_t)> watcher_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> prefix_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> fixed_in_;
};

/// What one search works on and towards.
struct CoverSearch {
  const CoverInstance& instance;
  WorkMeter& meter;
  const CoverStop& stop;
  /// Covered already, in the instance's units: part of the objective that gaps are relative to.
  double base = 0.0;
  /// A unit is 2^-exponent people.
  int exponent = 0;
  Incumbent incumbent;
  /// No plan covers more, `base` left out.
  std::int64_t bound = 0;

  /// Takes note that no plan covers more than `most`.
  void prove(std::int64_t most) { bound = std::min(bound, most / instance.granule * instance.granule); }
  [[nodiscard]] double gap() const {
    return static_cast<double>(bound - incumbent.covered) /
           std::max(static_cast<double>(incumbent.covered) + base, 1e-9);
  }
  /// Coverage that need not be told apart: under the instance's granule, half a millionth.
  [[nodiscard]] std::int64_t tolerance() const;
  /// Tells stop.progress, if somebody listens.
  void tell() const;
};

/// Greedy plans improved by swaps, as a start.
void construct_plans(CoverSearch& search);
/// Bounds the whole problem, with plans built from the relaxation on the way. Returns the whole as a branch,
/// less the candidates that no better plan holds.
[[nodiscard]] CoverBranch bound_root(CoverSearch& search, LagrangianBound& lagrangian);
/// The candidates, rising, that a better plan may hold, and those of the plan in hand.
[[nodiscard]] std::vector<std::uint32_t> pool_of(const CoverSearch& search, const CoverBranch& branch);
/// Iterated local search: takes a few sites out at random and fills up again, first among the candidates that the
/// relaxation likes, then among all that a better plan may hold.
void perturb_plans(CoverSearch& search, const LagrangianBound& lagrangian, const CoverBranch& root,
                   int rounds);
/// Puts the lowest candidate in the place of each chosen one that it equals or betters at no higher cost, until
/// there is none; `weight` of the problem's own points, 0 where covered already.
void settle_ties(const CoverProblem& problem, std::span<const std::int64_t> weight,
                 std::vector<std::uint32_t>& chosen);
/// Branch and bound, best bound first, until proved or the work is spent; where the wanted gap is reached, goes on
/// for a tenth of the work only, which suffices to prove small problems.
void branch_and_bound(CoverSearch& search, LagrangianBound& lagrangian, CoverBranch root);

}  // namespace quarterhour
