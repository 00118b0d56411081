#include "sim/placement/cover_as_median.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/capacitated.h"
#include "sim/placement/cover_search.h"
#include "sim/placement/unit_needs.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
constexpr double share_tolerance = 1e-9;
constexpr std::uint64_t default_work = 400'000'000;

/// What is asked of the median.
enum class Asked { most_served, shares_only };

/// A covering problem as a median: candidates, enlargements, what stands, and after them where people are left out.
struct Model {
  CapacitatedProblem median;
  /// The covering problem's number of each point.
  std::vector<std::uint32_t> point;
  std::size_t new_sites = 0;
  std::size_t standing = 0;
  /// Demand of the points.
  double reached = 0.0;
  /// A unit whose share is out of reach whatever is chosen.
  bool is_refuted = false;
};

class ModelBuilder {
 public:
  ModelBuilder(const CapacitatedCoverProblem& problem, Asked asked) : problem_(problem), asked_(asked) {}

  Model build() {
    model_.new_sites = problem_.reach.set_count() + problem_.may_enlarge.size();
    model_.standing = problem_.standing.set_count();
    CapacitatedProblem& median = model_.median;
    for (std::uint32_t k = 0; k < problem_.reach.set_count(); ++k)
      add_site(problem_.reach.set(k), problem_.capacity.front(), false);
    for (std::size_t k = 0; k < problem_.may_enlarge.size(); ++k)
      add_site(problem_.standing.set(problem_.may_enlarge[k]), problem_.enlargement[k], false);
    for (std::size_t k = 0; k < model_.standing; ++k)
      add_site(problem_.standing.set(k), problem_.capacity_of_standing[k], true);
    choose_points();
    add_ways();
    median.splits = !problem_.whole;
    median.ways.candidates = median.capacity.size();
    set_limits();
    return std::move(model_);
  }

 private:
  [[nodiscard]] int unit_of(std::size_t i) const {
    return problem_.unit_of_point.empty() ? -1 : problem_.unit_of_point[i];
  }
  void add_site(std::span<const IndexRun> reach, double capacity, bool stands) {
    reach_.push_back(reach);
    model_.median.capacity.push_back(capacity);
    model_.median.stands.push_back(stands ? 1 : 0);
  }

  /// Points with demand within reach of anything; how much of each unit may be left out, less whoever is out of reach anyway.
  void choose_points() {
    std::vector<std::uint8_t> is_reached(problem_.demand.size(), 0);
    for (const std::span<const IndexRun> runs : reach_)
      for (const IndexRun run : runs)
        std::fill(is_reached.begin() + run.begin, is_reached.begin() + run.end, std::uint8_t{1});
    std::vector<CompensatedSum> of_unit(problem_.least_share.size());
    std::vector<CompensatedSum> out_of_reach(problem_.least_share.size());
    CompensatedSum reached;
    for (std::uint32_t i = 0; i < is_reached.size(); ++i) {
      if (!(problem_.demand[i] > 0.0)) continue;
      const int unit = unit_of(i);
      if (unit >= 0) {
        of_unit[static_cast<std::size_t>(unit)].add(problem_.demand[i]);
        if (is_reached[i] == 0) out_of_reach[static_cast<std::size_t>(unit)].add(problem_.demand[i]);
      }
      if (is_reached[i] == 0 || (unit < 0 && asked_ == Asked::shares_only)) continue;
      model_.point.push_back(i);
      model_.median.ways.demand.push_back(problem_.demand[i]);
      reached.add(problem_.demand[i]);
    }
    model_.reached = reached.value();
    for (std::size_t u = 0; u < of_unit.size(); ++u) {
      const double share = std::max(0.0, problem_.least_share[u] - share_tolerance);
      const double all = of_unit[u].value();
      const double left = all - share * all - out_of_reach[u].value();
      model_.is_refuted = model_.is_refuted || left < -share_tolerance * all;
      may_leave_.push_back(std::max(0.0, left));
    }
  }

