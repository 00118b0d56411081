#include "sim/placement/split_siting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "sim/errors.h"
#include "sim/placement/capacitated_fair.h"
#include "sim/placement/fair_words.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// How people are given to sites.
BilingualName sharing_words(const SitingTask& task) {
  if (task.assignment == Assignment::whole)
    return {"each place goes whole to one site that has room", "将每个地点整体分配给一处有余量的设施"};
  return {"they are shared out among sites that have room", "将需求分配到有余量的设施"};
}

/// What the bound means. People are told rounded so that neither plan nor bound promises more than was proved.
BilingualName served_words(std::span<const Service> bundle, const SitingTask& task,
                           const CapacitatedCoverPlan& plan) {
  const BilingualName choice = choice_words(task);
  const BilingualName what = counted(bundle);
  const std::string served = with_thousands(std::floor(plan.objective + 1e-6));
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  const BilingualName sharing = sharing_words(task);
  if (plan.status == PlanStatus::optimal)
    return {"No choice of " + choice.en + " serves more " + what.en +
                " within reach than this plan, which serves " + served + " when " + sharing.en + ".",
            "本方案" + sharing.zh + "后可服务 " + served + " " + what.zh + "，" + choice.zh +
                "都不能服务更多的" + what.zh + "。"};
  return {"No choice of " + choice.en + " can serve more than " + bound + " " + what.en +
              " within reach; this plan serves " + served + " when " + sharing.en + ".",
          choice.zh + "最多只能服务 " + bound + " " + what.zh + "；本方案" + sharing.zh + "后可服务 " +
              served + " " + what.zh + "。"};
}

BilingualName required_words(std::span<const Service> bundle, const SitingTask& task,
                             const CapacitatedRequirePlan& plan, bool has_prices) {
  const BilingualName goal = requirement_words(bundle, task);
  const BilingualName room = room_words(task);
  // Rounded down: a bound that is told must not be above the one that was proved.
  const std::string cost = short_number(plan.cost);
  const std::string bound =
      short_number(has_prices ? std::floor(plan.bound * 1e6) / 1e6 : std::ceil(plan.bound - 1e-6));
  const bool is_best = plan.status == PlanStatus::optimal && plan.cost - plan.bound <= 1e-9 * plan.cost;
  const BilingualName sharing = sharing_words(task);
  const std::string en = " when " + sharing.en + room.en;
  const std::string zh = "（" + sharing.zh + room.zh + "）";
  if (has_prices && is_best)
    return {"No choice that serves " + goal.en + en + ", costs less than this plan: " + cost + ".",
            "能够服务" + goal.zh + zh + "的方案中，没有比本方案（成本 " + cost + "）更便宜的。"};
  if (has_prices)
    return {"No choice that serves " + goal.en + en + ", can cost less than " + bound + "; this plan costs " +
                cost + ".",
            "能够服务" + goal.zh + zh + "的方案，成本不可能低于 " + bound + "；本方案成本 " + cost + "。"};
  if (is_best)
    return {"No fewer than " + cost + " new sites serve " + goal.en + en + ": this plan is the smallest.",
            "少于 " + cost + " 处新址无法服务" + goal.zh + zh + "：本方案已是最少。"};
  return {"At least " + bound + " new sites are needed to serve " + goal.en + en + "; this plan has " + cost +
              ".",
          "要服务" + goal.zh + zh + "，至少需要 " + bound + " 处新址；本方案为 " + cost + " 处。"};
}

/// No choice of sites gives every unit its share.
BilingualName no_shares_words(std::span<const Service> bundle, const SitingTask& task) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName goal = requirement_words(bundle, task);
  const BilingualName sharing = sharing_words(task);
  return {"No choice of sites for " + subject.en + " serves " + goal.en + " when " + sharing.en + ".",
          subject.zh + "的任何选址" + sharing.zh + "后都无法服务" + goal.zh + "。"};
}

