#include "sim/placement/center.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/placement/cover_search.h"
#include "sim/placement/require_decision.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 400'000'000;
/// Of all work, what one try may take at most.
constexpr std::uint64_t tries = 8;

class CenterSearch {
 public:
  CenterSearch(const WaysProblem& problem, const CoverStop& stop)
      : problem_(problem), stop_(stop), meter_(stop, stop.work.value_or(default_work)) {
    for (std::uint32_t i = 0; i < problem.demand.size(); ++i)
      if (problem.demand[i] > 0.0) points_.push_back(i);
    double needed = 0.0;
    for (const std::uint32_t i : points_) {
      double least = problem.to_standing(i);
      for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
        least = std::min(least, problem.ways.cost[w]);
      needed = std::max(needed, least);
    }
    // The objective is one of these: nothing below what somebody needs at least can do.
    values_.push_back(needed);
    for (const std::uint32_t i : points_) {
      if (std::isfinite(problem.to_standing(i))) values_.push_back(problem.to_standing(i));
      for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
        values_.push_back(problem.ways.cost[w]);
    }
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    values_.erase(values_.begin(), std::lower_bound(values_.begin(), values_.end(), needed));
    answers_.assign(values_.size(), Answer::unasked);
    above_ = values_.size();
  }

  void run() {
    if (ask(values_.size() - 1) != Answer::can) return;
    // The least for which a plan is found, then the most that is refuted: they differ only where a try was cut short.
    narrow([](Answer answer) { return answer == Answer::can; });
    narrow([](Answer answer) { return answer != Answer::cannot; });
  }

  /// Values below `below` are refuted; the plan in hand needs values_[above].
  [[nodiscard]] bool found() const { return above_ < values_.size(); }
  [[nodiscard]] bool refuted_all() const { return below_ == values_.size(); }
  [[nodiscard]] double bound() const { return values_[std::min(below_, values_.size() - 1)]; }
  [[nodiscard]] WorkMeter& meter() { return meter_; }
  /// The plan with the lowest of candidates that are alike, within its own longest way, by what each then adds.
  [[nodiscard]] std::vector<std::uint32_t> settled() const {
    const std::vector<double> nearest = nearest_costs(problem_, chosen_);
    double longest = 0.0;
    for (const std::uint32_t i : points_) longest = std::max(longest, nearest[i]);
    std::vector<std::uint8_t> counts;
    std::vector<double> demand;
    for (const std::uint32_t i : points_) {
      counts.push_back(problem_.to_standing(i) > longest ? 1 : 0);
      demand.push_back(counts.back() != 0 ? problem_.demand[i] : 0.0);
    }
    const IndexRuns reach = reach_within(problem_, points_, longest);
    return by_demand_added(reach, std::move(demand), with_lowest_candidates(reach, counts, chosen_));
  }

 private:
  enum class Answer { unasked, can, cannot, unknown };

  template <class Holds>
  void narrow(Holds holds) {
    std::size_t low = below_;
    std::size_t high = above_;
    while (low < high && !meter_.spent()) {
      if (good_enough()) return;
      const std::size_t middle = low + (high - low) / 2;
      const Answer answer = ask(middle);
      tell();
      if (holds(answer))
        high = std::min(middle, above_);
      else
        low = middle + 1;
      low = std::max(low, std::min(below_, high));
    }
  }

  [[nodiscard]] bool good_enough() const {
    return found() && values_[above_] - bound() <= stop_.gap * std::max(values_[above_], 1e-9);
  }

  void tell() const {
    if (stop_.progress && found())
      stop_.progress(values_[above_], bound(), (values_[above_] - bound()) / std::max(values_[above_], 1e-9));
  }

  Answer ask(std::size_t value) {
    if (value < below_) return Answer::cannot;
    if (value >= above_) return Answer::can;
    if (answers_[value] != Answer::unasked) return answers_[value];
    return answers_[value] = tried(value);
  }

  Answer tried(std::size_t value) {
    const double limit = values_[value];
    RequireProblem covering;
    covering.demand.reserve(points_.size());
    for (const std::uint32_t i : points_) covering.demand.push_back(problem_.demand[i]);
    covering.reach = reach_within(problem_, points_, limit);
    for (std::uint32_t place = 0; place < points_.size(); ++place)
      if (problem_.to_standing(points_[place]) <= limit)
        covering.covered_already.push_back({place, place + 1});
    CoverStop stop;
    stop.seed = stop_.seed;
    stop.work = std::max<std::uint64_t>(1, std::min(meter_.left(), meter_.limit() / tries));
    stop.interrupted = stop_.interrupted;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    if (stop_.seconds) stop.seconds = std::max(0.0, *stop_.seconds - spent.count());
    const RequireDecision decision = decide_requirement(covering, static_cast<double>(problem_.count), stop);
    meter_.add(decision.plan.work);
    // A share is met within a part in a thousand million: here everybody counts.
    if (decision.answer == Feasibility::can && reaches_all(decision.plan.chosen, limit)) {
      chosen_ = decision.plan.chosen;
      above_ = value;
      return Answer::can;
    }
    if (decision.answer != Feasibility::cannot) return Answer::unknown;
    below_ = std::max(below_, value + 1);
    return Answer::cannot;
  }

  [[nodiscard]] bool reaches_all(const std::vector<std::uint32_t>& chosen, double limit) const {
    const std::vector<double> nearest = nearest_costs(problem_, chosen);
    return std::all_of(points_.begin(), points_.end(), [&](std::uint32_t i) { return nearest[i] <= limit; });
  }

  const WaysProblem& problem_;
  const CoverStop& stop_;
  WorkMeter meter_;
  std::vector<std::uint32_t> points_;
  std::vector<double> values_;
  std::vector<Answer> answers_;
  std::vector<std::uint32_t> chosen_;
  std::size_t below_ = 0;
  std::size_t above_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

CenterPlan solve_center(const WaysProblem& problem, const CoverStop& stop) {
  check_ways(problem);
  CenterPlan plan;
  plan.unreachable = unreachable_points(problem);
  if (!plan.unreachable.empty()) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }
  CenterSearch search(problem, stop);
  search.run();
  plan.work = search.meter().done();
  if (!search.found()) {
    plan.status = search.refuted_all() ? PlanStatus::infeasible : search.meter().why();
    return plan;
  }
  plan.found = true;
  plan.chosen = search.settled();
  const std::vector<double> nearest = nearest_costs(problem, plan.chosen);
  for (std::size_t i = 0; i < nearest.size(); ++i)
    if (problem.demand[i] > 0.0) plan.objective = std::max(plan.objective, nearest[i]);
  plan.bound = std::min(search.bound(), plan.objective);
  plan.gap = (plan.objective - plan.bound) / std::max(plan.objective, 1e-9);
  if (plan.gap <= 1e-6)
    plan.status = PlanStatus::optimal;
  else if (plan.gap <= stop.gap)
    plan.status = PlanStatus::within_gap;
  else
    plan.status = search.meter().why();
  return plan;
}

}  // namespace quarterhour
