// The search for the best plan under capacities: bound, plans, branching. Internal to placement.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/placement/cover_search.h"
#include "sim/placement/limited_choice.h"
#include "sim/placement/limited_sites.h"
#include "sim/placement/nesting.h"
#include "sim/placement/shared_people.h"

namespace quarterhour {

/// The best plan so far; a tie keeps the earlier one.
struct SharedBest {
  /// Below 0: none.
  std::int64_t served = -1;
  std::vector<std::uint32_t> chosen;
};

/// A part of all plans: those that hold `in` and else choose from `free`, rising.
struct SharedBranch {
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> free;
  /// One multiplier per point, 0 … weight.
  std::shared_ptr<const std::vector<std::int64_t>> multiplier;
  std::shared_ptr<const std::vector<std::int64_t>> disc_price;
  std::shared_ptr<const std::vector<std::int64_t>> nest_price;
  /// No plan of this part serves more.
  std::int64_t bound = 0;
  /// Whether the multipliers are those of an earlier bound.
  bool is_warm = false;
  /// The free candidate to branch on.
  std::uint32_t split = 0;
};

/// Whether sites are within count or budget and keep the rules.
[[nodiscard]] bool is_plan(const LimitedSites& limits, std::span<const std::uint32_t> chosen);

/// Lagrangian relaxation of "everybody is served once" (Pirkul & Schilling 1991): at a price per point each site takes what brings most into
/// its room, a continuous knapsack, and the best sites are taken within the limits (LimitedChoice); spacing has prices. Of
/// all candidates the knapsack is bounded first by its dual at some thresholds, from prefix sums; those that would be taken are filled exactly,
/// and the choice is made again, until none of the taken is a guess. Prices are whole numbers.
class SharedBound {
 public:
  SharedBound(const SharedInstance& instance, const LimitedSites& limits,
              std::span<const NestedLevel> nesting, WorkMeter& meter);
  /// Offers a choice that the relaxation took.
  using Offer = std::function<void(std::span<const std::uint32_t>)>;
  /// Lowers branch.bound; moves candidates that every better plan holds to `in` and drops those that none holds. `best`: what is served by
  /// the best plan, looked at anew at every step; ends when the bound is at most that and `tolerance`, or at most `enough_gap` of it above
  /// and shorter steps would follow. Returns whether a better plan may be.
  bool improve(SharedBranch& branch, const std::int64_t& best, std::int64_t tolerance, int iterations,
               const Offer& offer, double enough_gap = 0.0);
  /// How often lately each candidate was taken, 0 … 1; and what each was worth last, prices included.
  [[nodiscard]] const std::vector<double>& share() const { return share_; }
  [[nodiscard]] const std::vector<std::int64_t>& last_worth() const { return last_worth_; }
  /// Candidate evaluations that one step counts as.
  [[nodiscard]] std::uint64_t work_of_step(const SharedBranch& branch) const {
    return 4 * branch.free.size() + instance_.point_count() / 2 + 1;
  }
  /// What standing near others is worth to each candidate lately; empty without nesting.
  [[nodiscard]] const std::vector<std::int64_t>& worth_to_others() const { return nest_.worths(); }

 private:
  static constexpr int threshold_bits = 5;
  static constexpr std::int64_t thresholds = 1 << threshold_bits;
  /// floor(weight * q / thresholds) without overflow, of weights >= 0.
  [[nodiscard]] static std::int64_t part_of(std::int64_t weight, std::int64_t q) {
    return (weight >> threshold_bits) * q + (((weight & (thresholds - 1)) * q) >> threshold_bits);
  }
  void measure(const SharedBranch& branch);
  /// Points and what each pays for its weight.
  using PointOrder = std::vector<std::pair<double, std::uint32_t>>;
  [[nodiscard]] std::int64_t worth_at_most(std::uint32_t candidate);
  /// What a site is worth; adds to `times` (null: nothing) how much of each point it takes.
  std::int64_t exact_worth(std::uint32_t site, PointOrder& order, std::vector<double>* times) const;
  std::int64_t fill_part(const SitePart& part, PointOrder& order, std::vector<double>* times) const;
  /// Fills the sites at these positions of branch.free exactly; whether any is worth less than thought.
  bool look_closely(const SharedBranch& branch, std::span<const std::uint32_t> positions);
  /// Positions of those free candidates that rank highest of the ones whose worth is not exact.
  [[nodiscard]] std::vector<std::uint32_t> best_guesses(const SharedBranch& branch, std::size_t number) const;
  /// The best choice at the prices of the moment, of sites whose worth is exact as far as rounds last. False: there is none.
  bool choose(const SharedBranch& branch, const LimitedRoom& room);
  /// Adds what prices of spacing and nesting say to what sites are worth of their own.
  void add_prices(const SharedBranch& branch);
  void fix(SharedBranch& branch, std::int64_t value, std::int64_t wanted);
  bool finish(SharedBranch& branch, std::int64_t enough);

