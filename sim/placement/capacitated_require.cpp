#include "sim/placement/capacitated_require.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/cover_search.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double share_tolerance = 1e-9;
constexpr std::uint64_t default_work = 1'000'000'000;

class LeastAmountSearch {
 public:
  LeastAmountSearch(const CapacitatedCoverProblem& problem, double share, const CoverStop& stop)
      : asked_(problem), stop_(stop), meter_(stop, stop.work.value_or(default_work)) {
    price_ = problem.cost;
    price_.resize(problem.reach.set_count() + problem.may_enlarge.size(), 1.0);
    asked_.cost.clear();
    // Only where every choice costs a multiple of one price do counts say the same as budgets.
    is_counted_ = affordable_count(1.0, price_).has_value() || price_.empty();
    CompensatedSum all;
    for (const double demand : problem.demand) all.add(demand);
    plan_.required = std::max(0.0, share - share_tolerance) * all.value();
    asked_.enough = plan_.required;
    most_ =
        is_counted_ ? static_cast<double>(price_.size()) : std::accumulate(price_.begin(), price_.end(), 0.0);
    step_ = is_counted_ ? 1.0 : common_step(price_).value_or(0.0);
  }

  CapacitatedRequirePlan solve() {
    plan_.servable = within_reach();
    is_impossible_ = plan_.servable < plan_.required;
    if (!is_impossible_) ask(0.0);
    const double smallest = is_counted_ ? 1.0 : smallest_price();
    double amount = std::min(most_, std::max(least_ + step_, smallest));
    // Upwards until some amount is enough, in growing steps.
    for (double by = std::max(smallest, 0.1 * amount); !plan_.found && !is_impossible_ && !is_over();
         by *= 2.0) {
      ask(amount);
      if (amount >= most_) break;
      amount = std::min(most_, amount + by);
      if (step_ > 0.0) amount = std::min(most_, std::ceil(amount / step_ - 1e-6) * step_);
    }
    halve();
    finish();
    return std::move(plan_);
  }

 private:
  /// Demand that anybody reaches.
  [[nodiscard]] double within_reach() const {
    std::vector<std::uint8_t> is_reached(asked_.demand.size(), 0);
    for (const IndexRuns* reach : {&asked_.reach, &asked_.standing})
      for (const IndexRun run : reach->runs)
        std::fill(is_reached.begin() + run.begin, is_reached.begin() + run.end, std::uint8_t{1});
    CompensatedSum sum;
    for (std::size_t i = 0; i < is_reached.size(); ++i)
      if (is_reached[i] != 0) sum.add(asked_.demand[i]);
    return sum.value();
  }
  [[nodiscard]] double smallest_price() const {
    return price_.empty() ? 0.0 : *std::min_element(price_.begin(), price_.end());
  }
  [[nodiscard]] double price_of_one() const { return is_counted_ && !price_.empty() ? price_.front() : 1.0; }
  [[nodiscard]] bool is_over() { return meter_.spent() || is_cut_short_; }
  /// What amounts that are known to be too small leave for the least that may do, in money.
  [[nodiscard]] double bound() const { return (least_ < 0.0 ? 0.0 : least_ + step_) * price_of_one(); }
  [[nodiscard]] double gap() const { return (plan_.cost - bound()) / std::max(plan_.cost, 1e-9); }

  /// Takes note of whether an amount, which lies above what was refuted, is enough.
  void ask(double amount) {
    CapacitatedCoverProblem problem = asked_;
    problem.count.reset();
    problem.budget.reset();
    if (is_counted_ || amount == 0.0) {
      problem.count = static_cast<int>(amount);
    } else {
      problem.budget = amount;
      problem.cost = price_;
    }
    CoverStop part = stop_;
    part.gap = 0.0;
    part.progress = nullptr;
    constexpr std::uint64_t parts = 10;
    part.work = std::max<std::uint64_t>(1, std::min(meter_.left(), meter_.limit() / parts));
    CapacitatedCoverPlan cover = solve_capacitated_cover(problem, part);
    meter_.add(cover.work);
    if (cover.status == PlanStatus::interrupted || cover.status == PlanStatus::time_limit) {
      is_cut_short_ = true;
      why_ = cover.status;
    }
    if (cover.found && cover.objective >= plan_.required) {
      take(std::move(cover));
    } else if (cover.status == PlanStatus::infeasible || cover.bound < plan_.required) {
      least_ = std::max(least_, amount);
      if (amount >= most_) is_impossible_ = true;
      if (cover.status != PlanStatus::infeasible) plan_.servable = cover.bound;
      is_by_rules_ = cover.status == PlanStatus::infeasible && !cover.by_shares;
      is_by_shares_ = cover.by_shares;
      raise_by_room(amount, cover);
      unclear_ = std::max(unclear_, least_);
    } else {
      unclear_ = std::max(unclear_, amount);
      lowest_unclear_ = std::min(lowest_unclear_, amount);
    }
  }

