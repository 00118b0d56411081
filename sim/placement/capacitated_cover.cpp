#include "sim/placement/capacitated_cover.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "sim/placement/shared_search.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 300'000'000;

SharedGround ground_of(const CapacitatedCoverProblem& problem,
                       std::span<const std::vector<double>> capacity) {
  static constexpr std::uint32_t one_level = 0;
  return {problem.demand,
          problem.first_point,
          problem.reach,
          problem.standing,
          problem.capacity_of_standing,
          std::span(&one_level, 1),
          capacity,
          problem.count};
}

/// The same without capacities: a plan that keeps the rules or the reason why there is none, and something that no plan exceeds.
CoverPlan without_capacities(const CapacitatedCoverProblem& problem, const CoverStop& stop,
                             std::uint64_t work) {
  CoverProblem open;
  open.demand = problem.demand;
  open.reach = problem.reach;
  open.covered_already = problem.standing.runs;
  open.count = problem.count;
  open.rules = problem.rules;
  CoverStop part;
  part.gap = std::max(stop.gap, 0.001);
  part.work = std::max<std::uint64_t>(1, work);
  part.seconds = stop.seconds;
  part.interrupted = stop.interrupted;
  part.seed = stop.seed;
  return solve_cover(open, part);
}

/// Puts the lowest candidate in the place of each chosen one where as many are served, as far as few need to be tried.
void settle_ties(SharedSearch& search) {
  constexpr std::size_t most_tries = 500;
  std::size_t tries = 0;
  SharedPeople people(search.instance);
  std::sort(search.best.chosen.begin(), search.best.chosen.end());
  for (std::uint32_t& site : search.best.chosen) {
    people.open_only(search.best.chosen);
    people.close(site);
    const std::int64_t without = people.served();
    std::vector<std::uint32_t> others;
    for (std::uint32_t other = 0; other < site; ++other)
      if (!people.holds(other) && without + people.gain_at_most(other) >= search.best.served)
        others.push_back(other);
    for (const std::uint32_t other : others) {
      if (++tries > most_tries) return;
      people.open(other);
      const bool is_as_good =
          people.served() >= search.best.served && keeps_rules(search.rules, people.chosen());
      people.close(other);
      if (!is_as_good) continue;
      site = other;
      break;
    }
  }
}

/// Chosen sites in order of what each lets more be served; those that let nobody are left out unless rules may want them.
std::vector<std::uint32_t> by_priority(const SharedSearch& search) {
  std::vector<std::uint32_t> left = search.best.chosen;
  std::sort(left.begin(), left.end());
  SharedPeople people(search.instance);
  while (!left.empty()) {
    const std::int64_t before = people.served();
    std::int64_t most = 0;
    std::size_t best = left.size();
    for (std::size_t k = 0; k < left.size(); ++k) {
      if (people.gain_at_most(left[k]) <= most) continue;
      people.open(left[k]);
      if (people.served() - before > most) {
        most = people.served() - before;
        best = k;
      }
      people.close(left[k]);
    }
    if (best == left.size()) break;
    people.open(left[best]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(best));
  }
  std::vector<std::uint32_t> ordered = people.chosen();
  if (search.rules != nullptr) ordered.insert(ordered.end(), left.begin(), left.end());
  return ordered;
}

}  // namespace

CapacitatedCoverPlan solve_capacitated_cover(const CapacitatedCoverProblem& problem, const CoverStop& stop) {
  const std::vector<std::vector<double>> capacity = {problem.capacity};
  const SharedGround ground = ground_of(problem, capacity);
  check_shared_ground(ground);
  check_rules(problem.rules, problem.reach.set_count());
  const SharedInstance instance = shared_instance(ground);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  std::shared_ptr<const RuledSites> rules;
  const auto most_sites = std::min<std::size_t>(static_cast<std::size_t>(problem.count), instance.candidates);
  if (rules_bind(problem.rules, most_sites))
    rules = std::make_shared<const RuledSites>(ruled_sites(problem.rules, instance.candidates));
  SharedSearch search{instance, rules.get(), meter, stop};
  search.bound = instance.total;
  CapacitatedCoverPlan plan;
  constexpr std::uint64_t share_of_start = 10;
  const CoverPlan start = without_capacities(problem, stop, meter.limit() / share_of_start);
  meter.add(start.work);
  if (start.status == PlanStatus::infeasible) {
    plan.status = PlanStatus::infeasible;
    plan.reason = start.reason;
    plan.work = meter.done();
    return plan;
  }
  // Half a unit for each rounded weight, outward.
  search.prove(static_cast<std::int64_t>(std::min(
      std::ceil(std::ldexp(start.bound, instance.exponent)) + static_cast<double>(instance.rounded) + 2.0,
      static_cast<double>(instance.total))));
  SharedPeople people(instance);
  people.open_only(start.chosen);
  search.offer(people);
  people.open_only({});
  open_greedily(search, people, everybody(instance));
  search.offer(people);
  improve_and_prove(search);
  plan.work = meter.done();
  if (search.best.served < 0) {
    const bool is_refuted = search.bound < 0 && !meter.spent();
    plan.status = is_refuted ? PlanStatus::infeasible : meter.why();
    plan.reason = is_refuted ? "the rules leave no choice of sites that meets every unit's minimum"
                             : "no choice of sites that meets every unit's minimum was found";
    return plan;
  }
  plan.found = true;
  settle_ties(search);
  plan.chosen = by_priority(search);
  take_outcome(search, plan);
  return plan;
}

}  // namespace quarterhour
