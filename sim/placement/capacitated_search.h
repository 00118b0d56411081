// The search for capacitated median plans: whole numbers, assignments, Lagrangian bounds, branching. Internal to placement.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "sim/placement/capacitated.h"
#include "sim/placement/cover_search.h"
#include "sim/placement/knapsack.h"
#include "sim/placement/median_search.h"

namespace quarterhour {

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

  [[nodiscard]] std::size_t points() const { return median.points(); }
  [[nodiscard]] std::size_t candidates() const { return median.candidates(); }
  /// Sites that are open at most, those that stand included.
  [[nodiscard]] std::size_t most_open() const { return static_cast<std::size_t>(median.count) + standing; }
};

[[nodiscard]] CapacitatedInstance capacitated_instance(const CapacitatedProblem& problem);

/// Who goes where, and what it costs.
struct PlaceAssignment {
  /// The candidate of each point.
  std::vector<std::uint32_t> site;
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
  /// The same sites, each of the new ones moved to the candidate that its points reach best, if that has room for them.
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
  [[nodiscard]] std::int64_t cost_at(std::uint32_t point, std::uint32_t site) const {
    return cost_at_[point * open_count_ + place_of_[site]];
  }

  const CapacitatedInstance& instance_;
  std::vector<std::uint8_t> is_open_;
  std::vector<double> taken_;
  /// Of a unit of room.
  std::vector<double> price_;
  /// By point and place among the open sites.
  std::vector<std::int64_t> cost_at_;
  std::size_t open_count_ = 0;
  std::vector<std::uint32_t> place_of_;
  /// Open sites of each point, nearest first.
  std::vector<std::size_t> first_option_;
  std::vector<Option> options_;
  std::vector<std::int64_t> sum_;
  std::vector<std::uint32_t> times_;
};

/// The best plan so far; a tie keeps the earlier one.
struct CapacitatedIncumbent {
  /// Above what any plan costs, until one is found.
  std::int64_t cost = 0;
  std::vector<std::uint32_t> open;
  PlaceAssignment assignment;
  bool found = false;
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
  std::int64_t bound = 0;
  /// What to branch on: a site, or a point and a site.
  bool by_site = true;
  std::uint32_t split_site = 0;
  std::uint32_t split_point = 0;
};

/// Lagrangian relaxation of "every point goes to one site" with a knapsack for each site (Pirkul 1987), by subgradient steps.
/// Multipliers are whole numbers, so that the bound is exact.
class CapacitatedBound {
 public:
  CapacitatedBound(const CapacitatedInstance& instance, WorkMeter& meter);
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
    std::vector<std::uint32_t> open;
    /// Profit of the worst free site that is taken, and the most that one left could have.
    std::int64_t worst_taken = 0;
    std::int64_t best_left = 0;
  };
  void ban(const CapacitatedBranch& branch);
  [[nodiscard]] std::int64_t most_profit(std::uint32_t site);
  [[nodiscard]] std::int64_t profit(std::uint32_t site);
  [[nodiscard]] Relaxed relax(const CapacitatedBranch& branch, std::span<const double> multiplier);
  void fix(CapacitatedBranch& branch, const Relaxed& relaxed, std::int64_t wanted) const;
  /// Takes the plan that the relaxation of `open` is where it serves everybody once, or where `open` is empty the only one that the
  /// branch has, if it is one and better.
  void offer_forced(const CapacitatedBranch& branch, std::span<const std::uint32_t> open,
                    CapacitatedIncumbent& incumbent);
  void choose_split(CapacitatedBranch& branch) const;

  const CapacitatedInstance& instance_;
  WorkMeter& meter_;
  Assigner assigner_;
  Knapsack knapsack_;
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
  double weight_of_shares_ = 0.0;
  /// Sets of open sites that were offered before, rising.
  std::set<std::vector<std::uint32_t>> tried_;
};

/// Closes what is free once as many sites are open as may be. Returns false where more are.
[[nodiscard]] bool settle_count(const CapacitatedInstance& instance, CapacitatedBranch& branch);

}  // namespace quarterhour
