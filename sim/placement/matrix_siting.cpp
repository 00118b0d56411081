#include <algorithm>
#include <limits>
#include <stdexcept>

#include "sim/placement/plan_words.h"
#include "sim/placement/require.h"
#include "sim/placement/siting.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

namespace {

double reach_of(const TravelMatrix& matrix, const Service& service) {
  const std::optional<double>& reach =
      matrix.quantity == Quantity::seconds ? service.reach_s : service.reach_m;
  if (!reach)
    throw std::invalid_argument("the travel matrix and the reach of service " + service.id +
                                " are not of the same quantity");
  return *reach;
}

/// The demand points within reach of each site.
IndexRuns reach_runs(const TravelMatrix& matrix, double reach) {
  std::vector<std::vector<std::uint32_t>> points(matrix.sites.size());
  for (const MatrixEntry& entry : matrix.entries)
    if (entry.value <= reach) points.at(entry.site).push_back(entry.demand);
  IndexRuns result;
  for (std::vector<std::uint32_t>& reached : points) {
    std::sort(reached.begin(), reached.end());
    reached.erase(std::unique(reached.begin(), reached.end()), reached.end());
    for (const std::uint32_t point : reached) {
      if (result.runs.size() > result.first.back() && result.runs.back().end == point)
        ++result.runs.back().end;
      else
        result.runs.push_back({point, point + 1});
    }
    result.first.push_back(result.runs.size());
  }
  return result;
}

/// Adds the scores of coverage in one state: by the sites whose reach is given.
void add_scores(const TravelMatrix& matrix, const Service& service, const std::string& state,
                std::span<const double> demand, std::span<const std::span<const IndexRun>> reach,
                StudyResult& result) {
  std::vector<bool> covered(matrix.demand.size(), false);
  for (const auto& runs : reach)
    for (const IndexRun run : runs)
      for (std::uint32_t i = run.begin; i < run.end; ++i) covered[i] = true;
  double all = 0.0;
  double people = 0.0;
  double points = 0.0;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    all += demand[i];
    if (!covered[i]) continue;
    people += demand[i];
    points += 1.0;
  }
  const auto add = [&](const char* metric, double value, const char* unit_of_measure) {
    const std::string group = service.demand.empty() ? "people" : service.demand.front().group;
    result.scores.push_back({state, service.id, group, "city", "city", metric, value, unit_of_measure});
  };
  add("people", all, "people");
  add("covered", people, "people");
  add("covered_share", all > 0.0 ? people / all : std::numeric_limits<double>::quiet_NaN(), "1");
  add("demand_points_covered", points, "1");
  add("demand_points_uncovered", static_cast<double>(covered.size()) - points, "1");
}

SolvedPlan solve(const Service& service, const SitingTask& task, const CoverProblem& problem,
                 const std::vector<double>& costs) {
  // What the words need to know of a study without a map: how many candidates there are.
  const std::span<const Service> bundle(&service, 1);
  SitingTask counted = task;
  SitingProblem siting;
  for (const double cost : costs) siting.candidates.push_back({{}, {}, 0, cost});
  counted.candidates = siting.candidates;
  if (task.problem == "require") {
    RequireProblem required;
    required.demand = problem.demand;
    required.reach = problem.reach;
    required.covered_already = problem.covered_already;
    required.share = task.share;
    if (std::any_of(costs.begin(), costs.end(), [](double cost) { return cost != 1.0; }))
      required.cost = costs;
    const RequirePlan plan = solve_require(required, task.stop);
    return solved(bundle, counted, siting, plan);
  }
  const CoverPlan plan = solve_cover(problem, task.stop);
  SolvedPlan answer = solved(bundle, counted, siting, plan);
  if (costs.empty()) answer.words = no_candidate_words(bundle, counted, siting);
  return answer;
}

}  // namespace

