// The search for covering plans: the plan in hand, greedy filling, swaps, Lagrangian bounds, branching.
// Internal to placement.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/cover_instance.h"
#include "sim/placement/limited_choice.h"
#include "sim/placement/site_room.h"
#include "sim/placement/spacing_prices.h"

namespace quarterhour {

/// Counts candidate evaluations and says when to stop.
class WorkMeter {
 public:
  WorkMeter(const CoverStop& stop, std::uint64_t limit);
  void add(std::uint64_t evaluations) { done_ += evaluations; }
  [[nodiscard]] std::uint64_t done() const { return done_; }
  [[nodiscard]] std::uint64_t limit() const { return limit_; }
  [[nodiscard]] std::uint64_t left() const { return limit_ - std::min(limit_, done_); }
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

/// What a plan with a gap is called where another was wanted and the search ended for the reason `why`.
[[nodiscard]] inline PlanStatus status_at(double gap, double wanted, PlanStatus why) {
  constexpr double nothing = 1e-6;  // model.md §6
  return gap <= nothing ? PlanStatus::optimal : gap <= wanted ? PlanStatus::within_gap : why;
}

/// Whether the clock or an interruption ended a search.
[[nodiscard]] inline bool is_cut_short(PlanStatus status) {
  return status == PlanStatus::interrupted || status == PlanStatus::time_limit;
}
/// Limits of a search that is a part of another: its own gap and work, at least a step; nothing is told on the way.
[[nodiscard]] inline CoverStop part_of(const CoverStop& stop, double gap, std::uint64_t work) {
  CoverStop part = stop;
  part.gap = gap;
  part.work = std::max<std::uint64_t>(1, work);
  part.progress = nullptr;
  return part;
}

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
  /// Whether the rules let the candidate join and the budget would still do for the minima that are not met; its own
  /// price is looked at only as far as that.
  [[nodiscard]] bool allows(std::uint32_t candidate) const { return !room_ || has_room(candidate); }
  /// Whether a minimum asks for it, so that it may join even where it adds nobody.
  [[nodiscard]] bool wants(std::uint32_t candidate) const { return room_ && room_->wants(candidate); }
  /// Sites that the minima still ask for.
  [[nodiscard]] int missing() const { return room_ ? room_->missing() : 0; }
  /// Whether the set keeps every rule, minima included.
  [[nodiscard]] bool keeps_rules() const { return !room_ || (room_->missing() == 0 && !room_->broken()); }
  /// Null without rules.
  [[nodiscard]] const SiteRoom* room() const { return room_ ? &*room_ : nullptr; }
  /// Prefix sums of the weight of points not covered yet.
  [[nodiscard]] std::span<const std::int64_t> open_prefix();
  /// Weight of each point that is not covered yet, else 0.
  [[nodiscard]] const std::vector<std::int64_t>& open() const { return open_; }

 private:
  [[nodiscard]] bool has_room(std::uint32_t candidate) const;
  const CoverInstance& instance_;
  std::optional<SiteRoom> room_;
  std::vector<std::uint32_t> chosen_;
  std::vector<std::uint32_t> times_covered_;
  std::vector<std::int64_t> open_;
  std::vector<std::int64_t> prefix_;
  bool prefix_current_ = false;
  std::int64_t covered_ = 0;
};

/// What greedy filling ranks candidates by.
enum class GreedyRule { gain, gain_per_cost };

/// Adds candidates of `pool` while budget and rules allow and something is gained or a minimum asks for it: lazy greedy
/// (Minoux 1978; CELF, Leskovec et al. 2007). Ties by the lowest candidate. `charge`: by candidate, what its ground is
/// worth to others; taken off the gain where given.
void fill_greedily(CoverSet& set, std::span<const std::uint32_t> pool, GreedyRule rule, WorkMeter& meter,
                   std::span<const std::int64_t> charge = {});

/// A candidate to take out and one to put in its place.
struct Swap {
  std::uint32_t out = 0;
  std::uint32_t in = 0;
  std::int64_t improvement = 0;
};
/// The best swap for `out` that keeps the rules: improvement <= 0 when there is none. `by_weight`: the pool by falling
/// reach weight. Leaves the set as it was.
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
  /// Takes the set if it is affordable, keeps the rules and covers more.
  bool offer(const CoverSet& set);
  bool offer(std::int64_t value, std::vector<std::uint32_t> plan);
};

