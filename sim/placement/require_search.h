// The search for the cheapest plan that meets a requirement: the set in hand, greedy choice, local search, Lagrangian
// bounds, branching. Internal to placement.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/cover_search.h"
#include "sim/placement/require_facts.h"
#include "sim/placement/require_instance.h"

namespace quarterhour {

/// A set of candidates with what it covers and what it still lacks.
class RequireSet {
 public:
  explicit RequireSet(const RequireInstance& instance);
  void add(std::uint32_t candidate);
  void remove(std::uint32_t candidate);
  void clear();

  [[nodiscard]] const RequireInstance& instance() const { return *instance_; }
  [[nodiscard]] const std::vector<std::uint32_t>& chosen() const { return chosen_; }
  [[nodiscard]] bool holds(std::uint32_t candidate) const { return chosen_at_[candidate] != 0; }
  [[nodiscard]] std::int64_t cost() const { return cost_; }
  [[nodiscard]] std::uint32_t times(std::size_t point) const { return times_[point]; }
  /// Whether every share is met, and every minimum.
  [[nodiscard]] bool meets() const {
    return must_open_ == 0 && short_units_ == 0 && covered_ >= instance_->need_total && missing() == 0 &&
           (!room_ || !room_->broken());
  }
  /// Whether the point is open and covering it brings the plan nearer to what is asked.
  [[nodiscard]] bool matters(std::size_t point) const {
    if (times_[point] > 0) return false;
    const std::uint32_t unit = instance_->unit[point];
    return instance_->must[point] != 0 || covered_ < instance_->need_total ||
           covered_of_unit_[unit] < instance_->need[unit];
  }
  [[nodiscard]] std::int64_t covered() const { return covered_; }
  [[nodiscard]] std::int64_t covered_of_unit(std::size_t unit) const { return covered_of_unit_[unit]; }
  [[nodiscard]] int missing() const { return room_ ? room_->missing() : 0; }
  /// Whether the rules let it join.
  [[nodiscard]] bool allows(std::uint32_t candidate) const {
    return room_ ? room_->allows(candidate) : !holds(candidate);
  }
  [[nodiscard]] bool wants(std::uint32_t candidate) const { return room_ && room_->wants(candidate); }
  [[nodiscard]] const SiteRoom* room() const { return room_ ? &*room_ : nullptr; }

 private:
  const RequireInstance* instance_;
  std::optional<SiteRoom> room_;
  std::vector<std::uint32_t> chosen_;
  std::vector<std::uint8_t> chosen_at_;
  std::vector<std::uint32_t> times_;
  std::vector<std::int64_t> covered_of_unit_;
  std::int64_t covered_ = 0;
  std::size_t must_open_ = 0;
  std::size_t short_units_ = 0;
  std::int64_t cost_ = 0;
};

/// The cheapest plan so far; a tie keeps the earlier one.
struct CheapestPlan {
  bool found = false;
  /// Without a plan: more than any plan costs that is looked for.
  std::int64_t cost = 0;
  std::vector<std::uint32_t> chosen;
  /// Whether any plan that costs less will do, so that a search ends with the first.
  bool any_will_do = false;
  [[nodiscard]] bool is_enough() const { return found && any_will_do; }
  bool offer(const RequireSet& set);
};

/// A part of all plans: those that hold `in` and else choose from `free`.
struct RequireBranch {
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> free;
  std::shared_ptr<const std::vector<std::int64_t>> multiplier;
  std::shared_ptr<const std::vector<std::int64_t>> disc_price;
  std::shared_ptr<const std::vector<double>> fact_price;
  /// No plan of this part costs less.
  std::int64_t bound = 0;
  std::uint32_t split = 0;
};

/// Share of each point that the cheapest way to meet what is still needed covers, when covering all of point i costs
/// multiplier[i]: must points whole, then each unit's need, then the total's, cheapest per demand first. That is exact,
/// because units lie within the total (fractional knapsack over a laminar family).
class CheapestDemand {
 public:
  explicit CheapestDemand(const RequireInstance& instance) : instance_(instance) {}
  /// `open`: points not covered yet; `need`, `need_total`: what of them must be. Returns the cost, rounded down; `part`
  /// receives the shares.
  std::int64_t choose(std::span<const std::uint8_t> open, std::span<const std::int64_t> need,
                      std::int64_t need_total, std::span<const std::int64_t> multiplier,
                      std::span<double> part);

 private:
  /// Takes from items[0 … count) the cheapest until `need` is met; moves what is left over to `rest`.
  double take(std::vector<std::uint32_t>& items, double need, std::span<const std::int64_t> multiplier,
              std::span<double> part, std::vector<std::uint32_t>* rest);
  const RequireInstance& instance_;
  std::vector<std::vector<std::uint32_t>> of_unit_;
  std::vector<std::uint32_t> rest_;
  std::vector<double> price_;
};

/// Lagrangian relaxation of "a covered point needs a chosen candidate" by subgradient steps (Beasley 1990 for set
/// covering), of the spacing and of facts; minima, maxima and shares hold in the relaxed choices. Multipliers are integers.
class RequireBound {
 public:
  RequireBound(const RequireInstance& instance, WorkMeter& meter);
  /// Raises branch.bound; fixes and drops candidates; ends early when no plan of the branch is cheaper than `best`.
  /// Returns whether one may be.
  bool improve(RequireBranch& branch, CheapestPlan& best, int iterations);
  /// Called now and then with the branch, its bound and the multipliers.
  using Watcher = std::function<void(const RequireBranch&, std::int64_t, std::span<const std::int64_t>)>;
  void watch(Watcher watcher) { watcher_ = std::move(watcher); }
  void adopt_discs(const RequireBound& earlier) { spacing_.adopt_discs(earlier.spacing_); }
  [[nodiscard]] const std::vector<double>& share() const { return share_; }

