#include "sim/placement/rearranged_siting.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/placement/plan_words.h"
#include "sim/placement/planned_sites.h"
#include "sim/placement/spendable.h"

namespace quarterhour {

namespace {

/// Positions in `siting.standing` of facilities that may close.
std::vector<std::size_t> movable(const SitingProblem& siting, const StudyResult& result) {
  std::vector<std::size_t> positions;
  for (std::size_t k = 0; k < siting.standing.size(); ++k) {
    const Site& site = result.sites[siting.standing[k]];
    if (!site.planned && site.counts_as.empty()) positions.push_back(k);
  }
  return positions;
}

void append(IndexRuns& sets, std::span<const IndexRun> set) {
  sets.runs.insert(sets.runs.end(), set.begin(), set.end());
  sets.first.push_back(sets.runs.size());
}

/// Existing facilities come first: of equally good plans the one that leaves them is the lowest.
CoverProblem problem_of(const City& city, TravelFields& fields, const SitingTask& task, SitingProblem& siting,
                        std::span<const std::size_t> may_close) {
  CoverProblem problem;
  problem.demand = siting.demand;
  for (std::size_t k = 0; k < siting.standing.size(); ++k) {
    const auto reach = siting.standing_reach.set(k);
    if (std::binary_search(may_close.begin(), may_close.end(), k))
      append(problem.reach, reach);
    else
      problem.covered_already.insert(problem.covered_already.end(), reach.begin(), reach.end());
  }
  siting.reach = {};
  std::vector<std::uint32_t> all(siting.candidates.size());
  std::iota(all.begin(), all.end(), 0U);
  const IndexRuns of_new = whole_reach(city, fields, siting, all);
  for (std::size_t k = 0; k < of_new.set_count(); ++k) append(problem.reach, of_new.set(k));
  const auto existing = static_cast<int>(may_close.size());
  if (task.budget) {
    std::vector<double> cost(may_close.size(), task.closing_brings);
    for (const Candidate& candidate : siting.candidates) cost.push_back(candidate.cost);
    set_budget(problem, *task.budget + task.closing_brings * existing, std::move(cost));
    return problem;
  }
  problem.count = task.count.value_or(0) + existing;
  problem.rules.unit.assign(problem.reach.set_count(), -1);
  std::fill_n(problem.rules.unit.begin(), existing, 0);
  problem.rules.least = {std::max(0, existing - task.most_moved)};
  problem.rules.most = {existing};
  return problem;
}

/// How many existing facilities the new sites need out of the way.
std::size_t closings_needed(const SitingTask& task, const SitingProblem& siting,
                            std::span<const std::uint32_t> chosen_new) {
  if (!task.budget) {
    const auto allowed = static_cast<std::size_t>(task.count.value_or(0));
    return chosen_new.size() > allowed ? chosen_new.size() - allowed : 0;
  }
  double cost = 0.0;
  for (const std::uint32_t k : chosen_new) cost += siting.candidates[k].cost;
  const double missing = cost - *task.budget * (1.0 + 1e-12);
  return missing > 0.0 ? static_cast<std::size_t>(std::ceil(missing / task.closing_brings * (1.0 - 1e-12)))
                       : 0;
}

void close(std::size_t position, StudyResult& result) {
  const Site closing = result.sites[position];
  for (Site& site : result.sites) {
    // What it gives because it gives this closes with it.
    const bool goes =
        site.id == closing.id && (site.service == closing.service || site.counts_as == closing.service);
    if (!goes || site.planned) continue;
    site.closed = true;
    site.people_nearest = site.people_in_reach = site.people_alone = 0.0;
  }
}

}  // namespace

Made plan_rearranged(const City& city, TravelFields& fields, std::span<const Service> bundle,
                     const SitingTask& task, StudyResult& result, const ReachGathering& gathering) {
  Made made;
  // Who covers little beside what stands may cover much without it.
  made.siting =
      siting_problem(city, fields, bundle, task, result, {gathering.batch, SIZE_MAX, gathering.most_ways});
  const std::vector<std::size_t> may_close = movable(made.siting, result);
  if (made.siting.candidates.empty()) {
    made.plan.found = false;
    made.plan.status = PlanStatus::infeasible;
    made.plan.words = no_candidate_words(bundle, task, made.siting);
    return made;
  }
  const CoverPlan cover = solve_cover(problem_of(city, fields, task, made.siting, may_close), task.stop);
  made.plan = solved(bundle, task, made.siting, cover);
  if (!made.plan.found) return made;

  const auto existing = static_cast<std::uint32_t>(may_close.size());
  std::vector<std::uint32_t> chosen_new;
  std::vector<std::uint8_t> is_kept(existing, 0);
  for (const std::uint32_t k : made.plan.chosen) {
    if (k < existing)
      is_kept[k] = 1;
    else
      chosen_new.push_back(k - existing);
  }
  // Those whose going nobody notices stay as far as they may.
  std::size_t closing = closings_needed(task, made.siting, chosen_new);
  std::vector<std::size_t> closed;
  for (std::size_t k = existing; k-- > 0;) {
    if (is_kept[k] != 0) continue;
    if (closing == 0) continue;
    --closing;
    closed.push_back(made.siting.standing[may_close[k]]);
  }
  std::sort(closed.begin(), closed.end());
  for (const std::size_t position : closed) close(position, result);

  SitingTask rest = task;
  rest.candidates.clear();
  for (const std::uint32_t k : chosen_new) rest.candidates.push_back(made.siting.candidates[k]);
  made.siting = siting_problem(city, fields, bundle, rest, result, gathering);
  made.plan.chosen.resize(chosen_new.size());
  std::iota(made.plan.chosen.begin(), made.plan.chosen.end(), 0U);
  made.worth = worth_of_all(city, fields, made.siting, made.plan);
  made.closed = std::move(closed);
  return made;
}

}  // namespace quarterhour
