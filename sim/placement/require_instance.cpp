#include "sim/placement/require_instance.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace quarterhour {

namespace {

/// Adds one candidate for each class of points, so that merging keeps classes apart.
void add_class_marks(CoverInstance& cover, std::span<const std::uint32_t> class_of, std::size_t classes) {
  std::vector<std::vector<IndexRun>> runs(classes);
  for (std::uint32_t i = 0; i < class_of.size(); ++i) {
    auto& own = runs[class_of[i]];
    if (!own.empty() && own.back().end == i)
      ++own.back().end;
    else
      own.push_back({i, i + 1});
  }
  for (const auto& own : runs) {
    cover.reach.runs.insert(cover.reach.runs.end(), own.begin(), own.end());
    cover.reach.first.push_back(cover.reach.runs.size());
    cover.original.push_back(UINT32_MAX);
    cover.cost.push_back(0.0);
  }
}

std::vector<std::uint32_t> remove_class_marks(CoverInstance& cover, std::size_t classes) {
  const std::size_t candidates = cover.candidate_count() - classes;
  std::vector<std::uint32_t> class_of(cover.point_count(), 0);
  for (std::size_t c = 0; c < classes; ++c)
    for (const IndexRun run : cover.reach.set(candidates + c))
      std::fill(class_of.begin() + run.begin, class_of.begin() + run.end, static_cast<std::uint32_t>(c));
  cover.reach.first.resize(candidates + 1);
  cover.reach.runs.resize(cover.reach.first.back());
  cover.original.resize(candidates);
  cover.cost.resize(candidates);
  return class_of;
}

/// Merges points that the same candidates cover and that count for the same shares. Class 0 must be covered.
bool merge_alike(RequireInstance& instance) {
  const std::size_t classes = instance.need.size() + 1;
  std::vector<std::uint32_t> class_of(instance.point_count());
  for (std::size_t i = 0; i < class_of.size(); ++i)
    class_of[i] = instance.must[i] != 0 ? 0 : instance.unit[i] + 1;
  add_class_marks(instance.cover, class_of, classes);
  const bool changed = merge_demand(instance.cover);
  class_of = remove_class_marks(instance.cover, classes);
  const std::size_t points = instance.point_count();
  instance.must.assign(points, 0);
  instance.unit.assign(points, static_cast<std::uint32_t>(instance.need.size() - 1));
  for (std::size_t i = 0; i < points; ++i) {
    instance.must[i] = class_of[i] == 0 ? 1 : 0;
    if (class_of[i] > 0) instance.unit[i] = class_of[i] - 1;
  }
  return changed;
}

/// Keeps some of the points; what they stood for in the total is kept too where they must be covered anyway.
void keep_required_points(RequireInstance& instance, std::span<const std::uint8_t> keep) {
  CoverInstance& cover = instance.cover;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] == 0) continue;
    if (!cover.multiplier.empty()) cover.multiplier[kept] = cover.multiplier[i];
    cover.weight[kept] = cover.weight[i];
    instance.unit[kept] = instance.unit[i];
    instance.must[kept++] = instance.must[i];
  }
  cover.weight.resize(kept);
  if (!cover.multiplier.empty()) cover.multiplier.resize(kept);
  instance.unit.resize(kept);
  instance.must.resize(kept);
  keep_points(cover.reach, keep);
}

void drop_unreached(RequireInstance& instance) {
  std::vector<std::int64_t> change(instance.point_count() + 1, 0);
  for (const IndexRun run : instance.cover.reach.runs) {
    ++change[run.begin];
    --change[run.end];
  }
  std::vector<std::uint8_t> keep(instance.point_count(), 0);
  std::int64_t depth = 0;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    depth += change[i];
    keep[i] = depth > 0 && instance.cover.weight[i] > 0 ? 1 : 0;
  }
  keep_required_points(instance, keep);
}

void reduce(RequireInstance& instance) {
  bool changed = true;
  while (changed) {
    merge_candidates(instance.cover);
    changed = merge_alike(instance);
    changed = drop_implied_points(instance) || changed;
    changed = drop_dominated(instance.cover) || changed;
  }
}

void take_costs(RequireInstance& instance, std::span<const std::int64_t> cost_of_original) {
  instance.cost.clear();
  for (const std::uint32_t k : instance.cover.original) instance.cost.push_back(cost_of_original[k]);
  instance.cost_total = std::accumulate(instance.cost.begin(), instance.cost.end(), std::int64_t{0});
}

}  // namespace