  const SharedInstance& instance_;
  WorkMeter& meter_;
  const LimitedSites& limits_;
  LimitedChoice choice_;
  SpacingPrices spacing_;
  std::span<const NestedLevel> nesting_;
  NestPrices nest_;
  std::vector<double> share_;
  std::vector<std::int64_t> last_worth_;
  std::vector<std::uint32_t> fixed_in_;
  std::vector<std::int64_t> whole_;
  /// prefix_[q]: of what each point is worth above q / thresholds of its weight.
  std::vector<std::vector<std::int64_t>> prefix_;
  /// The threshold that served each candidate's parts last.
  std::vector<std::vector<std::uint8_t>> served_best_;
  /// Of each free candidate: what it serves is worth at most, and whether that is exact; the same with prices of spacing and nesting.
  std::vector<std::int64_t> own_worth_;
  std::vector<std::uint8_t> is_exact_;
  std::vector<std::int64_t> worth_;
  std::vector<double> times_;
  PointOrder order_;
};

/// What one search works on and towards.
struct SharedSearch {
  const SharedInstance& instance;
  const LimitedSites& limits;
  WorkMeter& meter;
  const CoverStop& stop;
  SharedBest best{};
  std::int64_t bound = 0;
  /// Levels that are chosen together, upper pairs first; first candidate of each level.
  std::span<const NestedLevel> nesting{};
  std::vector<std::uint32_t> first_candidate{0};
  /// What a candidate is worth for standing near others; empty: nothing is known.
  std::vector<std::int64_t> lure{};
  /// Whether what a site gains is weighed against its cost when sites are opened greedily.
  bool weighs_cost = true;
  /// Draws the order among candidates of equal rank; 0: the lowest first.
  std::uint64_t tie_salt = 0;
  /// Where it is only asked whether so much can be served, the search ends when that is clear: a bound up to `too_little` rules it out,
  /// whatever rounding weights and rooms may have taken away.
  std::int64_t enough = INT64_MAX;
  std::int64_t too_little = -1;
  /// A plan that serves no more than this, and `tolerance()`, changes nothing.
  std::int64_t to_beat = -1;

  [[nodiscard]] std::int64_t tolerance() const {
    // A plan that serves nobody is better than none.
    if (best.served < 0) return 0;
    const double part = 0.5e-6 * static_cast<double>(best.served);
    return std::max(static_cast<std::int64_t>(part), instance.granule - 1);
  }
  [[nodiscard]] double gap() const {
    return static_cast<double>(bound - best.served) /
           std::max(static_cast<double>(best.served), 1e-9 * static_cast<double>(instance.total));
  }
  /// How a candidate that gains so much ranks among others.
  [[nodiscard]] double rank_of(std::uint32_t candidate, std::int64_t gain) const {
    const auto worth = static_cast<double>(gain);
    return weighs_cost ? worth / limits.cost_of(candidate) : worth;
  }
  [[nodiscard]] std::uint64_t order_among_equals(std::uint32_t candidate) const {
    if (tie_salt == 0) return candidate;
    // Two rounds of multiplying and folding, as in SplitMix64 (Steele, Lea & Flood 2014).
    std::uint64_t mixed = (candidate + tie_salt) * 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    return mixed ^ (mixed >> 31U);
  }
  /// Whether it is clear that `enough` can be served, or that it cannot.
  [[nodiscard]] bool is_decided() const {
    return enough < INT64_MAX && (best.served >= enough || bound <= too_little);
  }
  /// Whether the wanted gap is reached.
  [[nodiscard]] bool is_good_enough() const {
    return is_decided() || (best.served >= 0 && (gap() <= stop.gap || bound <= best.served + tolerance()));
  }
  /// Asks only whether so much can be served.
  void ask_for(double people);
  /// Takes note that no plan serves more than `most`.
  void prove(std::int64_t most) {
    bound = std::min(bound, most < 0 ? most : most / instance.granule * instance.granule);
  }
  /// Takes the open sites where they keep the rules and serve more.
  bool offer(SharedPeople& people);
  void note_to_beat() {
    constexpr std::int64_t nothing_matters = INT64_MAX / 4;
    to_beat = best.served >= enough ? nothing_matters
              : enough == INT64_MAX ? best.served
                                    : std::max(best.served, too_little - tolerance());
  }
  void tell() const;
};

/// Opens the candidate of `pool` with the most to gain until the limits are reached or nobody gains.
void open_greedily(SharedSearch& search, SharedPeople& people, std::span<const std::uint32_t> pool);
/// Exchanges sites of the best plan, and takes some out at random and fills up again, among `pool`, while that brings more or `rounds`
/// last.
void exchange_sites(SharedSearch& search, std::span<const std::uint32_t> pool, int rounds);
/// All candidates, rising.
[[nodiscard]] std::vector<std::uint32_t> everybody(const SharedInstance& instance);
/// From the plan in hand to the best one found and its bound: bounds the whole, exchanges sites, branches.
void improve_and_prove(SharedSearch& search);

/// What a plan comes to, in demand of the problem; bound and gap are those of the search.
struct SharedOutcome {
  double objective = 0.0;
  double bound = 0.0;
  double gap = 0.0;
  /// By each of the chosen, and by each facility that stays.
  std::vector<double> served;
  std::vector<double> served_by_standing;
};
[[nodiscard]] double people_of(const SharedInstance& instance, std::int64_t units);
/// What rounding weights (by a unit at most) and rooms (by less than one, of each site and service) takes away, in units, in a plan as in its
/// bound.
[[nodiscard]] double rounding_of(const SharedInstance& instance);
/// No plan serves more: `search.bound` with all roundings.
[[nodiscard]] double bound_of(const SharedSearch& search);
[[nodiscard]] SharedOutcome outcome_of(const SharedSearch& search, std::span<const std::uint32_t> chosen);
/// Writes what `plan.chosen` comes to, and how the search ended, into the plan.
template <class Plan>
void take_outcome(const SharedSearch& search, Plan& plan) {
  SharedOutcome outcome = outcome_of(search, plan.chosen);
  plan.served = std::move(outcome.served);
  plan.served_by_standing = std::move(outcome.served_by_standing);
  plan.objective = outcome.objective;
  plan.bound = outcome.bound;
  plan.gap = outcome.gap;
  plan.status = status_at(plan.gap, search.stop.gap, search.meter.why());
}
/// Branch and bound, best bound first, until proved or the work is spent; where the wanted gap is reached for a tenth of it only.
void branch_and_bound(SharedSearch& search, SharedBound& lagrangian, SharedBranch root);

}  // namespace quarterhour
