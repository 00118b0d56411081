#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/placement/backup_siting.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/require.h"
#include "sim/placement/siting.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/siting_rows.h"
#include "sim/placement/spendable.h"
#include "sim/placement/split_siting.h"
#include "sim/placement/trade_off.h"
#include "sim/placement/ways_siting.h"
#include "sim/placement/ways_words.h"

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

/// What is asked of ways: those to the candidates, and to the nearest of the sites that stand.
WaysProblem ways_problem(const TravelMatrix& matrix, const std::vector<double>& demand,
                         const std::vector<std::uint32_t>& candidates,
                         const std::vector<std::uint32_t>& standing) {
  constexpr double nowhere = std::numeric_limits<double>::infinity();
  constexpr std::uint32_t none = 0xFFFFFFFFU;
  std::vector<std::uint32_t> candidate_of(matrix.sites.size(), none);
  for (std::uint32_t k = 0; k < candidates.size(); ++k) candidate_of[candidates[k]] = k;
  std::vector<bool> stands(matrix.sites.size(), false);
  for (const std::uint32_t k : standing) stands[k] = true;
  WaysProblem problem;
  problem.demand = demand;
  problem.candidates = candidates.size();
  problem.standing.assign(demand.size(), nowhere);
  // Of a pair that stands twice the shorter way counts, as it does for coverage.
  std::vector<std::vector<std::pair<std::uint32_t, double>>> of_point(demand.size());
  for (const MatrixEntry& entry : matrix.entries) {
    if (stands.at(entry.site))
      problem.standing[entry.demand] = std::min(problem.standing[entry.demand], entry.value);
    else if (candidate_of[entry.site] != none)
      of_point.at(entry.demand).emplace_back(candidate_of[entry.site], entry.value);
  }
  for (auto& ways : of_point) {
    std::sort(ways.begin(), ways.end());
    for (std::size_t w = 0; w < ways.size(); ++w) {
      if (w > 0 && ways[w].first == ways[w - 1].first) continue;
      problem.ways.candidate.push_back(ways[w].first);
      problem.ways.cost.push_back(ways[w].second);
    }
    problem.ways.first.push_back(problem.ways.cost.size());
  }
  return problem;
}

/// Adds the mean and the longest way of those who reach any of the sites whose columns are named, and the share of the others.
void add_way_scores(const TravelMatrix& matrix, const Service& service, const std::string& state,
                    const std::vector<double>& demand, const std::vector<std::uint32_t>& sites,
                    StudyResult& result) {
  const std::vector<double> nearest = ways_problem(matrix, demand, {}, sites).standing;
  const bool in_metres = matrix.quantity == Quantity::metres;
  const double unit = in_metres ? 1.0 : 60.0;
  double people = 0.0;
  double sum = 0.0;
  double longest = 0.0;
  double unreached = 0.0;
  for (std::size_t i = 0; i < demand.size(); ++i) {
    if (!(demand[i] > 0.0)) continue;
    if (std::isinf(nearest[i])) {
      unreached += demand[i];
      continue;
    }
    people += demand[i];
    sum += demand[i] * nearest[i];
    longest = std::max(longest, nearest[i]);
  }
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const auto add = [&](const std::string& metric, double value, const char* unit_of_measure) {
    const std::string group = service.demand.empty() ? "people" : service.demand.front().group;
    result.scores.push_back({state, service.id, group, "city", "city", metric, value, unit_of_measure});
  };
  const std::string of = in_metres ? "_metres" : "_minutes";
  const char* const measure = in_metres ? "m" : "min";
  add("mean" + of, people > 0.0 ? sum / people / unit : undefined, measure);
  add("longest" + of, people > 0.0 ? longest / unit : undefined, measure);
  add("unreached_share", people + unreached > 0.0 ? unreached / (people + unreached) : undefined, "1");
}

