// The search for median plans: whole-number costs, the plan in hand, exchanges, Lagrangian bounds, branching.
// Internal to placement.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/cover_search.h"
#include "sim/placement/limited_choice.h"
#include "sim/placement/limited_sites.h"
#include "sim/placement/median.h"

namespace quarterhour {

/// A median problem in whole numbers: costs times weights, scaled by a power of two and rounded down, so that sums are exact and
/// a bound on them is one on the problem. Points without demand are left out.
struct MedianInstance {
  /// Candidates that a point prefers to what stands (or to being left out), nearest first, ties by the lowest.
  std::vector<std::size_t> first{0};
  std::vector<std::uint32_t> candidate;
  std::vector<std::int64_t> cost;
  /// The same by candidate, points rising.
  std::vector<std::size_t> first_of_candidate{0};
  std::vector<std::uint32_t> point_of;
  std::vector<std::int64_t> cost_of;
  /// What a point costs that no chosen site lies nearer to: the way to what stands, or `left_out`, above the sum of all other
  /// costs.
  std::vector<std::int64_t> otherwise;
  std::int64_t left_out = 0;
  /// Weight of each point beside the mean: prices of heavy points move in longer steps.
  std::vector<double> weight;
  /// All sums of costs are multiples of it.
  std::int64_t granule = 1;
  /// A unit is 2^-exponent of the problem's.
  int exponent = 0;
  /// Whether no cost was rounded, so that sums are those of the problem.
  bool is_exact = true;
  /// Sites that any choice has at most.
  int count = 0;
  /// Budget and rules; null: the count is the only limit.
  std::shared_ptr<const LimitedSites> limits{};

  [[nodiscard]] std::size_t points() const { return otherwise.size(); }
  [[nodiscard]] std::size_t candidates() const { return first_of_candidate.size() - 1; }
};

/// `problem` must be well formed, and every point with demand reachable.
/// Plans that cost more than `most` need not be told from each other: ways that alone cost more are left out, and the others scaled the
/// finer.
[[nodiscard]] MedianInstance median_instance(const WaysProblem& problem,
                                             double most = std::numeric_limits<double>::infinity());
/// Of these points alone, with or without demand, in their order.
[[nodiscard]] MedianInstance median_instance(const WaysProblem& problem,
                                             std::span<const std::uint32_t> points,
                                             double most = std::numeric_limits<double>::infinity());
/// The instance with the candidates of `kept` (rising) alone, numbered by their place there.
[[nodiscard]] MedianInstance restricted(const MedianInstance& instance, std::span<const std::uint32_t> kept);

/// Exchanges are kept current where sites times candidates are at most so many, else every candidate is looked at each time.
inline constexpr std::size_t most_exchanges_kept = 32'000'000;

/// A set of candidates, and the nearest and second nearest of it to every point.
class MedianSet {
 public:
  explicit MedianSet(const MedianInstance& instance);
  void assign(std::span<const std::uint32_t> chosen);
  /// As assign, but leaves out those that no longer fit beside the ones before them.
  void assign_what_fits(std::span<const std::uint32_t> chosen);
  /// Adds what lowers the sum most, within a budget for its money, until the count is reached or nothing lowers it; ties by the lowest
  /// candidate. What minima ask for comes first.
  void fill_greedily(WorkMeter& meter);
  /// Exchanges one site for another while that lowers the sum, the best exchange first, ties by the lowest candidates (Whitaker
  /// 1983). `most_kept` changes how long it takes only.
  void exchange(WorkMeter& meter, std::size_t most_kept = most_exchanges_kept);

  /// Puts the lowest candidate in the place of each site that it equals, until there is none. Where exchanges are too many to be kept
  /// it does nothing.
  void settle_ties(WorkMeter& meter);

  [[nodiscard]] const std::vector<std::uint32_t>& chosen() const { return chosen_; }
  [[nodiscard]] std::int64_t sum() const { return sum_; }
  /// Whether it keeps to every limit, minima included.
  [[nodiscard]] bool is_plan() const { return !room_ || room_->is_plan(); }
  /// The nearest site, and what it and the second nearest cost a point.
  [[nodiscard]] std::uint32_t nearest_site(std::size_t point) const { return nearest_site_[point]; }
  [[nodiscard]] std::int64_t nearest(std::size_t point) const { return nearest_[point]; }
  [[nodiscard]] std::int64_t second(std::size_t point) const { return second_[point]; }
  [[nodiscard]] bool holds(std::uint32_t candidate) const { return is_chosen_[candidate] != 0; }
  /// Where nothing chosen is nearer than what costs a point `otherwise`.
  static constexpr std::uint32_t nobody = 0xFFFFFFFFU;

 private:
  struct Exchange {
    std::int64_t gain = 0;
    std::uint32_t in = 0;
    std::uint32_t out = 0;

    [[nodiscard]] bool is_beaten_by(std::int64_t net, std::uint32_t joins, std::uint32_t leaves) const {
      return net > gain || (net == gain && net > 0 && joins == in && leaves < out);
    }
  };
  /// What exchanges gain, kept current while sites come and go (Resende & Werneck 2007).
  class Ledger;

