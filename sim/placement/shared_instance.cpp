#include "sim/placement/shared_instance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/placement/problem_checks.h"

namespace quarterhour {

namespace {

/// The points of a site, with every run within one service.
std::vector<IndexRun> split_runs(std::span<const IndexRun> runs, std::span<const std::uint32_t> first_point) {
  std::vector<IndexRun> result;
  for (IndexRun run : runs) {
    while (run.begin < run.end) {
      const auto next = std::upper_bound(first_point.begin(), first_point.end(), run.begin);
      const std::uint32_t end = next == first_point.end() ? run.end : std::min(run.end, *next);
      result.push_back({run.begin, end});
      run.begin = end;
    }
  }
  return result;
}

void add_set(IndexRuns& reach, std::span<const IndexRun> runs) {
  reach.runs.insert(reach.runs.end(), runs.begin(), runs.end());
  reach.first.push_back(reach.runs.size());
}

/// Drops points without weight and points that nothing reaches; adds a set for each service, of its points.
void drop_and_mark(CoverInstance& cover, std::span<const std::uint32_t> first_point) {
  std::vector<std::int64_t> change(cover.weight.size() + 1, 0);
  for (const IndexRun run : cover.reach.runs) {
    ++change[run.begin];
    --change[run.end];
  }
  std::vector<std::uint8_t> keep(cover.weight.size(), 0);
  std::vector<std::uint32_t> kept_of(first_point.size(), 0);
  std::int64_t depth = 0;
  std::size_t service = 0;
  std::vector<std::int64_t> weight;
  for (std::uint32_t i = 0; i < keep.size(); ++i) {
    while (service + 1 < first_point.size() && first_point[service + 1] <= i) ++service;
    depth += change[i];
    if (depth == 0 || cover.weight[i] == 0) continue;
    keep[i] = 1;
    ++kept_of[service];
    weight.push_back(cover.weight[i]);
  }
  cover.weight = std::move(weight);
  keep_points(cover.reach, keep);
  std::uint32_t begin = 0;
  for (const std::uint32_t kept : kept_of) {
    if (kept > 0) cover.reach.runs.push_back({begin, begin + kept});
    cover.reach.first.push_back(cover.reach.runs.size());
    begin += kept;
  }
}

bool is_rounded(double capacity, int exponent) {
  const double scaled = std::ldexp(capacity, exponent);
  return std::isfinite(scaled) && scaled != std::floor(scaled);
}

/// Room in whole units, rounded up: more than all there is when unlimited.
std::int64_t whole_room(double capacity, int exponent, std::int64_t most) {
  const double scaled = std::ldexp(capacity, exponent);
  return scaled >= static_cast<double>(most) ? most : static_cast<std::int64_t>(std::ceil(scaled));
}

}  // namespace

void check_shared_ground(const SharedGround& problem) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  check_demand_and_reach(problem.demand, problem.reach, {});
  check_demand_and_reach(problem.demand, problem.standing, {});
  const auto starts = [](std::span<const std::uint32_t> first, std::size_t end) {
    return !first.empty() && first.front() == 0 && std::is_sorted(first.begin(), first.end()) &&
           first.back() <= end;
  };
  if (!starts(problem.first_point, problem.demand.size()))
    refuse("services must begin at rising demand points, the first at 0");
  if (!starts(problem.first_candidate, problem.reach.set_count()))
    refuse("levels must begin at rising candidates, the first at 0");
  if (problem.capacity.size() != problem.first_candidate.size())
    refuse("there must be capacities for each level");
  for (const std::vector<double>& of_level : problem.capacity) {
    if (of_level.size() != problem.first_point.size()) refuse("there must be one capacity for each service");
    for (const double capacity : of_level)
      if (!(capacity >= 0.0)) refuse("capacities must not be negative");
  }
  if (problem.capacity_of_standing.size() != problem.standing.set_count())
    refuse("there must be one capacity for each facility that stays");
  for (const double capacity : problem.capacity_of_standing)
    if (!(capacity >= 0.0)) refuse("capacities must not be negative");
  if (problem.enlargement.size() != problem.may_enlarge.size())
    refuse("there must be one enlargement for each facility that may be enlarged");
  for (const double enlargement : problem.enlargement)
    if (!(enlargement > 0.0) || !std::isfinite(enlargement))
      refuse("enlargements must be above 0 and finite");
  for (std::size_t k = 0; k < problem.may_enlarge.size(); ++k)
    if (problem.may_enlarge[k] >= problem.standing.set_count() ||
        (k > 0 && problem.may_enlarge[k] <= problem.may_enlarge[k - 1]))
      refuse("facilities that may be enlarged must be of those that stay, rising");
  const auto& first = problem.first_point;
  for (std::size_t k = 0; k < problem.standing.set_count(); ++k) {
    const auto runs = problem.standing.set(k);
    if (!runs.empty() && std::upper_bound(first.begin(), first.end(), runs.front().begin) !=
                             std::upper_bound(first.begin(), first.end(), runs.back().end - 1))
      refuse("a facility that stays must be of one service");
  }
}

