#include "sim/placement/joint_cover.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "sim/placement/shared_search.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 400'000'000;

void check(const JointCoverProblem& problem, const SharedGround& ground) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  check_shared_ground(ground);
  if (problem.count.size() != problem.first_candidate.size())
    refuse("there must be one count for each level");
  for (const int count : problem.count)
    if (count < 0) refuse("counts must not be negative");
  const std::size_t candidates = problem.reach.set_count();
  for (const NestedLevel& level : problem.nesting) {
    if (level.upper_begin > level.upper_end || level.upper_end > level.lower_begin ||
        level.lower_begin > level.lower_end || level.lower_end > candidates)
      refuse("an upper level's candidates must come before the lower level's");
    if (level.within.set_count() != level.upper_end - level.upper_begin ||
        level.anchored.size() != level.lower_end - level.lower_begin)
      refuse("nesting must speak of every candidate of its levels");
    for (const IndexRun run : level.within.runs)
      if (run.begin > run.end || run.begin < level.lower_begin || run.end > level.lower_end)
        refuse("nesting names a candidate that is not of the lower level");
  }
  for (const std::uint32_t k : problem.start)
    if (k >= candidates) refuse("a known plan names a candidate that does not exist");
}

/// At most so many of each level.
RuledSites level_rules(const JointCoverProblem& problem) {
  SiteRules rules;
  const std::size_t candidates = problem.reach.set_count();
  for (std::size_t level = 0; level < problem.count.size(); ++level) {
    const std::size_t end =
        level + 1 < problem.first_candidate.size() ? problem.first_candidate[level + 1] : candidates;
    rules.unit.resize(end, static_cast<std::int32_t>(level));
    rules.least.push_back(0);
    rules.most.push_back(problem.count[level]);
  }
  return ruled_sites(rules, candidates);
}

void search_plan(SharedSearch& search, std::span<const std::uint32_t> start) {
  const SharedInstance& instance = search.instance;
  SharedPeople people(instance);
  std::vector<std::uint32_t> all(instance.candidates);
  std::iota(all.begin(), all.end(), 0U);
  // A plan of nobody is a plan.
  search.offer(people);
  people.open_only(start);
  search.offer(people);
  people.open_only({});
  open_greedily(search, people, all);
  search.offer(people);
  const auto settled = [&] { return search.bound <= search.best.served + search.tolerance(); };
  if (settled()) return;

  SharedBranch root;
  root.free = all;
  root.bound = search.bound;
  std::vector<std::int64_t> half = instance.weight;
  for (std::int64_t& weight : half) weight /= 2;
  root.multiplier = std::make_shared<const std::vector<std::int64_t>>(std::move(half));
  SharedBound lagrangian(instance, search.rules, search.nesting, search.meter);
  int offers = 0;
  const SharedBound::Offer offer = [&](std::span<const std::uint32_t> taken) {
    std::vector<std::uint32_t> chosen(taken.begin(), taken.end());
    drop_orphans(search.nesting, chosen);
    people.open_only(chosen);
    search.offer(people);
    search.meter.add(instance.point_count() / 8);
    // Now and then what is left of the relaxed choice is filled up, at the prices of the moment.
    constexpr int apart = 2;
    if (!search.nesting.empty() && ++offers % apart == 0) {
      search.lure = lagrangian.worth_to_others();
      open_greedily(search, people, all);
      search.offer(people);
    }
  };
  // Half of the work at most, and the other half for exchanges and what they leave.
  constexpr std::uint64_t most_steps = 600;
  constexpr std::uint64_t least_steps = 100;
  const std::uint64_t affordable = search.meter.limit() / (2 * lagrangian.work_of_step(root));
  lagrangian.improve(root, search.best.served, search.tolerance(),
                     static_cast<int>(std::clamp(affordable, least_steps, most_steps)), offer);
  search.prove(std::max(root.bound, search.best.served));
  search.tell();
  if (settled()) return;

  std::vector<std::uint32_t> liked = search.best.chosen;
  constexpr double little = 1e-3;
  for (const std::uint32_t k : root.free)
    if (lagrangian.share()[k] > little) liked.push_back(k);
  liked.insert(liked.end(), root.in.begin(), root.in.end());
  std::sort(liked.begin(), liked.end());
  liked.erase(std::unique(liked.begin(), liked.end()), liked.end());
  search.lure = lagrangian.worth_to_others();
  constexpr int rounds = 40;
  exchange_sites(search, liked, rounds);
  constexpr int more_steps = 200;
  lagrangian.improve(root, search.best.served, search.tolerance(), more_steps, offer);
  search.prove(std::max(root.bound, search.best.served));
  if (settled()) return;
  branch_and_bound(search, lagrangian, std::move(root));
}

}  // namespace

JointCoverPlan solve_joint_cover(const JointCoverProblem& problem, const CoverStop& stop) {
  const int count = std::accumulate(problem.count.begin(), problem.count.end(), 0);
  const SharedGround ground{problem.demand,
                            problem.first_point,
                            problem.reach,
                            problem.standing,
                            problem.capacity_of_standing,
                            problem.first_candidate,
                            problem.capacity,
                            count};
  check(problem, ground);
  const SharedInstance instance = shared_instance(ground);
  const RuledSites rules = level_rules(problem);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  SharedSearch search{instance, &rules, meter, stop};
  search.bound = instance.total;
  search.nesting = problem.nesting;
  search.first_candidate = problem.first_candidate;
  search_plan(search, problem.start);

  JointCoverPlan plan;
  const auto people_of = [&](std::int64_t units) {
    return std::ldexp(static_cast<double>(units), -instance.exponent);
  };
  SharedPeople people(instance);
  people.open_only(problem.start);
  plan.objective_of_start = people_of(people.served());
  // Level by level, in each first whoever lets the most be served.
  people.open_only({});
  std::vector<std::uint32_t> left = search.best.chosen;
  std::sort(left.begin(), left.end());
  for (std::size_t level = 0; level < problem.count.size(); ++level) {
    const auto end =
        level + 1 < problem.first_candidate.size() ? problem.first_candidate[level + 1] : instance.candidates;
    while (!left.empty() && left.front() < end) {
      std::size_t best = 0;
      std::int64_t most = -1;
      for (std::size_t k = 0; k < left.size() && left[k] < end; ++k)
        if (const std::int64_t gain = people.gain_at_most(left[k]); gain > most) {
          most = gain;
          best = k;
        }
      people.open(left[best]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(best));
    }
  }
  plan.chosen = people.chosen();
  const std::vector<std::int64_t> served = people.served_by_site();
  for (const std::uint32_t k : plan.chosen) plan.served.push_back(people_of(served[k]));
  for (std::size_t k = 0; k < problem.standing.set_count(); ++k)
    plan.served_by_standing.push_back(people_of(served[instance.candidates + k]));
  plan.objective = people_of(people.served());
  const double rounding =
      people_of(1) * (static_cast<double>(instance.rounded) +
                      static_cast<double>(instance.rooms_rounded_of_new * static_cast<std::size_t>(count) +
                                          instance.rooms_rounded_of_standing));
  plan.bound = search.bound == 0 ? 0.0
                                 : (people_of(search.bound) + rounding) *
                                       (1.0 + 4.0 * std::numeric_limits<double>::epsilon());
  plan.bound = std::max(plan.bound, plan.objective);
  plan.gap = (plan.bound - plan.objective) / std::max(plan.objective, 1e-9);
  plan.status = status_at(plan.gap, stop.gap, meter.why());
  plan.work = meter.done();
  return plan;
}

}  // namespace quarterhour