/// A part of all plans: those that hold `in` and else choose from `free`.
struct CoverBranch {
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> free;
  /// One multiplier per point, 0 … weight.
  std::shared_ptr<const std::vector<std::int64_t>> multiplier;
  /// Prices of the discs that LagrangianBound knows; null: none.
  std::shared_ptr<const std::vector<std::int64_t>> disc_price;
  /// No plan of this part covers more.
  std::int64_t bound = 0;
  /// The free candidate to branch on.
  std::uint32_t split = 0;
};

/// Lagrangian relaxation of "a covered point needs a chosen candidate" (Galvão & ReVelle 1996) and of the spacing, by
/// subgradient steps; count or budget, minima and maxima hold in the relaxed choice. Multipliers are integers, so that
/// the bound is exact.
class LagrangianBound {
 public:
  LagrangianBound(const CoverInstance& instance, WorkMeter& meter);
  /// Lowers branch.bound; moves candidates that every better plan holds to `in` and drops those that none
  /// holds; offers the plans that it meets. Ends early when the bound is at most incumbent + tolerance.
  /// Returns whether the branch may still hold a better plan.
  bool improve(CoverBranch& branch, Incumbent& incumbent, std::int64_t tolerance, int iterations);
  /// Called now and then during `improve` with the branch and its bound so far; may offer plans.
  void watch(std::function<void(const CoverBranch&, std::int64_t)> watcher) { watcher_ = std::move(watcher); }
  /// Takes over the discs of the spacing that the bound of a larger instance found.
  void adopt_discs(const LagrangianBound& earlier) { spacing_.adopt_discs(earlier.spacing_); }
  /// What each candidate lately paid for the room that it takes from others; empty without a spacing.
  [[nodiscard]] std::span<const std::int64_t> charges() const { return spacing_.surcharges(); }
  /// CoverInstance::left_out, or 0 once it is proved that no better plan holds such a candidate.
  [[nodiscard]] std::int64_t left_out() const { return left_out_; }
  /// How often lately each candidate was chosen in the relaxation, 0 … 1.
  [[nodiscard]] const std::vector<double>& share() const { return share_; }

 private:
  /// The relaxed choice among the free candidates for given multipliers.
  struct Relaxed {
    /// False: the rules allow none.
    bool possible = true;
    /// At least the most that a choice within the budget can sum up, prices of discs included.
    std::int64_t value = 0;
    /// Candidates taken: within the budget, so that they are a plan, unless rules are relaxed.
    std::vector<std::uint32_t> taken;
    /// Worth of a unit of budget to one more candidate, and to one that leaves.
    double price_in = 0.0;
    double price_out = 0.0;
  };
  [[nodiscard]] Relaxed relax(const CoverBranch& branch, double budget_left);
  /// The most that places for sites left out of the instance can bring.
  [[nodiscard]] std::int64_t worth_elsewhere(double budget_left) const;
  [[nodiscard]] Relaxed relax_ruled(const CoverBranch& branch, double budget_left);
  /// Whether the rules leave the branch anything; drops the candidates that they do not.
  [[nodiscard]] bool narrow_by_rules(CoverBranch& branch, const CoverSet& held);
  void fix_ruled(CoverBranch& branch, double value, double wanted_sum);
  /// Whether the taken candidates are a plan together with those held.
  [[nodiscard]] bool is_plan(const CoverSet& held, std::span<const std::uint32_t> taken) const;
  void fix(CoverBranch& branch, const Relaxed& relaxed, std::int64_t value, std::int64_t wanted_sum);
  bool finish(CoverBranch& branch, std::int64_t enough, std::int64_t best,
              std::vector<std::int64_t> multiplier, std::vector<std::int64_t> disc_price) const;

  const CoverInstance& instance_;
  WorkMeter& meter_;
  std::vector<double> share_;
  std::int64_t left_out_ = 0;
  std::function<void(const CoverBranch&, std::int64_t)> watcher_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> prefix_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> fixed_in_;
  /// Under rules: the relaxed choice.
  std::optional<LimitedChoice> choice_;
  SpacingPrices spacing_;
  std::vector<int> held_of_unit_;
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
  void prove(std::int64_t most) {
    bound = std::min(bound, most < 0 ? most : most / instance.granule * instance.granule);
  }
  /// Whether neighbourhoods are searched one by one: for a count of many sites and no rules. With fewer, every candidate is
  /// looked at for each site.
  [[nodiscard]] bool has_many_sites() const {
    constexpr double many = 64.0;
    return instance.by_count && !instance.rules && instance.budget >= many;
  }
  /// Whether it is proved that the rules allow no plan.
  [[nodiscard]] bool impossible() const { return bound < 0; }
  [[nodiscard]] double gap() const {
    return static_cast<double>(bound - incumbent.covered) /
           std::max(static_cast<double>(incumbent.covered) + base, 1e-9);
  }
  /// Coverage that need not be told apart: under the instance's granule, half a millionth.
  [[nodiscard]] std::int64_t tolerance() const;
  /// Tells stop.progress, if somebody listens.
  void tell() const;
};

