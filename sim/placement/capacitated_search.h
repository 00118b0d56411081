// The search for capacitated median plans: whole numbers, assignments, Lagrangian bounds, branching. Internal to placement.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "sim/placement/capacitated.h"
#include "sim/placement/cover_search.h"
#include "sim/placement/knapsack.h"
#include "sim/placement/limited_choice.h"
#include "sim/placement/limited_sites.h"
#include "sim/placement/median_search.h"
#include "sim/placement/spacing_prices.h"

namespace quarterhour {

inline constexpr std::uint32_t no_site = 0xFFFFFFFFU;
/// So many ways are looked at in the time of one evaluation.
inline constexpr std::size_t ways_a_step = 16;

/// A capacitated problem in whole numbers. Costs as those of `median`: scaled by a power of two and rounded down. Loads are what
/// they are where all are whole, else scaled and rounded down, capacities up: what fits still fits, so that a bound holds.
struct CapacitatedInstance {
  /// Ways by point, nearest first, and by candidate; nothing of `otherwise` matters but that it is above every cost.
  MedianInstance median;
  /// By point of the instance: its number in the problem, and its load.
  std::vector<std::uint32_t> original;
  std::vector<std::int64_t> load;
  std::vector<double> real_load;
  /// By candidate. A capacity that takes all is the sum of all loads.
  std::vector<std::int64_t> capacity;
  std::vector<double> real_capacity;
  std::vector<std::uint8_t> stands;
  std::size_t standing = 0;
  bool splits = false;
  /// What limits the candidates that do not stand.
  LimitedSites limits;
  /// Where only that is asked: whether a plan costs so little; else below 0.
  std::int64_t enough = -1;
  /// What gaps are a share of: this less the cost; 0: the cost.
  std::int64_t all = 0;

  [[nodiscard]] std::size_t points() const { return median.points(); }
  [[nodiscard]] std::size_t candidates() const { return median.candidates(); }
  /// Sites that are open at most, those that stand included.
  [[nodiscard]] std::size_t most_open() const { return static_cast<std::size_t>(median.count) + standing; }
  /// What a gap at this cost is a share of.
  [[nodiscard]] double whole(std::int64_t cost) const {
    return static_cast<double>(all > 0 ? all - cost : cost);
  }
  /// By so much a plan must be better to count as better. Parts of points cost anything, so that a plan within half of the gap that
  /// passes for optimal is as good as the best.
  [[nodiscard]] std::int64_t step(std::int64_t cost) const {
    if (!splits) return median.granule;
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(0.5e-6 * whole(cost)));
  }
  /// The lowest cost that a bound leaves.
  [[nodiscard]] std::int64_t rounded_up(std::int64_t bound) const {
    return splits ? std::max<std::int64_t>(bound, 0) : on_granule(median, bound);
  }
};

/// Throws std::invalid_argument when the problem is malformed.
void check_capacitated(const CapacitatedProblem& problem);
/// The most that the sites of a plan can serve together, where that is less than is asked for; else +infinity.
[[nodiscard]] double most_capacity(const CapacitatedProblem& problem);
[[nodiscard]] CapacitatedInstance capacitated_instance(const CapacitatedProblem& problem);

/// Who goes where, and what it costs.
struct PlaceAssignment {
  /// The candidate of each point; of one that is shared out, the one with the largest part.
  std::vector<std::uint32_t> site;
  /// Where points are shared out: all parts. Empty: points are whole.
  std::vector<ServedPart> parts;
  /// Rounded up.
  std::int64_t cost = 0;
};

/// Gives points to open sites within their capacities.
class Assigner {
 public:
  explicit Assigner(const CapacitatedInstance& instance);
  /// Room at each site gets a price at which what is asked for is about what there is. Those go first who would lose most if their
  /// best site at these prices were full (Martello & Toth 1981); then single points move and two change places while that
  /// lowers the cost. False where no assignment was found, which does not prove that there is none.
  [[nodiscard]] bool assign(std::span<const std::uint32_t> open, PlaceAssignment& assignment,
                            WorkMeter& meter);
  /// The same sites, each of the new ones moved to the candidate that its points reach best, if that has room for them and the limits
  /// let it.
  [[nodiscard]] std::vector<std::uint32_t> recentred(std::span<const std::uint32_t> open,
                                                     const PlaceAssignment& assignment);

 private:
  struct Option {
    std::int64_t cost;
    std::uint32_t site;
  };
  void gather(std::span<const std::uint32_t> open);
  enum class Order { by_price, by_loss, by_load };
  void find_prices(std::span<const std::uint32_t> open);
  [[nodiscard]] bool give_out(Order order, PlaceAssignment& assignment);
  [[nodiscard]] double priced(std::uint32_t point, const Option& option) const {
    return static_cast<double>(option.cost) + price_[option.site] * instance_.real_load[point];
  }
  void move_points(PlaceAssignment& assignment, WorkMeter& meter);
  [[nodiscard]] bool change_places(PlaceAssignment& assignment, WorkMeter& meter);
  [[nodiscard]] bool fits(std::uint32_t site, double load) const;
  void put(PlaceAssignment& assignment, std::uint32_t point, const Option& option);
  /// -1: no way.
  [[nodiscard]] std::int64_t cost_at(std::uint32_t point, std::uint32_t site) const;

