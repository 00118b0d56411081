#include "sim/placement/center_search.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "sim/placement/cover_search.h"
#include "sim/placement/limited_sites.h"
#include "sim/placement/require_decision.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t default_work = 400'000'000;
/// Of all work, what one question may take at most.
constexpr std::uint64_t questions = 8;
/// Where what is left is so small a share of the longest way, the question just below it is asked.
constexpr double nearly_nothing = 1e-6;

class CenterSearch {
 public:
  CenterSearch(const WaysProblem& problem, const CenterGround& ground, const CoverStop& stop)
      : problem_(problem), ground_(ground), stop_(stop), meter_(stop, stop.work.value_or(default_work)) {}

  void run(std::span<const double> least) {
    // Some have no shorter way whatever is built.
    low_ = longest(least);
    double limit = std::max(low_, ground_.first_limit);
    while (!found() && !meter_.spent()) {
      const Feasibility answer = ask(limit);
      if (answer == Feasibility::cannot && limit >= farthest()) return;
      limit = std::min(2.0 * limit, farthest());
      if (answer == Feasibility::unknown && limit >= farthest()) return;
    }
    // What could not be said is not asked again: above it may lie a plan, below it a proof.
    double open_above = low_;
    while (!meter_.spent() && high_ > low_ && high_ - low_ > stop_.gap * high_) {
      const double from = std::max(low_, open_above);
      const bool is_last = high_ - from <= nearly_nothing * high_;
      const double limit_now = is_last ? ground_.just_below(high_) : 0.5 * (from + high_);
      const Feasibility answer = limit_now < low_ ? Feasibility::cannot : ask(limit_now);
      if (answer == Feasibility::can) continue;
      if (is_last && answer == Feasibility::cannot) low_ = high_;
      if (answer == Feasibility::unknown) open_above = limit_now;
      if (is_last) return;
      tell();
    }
  }

  [[nodiscard]] bool found() const { return high_ < infinity; }
  [[nodiscard]] bool refuted() const { return low_ >= farthest(); }
  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }
  [[nodiscard]] WorkMeter& meter() { return meter_; }
  /// The plan with the lowest of candidates that are alike, within its own longest way.
  [[nodiscard]] std::vector<std::uint32_t> settled() const {
    const std::optional<IndexRuns> reach = ground_.reached(high_);
    if (!reach) return chosen_;
    std::vector<std::uint8_t> counts;
    std::vector<double> demand;
    for (std::size_t i = 0; i < problem_.demand.size(); ++i) {
      counts.push_back(problem_.demand[i] > 0.0 && problem_.to_standing(i) > high_ ? 1 : 0);
      demand.push_back(counts.back() != 0 ? problem_.demand[i] : 0.0);
    }
    if (!problem_.is_limited())
      return by_demand_added(*reach, std::move(demand), with_lowest_candidates(*reach, counts, chosen_));
    const LimitedSites limits = limits_of(problem_);
    const auto may_replace = [&](std::uint32_t other, std::uint32_t site,
                                 std::span<const std::uint32_t> chosen) {
      if (limits.cost_of(other) > limits.cost_of(site)) return false;
      LimitedRoom room(limits);
      for (const std::uint32_t k : chosen) room.add(k);
      return room.allows_exchange(other, site);
    };
    const std::vector<std::uint32_t> lowest = with_lowest_candidates(*reach, counts, chosen_, may_replace);
    return with_minima(problem_.rules, lowest, by_demand_added(*reach, std::move(demand), lowest));
  }

 private:
  /// Nobody needs to be asked about beyond.
  [[nodiscard]] double farthest() const { return std::max(ground_.farthest, ground_.first_limit); }
  [[nodiscard]] double longest(std::span<const double> ways) const {
    double longest = 0.0;
    for (std::size_t i = 0; i < problem_.demand.size(); ++i)
      if (problem_.demand[i] > 0.0) longest = std::max(longest, ways[i]);
    return longest;
  }

  /// Whether the sites that may be chosen reach everybody within `limit`; keeps the plan, and what is refuted.
  Feasibility ask(double limit) {
    RequireProblem covering;
    covering.demand = problem_.demand;
    std::optional<IndexRuns> reached = ground_.reached(limit);
    if (!reached) return Feasibility::unknown;
    covering.reach = *std::move(reached);
    for (std::uint32_t i = 0; i < problem_.demand.size(); ++i)
      if (problem_.to_standing(i) <= limit) covering.covered_already.push_back({i, i + 1});
    covering.rules = problem_.rules;
    if (problem_.budget) covering.cost = problem_.cost;
    CoverStop stop;
    stop.seed = stop_.seed;
    stop.work = std::max<std::uint64_t>(1, std::min(meter_.left(), meter_.limit() / questions));
    stop.interrupted = stop_.interrupted;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    if (stop_.seconds) stop.seconds = std::max(0.0, *stop_.seconds - spent.count());
    const RequireDecision decision = decide_requirement(
        covering, problem_.budget ? *problem_.budget : static_cast<double>(*problem_.count), stop);
    meter_.add(decision.plan.work + 1);
    if (decision.answer == Feasibility::cannot) low_ = std::max(low_, limit);
    if (decision.answer != Feasibility::can) return decision.answer;
    const double needs = longest(ground_.nearest(decision.plan.chosen));
    // A share is met within a part in a thousand million: here everybody counts.
    if (needs > limit) return Feasibility::unknown;
    if (needs < high_) {
      high_ = needs;
      chosen_ = decision.plan.chosen;
    }
    return Feasibility::can;
  }

  void tell() const {
    if (stop_.progress && found()) stop_.progress(high_, low_, (high_ - low_) / std::max(high_, 1e-9));
  }

  const WaysProblem& problem_;
  const CenterGround& ground_;
  const CoverStop& stop_;
  WorkMeter meter_;
  std::vector<std::uint32_t> chosen_;
  /// No plan has a shorter longest way; the plan in hand has this.
  double low_ = 0.0;
  double high_ = infinity;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

CenterPlan search_center(const WaysProblem& problem, const CenterGround& ground,
                         std::span<const double> least, const CoverStop& stop) {
  CenterSearch search(problem, ground, stop);
  search.run(least);
  CenterPlan plan;
  plan.work = search.meter().done();
  plan.bound = search.low();
  if (!search.found()) {
    plan.status = search.refuted() ? PlanStatus::infeasible : search.meter().why();
    return plan;
  }
  plan.found = true;
  plan.chosen = search.settled();
  plan.objective = search.high();
  plan.bound = std::min(search.low(), plan.objective);
  plan.gap = (plan.objective - plan.bound) / std::max(plan.objective, 1e-9);
  plan.status = status_at(plan.gap, stop.gap, search.meter().why());
  return plan;
}

}  // namespace quarterhour