bool drop_implied_points(RequireInstance& instance) {
  constexpr std::size_t most_pairs = 20'000'000;
  constexpr std::uint64_t most_comparisons = 300'000'000;
  const IndexRuns& reach = instance.cover.reach;
  std::size_t pairs = 0;
  for (const IndexRun run : reach.runs) pairs += run.end - run.begin;
  if (pairs > most_pairs) return false;
  const std::size_t points = instance.point_count();
  std::vector<std::vector<std::uint32_t>> candidates_of(points);
  std::vector<std::size_t> size(instance.candidate_count(), 0);
  for (std::uint32_t k = 0; k < instance.candidate_count(); ++k)
    for (const IndexRun run : reach.set(k)) {
      size[k] += run.end - run.begin;
      for (std::uint32_t i = run.begin; i < run.end; ++i) candidates_of[i].push_back(k);
    }
  // One bit for each of 64 classes of candidates: a subset has no bit that its superset lacks.
  std::vector<std::uint64_t> mask(points, 0);
  for (std::size_t i = 0; i < points; ++i)
    for (const std::uint32_t k : candidates_of[i]) mask[i] |= std::uint64_t{1} << (k * 0x9e3779b1U >> 26U);
  std::vector<std::uint8_t> keep(points, 1);
  std::uint64_t comparisons = 0;
  bool any = false;
  for (std::size_t i = 0; i < points && comparisons < most_comparisons; ++i) {
    if (instance.must[i] == 0 || keep[i] == 0 || candidates_of[i].empty()) continue;
    const auto& own = candidates_of[i];
    const std::uint32_t rarest =
        *std::min_element(own.begin(), own.end(), [&](auto a, auto b) { return size[a] < size[b]; });
    for (const IndexRun run : reach.set(rarest))
      for (std::uint32_t other = run.begin; other < run.end; ++other) {
        ++comparisons;
        if (other == i || keep[other] == 0 || instance.must[other] == 0 || (mask[i] & ~mask[other]) != 0 ||
            candidates_of[other].size() <= own.size())
          continue;
        if (!std::includes(candidates_of[other].begin(), candidates_of[other].end(), own.begin(), own.end()))
          continue;
        keep[other] = 0;
        any = true;
      }
  }
  if (!any) return false;
  // Demand of dropped points counts for the total whenever a plan is allowed at all.
  for (std::size_t i = 0; i < points; ++i)
    if (keep[i] == 0)
      instance.need_total = std::max<std::int64_t>(0, instance.need_total - instance.cover.weight[i]);
  keep_required_points(instance, keep);
  return true;
}

RequireInstance prepare_require(const RequireProblem& problem, OpenRequirement requirement,
                                std::shared_ptr<const RuledSites> rules) {
  RequireInstance instance;
  CoverInstance& cover = instance.cover;
  const std::size_t candidates = problem.reach.set_count();
  cover.weight = std::move(requirement.weight);
  cover.reach = problem.reach;
  cover.by_count = false;
  cover.budget = std::numeric_limits<double>::infinity();
  cover.original.resize(candidates);
  std::iota(cover.original.begin(), cover.original.end(), 0U);
  cover.cost = problem.cost.empty() ? std::vector<double>(candidates, 1.0) : problem.cost;
  cover.rules = std::move(rules);
  const IntegerCosts costs = integer_costs(cover.cost, problem.demand.size() + problem.facts.size());
  instance.cost_unit = costs.unit;
  instance.granule = costs.granule;
  instance.unit = std::move(requirement.unit);
  instance.must = std::move(requirement.must);
  instance.need = std::move(requirement.need);
  instance.need_total = requirement.need_total;
  if (!problem.facts.empty())
    instance.facts = std::make_shared<const std::vector<RequireFact>>(problem.facts);
  drop_unreached(instance);
  reduce(instance);
  take_costs(instance, costs.cost);
  note_cheapest(cover);
  cover.total = std::accumulate(cover.weight.begin(), cover.weight.end(), std::int64_t{0});
  return instance;
}

RequireInstance restricted(const RequireInstance& instance, std::span<const std::uint32_t> kept,
                           std::vector<std::int64_t> multiplier) {
  RequireInstance result = instance;
  result.cover.multiplier = std::move(multiplier);
  std::vector<std::uint8_t> keep(instance.candidate_count(), 0);
  for (const std::uint32_t k : kept) keep[k] = 1;
  keep_candidates(result.cover, keep);
  result.cost.clear();
  for (const std::uint32_t k : kept) result.cost.push_back(instance.cost[k]);
  result.cost_total = std::accumulate(result.cost.begin(), result.cost.end(), std::int64_t{0});
  // Points of which no candidate is left must not be dropped where they must be covered: there is no plan then.
  merge_alike(result);
  drop_implied_points(result);
  note_cheapest(result.cover);
  result.cover.total =
      std::accumulate(result.cover.weight.begin(), result.cover.weight.end(), std::int64_t{0});
  return result;
}

}  // namespace quarterhour