  void add_ways() {
    // Being left out: of each unit as much as may be, of those of no unit anybody; where only shares are asked for, more of a unit at its cost.
    constexpr std::uint32_t none = 0xFFFFFFFFU;
    std::vector<std::uint32_t> left_out_of_unit(may_leave_.size(), none);
    const auto add_left_out = [&](double capacity) {
      model_.median.capacity.push_back(capacity);
      model_.median.stands.push_back(1);
      return static_cast<std::uint32_t>(model_.median.capacity.size() - 1);
    };
    for (std::size_t u = 0; u < may_leave_.size(); ++u) left_out_of_unit[u] = add_left_out(may_leave_[u]);
    const std::uint32_t left_out = add_left_out(infinity);
    std::vector<std::size_t> count(problem_.demand.size() + 1, 0);
    for (const std::span<const IndexRun> runs : reach_)
      for (const IndexRun run : runs)
        for (std::uint32_t i = run.begin; i < run.end; ++i) ++count[i];
    std::vector<std::size_t> at(problem_.demand.size(), 0);
    WaysToSites& ways = model_.median.ways.ways;
    std::size_t total = 0;
    const auto more_ways_out = [&](std::uint32_t i) -> std::size_t {
      return unit_of(i) < 0 || asked_ == Asked::most_served ? 1 : 2;
    };
    for (const std::uint32_t i : model_.point) {
      at[i] = total;
      total += count[i] + more_ways_out(i);
      ways.first.push_back(total);
    }
    ways.candidate.assign(total, 0);
    ways.cost.assign(total, 0.0);
    std::vector<std::uint8_t> is_point(problem_.demand.size(), 0);
    for (const std::uint32_t i : model_.point) is_point[i] = 1;
    for (std::uint32_t site = 0; site < reach_.size(); ++site)
      for (const IndexRun run : reach_[site])
        for (std::uint32_t i = run.begin; i < run.end; ++i)
          if (is_point[i] != 0) ways.candidate[at[i]++] = site;
    for (const std::uint32_t i : model_.point) {
      const int unit = unit_of(i);
      const auto add = [&](std::uint32_t candidate, double cost) {
        ways.candidate[at[i]] = candidate;
        ways.cost[at[i]++] = cost;
      };
      if (unit >= 0)
        add(left_out_of_unit[static_cast<std::size_t>(unit)], asked_ == Asked::most_served ? 1.0 : 0.0);
      if (unit < 0 || asked_ == Asked::shares_only) add(left_out, 1.0);
    }
  }

  void set_limits() {
    WaysProblem& ways = model_.median.ways;
    const std::size_t all = ways.candidates;
    ways.count = problem_.count;
    ways.budget = problem_.budget;
    if (problem_.budget) {
      ways.cost = problem_.cost;
      ways.cost.resize(all, 1.0);
    }
    ways.rules = problem_.rules;
    SiteRules& rules = ways.rules;
    if (!problem_.may_enlarge.empty()) {
      rules.unit.resize(problem_.reach.set_count(), -1);
      rules.unit.resize(model_.new_sites, static_cast<std::int32_t>(rules.least.size()));
      rules.least.push_back(0);
      rules.most.push_back(problem_.most_enlarged.value_or(std::numeric_limits<int>::max()));
    }
    if (!rules.unit.empty()) rules.unit.resize(all, -1);
    if (rules.spacing_m > 0.0) rules.location.resize(all, {nowhere, nowhere});
  }

  const CapacitatedCoverProblem& problem_;
  Asked asked_;
  Model model_;
  std::vector<std::span<const IndexRun>> reach_;
  std::vector<double> may_leave_;
};

/// Who is served by whom, in the covering problem's numbers.
void take_plan(const CapacitatedCoverProblem& problem, const Model& model, const CapacitatedPlan& median,
               CapacitatedCoverPlan& plan) {
  plan.found = true;
  plan.chosen = median.chosen;
  std::vector<CompensatedSum> served(model.new_sites + model.standing);
  std::vector<CompensatedSum> served_of_unit(problem.least_share.size());
  CompensatedSum all;
  for (const ServedPart& part : median.served) {
    if (part.site >= served.size()) continue;
    const std::uint32_t i = model.point[part.point];
    const double people = problem.demand[i] * part.part;
    served[part.site].add(people);
    all.add(people);
    if (!problem.unit_of_point.empty() && problem.unit_of_point[i] >= 0)
      served_of_unit[static_cast<std::size_t>(problem.unit_of_point[i])].add(people);
  }
  plan.objective = all.value();
  plan.served.clear();
  for (const std::uint32_t k : plan.chosen) plan.served.push_back(served[k].value());
  plan.served_by_standing.clear();
  for (std::size_t k = 0; k < model.standing; ++k)
    plan.served_by_standing.push_back(served[model.new_sites + k].value());
  std::vector<CompensatedSum> of_unit(problem.least_share.size());
  for (std::size_t i = 0; i < problem.unit_of_point.size(); ++i)
    if (problem.unit_of_point[i] >= 0)
      of_unit[static_cast<std::size_t>(problem.unit_of_point[i])].add(problem.demand[i]);
  plan.share_of_unit.clear();
  for (std::size_t u = 0; u < of_unit.size(); ++u)
    plan.share_of_unit.push_back(of_unit[u].value() > 0.0 ? served_of_unit[u].value() / of_unit[u].value()
                                                          : nowhere);
}

/// Why count or budget and rules allow no new sites at all, whomever they serve.
std::string rules_broken(const CapacitatedCoverProblem& problem, const CoverStop& stop) {
  if (!problem.may_enlarge.empty()) return {};
  WaysProblem limits;
  limits.candidates = problem.reach.set_count();
  limits.count = problem.count;
  limits.budget = problem.budget;
  if (problem.budget) limits.cost = problem.cost;
  limits.rules = problem.rules;
  return limits_broken(limits, stop);
}

}  // namespace

