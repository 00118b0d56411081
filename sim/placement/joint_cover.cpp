#include "sim/placement/joint_cover.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

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
LimitedSites level_limits(const JointCoverProblem& problem) {
  SiteRules rules;
  const std::size_t candidates = problem.reach.set_count();
  for (std::size_t level = 0; level < problem.count.size(); ++level) {
    const std::size_t end =
        level + 1 < problem.first_candidate.size() ? problem.first_candidate[level + 1] : candidates;
    rules.unit.resize(end, static_cast<std::int32_t>(level));
    rules.least.push_back(0);
    rules.most.push_back(problem.count[level]);
  }
  const int count = std::accumulate(problem.count.begin(), problem.count.end(), 0);
  return limited_sites(rules, candidates, {}, count);
}

void search_plan(SharedSearch& search, std::span<const std::uint32_t> start) {
  const SharedInstance& instance = search.instance;
  SharedPeople people(instance);
  // A plan of nobody is a plan.
  search.offer(people);
  people.open_only(start);
  search.offer(people);
  people.open_only({});
  open_greedily(search, people, everybody(instance));
  search.offer(people);
  improve_and_prove(search);
}

}  // namespace

JointCoverPlan solve_joint_cover(const JointCoverProblem& problem, const CoverStop& stop) {
  std::size_t most_sites = 0;
  for (const int count : problem.count) most_sites += static_cast<std::size_t>(std::max(0, count));
  const SharedGround ground{problem.demand,
                            problem.first_point,
                            problem.reach,
                            problem.standing,
                            problem.capacity_of_standing,
                            problem.first_candidate,
                            problem.capacity,
                            most_sites};
  check(problem, ground);
  const SharedInstance instance = shared_instance(ground);
  const LimitedSites limits = level_limits(problem);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  SharedSearch search{instance, limits, meter, stop};
  search.bound = instance.total;
  search.nesting = problem.nesting;
  search.first_candidate = problem.first_candidate;
  search_plan(search, problem.start);

  JointCoverPlan plan;
  SharedPeople people(instance);
  people.open_only(problem.start);
  plan.objective_of_start = people_of(instance, people.served());
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
  take_outcome(search, plan);
  plan.work = meter.done();
  return plan;
}

}  // namespace quarterhour