/// The site of a service that an earlier plan left; nullptr: none did.
template <class Sites>
auto* known_site(const CandidateSite& site, const Service& service, Sites& sites) {
  const auto known = std::find_if(sites.begin(), sites.end(), [&](const Site& other) {
    return other.id == site.id && other.service == service.id;
  });
  return known == sites.end() ? nullptr : &*known;
}

/// What a site that stands serves at most, NaN without a limit: what an earlier plan gave it, else the service's.
double capacity_of(const CandidateSite& site, const Service& service, const StudyResult& result) {
  const Site* const known = known_site(site, service, result.sites);
  if (known != nullptr && !std::isnan(known->capacity)) return known->capacity + known->enlarged_by;
  return service.capacity.value_or(std::numeric_limits<double>::quiet_NaN());
}

/// Whether an earlier plan enlarged a site.
bool is_enlarged(const CandidateSite& site, const Service& service, const StudyResult& result) {
  const Site* const known = known_site(site, service, result.sites);
  return known != nullptr && known->enlarged_by > 0.0;
}

/// What a matrix says of one service: whom each site reaches, which sites stand, which may be chosen.
struct MatrixSites {
  IndexRuns reach;
  std::vector<double> demand;
  std::vector<std::uint32_t> candidates;
  std::vector<double> costs;
  std::vector<std::uint32_t> standing;
};

/// A plan, and under capacities whom it gives to the new sites and to those that stand, which it may enlarge; the priority of each new site
/// among those (empty: as they stand).
struct MatrixPlan {
  SolvedPlan plan;
  std::vector<double> assigned_to_new;
  std::vector<double> assigned_to_standing;
  std::vector<Enlarged> enlarged{};
  std::vector<int> priority{};
};

CoverProblem cover_problem(const MatrixSites& sites, const SitingTask& task) {
  CoverProblem problem;
  problem.demand = sites.demand;
  problem.count = task.count;
  if (task.budget) set_budget(problem, *task.budget, sites.costs);
  for (const std::uint32_t k : sites.standing) {
    const auto runs = sites.reach.set(k);
    problem.covered_already.insert(problem.covered_already.end(), runs.begin(), runs.end());
  }
  for (const std::uint32_t k : sites.candidates) {
    const auto runs = sites.reach.set(k);
    problem.reach.runs.insert(problem.reach.runs.end(), runs.begin(), runs.end());
    problem.reach.first.push_back(problem.reach.runs.size());
  }
  return problem;
}

MatrixPlan plan_ways(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                     const MatrixSites& sites, StudyResult& result) {
  const std::span<const Service> bundle(&service, 1);
  const bool in_metres = matrix.quantity == Quantity::metres;
  MatrixPlan made;
  if (sites.candidates.empty()) {
    made.plan.found = false;
    made.plan.status = PlanStatus::infeasible;
    made.plan.words = no_candidate_words(bundle, task, {});
    made.plan.unit_of_measure = unit_of_ways(in_metres);
    return made;
  }
  WaysPlan solved;
  if (task.assignment != Assignment::nearest) {
    // What stands has a capacity too, so that it matters who goes there.
    std::vector<std::uint32_t> all = sites.candidates;
    all.insert(all.end(), sites.standing.begin(), sites.standing.end());
    std::vector<double> capacity;
    for (const std::uint32_t k : sites.standing)
      capacity.push_back(capacity_of(matrix.sites[k], service, result));
    WaysProblem problem = ways_problem(matrix, sites.demand, all, {});
    problem.standing.clear();
    problem.cost = sites.costs;
    solved = solve_ways_with_capacities(bundle, task, std::move(problem), capacity, in_metres);
  } else {
    WaysProblem problem = ways_problem(matrix, sites.demand, sites.candidates, sites.standing);
    problem.cost = sites.costs;
    solved = solve_ways(bundle, task, std::move(problem), in_metres);
  }
  made.plan = std::move(solved.plan);
  made.plan.unit_of_measure = unit_of_ways(in_metres);
  made.assigned_to_new = std::move(solved.assigned_to_new);
  made.assigned_to_standing = std::move(solved.assigned_to_standing);
  if (made.plan.found && !solved.left_out.empty()) {
    std::string ids;
    constexpr std::size_t most_named = 20;
    for (std::size_t k = 0; k < std::min(most_named, solved.left_out.size()); ++k)
      ids += (k == 0 ? ": " : ", ") + matrix.demand[solved.left_out[k]].id;
    if (solved.left_out.size() > most_named) ids += ", …";
    result.notes.push_back(
        {"warning",
         excluded_words(bundle, task, solved.demand_left_out, solved.left_out.size()).en + ids + "."});
  }
  return made;
}