  [[nodiscard]] std::int64_t gain_of(std::uint32_t candidate) const;
  [[nodiscard]] Exchange best_of_all() const;
  [[nodiscard]] bool may_exchange(std::uint32_t in, std::uint32_t out) const {
    return !room_ || room_->allows_exchange(in, out);
  }
  void exchange_once_settled(WorkMeter& meter, std::size_t most_kept);
  void fill_within_limits(WorkMeter& meter);
  void add_the_best(WorkMeter& meter, bool only_wanted);
  void look_again(std::size_t point);
  void add(std::uint32_t candidate, Ledger* ledger = nullptr);
  void remove(std::uint32_t candidate, Ledger* ledger = nullptr);

  const MedianInstance& instance_;
  std::vector<std::uint32_t> chosen_;
  std::vector<std::uint8_t> is_chosen_;
  std::vector<std::uint32_t> nearest_site_;
  std::vector<std::int64_t> nearest_;
  std::vector<std::int64_t> second_;
  std::int64_t sum_ = 0;
  std::optional<LimitedRoom> room_;
};

/// The best plan so far; a tie keeps the earlier one.
struct MedianIncumbent {
  std::int64_t sum = 0;
  std::vector<std::uint32_t> chosen;
  /// Whether there is one; until then `sum` is above that of every plan.
  bool is_plan = false;
  /// Takes the set if it keeps to the limits and its sum is lower.
  bool offer(const MedianSet& set);
};

/// A part of all plans: those that hold `in` and else choose from `free`.
struct MedianBranch {
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> free;
  /// One multiplier a point.
  std::shared_ptr<const std::vector<double>> multiplier;
  /// No plan of this part has a lower sum.
  std::int64_t bound = 0;
  /// The free candidate to branch on.
  std::uint32_t split = 0;
  /// How long the next steps are, halved where they bring nothing.
  double scale = first_scale;
  /// As of CoverBranch.
  std::shared_ptr<const std::vector<std::int64_t>> disc_price{};

  static constexpr double first_scale = 1.0;
  /// Steps this short are no use.
  static constexpr double last_scale = 1e-3;
};

/// Lagrangian relaxation of "every point goes to one site" (Narula, Ogbu & Samuelsson 1977; Christofides & Beasley 1982), by
/// subgradient steps. Multipliers are rounded to whole numbers, so that the bound is exact. Budget and rules hold in the relaxed choice, a
/// spacing by prices (SpacingPrices).
class MedianBound {
 public:
  /// `gap`: the bound need not come closer to the plan in hand, as a share of it.
  MedianBound(const MedianInstance& instance, WorkMeter& meter, double gap);
  /// Discs of the spacing that were found, and taking over those of a larger instance.
  [[nodiscard]] const SpacingPrices& spacing() const { return spacing_; }
  void adopt_discs(const SpacingPrices& earlier) { spacing_.adopt_discs(earlier); }
  /// Raises branch.bound; moves candidates that every better plan holds to `in` and drops those that none holds; offers the plans
  /// that it meets. Ends early when no plan of the branch can be better, or the gap is reached. Returns whether one may be better.
  bool improve(MedianBranch& branch, MedianIncumbent& incumbent, int steps);

 private:
  struct Relaxed {
    std::int64_t value = 0;
    /// How many of `order_` are taken: the first.
    std::size_t taken = 0;
    bool possible = true;
  };
  [[nodiscard]] Relaxed relax(const MedianBranch& branch, std::span<const double> multiplier);
  void take_best(const MedianBranch& branch, Relaxed& relaxed);
  void take_within_limits(const MedianBranch& branch, Relaxed& relaxed);
  /// Whether the limits leave the branch anything; drops the candidates that they do not.
  [[nodiscard]] bool narrow_by_limits(MedianBranch& branch);
  void fix(MedianBranch& branch, const Relaxed& relaxed, std::int64_t wanted);
  void fix_within_limits(MedianBranch& branch, const Relaxed& relaxed, std::int64_t wanted);
  void offer(const MedianBranch& branch, const Relaxed& relaxed, MedianIncumbent& incumbent, bool exchange);
  void count_sites(const MedianBranch& branch, const Relaxed& relaxed);

  const MedianInstance& instance_;
  WorkMeter& meter_;
  double gap_;
  MedianSet set_;
  std::vector<std::int64_t> whole_;
  std::vector<std::int64_t> worth_;
  std::vector<std::uint32_t> order_;
  std::vector<std::int32_t> sites_;
  std::vector<double> share_;
  /// Under limits: the relaxed choice, what it is asked and what is left for it.
  std::optional<LimitedChoice> choice_;
  SpacingPrices spacing_;
  std::vector<std::int64_t> saving_;
  std::vector<int> held_of_unit_;
  std::vector<std::uint32_t> fixed_in_;
  double left_ = 0.0;
};

/// The bound that sums being multiples of the granule leaves.
[[nodiscard]] inline std::int64_t on_granule(const MedianInstance& instance, std::int64_t bound) {
  const std::int64_t granule = instance.granule;
  return bound <= 0 ? 0 : (bound + granule - 1) / granule * granule;
}

}  // namespace quarterhour