/// Greedy plans as a start; where sites are few, cost something or keep rules also improved by swaps.
void construct_plans(CoverSearch& search);
/// The candidates, rising, that are worth a search: all, but of very many for many sites those that cover
/// nearly what the last site of the plan in hand adds, or more.
[[nodiscard]] std::vector<std::uint32_t> promising_candidates(const CoverSearch& search);
/// The largest weight of a candidate's reach among those that are not in `kept`, which rises; 0 where all are.
[[nodiscard]] std::int64_t heaviest_but(const CoverInstance& instance, std::span<const std::uint32_t> kept);
/// The position of a value in a rising list that holds it.
[[nodiscard]] inline std::uint32_t place_among(std::span<const std::uint32_t> rising, std::uint32_t value) {
  return static_cast<std::uint32_t>(std::lower_bound(rising.begin(), rising.end(), value) - rising.begin());
}
/// Bounds the whole problem, with plans built from the relaxation on the way. Returns the whole as a branch,
/// less the candidates that no better plan holds.
[[nodiscard]] CoverBranch bound_root(CoverSearch& search, LagrangianBound& lagrangian);
/// The candidates, rising, that a better plan may hold, and those of the plan in hand.
[[nodiscard]] std::vector<std::uint32_t> pool_of(const CoverSearch& search, const CoverBranch& branch);
/// What an iterated local search draws on: candidates, rising, that a better plan may hold; of these the ones that the
/// relaxation likes; and what each candidate's room is worth to others (empty without a spacing).
struct ExchangeGround {
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> liked;
  std::vector<std::int64_t> charge;
};
[[nodiscard]] ExchangeGround exchange_ground(const CoverSearch& search, const LagrangianBound& lagrangian,
                                             const CoverBranch& root);
/// Iterated local search: takes a few sites out at random and fills up again, first among the candidates that the
/// relaxation likes, then among all that a better plan may hold. With a spacing the sites around a liked candidate leave
/// for it. `first_round` numbers the rounds, so that each has luck of its own.
void perturb_plans(CoverSearch& search, const ExchangeGround& ground, int rounds, int first_round);
/// The same among the liked candidates alone, on an instance cut down to them, until it brings nothing for a while, the
/// wanted gap is reached or half of the work left is done.
void perturb_while_it_pays(CoverSearch& search, const ExchangeGround& ground, int rounds, int first_round);
/// Tries to meet the minima that greedy filling left open: puts a candidate of such a unit in and takes out what stands
/// in its way, a few times. `pool`: candidates to draw on. Does nothing without rules.
void meet_minima(CoverSet& set, std::span<const std::uint32_t> pool, std::uint64_t seed, WorkMeter& meter);
/// Puts the lowest candidate in the place of each chosen one that it equals or betters at no higher cost, until
/// there is none; `weight` of the problem's own points, 0 where covered already. `rules` of the problem are kept.
void settle_ties(const CoverProblem& problem, std::span<const std::int64_t> weight, const RuledSites* rules,
                 std::vector<std::uint32_t>& chosen);
/// The same for a count of sites without rules, by neighbourhoods, and the sites in order of priority: each adds the most
/// to those before it, ties by the lowest; sites that add nothing leave for one that does, or for good.
[[nodiscard]] std::vector<std::uint32_t> settled_by_priority(const CoverProblem& problem,
                                                             std::span<const std::int64_t> weight,
                                                             std::vector<std::uint32_t> chosen);
/// Branch and bound, best bound first, until proved or the work is spent; where the wanted gap is reached, goes on
/// for a tenth of the work only, which suffices to prove small problems.
void branch_and_bound(CoverSearch& search, LagrangianBound& lagrangian, CoverBranch root);

}  // namespace quarterhour