BilingualName required_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                      const SitingProblem& siting, const CapacitatedRequirePlan& plan) {
  if (plan.by_rules) return choice_obstacle_words(bundle, task, siting, "");
  if (plan.by_shares) return no_shares_words(bundle, task);
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName what = counted(bundle);
  const std::string servable = with_thousands(std::ceil(plan.servable - 1e-6));
  const std::string required = with_thousands(std::ceil(plan.required - 1e-6));
  return {"No choice of sites for " + subject.en + " serves more than " + servable + " " + what.en + "; " +
              required + " are required.",
          subject.zh + "的任何选址最多只能服务 " + servable + " " + what.zh + "，而要求为 " + required + " " +
              what.zh + "。"};
}

/// Splits the chosen into new sites and enlargements; what is served by each.
template <class Plan>
void take_sites(const CapacitatedCoverProblem& problem, Plan& plan, SplitPlan& answer) {
  answer.served_by_standing = std::move(plan.served_by_standing);
  const std::size_t new_sites = problem.reach.set_count();
  for (std::size_t k = 0; k < plan.chosen.size(); ++k) {
    const auto priority = static_cast<int>(k) + 1;
    if (plan.chosen[k] < new_sites) {
      answer.plan.chosen.push_back(plan.chosen[k]);
      answer.served_by_new.push_back(plan.served[k]);
      answer.priority.push_back(priority);
    } else {
      const std::size_t standing = problem.may_enlarge[plan.chosen[k] - new_sites];
      answer.enlarged.push_back({standing, priority});
      answer.served_by_standing[standing] += plan.served[k];
    }
  }
}

SplitPlan solve_split_fairness(std::span<const Service> bundle, const SitingTask& task,
                               const SitingProblem& siting, const CapacitatedCoverProblem& problem) {
  CapacitatedFairPlan plan = solve_capacitated_fair(problem, task.stop);
  SplitPlan answer;
  take_sites(problem, plan, answer);
  FairPlan fair;
  fair.found = plan.found;
  fair.chosen = answer.plan.chosen;
  fair.share = std::move(plan.share);
  fair.order = std::move(plan.order);
  fair.objective = plan.objective;
  fair.bound = plan.bound;
  fair.gap = plan.gap;
  fair.status = plan.status;
  fair.work = plan.work;
  answer.plan = solved(bundle, task, siting, fair);
  if (!plan.found && plan.status == PlanStatus::infeasible)
    answer.plan.words = choice_obstacle_words(bundle, task, siting, plan.reason);
  return answer;
}

SplitPlan solve_split_requirement(std::span<const Service> bundle, const SitingTask& task,
                                  const SitingProblem& siting, const CapacitatedCoverProblem& problem) {
  CapacitatedRequirePlan plan = solve_capacitated_require(problem, task.share, task.stop);
  const bool has_prices = !problem.cost.empty();
  SplitPlan answer;
  answer.plan = {{},       plan.cost,   plan.bound,
                 plan.gap, plan.status, plan.work,
                 {},       plan.found,  has_prices ? "cost" : "sites"};
  take_sites(problem, plan, answer);
  if (plan.found)
    answer.plan.words = required_words(bundle, task, plan, has_prices);
  else if (plan.status == PlanStatus::infeasible)
    answer.plan.words = required_obstacle_words(bundle, task, siting, plan);
  else
    answer.plan.words = no_plan_yet_words(bundle, task);
  return answer;
}

}  // namespace

double capacity_of_new(const SitingTask& task, const Service& service) {
  return std::isfinite(task.capacity_of_new) ? task.capacity_of_new : service.capacity.value_or(unlimited);
}

void set_limits(const SitingTask& task, std::vector<double> prices, std::vector<std::uint32_t> may_enlarge,
                CapacitatedCoverProblem& problem) {
  problem.count = task.count;
  if (task.enlarge_by > 0.0) {
    problem.may_enlarge = std::move(may_enlarge);
    problem.enlargement.assign(problem.may_enlarge.size(), task.enlarge_by);
    problem.most_enlarged = task.most_enlarged;
    prices.resize(prices.size() + problem.may_enlarge.size(), task.enlargement_cost);
  }
  if (task.budget) {
    set_budget(problem, *task.budget, std::move(prices));
    return;
  }
  const auto costs_more = [](double price) { return price != 1.0; };
  if (task.problem == "require" && std::any_of(prices.begin(), prices.end(), costs_more))
    problem.cost = std::move(prices);
}

