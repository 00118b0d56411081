#include "sim/placement/siting_rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sim/errors.h"

namespace quarterhour {

namespace {

/// 412300 as "412,300".
std::string with_thousands(double whole) {
  std::string digits = std::to_string(static_cast<long long>(whole));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

/// A number as short as it can be: "12", "2.5".
std::string plain(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

BilingualName choice_words(const SitingTask& task) {
  if (task.budget)
    return {"sites within a budget of " + plain(*task.budget),
            "预算 " + plain(*task.budget) + " 以内的任何选址"};
  const int count = task.count.value_or(0);
  return {std::to_string(count) + (count == 1 ? " new site" : " new sites"),
          "任选 " + std::to_string(count) + " 处新址"};
}

BilingualName bound_words(const SitingTask& task, const CoverPlan& plan) {
  const BilingualName choice = choice_words(task);
  // A plan is told rounded down and a bound rounded up, so that neither promises more than was proved; a
  // millionth of a person is rounding.
  const std::string covered = with_thousands(std::floor(plan.objective + 1e-6));
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  if (plan.status == PlanStatus::optimal)
    return {"No choice of " + choice.en + " covers more people than this plan, which covers " + covered + ".",
            "本方案覆盖 " + covered + " 人，" + choice.zh + "都不能覆盖更多的人。"};
  return {"No choice of " + choice.en + " can cover more than " + bound + " people; this plan covers " +
              covered + ".",
          choice.zh + "最多只能覆盖 " + bound + " 人；本方案覆盖 " + covered + " 人。"};
}

BilingualName infeasible_words(const SitingTask& task, const Service& service, std::size_t candidates) {
  const std::string name = service.name.en.empty() ? service.id : service.name.en;
  const std::string name_zh = service.name.zh.empty() ? name : service.name.zh;
  if (candidates == 0)
    return {
        "There is no admissible site for a new facility of " + name + ": no candidate meets the conditions.",
        "没有可供新建" + name_zh + "的地点：没有任何候选点满足条件。"};
  const std::string budget = plain(task.budget.value_or(0.0));
  return {"The budget of " + budget + " is below the cost of the cheapest site for " + name + ".",
          "预算 " + budget + " 低于新建" + name_zh + "最便宜候选点的成本。"};
}

}  // namespace

std::vector<SiteWorth> worth_of_sites(std::span<const double> demand,
                                      std::span<const std::span<const IndexRun>> reach) {
  std::vector<std::uint32_t> times(demand.size(), 0);
  std::vector<SiteWorth> worth(reach.size());
  for (std::size_t k = 0; k < reach.size(); ++k)
    for (const IndexRun run : reach[k])
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        worth[k].people_covered += demand[i];
        if (times[i]++ == 0) worth[k].people_newly_covered += demand[i];
      }
  for (std::size_t k = 0; k < reach.size(); ++k)
    for (const IndexRun run : reach[k])
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (times[i] == 1) worth[k].marginal_worth += demand[i];
  return worth;
}

std::vector<std::string> new_site_ids(const std::string& service, std::size_t count,
                                      const std::vector<Site>& taken) {
  const std::size_t width = std::max<std::size_t>(2, std::to_string(count).size());
  std::vector<std::string> ids;
  for (std::size_t number = 1; ids.size() < count; ++number) {
    std::string digits = std::to_string(number);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    std::string id = service + "-plan-" + digits;
    if (std::none_of(taken.begin(), taken.end(), [&](const Site& site) { return site.id == id; }))
      ids.push_back(std::move(id));
  }
  return ids;
}

ProofRow proof_row(const SitingTask& task, const Service& service, const CoverPlan& plan,
                   std::size_t candidates) {
  ProofRow row;
  row.problem = task.problem;
  row.service = service.id;
  row.objective = plan.objective;
  row.bound = plan.bound;
  row.gap = plan.gap;
  row.status = name_of(plan.status);
  row.work = plan.work;
  row.seed = task.stop.seed;
  row.words = plan.status == PlanStatus::infeasible ? infeasible_words(task, service, candidates)
                                                    : bound_words(task, plan);
  return row;
}

void conclude(const SitingTask& task, const Service& service, const CoverPlan& plan, std::size_t candidates,
              StudyResult& result) {
  result.proof.push_back(proof_row(task, service, plan, candidates));
  if (plan.status == PlanStatus::infeasible) throw InfeasiblePlan(result.proof.back().words.en);
  if (plan.status == PlanStatus::interrupted) result.interrupted = true;
  if (plan.status == PlanStatus::time_limit)
    result.notes.push_back({"note", "The plan for " + service.id +
                                        " was stopped by the clock: another run may find another plan"});
}

}  // namespace quarterhour