  const CapacitatedInstance& instance_;
  std::vector<std::uint8_t> is_open_;
  std::vector<double> taken_;
  /// Of a unit of room.
  std::vector<double> price_;
  /// By point and place among the open sites; empty where that would be too much to hold.
  std::vector<std::int64_t> cost_at_;
  std::size_t open_count_ = 0;
  std::vector<std::uint32_t> place_of_;
  /// Open sites of each point, nearest first.
  std::vector<std::size_t> first_option_;
  std::vector<Option> options_;
  std::vector<std::int64_t> sum_;
  std::vector<std::uint32_t> times_;
};

/// Shares points out among open sites at the least cost: a transportation problem, by shortest augmenting paths from site to site (Ford &
/// Fulkerson 1962; Tokuyama & Nakano 1995: few sites, many points).
class PointSharer {
 public:
  explicit PointSharer(const CapacitatedInstance& instance) : instance_(instance) {}
  /// Everybody goes to the cheapest site first; then what is too much at one is handed on along the cheapest paths. False where these
  /// sites cannot serve everybody, or the work is spent.
  [[nodiscard]] bool share(std::span<const std::uint32_t> open, PlaceAssignment& assignment,
                           WorkMeter& meter);
  /// After share(): what serving each point costs when room has its price: multipliers at which the relaxation, of these sites alone, costs
  /// what sharing out does.
  [[nodiscard]] std::vector<double> multipliers() const;

 private:
  static constexpr std::uint32_t nowhere = 0xFFFFFFFFU;
  struct Option {
    std::int64_t cost;
    std::uint32_t place;
  };
  /// What moving a unit of a point's load from one site to another costs more.
  struct Move {
    double cost;
    std::uint32_t point;
    friend bool operator<(const Move& a, const Move& b) {
      return a.cost != b.cost ? a.cost > b.cost : a.point > b.point;
    }
  };
  using Moves = std::vector<Move>;
  void gather(std::span<const std::uint32_t> open);
  /// How much of a point's load is at an option.
  [[nodiscard]] double& amount(std::uint32_t point, std::uint32_t place);
  void add_moves(std::uint32_t point, std::uint32_t place);
  [[nodiscard]] const Move* cheapest(std::uint32_t from, std::uint32_t to);
  [[nodiscard]] std::uint32_t find_path(WorkMeter& meter);
  void push_along(std::uint32_t sink);
  [[nodiscard]] double room(std::uint32_t place) const { return room_[place] - taken_[place]; }
  [[nodiscard]] bool is_too_full(std::uint32_t place) const { return room(place) < -crumb_; }

  const CapacitatedInstance& instance_;
  std::vector<std::uint32_t> open_;
  /// By point: options by rising cost, and how much of it each has.
  std::vector<std::size_t> first_option_;
  std::vector<Option> options_;
  std::vector<double> amount_;
  /// By place among the open sites.
  std::vector<double> room_;
  std::vector<double> taken_;
  std::vector<double> potential_;
  std::vector<double> distance_;
  std::vector<std::uint32_t> before_;
  double potential_of_sink_ = 0.0;
  double all_load_ = 0.0;
  /// What rounding may leave of a load.
  double crumb_ = 0.0;
  /// By from and to.
  std::vector<Moves> moves_;
};

/// The best plan so far; a tie keeps the earlier one.
struct CapacitatedIncumbent {
  /// Above what any plan costs, until one is found.
  std::int64_t cost = 0;
  std::vector<std::uint32_t> open;
  PlaceAssignment assignment;
  bool found = false;

  /// Plans that cost more are of no use.
  [[nodiscard]] std::int64_t wanted(const CapacitatedInstance& instance) const {
    return instance.enough >= 0 ? instance.enough : cost - instance.step(cost);
  }
  [[nodiscard]] double gap_to(std::int64_t bound, const CapacitatedInstance& instance) const {
    return static_cast<double>(cost - instance.rounded_up(bound)) / std::max(instance.whole(cost), 1e-9);
  }
  [[nodiscard]] bool is_enough(const CapacitatedInstance& instance) const {
    return found && cost <= instance.enough;
  }
};

/// A part of all plans.
struct CapacitatedBranch {
  enum class State : std::uint8_t { closed, open, free };
  /// A point that goes to a site, or never does.
  struct Decision {
    std::uint32_t point;
    std::uint32_t site;
    bool goes;
  };
  std::vector<State> state;
  std::vector<Decision> decisions;
  std::shared_ptr<const std::vector<double>> multiplier;
  std::shared_ptr<const std::vector<std::int64_t>> disc_price{};
  std::int64_t bound = 0;
  /// What to branch on: a site, or a point and a site.
  bool by_site = true;
  std::uint32_t split_site = 0;
  std::uint32_t split_point = 0;
};

class CapacitatedProgram;