  /// No site serves more than its room: what the first amount leaves open says how many more it takes at least.
  void raise_by_room(double amount, const CapacitatedCoverPlan& cover) {
    if (amount > 0.0 || !cover.found || !is_counted_ || price_.empty()) return;
    double most_room = std::accumulate(asked_.capacity.begin(), asked_.capacity.end(), 0.0);
    for (const double enlargement : asked_.enlargement) most_room = std::max(most_room, enlargement);
    if (!std::isfinite(most_room) || most_room <= 0.0) return;
    const double sites = std::floor((plan_.required - cover.bound) / most_room * (1.0 - 1e-12));
    // So many sites, and no more, leave something open.
    least_ = std::min(std::max(least_, sites), most_ - 1.0);
  }

  void take(CapacitatedCoverPlan cover) {
    const std::vector<int>& least = asked_.rules.least;
    const bool is_of_parts = !asked_.whole && asked_.least_share.empty();
    if (is_of_parts && std::all_of(least.begin(), least.end(), [](int sites) { return sites == 0; }))
      drop_needless(asked_, plan_.required, cover);
    double cost = 0.0;
    for (const std::uint32_t k : cover.chosen) cost += price_[k];
    if (plan_.found && cost >= plan_.cost) return;
    plan_.found = true;
    plan_.cost = cost;
    plan_.chosen = std::move(cover.chosen);
    plan_.served = std::move(cover.served);
    plan_.served_by_standing = std::move(cover.served_by_standing);
    if (stop_.progress) stop_.progress(plan_.cost, bound(), gap());
  }

  /// An amount half-way, as far as amounts come in steps; nothing: there is none between.
  [[nodiscard]] std::optional<double> between(double low, double high) const {
    low = std::max(low, 0.0);
    double amount = 0.5 * (low + high);
    if (step_ > 0.0)
      amount = std::min(std::floor(amount / step_ + 1e-6), std::round(high / step_) - 1.0) * step_;
    const double least_step = step_ > 0.0 ? 0.5 * step_ : 1e-9 * high;
    if (amount <= low + least_step) return std::nullopt;
    return amount;
  }

  /// Between what was refuted and the plan in hand, by halving; first above what stays unclear, for a better plan, then below, for a better
  /// bound.
  void halve() {
    unclear_ = least_;
    lowest_unclear_ = infinite;
    const auto is_near_enough = [&] { return is_over() || gap() <= std::max(stop_.gap, 1e-6); };
    while (plan_.found && !is_near_enough()) {
      const std::optional<double> amount = between(unclear_, plan_.cost / price_of_one());
      if (!amount) break;
      ask(*amount);
    }
    while (plan_.found && !is_near_enough() && lowest_unclear_ < infinite) {
      const std::optional<double> amount = between(least_, lowest_unclear_);
      if (!amount) break;
      ask(*amount);
    }
  }

  void finish() {
    plan_.work = meter_.done();
    plan_.bound = plan_.found ? std::min(bound(), plan_.cost) : bound();
    if (!plan_.found) {
      plan_.by_rules = is_impossible_ && is_by_rules_;
      plan_.by_shares = is_impossible_ && is_by_shares_;
      plan_.status = is_impossible_ ? PlanStatus::infeasible : is_cut_short_ ? why_ : PlanStatus::work_limit;
      return;
    }
    plan_.gap = gap() > 0.0 ? gap() : 0.0;
    plan_.status = status_at(plan_.gap, stop_.gap, is_cut_short_ ? why_ : PlanStatus::work_limit);
  }

  CapacitatedCoverProblem asked_;
  const CoverStop& stop_;
  WorkMeter meter_;
  std::vector<double> price_;
  /// Amounts are sites, all of one price; else money.
  bool is_counted_ = false;
  double most_ = 0.0;
  /// Amounts of money are multiples of this; 0: of nothing.
  double step_ = 0.0;
  /// No choice within this amount serves enough; below 0: nothing is known.
  double least_ = -1.0;
  /// The largest amount that was asked without a plan.
  double unclear_ = -1.0;
  double lowest_unclear_ = infinite;
  bool is_impossible_ = false;
  /// Whether the last amount that was refuted leaves no choice of sites at all.
  bool is_by_rules_ = false;
  bool is_by_shares_ = false;
  bool is_cut_short_ = false;
  PlanStatus why_ = PlanStatus::work_limit;
  CapacitatedRequirePlan plan_;
};

}  // namespace

CapacitatedRequirePlan solve_capacitated_require(const CapacitatedCoverProblem& problem, double share,
                                                 const CoverStop& stop) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  if (problem.count || problem.budget || problem.enough) refuse("a requirement finds out how much it takes");
  if (!(share >= 0.0 && share <= 1.0)) refuse("the share must be between 0 and 1");
  if (!problem.cost.empty() && problem.cost.size() != problem.reach.set_count() + problem.may_enlarge.size())
    refuse("there must be one cost for each candidate and each enlargement");
  for (const double cost : problem.cost)
    if (!(cost > 0.0 && std::isfinite(cost))) refuse("costs must be finite and above 0");
  return LeastAmountSearch(problem, share, stop).solve();
}

}  // namespace quarterhour
