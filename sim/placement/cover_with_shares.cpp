#include "sim/placement/cover_with_shares.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/placement/require_decision.h"
#include "sim/placement/ruled_sites.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 120'000'000;
/// Questions that may be asked with what work is left: each takes so much of it at most.
constexpr std::uint64_t questions = 6;
constexpr double optimal_gap = 1e-6;

class SharesSearch {
 public:
  SharesSearch(const CoverWithShares& problem, const CoverStop& stop)
      : cover_(problem.cover),
        stop_(stop),
        start_(std::chrono::steady_clock::now()),
        left_(stop.work.value_or(default_work)) {
    question_.demand = cover_.demand;
    question_.reach = cover_.reach;
    question_.covered_already = cover_.covered_already;
    if (cover_.budget) question_.cost = cover_.cost;
    question_.demand_unit = problem.demand_unit;
    question_.share_of_unit = problem.share_of_unit;
    question_.rules = cover_.rules;
    most_ = cover_.budget ? *cover_.budget : static_cast<double>(cover_.count.value_or(0));
    total_ = std::accumulate(cover_.demand.begin(), cover_.demand.end(), 0.0);
  }

  CoverWithSharesPlan run() {
    CoverWithSharesPlan answer;
    // Without the shares: a bound, and perhaps the answer.
    const CoverPlan free = solve_cover(cover_, part_of_stop(left_ / questions));
    spend(free.work);
    if (free.status == PlanStatus::infeasible) {
      answer.plan = free;
      return answer;
    }
    bound_ = free.bound;
    if (keeps_shares(free.chosen)) {
      plan_ = free;
      found_ = true;
    } else {
      const RequireDecision any = ask(0.0);
      if (any.answer == Feasibility::cannot) {
        answer.plan.status = PlanStatus::infeasible;
        answer.plan.reason = "the sites cannot cover the share of every unit";
        answer.plan.work = work_;
        answer.shortages = any.plan.shortages;
        return answer;
      }
      if (any.answer == Feasibility::can) take(any.plan.chosen);
      // Where the middle cannot be told, what is nearer to the bound may be refused more easily.
      double part = 0.5;
      constexpr double most_part = 0.95;
      while (found_ && gap() > std::max(stop_.gap, optimal_gap) && part < most_part && !stopped()) {
        const double asked = plan_.objective + part * (bound_ - plan_.objective);
        const RequireDecision answer_to = ask(asked / total_);
        if (answer_to.answer == Feasibility::unknown)
          part = 0.5 * (part + 1.0);
        else if (answer_to.answer == Feasibility::cannot)
          // A share is met within a billionth of the demand.
          bound_ = std::max(plan_.objective, std::min(bound_, asked));
        else if (!take(answer_to.plan.chosen))
          break;
      }
    }
    finish(answer);
    return answer;
  }

 private:
  [[nodiscard]] double seconds_left() const {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
    return stop_.seconds.value_or(std::numeric_limits<double>::infinity()) - taken.count();
  }
  bool stopped() {
    if (stop_.interrupted && stop_.interrupted())
      why_ = PlanStatus::interrupted;
    else if (seconds_left() <= 0.0)
      why_ = PlanStatus::time_limit;
    else if (left_ > 0)
      return false;
    return true;
  }
  void spend(std::uint64_t work) {
    work_ += work;
    left_ -= std::min(left_, work);
  }
  [[nodiscard]] CoverStop part_of_stop(std::uint64_t work) const {
    CoverStop part = stop_;
    part.work = std::max<std::uint64_t>(work, 1);
    if (part.seconds) part.seconds = std::max(seconds_left(), 0.01);
    part.progress = {};
    return part;
  }
  [[nodiscard]] double gap() const {
    return (bound_ - plan_.objective) / std::max(std::fabs(plan_.objective), 1e-9);
  }

  /// Demand that sites cover, in all and of each unit.
  [[nodiscard]] double covered_by(std::span<const std::uint32_t> chosen,
                                  std::vector<double>* of_unit = nullptr) const {
    std::vector<std::uint8_t> covered(cover_.demand.size(), 0);
    const auto mark = [&](IndexRun run) {
      std::fill(covered.begin() + run.begin, covered.begin() + run.end, std::uint8_t{1});
    };
    for (const IndexRun run : cover_.covered_already) mark(run);
    for (const std::uint32_t k : chosen)
      for (const IndexRun run : cover_.reach.set(k)) mark(run);
    double sum = 0.0;
    for (std::size_t i = 0; i < covered.size(); ++i) {
      if (covered[i] == 0) continue;
      sum += cover_.demand[i];
      if (of_unit != nullptr && question_.demand_unit[i] >= 0)
        (*of_unit)[static_cast<std::size_t>(question_.demand_unit[i])] += cover_.demand[i];
    }
    return sum;
  }

