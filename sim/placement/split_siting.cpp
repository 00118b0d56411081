#include "sim/placement/split_siting.h"

#include <cmath>
#include <limits>
#include <utility>

#include "sim/placement/plan_words.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// What the bound means. People are told rounded so that neither plan nor bound promises more than was proved.
BilingualName served_words(std::span<const Service> bundle, const SitingTask& task,
                           const CapacitatedCoverPlan& plan) {
  const BilingualName choice = choice_words(task);
  const BilingualName what = counted(bundle);
  const std::string served = with_thousands(std::floor(plan.objective + 1e-6));
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  if (plan.status == PlanStatus::optimal)
    return {"No choice of " + choice.en + " serves more " + what.en +
                " within reach than this plan, which serves " + served +
                " when they are shared out among sites that have room.",
            "本方案将需求分配到有余量的设施后可服务 " + served + " " + what.zh + "，" + choice.zh +
                "都不能服务更多的" + what.zh + "。"};
  return {"No choice of " + choice.en + " can serve more than " + bound + " " + what.en +
              " within reach; this plan serves " + served +
              " when they are shared out among sites that have room.",
          choice.zh + "最多只能服务 " + bound + " " + what.zh + "；本方案将需求分配到有余量的设施后可服务 " +
              served + " " + what.zh + "。"};
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
  if (task.budget) set_budget(problem, *task.budget, std::move(prices));
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
  return problem;
}

SplitPlan solve_split(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& siting,
                      const CapacitatedCoverProblem& problem) {
  CapacitatedCoverPlan plan = solve_capacitated_cover(problem, task.stop);
  SplitPlan answer;
  answer.plan = {{},       plan.objective, plan.bound,
                 plan.gap, plan.status,    plan.work,
                 {},       plan.found,     bundle.size() > 1 ? "needs" : "people"};
  answer.served_by_standing = std::move(plan.served_by_standing);
  for (std::size_t k = 0; k < plan.chosen.size(); ++k) {
    const auto priority = static_cast<int>(k) + 1;
    const std::size_t new_sites = problem.reach.set_count();
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
  if (plan.found)
    answer.plan.words = served_words(bundle, task, plan);
  else if (problem.reach.set_count() == 0 && problem.may_enlarge.empty())
    answer.plan.words = no_candidate_words(bundle, task, siting);
  else if (plan.status == PlanStatus::infeasible)
    answer.plan.words = choice_obstacle_words(bundle, task, siting, plan.reason);
  else
    answer.plan.words = no_plan_yet_words(bundle, task);
  return answer;
}

}  // namespace quarterhour