MatrixPlan plan_split(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                      const MatrixSites& sites, const StudyResult& result) {
  CoverProblem cover = cover_problem(sites, task);
  CapacitatedCoverProblem shared;
  shared.demand = std::move(cover.demand);
  shared.reach = std::move(cover.reach);
  shared.capacity = {capacity_of_new(task, service)};
  std::vector<std::uint32_t> may_enlarge;
  for (const std::uint32_t k : sites.standing) {
    const auto runs = sites.reach.set(k);
    shared.standing.runs.insert(shared.standing.runs.end(), runs.begin(), runs.end());
    shared.standing.first.push_back(shared.standing.runs.size());
    const double capacity = capacity_of(matrix.sites[k], service, result);
    if (matrix.sites[k].existing && !std::isnan(capacity) && !is_enlarged(matrix.sites[k], service, result))
      may_enlarge.push_back(static_cast<std::uint32_t>(shared.capacity_of_standing.size()));
    shared.capacity_of_standing.push_back(std::isnan(capacity) ? std::numeric_limits<double>::infinity()
                                                               : capacity);
  }
  set_limits(task, sites.costs, std::move(may_enlarge), shared);
  shared.whole = task.assignment == Assignment::whole;
  SplitPlan split = solve_split(std::span<const Service>(&service, 1), task, {}, shared);
  return {std::move(split.plan), std::move(split.served_by_new), std::move(split.served_by_standing),
          std::move(split.enlarged), std::move(split.priority)};
}

MatrixPlan plan_backup(const Service& service, const SitingTask& task, const MatrixSites& sites) {
  CoverProblem cover = cover_problem(sites, task);
  IndexRuns standing;
  for (const std::uint32_t k : sites.standing) {
    const auto runs = sites.reach.set(k);
    standing.runs.insert(standing.runs.end(), runs.begin(), runs.end());
    standing.first.push_back(standing.runs.size());
  }
  BackupCoverProblem problem;
  problem.need = needs_beside(standing, cover.demand.size(), task.times);
  problem.demand = std::move(cover.demand);
  problem.reach = std::move(cover.reach);
  problem.count = cover.count;
  problem.cost = std::move(cover.cost);
  problem.budget = cover.budget;
  const CoverPlan plan = solve_backup_cover(problem, task.stop);
  return {solved(std::span<const Service>(&service, 1), task, {}, plan), {}, {}};
}

MatrixPlan make_plan(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                     const MatrixSites& sites, StudyResult& result) {
  if (is_about_ways(task)) return plan_ways(matrix, service, task, sites, result);
  if (may_split(task, sites.candidates.size())) return plan_split(matrix, service, task, sites, result);
  if (task.times > 1 && !sites.candidates.empty()) return plan_backup(service, task, sites);
  return {solve(service, task, cover_problem(sites, task), sites.costs), {}, {}};
}

}  // namespace