CapacitatedCoverProblem split_problem(std::span<const Service> bundle, const SitingTask& task,
                                      const StudyResult& result, SitingProblem& siting) {
  CapacitatedCoverProblem problem;
  problem.demand = siting.demand;
  problem.reach = std::exchange(siting.reach, {});
  problem.standing = siting.standing_reach;
  problem.rules = siting.rules;
  for (const Service& service : bundle) problem.capacity.push_back(capacity_of_new(task, service));
  std::vector<std::uint32_t> may_enlarge;
  for (const std::size_t k : siting.standing) {
    const Site& site = result.sites[k];
    const double capacity = site.capacity + site.enlarged_by;
    if (!site.planned && site.counts_as.empty() && !std::isnan(capacity) && site.enlarged_by == 0.0)
      may_enlarge.push_back(static_cast<std::uint32_t>(problem.capacity_of_standing.size()));
    problem.capacity_of_standing.push_back(std::isnan(capacity) ? unlimited : capacity);
  }
  std::vector<double> prices;
  for (const Candidate& candidate : siting.candidates) prices.push_back(candidate.cost);
  set_limits(task, std::move(prices), std::move(may_enlarge), problem);
  problem.first_point.assign(siting.services.size(), 0);
  siting.points.for_each([&](std::size_t place) {
    for (std::size_t s = 1; s < siting.services.size(); ++s)
      if (place < siting.services[s].offset) ++problem.first_point[s];
  });
  problem.whole = task.assignment == Assignment::whole;
  if (task.share_per_unit || task.problem == "fair") {
    problem.unit_of_point = siting.demand_unit;
    problem.least_share.assign(siting.units->units.size(), task.share_per_unit.value_or(0.0));
  }
  return problem;
}

void check_pairs(const CapacitatedCoverProblem& problem, std::size_t most) {
  if (!problem.whole && problem.least_share.empty()) return;
  std::size_t pairs = 0;
  for (const IndexRuns* reach : {&problem.reach, &problem.standing})
    for (const IndexRun run : reach->runs) pairs += run.end - run.begin;
  if (pairs <= most) return;
  throw InputError(
      InputFault{"", 0, "place.assignment", problem.whole ? "whole" : "split",
                 "candidates reach places " + std::to_string(pairs) + " times, more than the " +
                     std::to_string(most) + " that a plan of whole places, or with shares of units, can hold",
                 "Name fewer candidates, with candidates = { file = … } or a larger min_people"});
}

SplitPlan solve_split(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& siting,
                      const CapacitatedCoverProblem& problem) {
  if (task.problem == "require") return solve_split_requirement(bundle, task, siting, problem);
  if (task.problem == "fair") return solve_split_fairness(bundle, task, siting, problem);
  CapacitatedCoverPlan plan = solve_capacitated_cover(problem, task.stop);
  SplitPlan answer;
  answer.plan = {{},       plan.objective, plan.bound,
                 plan.gap, plan.status,    plan.work,
                 {},       plan.found,     bundle.size() > 1 ? "needs" : "people"};
  take_sites(problem, plan, answer);
  if (plan.found)
    answer.plan.words = served_words(bundle, task, plan);
  else if (problem.reach.set_count() == 0 && problem.may_enlarge.empty())
    answer.plan.words = no_candidate_words(bundle, task, siting);
  else if (plan.by_shares)
    answer.plan.words = no_shares_words(bundle, task);
  else if (plan.status == PlanStatus::infeasible)
    answer.plan.words = choice_obstacle_words(bundle, task, siting, plan.reason);
  else
    answer.plan.words = no_plan_yet_words(bundle, task);
  return answer;
}

}  // namespace quarterhour