  [[nodiscard]] bool keeps_shares(std::span<const std::uint32_t> chosen) const {
    std::vector<double> of_unit(question_.share_of_unit.size(), 0.0);
    std::vector<double> all(of_unit.size(), 0.0);
    static_cast<void>(covered_by(chosen, &of_unit));
    for (std::size_t i = 0; i < cover_.demand.size(); ++i)
      if (question_.demand_unit[i] >= 0)
        all[static_cast<std::size_t>(question_.demand_unit[i])] += cover_.demand[i];
    for (std::size_t u = 0; u < all.size(); ++u)
      // As a requirement is met (require.h).
      if (of_unit[u] < question_.share_of_unit[u] * all[u] - 1e-9 * all[u]) return false;
    return true;
  }

  RequireDecision ask(double share) {
    question_.share = std::clamp(share, 0.0, 1.0);
    RequireDecision decision =
        decide_requirement(question_, most_, part_of_stop(left_ / questions), plan_.chosen);
    spend(decision.plan.work);
    if (decision.answer == Feasibility::unknown) why_ = decision.plan.status;
    return decision;
  }

  /// Fills up what money or places are left, and keeps the plan where it covers more.
  bool take(std::vector<std::uint32_t> chosen) {
    fill(chosen);
    const double covered = covered_by(chosen);
    if (found_ && covered <= plan_.objective) return false;
    found_ = true;
    plan_.chosen = std::move(chosen);
    plan_.objective = covered;
    bound_ = std::max(bound_, covered);
    if (stop_.progress) stop_.progress(plan_.objective, bound_, gap());
    return true;
  }

  void fill(std::vector<std::uint32_t>& chosen) {
    // Rules speak of all sites together.
    if (cover_.rules.any()) return;
    CoverProblem rest = cover_;
    double spent = 0.0;
    for (const std::uint32_t k : chosen) {
      const auto reach = cover_.reach.set(k);
      rest.covered_already.insert(rest.covered_already.end(), reach.begin(), reach.end());
      spent += cover_.budget ? cover_.cost[k] : 1.0;
    }
    if (cover_.budget)
      rest.budget = std::max(0.0, most_ - spent);
    else
      rest.count = std::max(0, *cover_.count - static_cast<int>(chosen.size()));
    const CoverPlan more = solve_cover(rest, part_of_stop(left_ / (4 * questions)));
    spend(more.work);
    if (more.status == PlanStatus::infeasible) return;
    for (const std::uint32_t k : more.chosen)
      if (std::find(chosen.begin(), chosen.end(), k) == chosen.end()) chosen.push_back(k);
  }

  void finish(CoverWithSharesPlan& answer) {
    answer.plan = plan_;
    answer.plan.work = work_;
    if (!found_) {
      answer.plan.status = why_;
      answer.plan.bound = bound_;
      answer.plan.reason = "the search ended before it found sites that cover the share of every unit";
      return;
    }
    answer.plan.bound = std::max(bound_, plan_.objective);
    answer.plan.gap = gap();
    answer.plan.status = answer.plan.gap <= optimal_gap ? PlanStatus::optimal
                         : answer.plan.gap <= stop_.gap ? PlanStatus::within_gap
                                                        : why_;
  }

  const CoverProblem& cover_;
  const CoverStop& stop_;
  std::chrono::steady_clock::time_point start_;
  std::uint64_t left_;
  std::uint64_t work_ = 0;
  RequireProblem question_;
  double most_ = 0.0;
  double total_ = 0.0;
  double bound_ = 0.0;
  CoverPlan plan_;
  bool found_ = false;
  PlanStatus why_ = PlanStatus::work_limit;
};

}  // namespace

CoverWithSharesPlan solve_cover_with_shares(const CoverWithShares& problem, const CoverStop& stop) {
  if (problem.demand_unit.size() != problem.cover.demand.size())
    throw std::invalid_argument("every demand point has a unit, or -1");
  if (problem.cover.left_out > 0.0) throw std::invalid_argument("with shares no candidate may be left out");
  return SharesSearch(problem, stop).run();
}

}  // namespace quarterhour