void plan_sites(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                StudyResult& result) {
  MatrixSites sites;
  sites.reach = reach_runs(matrix, reach_of(matrix, service));
  const double rate = service.demand.empty() ? 1.0 : service.demand.front().rate;
  for (const DemandPoint& point : matrix.demand) sites.demand.push_back(point.people * rate);
  std::vector<std::span<const IndexRun>> in_order;
  // A site of an earlier plan for the service stands like an existing one.
  const auto planned_before = [&](const CandidateSite& site) {
    return std::any_of(result.sites.begin(), result.sites.end(), [&](const Site& other) {
      return other.planned && other.service == service.id && other.id == site.id;
    });
  };
  const bool has_earlier_plan =
      std::any_of(result.scores.begin(), result.scores.end(),
                  [&](const ScoreRow& row) { return row.service == service.id && row.state == "after"; });
  for (std::uint32_t k = 0; k < matrix.sites.size(); ++k) {
    if (matrix.sites[k].existing || planned_before(matrix.sites[k])) {
      sites.standing.push_back(k);
      in_order.push_back(sites.reach.set(k));
    } else {
      sites.candidates.push_back(k);
      sites.costs.push_back(matrix.sites[k].cost);
    }
  }
  const MatrixPlan made = make_plan(matrix, service, task, sites, result);
  const SolvedPlan& plan = made.plan;
  add_front(
      task, service.id, plan,
      [&](const SitingTask& of) { return make_plan(matrix, service, of, sites, result).plan; }, result);
  conclude(task, service.id, plan, result);

  // Scores are those of the ledger and of all plans: the first plan's "before", the last one's "after".
  std::erase_if(result.scores, [&](const ScoreRow& row) {
    return has_earlier_plan && row.service == service.id && row.state == "after";
  });
  std::vector<std::uint32_t> open = sites.standing;
  if (!has_earlier_plan) {
    add_scores(matrix, service, "before", sites.demand, in_order, result);
    add_way_scores(matrix, service, "before", sites.demand, open, result);
  }
  for (const std::uint32_t k : plan.chosen) {
    in_order.push_back(sites.reach.set(sites.candidates[k]));
    open.push_back(sites.candidates[k]);
  }
  add_scores(matrix, service, "after", sites.demand, in_order, result);
  add_way_scores(matrix, service, "after", sites.demand, open, result);

  const std::vector<SiteWorth> worth = worth_of_sites(sites.demand, in_order, task.times);
  constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
  const auto add_site = [&](std::uint32_t k, const SiteWorth& of_site, int priority, double assigned,
                            const Enlarged* enlarged = nullptr) {
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
    const bool has_own = !candidate.existing && std::isfinite(task.capacity_of_new);
    site.capacity = has_own ? task.capacity_of_new : service.capacity.value_or(nowhere);
    if (enlarged != nullptr) site.enlarged_by = task.enlarge_by;
    row.capacity = (has_own ? site.capacity : capacity_of(candidate, service, result)) + site.enlarged_by;
    row.people_covered = of_site.people_covered;
    row.people_newly_covered = of_site.people_newly_covered;
    row.marginal_worth = of_site.marginal_worth;
    row.priority = priority;
    row.people_assigned = assigned;
    row.cost = candidate.existing ? 0.0 : candidate.cost;
    row.existing = candidate.existing;
    row.action = candidate.existing ? "keep" : "new";
    if (enlarged != nullptr) mark_enlarged(row, task, *enlarged);
    result.plan.push_back(std::move(row));
    Site* const known = known_site(candidate, service, result.sites);
    if (known == nullptr)
      result.sites.push_back(std::move(site));
    else if (enlarged != nullptr)
      known->enlarged_by = task.enlarge_by;
  };
  for (std::size_t k = 0; k < plan.chosen.size(); ++k)
    add_site(sites.candidates[plan.chosen[k]], worth[sites.standing.size() + k],
             made.priority.empty() ? static_cast<int>(k) + 1 : made.priority[k],
             made.assigned_to_new.empty() ? nowhere : made.assigned_to_new[k]);
  for (std::size_t k = 0; k < sites.standing.size(); ++k) {
    const auto enlarged = std::find_if(made.enlarged.begin(), made.enlarged.end(),
                                       [k](const Enlarged& of) { return of.standing == k; });
    if (matrix.sites[sites.standing[k]].existing)
      add_site(sites.standing[k], worth[k], 0,
               made.assigned_to_standing.empty() ? nowhere : made.assigned_to_standing[k],
               enlarged == made.enlarged.end() ? nullptr : &*enlarged);
  }
}

}  // namespace quarterhour