/// Lagrangian relaxation of "every point goes to one site" with a knapsack for each site (Pirkul 1987), by subgradient steps; the best
/// sites are taken within the limits (LimitedChoice), a spacing by prices. Multipliers are whole numbers, so that the bound is exact.
class CapacitatedBound {
 public:
  /// `gap`: the root's bound need not come closer to the plan in hand.
  CapacitatedBound(const CapacitatedInstance& instance, WorkMeter& meter, double gap);
  ~CapacitatedBound();
  CapacitatedBound(const CapacitatedBound&) = delete;
  CapacitatedBound& operator=(const CapacitatedBound&) = delete;
  CapacitatedBound(CapacitatedBound&&) = delete;
  CapacitatedBound& operator=(CapacitatedBound&&) = delete;
  /// Raises branch.bound, opens and closes sites that every better plan does, offers the plans that it meets. Returns whether the
  /// branch may hold a better plan.
  [[nodiscard]] bool improve(CapacitatedBranch& branch, CapacitatedIncumbent& incumbent, int steps,
                             bool is_root);
  /// Takes the plan with those sites, improved, if it is better.
  void offer(std::vector<std::uint32_t> open, CapacitatedIncumbent& incumbent);

 private:
  /// What a site would take: points and how much of each.
  struct Taken {
    std::vector<std::uint32_t> points;
    std::vector<double> parts;
  };
  struct Relaxed {
    bool possible = true;
    std::int64_t value = 0;
    /// All that are open, and of these the ones that the choice took.
    std::vector<std::uint32_t> open;
    std::vector<std::uint32_t> taken;
  };
  void ban(const CapacitatedBranch& branch);
  [[nodiscard]] std::int64_t most_profit(std::uint32_t site);
  [[nodiscard]] std::int64_t profit(std::uint32_t site);
  [[nodiscard]] Relaxed relax(const CapacitatedBranch& branch, std::span<const double> multiplier);
  /// The best choice among free sites, those that it takes bounded exactly. False: there is none.
  [[nodiscard]] bool choose();
  /// Returns whether anything was decided.
  bool fix(CapacitatedBranch& branch, const Relaxed& relaxed, std::int64_t wanted) const;
  /// Closes what no longer fits beside the open sites. False: these break the limits.
  [[nodiscard]] bool settle(CapacitatedBranch& branch);
  /// Exchanges a site of the plan in hand for another while that costs less. At the prices of its sharing out a plan costs at least what it
  /// costs now, more by what the site that leaves is worth and less by what the other is: pairs that cannot gain are not tried, the
  /// others by that difference, some of them.
  void exchange(CapacitatedIncumbent& incumbent);
  /// Those of `open` that the limits let stand side by side, filled up with what brings most for its price.
  [[nodiscard]] std::vector<std::uint32_t> within_limits(std::span<const std::uint32_t> open) const;
  [[nodiscard]] bool assign(std::span<const std::uint32_t> open, PlaceAssignment& assignment);
  /// Nothing is left to decide but who goes where, and that is a transportation problem. Whether it holds a better plan.
  [[nodiscard]] bool finish_shared_out(CapacitatedBranch& branch, CapacitatedIncumbent& incumbent);
  /// Takes the plan that the relaxation of `open` is where it serves everybody once, or where `open` is empty the only one that the
  /// branch has, if it is one and better.
  void offer_forced(const CapacitatedBranch& branch, std::span<const std::uint32_t> open,
                    CapacitatedIncumbent& incumbent);
  /// Takes note of who was served how often, and which sites and ways were taken.
  void count(const Relaxed& relaxed);
  void choose_split(CapacitatedBranch& branch) const;

  const CapacitatedInstance& instance_;
  WorkMeter& meter_;
  double gap_;
  /// So that what all points pay fits into 62 bits.
  double largest_multiplier_;
  /// Null where it would be too large.
  std::unique_ptr<CapacitatedProgram> program_;
  Assigner assigner_;
  PointSharer sharer_;
  Knapsack knapsack_;
  LimitedChoice choice_;
  LimitedRoom room_;
  SpacingPrices spacing_;
  /// Free sites, and what each is worth in the choice.
  std::vector<std::uint32_t> free_;
  std::vector<std::int64_t> worth_;
  std::vector<std::int64_t> price_;
  /// By way, in the order of candidates: whether a decision rules it out, and how much of it was taken lately.
  std::vector<std::uint8_t> banned_;
  std::vector<double> share_of_way_;
  /// By candidate.
  std::vector<std::vector<KnapsackItem>> items_;
  std::vector<std::int64_t> profit_;
  std::vector<Taken> taken_;
  std::vector<double> share_;
  std::vector<double> served_;
  /// By point, beside the mean.
  std::vector<double> weight_;
  double weight_of_shares_ = 0.0;
  /// The sites that were looked at for exchanges last.
  std::vector<std::uint32_t> exchanged_;
  /// Sets of open sites that were offered before, rising.
  std::set<std::vector<std::uint32_t>> tried_;
};

}  // namespace quarterhour