CapacitatedCoverPlan try_least_shares(const CapacitatedCoverProblem& problem,
                                      const std::vector<std::uint32_t>& start, const CoverStop& stop) {
  CapacitatedCoverPlan plan;
  Model model = ModelBuilder(problem, Asked::shares_only).build();
  WorkMeter meter(stop, stop.work.value_or(default_work));
  if (model.is_refuted || needs_too_many_sites(problem, stop, meter)) {
    plan.status = PlanStatus::infeasible;
    plan.by_shares = true;
    plan.work = meter.done();
    return plan;
  }
  if (model.reached > 0.0) model.median.all = model.reached;
  model.median.enough = 0.0;
  model.median.start = start;
  const CapacitatedPlan median =
      solve_capacitated_median(model.median, part_of(stop, stop.gap, meter.left()));
  plan.work = meter.done() + median.work;
  plan.reason = median.reason;
  // Whoever is left beyond what may be pays, and somebody always can.
  plan.status = median.status;
  if (median.status == PlanStatus::infeasible) return plan;
  // As exact as the sum of what is left out.
  if (median.found && median.objective <= share_tolerance * model.reached) {
    take_plan(problem, model, median, plan);
    plan.status = PlanStatus::optimal;
  } else if (median.bound > 0.0) {
    plan.status = PlanStatus::infeasible;
    plan.by_shares = true;
  } else if (!is_cut_short(median.status)) {
    plan.status = PlanStatus::work_limit;
  }
  return plan;
}

CapacitatedCoverPlan solve_cover_as_median(const CapacitatedCoverProblem& problem, const CoverStop& stop) {
  WorkMeter meter(stop, stop.work.value_or(default_work));
  const bool has_shares = std::any_of(problem.least_share.begin(), problem.least_share.end(),
                                      [](double share) { return share > 0.0; });
  CapacitatedCoverPlan refuted;
  if (has_shares && needs_too_many_sites(problem, stop, meter)) {
    refuted.status = PlanStatus::infeasible;
    // Rules that leave no choice at all come first.
    refuted.reason = rules_broken(problem, stop);
    refuted.by_shares = refuted.reason.empty();
    refuted.work = meter.done();
    return refuted;
  }
  // Without wholeness and shares: no plan serves more.
  CapacitatedCoverProblem relaxed = problem;
  relaxed.whole = false;
  relaxed.unit_of_point.clear();
  relaxed.least_share.clear();
  CapacitatedCoverPlan plan =
      solve_capacitated_cover(relaxed, part_of(stop, 0.25 * stop.gap, meter.left() / 3));
  meter.add(plan.work);
  if (!plan.found) {
    plan.work = meter.done();
    return plan;
  }
  std::vector<std::uint32_t> start = plan.chosen;
  const double most = plan.bound;
  CapacitatedCoverPlan result;
  result.bound = most;
  if (problem.enough && most < *problem.enough) {
    result.status = PlanStatus::work_limit;
    result.work = meter.done();
    return result;
  }
  if (has_shares) {
    result = try_least_shares(problem, start, part_of(stop, 0.0, meter.left() / 2));
    meter.add(result.work);
    result.bound = most;
    if (result.status == PlanStatus::infeasible || is_cut_short(result.status)) {
      result.work = meter.done();
      result.found = false;
      return result;
    }
    if (result.found) start = result.chosen;
  }
  Model model = ModelBuilder(problem, Asked::most_served).build();
  model.median.all = model.reached;
  model.median.at_least = std::max(0.0, model.reached - most);
  model.median.start = std::move(start);
  if (problem.enough) model.median.enough = std::max(0.0, model.reached - *problem.enough);
  CoverStop rest = part_of(stop, stop.gap, meter.left());
  rest.progress = stop.progress;
  // Nobody to serve.
  if (model.point.empty()) {
    model.median.all.reset();
    model.median.enough.reset();
  }
  const CapacitatedPlan median = solve_capacitated_median(model.median, rest);
  meter.add(median.work);
  result.work = meter.done();
  if (median.found) {
    take_plan(problem, model, median, result);
  } else if (!result.found) {
    result.status = median.status;
    result.by_shares = median.status == PlanStatus::infeasible && has_shares;
    return result;
  }
  // Outward by what the difference rounds off.
  if (median.found || median.status == PlanStatus::infeasible)
    result.bound =
        std::min(most, (model.reached - std::min(median.bound, model.reached)) * (1.0 + 0x1.0p-50));
  // Less than anybody whole is nobody.
  const std::vector<double>& demand = model.median.ways.demand;
  if (problem.whole && !demand.empty() && result.bound < *std::min_element(demand.begin(), demand.end()))
    result.bound = 0.0;
  result.bound = std::max(result.bound, result.objective);
  result.gap = (result.bound - result.objective) / std::max(result.objective, 1e-9);
  result.status =
      status_at(result.gap, stop.gap, is_cut_short(median.status) ? median.status : PlanStatus::work_limit);
  return result;
}

}  // namespace quarterhour
