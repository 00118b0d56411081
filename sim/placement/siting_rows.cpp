#include "sim/placement/siting_rows.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/errors.h"

namespace quarterhour {

std::vector<SiteWorth> worth_of_sites(std::span<const double> demand,
                                      std::span<const std::span<const IndexRun>> reach, int times) {
  const auto enough = static_cast<std::uint32_t>(times);
  std::vector<std::uint32_t> reached(demand.size(), 0);
  std::vector<SiteWorth> worth(reach.size());
  for (std::size_t k = 0; k < reach.size(); ++k)
    for (const IndexRun run : reach[k])
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        worth[k].people_covered += demand[i];
        if (++reached[i] == enough) worth[k].people_newly_covered += demand[i];
      }
  for (std::size_t k = 0; k < reach.size(); ++k)
    for (const IndexRun run : reach[k])
      for (std::uint32_t i = run.begin; i < run.end; ++i)
        if (reached[i] == enough) worth[k].marginal_worth += demand[i];
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

void mark_enlarged(PlanRow& row, const SitingTask& task, const Enlarged& enlarged) {
  row.action = "enlarge";
  row.priority = enlarged.priority;
  row.cost = task.enlargement_cost;
}

void conclude(const SitingTask& task, const std::string& subject, const SolvedPlan& plan,
              StudyResult& result) {
  ProofRow row;
  row.problem = task.problem;
  row.service = subject;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  row.objective = plan.found ? plan.objective : nan;
  row.bound = plan.found ? plan.bound : nan;
  row.gap = plan.found ? plan.gap : nan;
  row.status = name_of(plan.status);
  row.work = plan.work;
  row.seed = task.stop.seed;
  row.words = plan.words;
  row.unit_of_measure = plan.unit_of_measure;
  row.times = task.times;
  row.with_links = !task.links.empty();
  result.proof.push_back(std::move(row));
  if (plan.status == PlanStatus::interrupted) result.interrupted = true;
  if (!plan.found) throw InfeasiblePlan(plan.words.en);
  if (plan.status == PlanStatus::time_limit)
    result.notes.push_back(
        {"note", "The plan for " + subject + " was stopped by the clock: another run may find another plan"});
}

}  // namespace quarterhour