 private:
  /// What is left to do beside the sites held.
  struct Rest {
    std::vector<std::uint8_t> open;
    std::vector<std::int64_t> need;
    std::int64_t need_total = 0;
  };
  [[nodiscard]] bool narrow(RequireBranch& branch, const RequireSet& held, Rest& rest);
  void fix(RequireBranch& branch, std::int64_t lower, std::int64_t wanted);
  bool finish(RequireBranch& branch, const CheapestPlan& best, std::int64_t lower);

  const RequireInstance& instance_;
  WorkMeter& meter_;
  /// The relaxed choice works on rules, if only on the one unit that asks for nothing.
  std::optional<RuledSites> no_rules_;
  SiteChoice choice_;
  SpacingPrices spacing_;
  FactPrices facts_;
  CheapestDemand demand_;
  std::vector<double> share_;
  std::vector<int> held_of_unit_;
  std::vector<std::uint32_t> fixed_in_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> prefix_;
  Watcher watcher_;
};

struct RequireSearch {
  const RequireInstance& instance;
  WorkMeter& meter;
  const CoverStop& stop;
  CheapestPlan best;
  /// No plan costs less.
  std::int64_t bound = 0;
  /// Sites to begin the local search with where no plan is known.
  std::vector<std::uint32_t> start{};

  /// Takes note that every plan costs at least `least`.
  void prove(std::int64_t least) { bound = std::max(bound, least); }
  [[nodiscard]] double gap() const {
    return static_cast<double>(best.cost - bound) / static_cast<double>(std::max<std::int64_t>(best.cost, 1));
  }
  void tell() const;
};

/// The next whole multiple of the granule.
[[nodiscard]] inline std::int64_t rounded_up(std::int64_t cost, std::int64_t granule) {
  return (cost + granule - 1) / granule * granule;
}
/// A plan must cost this or less to be told from the best: half a millionth less, or a granule.
[[nodiscard]] std::int64_t wanted_cost(const RequireInstance& instance, const CheapestPlan& best);
/// What every plan is known to cost at least once none of the wanted cost is left.
[[nodiscard]] std::int64_t settled_cost(const RequireInstance& instance, const CheapestPlan& best);

/// Adds the candidate of `pool` with the most open worth per cost until the requirement is met or nothing fits;
/// `worth`: of each point. Then leaves out what is not needed.
void fill_requirement(RequireSet& set, std::span<const std::uint32_t> pool,
                      std::span<const std::int64_t> worth, WorkMeter& meter);
/// Leaves out sites without which the requirement is met, the dearest first, the latest first among equals.
void drop_needless(RequireSet& set);
/// Row-weighting local search (Gao, Weise & Li 2015) with shares, rules and costs: takes a site out of the best plan,
/// then exchanges sites under growing weights of what stays open, until the requirement is met again.
class NearbySearch {
 public:
  /// `pool`: candidates to draw on, rising.
  NearbySearch(const RequireInstance& instance, std::vector<std::uint32_t> pool, std::uint64_t seed);
  /// Begins with these sites instead of none where no plan is known.
  void begin_with(std::span<const std::uint32_t> sites);
  /// Goes on from where it stood, or from `best` where that is another's; ends early where any plan will do.
  void run(CheapestPlan& best, std::uint64_t steps, WorkMeter& meter);

 private:
  void start(const CheapestPlan& best);
  void measure();
  [[nodiscard]] std::int64_t loss_of(std::uint32_t candidate) const;
  [[nodiscard]] std::int64_t gain_of(std::uint32_t candidate) const;
  [[nodiscard]] std::uint32_t least_loss(bool any) const;
  bool add_one(const CheapestPlan& best);
  [[nodiscard]] std::vector<std::uint32_t> helpers();
  void make_room(std::uint32_t candidate);
  void leave(std::uint32_t candidate);

  const RequireInstance& instance_;
  std::vector<std::uint32_t> pool_;
  std::uint64_t state_;
  RequireSet set_;
  std::vector<std::int64_t> worth_;
  std::vector<std::uint64_t> moved_;
  std::uint64_t now_ = 0;
  std::int64_t seen_cost_ = -1;
  std::vector<std::int64_t> open_prefix_;
  std::vector<std::int64_t> single_prefix_;
};
/// Branch and bound, lowest bound first, taking turns with `nearby`, until proved or the work is spent; where the wanted
/// gap is reached, goes on for a tenth of the work only.
void branch_and_bound(RequireSearch& search, RequireBound& lagrangian, RequireBranch root,
                      NearbySearch& nearby);

/// Whether every point that is left must be covered and no rule says where, in an instance small enough for a linear program.
[[nodiscard]] bool is_pure_covering(const RequireInstance& instance);
/// Branch and bound on a linear program that cuts tighten, for pure covering: its bound is far above the Lagrangian one, which
/// no multipliers bring above the uncut program.
void branch_and_cut(RequireSearch& search, const RequireBranch& root, NearbySearch& nearby);

}  // namespace quarterhour