void plan_sites(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                StudyResult& result) {
  const IndexRuns reach = reach_runs(matrix, reach_of(matrix, service));
  const double rate = service.demand.empty() ? 1.0 : service.demand.front().rate;
  CoverProblem problem;
  for (const DemandPoint& point : matrix.demand) problem.demand.push_back(point.people * rate);
  problem.count = task.count;
  problem.budget = task.budget;
  std::vector<std::uint32_t> candidates;
  std::vector<double> costs;
  std::vector<std::uint32_t> standing;
  std::vector<std::span<const IndexRun>> in_order;
  // A site of an earlier plan for the service stands like an existing one.
  const auto planned_before = [&](const CandidateSite& site) {
    return std::any_of(result.sites.begin(), result.sites.end(), [&](const Site& other) {
      return other.planned && other.service == service.id && other.id == site.id;
    });
  };
  bool has_earlier_plan = false;
  for (std::uint32_t k = 0; k < matrix.sites.size(); ++k) {
    const auto runs = reach.set(k);
    const bool is_planned = planned_before(matrix.sites[k]);
    has_earlier_plan = has_earlier_plan || is_planned;
    if (matrix.sites[k].existing || is_planned) {
      standing.push_back(k);
      in_order.push_back(runs);
      problem.covered_already.insert(problem.covered_already.end(), runs.begin(), runs.end());
      continue;
    }
    candidates.push_back(k);
    problem.reach.runs.insert(problem.reach.runs.end(), runs.begin(), runs.end());
    problem.reach.first.push_back(problem.reach.runs.size());
    costs.push_back(matrix.sites[k].cost);
  }
  if (task.budget) problem.cost = costs;
  const SolvedPlan plan = solve(service, task, problem, costs);
  conclude(task, service.id, plan, result);

  // Scores are those of the ledger and of all plans: the first plan's "before", the last one's "after".
  std::erase_if(result.scores, [&](const ScoreRow& row) {
    return has_earlier_plan && row.service == service.id && row.state == "after";
  });
  if (!has_earlier_plan) add_scores(matrix, service, "before", problem.demand, in_order, result);
  for (const std::uint32_t k : plan.chosen) in_order.push_back(reach.set(candidates[k]));
  add_scores(matrix, service, "after", problem.demand, in_order, result);

  const std::vector<SiteWorth> worth = worth_of_sites(problem.demand, in_order);
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
  const auto add_site = [&](std::uint32_t k, const SiteWorth& of_site, int priority) {
    const CandidateSite& candidate = matrix.sites[k];
    Site site;
    site.id = candidate.id;
    site.name = candidate.name;
    site.service = service.id;
    site.location = {nowhere, nowhere};
    site.planned = !candidate.existing;
    site.people_in_reach = of_site.people_covered;
    site.people_alone = of_site.marginal_worth;
    PlanRow row;
    row.problem = task.problem;
    row.site_id = site.id;
    row.service = service.id;
    row.level = service.level;
    row.location = site.location;
    row.capacity = service.capacity.value_or(nowhere);
    row.people_covered = of_site.people_covered;
    row.people_newly_covered = of_site.people_newly_covered;
    row.marginal_worth = of_site.marginal_worth;
    row.priority = priority;
    row.cost = candidate.existing ? 0.0 : candidate.cost;
    row.existing = candidate.existing;
    row.action = candidate.existing ? "keep" : "new";
    result.plan.push_back(std::move(row));
    const bool known = std::any_of(result.sites.begin(), result.sites.end(), [&](const Site& other) {
      return other.id == site.id && other.service == site.service;
    });
    if (!known) result.sites.push_back(std::move(site));
  };
  for (std::size_t k = 0; k < plan.chosen.size(); ++k)
    add_site(candidates[plan.chosen[k]], worth[standing.size() + k], static_cast<int>(k) + 1);
  for (std::size_t k = 0; k < standing.size(); ++k)
    if (matrix.sites[standing[k]].existing) add_site(standing[k], worth[k], 0);
}

}  // namespace quarterhour