SharedInstance shared_instance(const SharedGround& problem) {
  SharedInstance instance;
  const std::size_t new_sites = problem.reach.set_count();
  const std::size_t candidates = new_sites + problem.may_enlarge.size();
  const std::size_t standing = problem.standing.set_count();
  const std::size_t services = problem.first_point.size();
  instance.candidates = candidates;
  instance.most_sites = std::min(problem.most_sites, candidates);
  // Sums over the sites of a plan, and prices of spacing on top.
  constexpr std::size_t priced_copies = 1U << 10U;
  const IntegerDemand integers =
      integer_demand(problem.demand, std::max(priced_copies, instance.most_sites + standing));
  instance.exponent = integers.exponent;
  instance.rounded = integers.rounded;

  const auto rounded = [&](std::span<const double> capacities) {
    return static_cast<std::size_t>(std::count_if(capacities.begin(), capacities.end(), [&](double capacity) {
      return is_rounded(capacity, integers.exponent);
    }));
  };
  for (const std::vector<double>& of_level : problem.capacity)
    instance.rooms_rounded_of_new += rounded(of_level);
  instance.rooms_rounded_of_standing = rounded(problem.capacity_of_standing) + rounded(problem.enlargement);

  // Points that the same sites reach are one; marks keep services apart.
  CoverInstance cover;
  cover.weight = integers.weight;
  for (std::size_t i = 0; i < cover.weight.size(); ++i)
    if (problem.demand[i] > 0.0) cover.weight[i] = std::max<std::int64_t>(1, cover.weight[i]);
  for (std::size_t k = 0; k < new_sites; ++k)
    add_set(cover.reach, split_runs(problem.reach.set(k), problem.first_point));
  for (const std::uint32_t k : problem.may_enlarge)
    add_set(cover.reach, split_runs(problem.standing.set(k), problem.first_point));
  for (std::size_t k = 0; k < standing; ++k)
    add_set(cover.reach, split_runs(problem.standing.set(k), problem.first_point));
  drop_and_mark(cover, problem.first_point);
  for (std::uint32_t k = 0; k < cover.reach.set_count(); ++k) cover.original.push_back(k);
  cover.cost.assign(cover.original.size(), 1.0);
  merge_demand(cover);

  instance.weight = cover.weight;
  instance.total = std::accumulate(instance.weight.begin(), instance.weight.end(), std::int64_t{0});
  instance.first_point.assign(services + 1, static_cast<std::uint32_t>(instance.weight.size()));
  for (std::size_t s = services; s-- > 0;) {
    const auto marks = cover.reach.set(candidates + standing + s);
    instance.first_point[s] = marks.empty() ? instance.first_point[s + 1] : marks.front().begin;
  }
  std::vector<std::int64_t> prefix;
  prefix_sums(instance.weight, prefix);
  std::int64_t granule = 0;
  for (const std::int64_t weight : instance.weight) granule = std::gcd(granule, weight);
  std::size_t level = 0;
  const auto capacity_of = [&](std::size_t k, std::uint32_t service) {
    if (k < new_sites) return problem.capacity[level][service];
    return k < candidates ? problem.enlargement[k - new_sites] : problem.capacity_of_standing[k - candidates];
  };
  for (std::size_t k = 0; k < candidates + standing; ++k) {
    while (level + 1 < problem.first_candidate.size() && problem.first_candidate[level + 1] <= k) ++level;
    std::vector<SitePart> parts;
    for (const IndexRun& run : split_runs(cover.reach.set(k), instance.first_point)) {
      const auto next = std::upper_bound(instance.first_point.begin(), instance.first_point.end(), run.begin);
      const auto service = static_cast<std::uint32_t>(next - instance.first_point.begin() - 1);
      if (parts.empty() || parts.back().service != service) parts.push_back({service, {}, 0, false});
      parts.back().runs.push_back(run);
    }
    for (SitePart& part : parts) {
      const std::int64_t most = sum_over(part.runs, prefix);
      part.room = whole_room(capacity_of(k, part.service), instance.exponent, most);
      part.binds = part.room < most;
      granule = std::gcd(granule, part.room);
    }
    instance.site.push_back(std::move(parts));
  }
  instance.granule = std::max<std::int64_t>(1, granule);
  return instance;
}

}  // namespace quarterhour
