#include "sim/placement/shared_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

namespace quarterhour {

bool is_plan(const LimitedSites& limits, std::span<const std::uint32_t> chosen) {
  LimitedRoom room(limits);
  for (const std::uint32_t k : chosen) room.add(k);
  return room.is_plan();
}

bool SharedSearch::offer(SharedPeople& people) {
  if (people.served() <= best.served || !is_plan(limits, people.chosen()) ||
      !is_nested(nesting, people.chosen()))
    return false;
  best.served = people.served();
  best.chosen = people.chosen();
  return true;
}

void SharedSearch::tell() const {
  if (!stop.progress || best.served < 0) return;
  stop.progress(std::ldexp(static_cast<double>(best.served), -instance.exponent),
                std::ldexp(static_cast<double>(std::max(bound, best.served)), -instance.exponent), gap());
}

namespace {

/// Of the pool the candidates that may join, those first that could let the most more be served, or the most for their cost, ties by the
/// lowest.
std::vector<std::uint32_t> most_wanted(SharedSearch& search, SharedPeople& people,
                                       std::span<const std::uint32_t> pool, std::size_t number) {
  LimitedRoom room(search.limits);
  for (const std::uint32_t k : people.chosen()) room.add(k);
  std::vector<std::uint8_t> may;
  if (!search.nesting.empty())
    may = nested_beside(search.nesting, people.chosen(), search.instance.candidates);
  std::vector<std::pair<double, std::uint32_t>> gains;
  std::uint64_t looked_at = 0;
  for (const std::uint32_t k : pool) {
    if (!room.allows(k) || (!may.empty() && may[k] == 0)) continue;
    ++looked_at;
    std::int64_t gain = people.gain_at_most(k);
    if (!search.lure.empty()) gain += std::max<std::int64_t>(0, search.lure[k]);
    if (gain > 0 || room.wants(k)) gains.emplace_back(-search.rank_of(k, gain), k);
  }
  // Only those that may join are looked at closely.
  search.meter.add(looked_at + pool.size() / 32 + search.instance.point_count() / 16);
  number = std::min(number, gains.size());
  std::partial_sort(gains.begin(), gains.begin() + static_cast<std::ptrdiff_t>(number), gains.end());
  std::vector<std::uint32_t> result;
  for (std::size_t k = 0; k < number; ++k) result.push_back(gains[k].second);
  return result;
}

/// Opens whichever of the most wanted lets the most be served; false: nobody gains.
bool open_best(SharedSearch& search, SharedPeople& people, std::span<const std::uint32_t> pool) {
  constexpr std::size_t tried = 3;
  const std::vector<std::uint32_t> wanted = most_wanted(search, people, pool, tried);
  if (wanted.empty()) return false;
  std::uint32_t best = wanted.front();
  // What a site does for those near it is not seen by a trial.
  const bool has_lure = !search.lure.empty() && search.lure[best] > 0;
  const std::int64_t before = people.served();
  double most = -1.0;
  for (const std::uint32_t k : wanted) {
    if (has_lure) break;
    people.open(k);
    search.meter.add(search.instance.point_count() / 16);
    const double rank = search.rank_of(k, people.served() - before);
    if (rank > most) {
      most = rank;
      best = k;
    }
    people.close(k);
  }
  people.open(best);
  return true;
}

/// Closes a site, and those that are too far from every centre above without it.
void close_with_orphans(SharedSearch& search, SharedPeople& people, std::uint32_t site) {
  people.close(site);
  if (search.nesting.empty()) return;
  std::vector<std::uint32_t> left = people.chosen();
  if (!drop_orphans(search.nesting, left).empty()) people.open_only(left);
}

}  // namespace

void open_greedily(SharedSearch& search, SharedPeople& people, std::span<const std::uint32_t> pool) {
  // Level by level from the top, for lower ones may stand near upper ones only.
  for (std::size_t level = 0; level < search.first_candidate.size(); ++level) {
    const auto begin = std::lower_bound(pool.begin(), pool.end(), search.first_candidate[level]);
    const auto end = level + 1 < search.first_candidate.size()
                         ? std::lower_bound(begin, pool.end(), search.first_candidate[level + 1])
                         : pool.end();
    const auto is_full = [&] {
      if (people.chosen().size() >= search.instance.most_sites) return true;
      if (search.first_candidate.size() == 1 || begin == end) return begin == end;
      const auto held = std::count_if(people.chosen().begin(), people.chosen().end(), [&](std::uint32_t k) {
        return search.limits.rules.unit[k] == search.limits.rules.unit[*begin];
      });
      return held >= search.limits.rules.most[search.limits.rules.unit[*begin]];
    };
    while (!is_full() && !search.meter.spent())
      if (!open_best(search, people, std::span(begin, end))) break;
  }
}

void exchange_sites(SharedSearch& search, std::span<const std::uint32_t> pool, int rounds) {
  if (search.best.chosen.empty()) return;
  SharedPeople people(search.instance);
  std::mt19937_64 random(search.stop.seed);
  int idle = 0;
  constexpr int most_idle = 12;
  for (int round = 0; round < rounds && idle < most_idle && !search.meter.spent(); ++round) {
    bool is_better = false;
    // What the money buys most of, and what is the most for what is left, lead to different plans.
    search.weighs_cost = round % 2 == 0;
    people.open_only(search.best.chosen);
    for (const std::uint32_t out : std::vector<std::uint32_t>(search.best.chosen)) {
      if (!people.holds(out)) continue;
      if (search.meter.spent() || search.is_good_enough()) return;
      const std::int64_t before = people.served();
      close_with_orphans(search, people, out);
      // It would come back first.
      std::vector<std::uint32_t> others(pool.begin(), pool.end());
      std::erase(others, out);
      open_greedily(search, people, others);
      if (people.served() > before && search.offer(people)) {
        is_better = true;
        continue;
      }
      people.open_only(search.best.chosen);
    }
    search.tell();
    if (is_better) {
      idle = 0;
      continue;
    }
    ++idle;
    // Some leave at random.
    const std::size_t leaving = std::min<std::size_t>(people.chosen().size(), 2 + random() % 3);
    for (std::size_t k = 0; k < leaving; ++k)
      people.close(people.chosen()[random() % people.chosen().size()]);
    open_greedily(search, people, pool);
    search.offer(people);
  }
  search.weighs_cost = true;
}

void branch_and_bound(SharedSearch& search, SharedBound& lagrangian, SharedBranch root) {
  // Best bound first, then the earliest; the map's last entry is the next.
  std::map<std::pair<std::int64_t, std::int64_t>, SharedBranch> open;
  std::int64_t serial = 0;
  const auto keep = [&](SharedBranch branch) {
    const std::int64_t bound = branch.bound;
    open.emplace(std::pair{bound, --serial}, std::move(branch));
  };
  const auto enough = [&] { return search.best.served + search.tolerance(); };
  const auto tighten = [&] {
    search.prove(std::max(open.empty() ? enough() : open.rbegin()->first.first, enough()));
  };
  SharedPeople people(search.instance);
  const SharedBound::Offer offer = [&](std::span<const std::uint32_t> chosen) {
    people.open_only(chosen);
    search.offer(people);
  };
  keep(std::move(root));
  constexpr int iterations = 60;
  const std::uint64_t gap_allowance = search.meter.done() + search.meter.limit() / 10;
  constexpr std::size_t most_multipliers = 30'000'000;
  std::uint64_t nodes = 0;
  while (!open.empty() && open.rbegin()->first.first > enough() && !search.meter.spent() &&
         (search.gap() > search.stop.gap || search.meter.done() < gap_allowance)) {
    const auto next = std::prev(open.end());
    const SharedBranch parent = std::move(next->second);
    std::vector<SharedBranch> children;
    if (parent.free.empty()) {
      // The bound of a part with one plan is what the plan serves.
      offer(parent.in);
    } else {
      for (const bool held : {true, false}) {
        SharedBranch child = parent;
        child.free.erase(std::lower_bound(child.free.begin(), child.free.end(), parent.split));
        if (held) child.in.push_back(parent.split);
        if (lagrangian.improve(child, search.best.served, search.tolerance(), iterations, offer))
          children.push_back(std::move(child));
      }
      if (open.size() * search.instance.point_count() > most_multipliers)
        for (SharedBranch& child : children) child.multiplier = parent.multiplier;
    }
    open.erase(next);
    for (SharedBranch& child : children) keep(std::move(child));
    while (!open.empty() && open.begin()->first.first <= enough()) open.erase(open.begin());
    tighten();
    if (++nodes % 16 == 0) search.tell();
  }
  tighten();
}

std::vector<std::uint32_t> everybody(const SharedInstance& instance) {
  std::vector<std::uint32_t> all(instance.candidates);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

void improve_and_prove(SharedSearch& search) {
  const SharedInstance& instance = search.instance;
  SharedPeople people(instance);
  const auto settled = [&] { return search.bound <= search.best.served + search.tolerance(); };
  if (settled()) return;

  SharedBranch root;
  const std::vector<std::uint32_t> all = everybody(instance);
  root.free = all;
  root.bound = search.bound;
  std::vector<std::int64_t> half = instance.weight;
  for (std::int64_t& weight : half) weight /= 2;
  root.multiplier = std::make_shared<const std::vector<std::int64_t>>(std::move(half));
  SharedBound lagrangian(instance, search.limits, search.nesting, search.meter);
  int offers = 0;
  const SharedBound::Offer offer = [&](std::span<const std::uint32_t> taken) {
    std::vector<std::uint32_t> chosen(taken.begin(), taken.end());
    drop_orphans(search.nesting, chosen);
    people.open_only(chosen);
    search.offer(people);
    search.meter.add(instance.point_count() / 8);
    // Now and then what is left of the relaxed choice is filled up, at the prices of the moment.
    constexpr int apart = 2;
    const bool leaves_room = !search.nesting.empty() || !search.limits.cost.empty();
    if (leaves_room && ++offers % apart == 0) {
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

double people_of(const SharedInstance& instance, std::int64_t units) {
  return std::ldexp(static_cast<double>(units), -instance.exponent);
}

SharedOutcome outcome_of(const SharedSearch& search, std::span<const std::uint32_t> chosen) {
  const SharedInstance& instance = search.instance;
  SharedPeople people(instance);
  people.open_only(chosen);
  SharedOutcome outcome;
  const std::vector<std::int64_t> served = people.served_by_site();
  for (const std::uint32_t k : chosen) outcome.served.push_back(people_of(instance, served[k]));
  for (std::size_t k = instance.candidates; k < served.size(); ++k)
    outcome.served_by_standing.push_back(people_of(instance, served[k]));
  outcome.objective = people_of(instance, people.served());
  // Weights are rounded by a unit at most, and room by less than one for each site and service, in the plan as in its bound.
  const double rounding =
      people_of(instance, 1) * (static_cast<double>(instance.rounded) +
                                static_cast<double>(instance.rooms_rounded_of_new * instance.most_sites +
                                                    instance.rooms_rounded_of_standing));
  // Nobody with demand has no weight, and no room that is there none: nothing served is nothing.
  outcome.bound = search.bound == 0 ? 0.0
                                    : (people_of(instance, search.bound) + rounding) *
                                          (1.0 + 4.0 * std::numeric_limits<double>::epsilon());
  outcome.bound = std::max(outcome.bound, outcome.objective);
  outcome.gap = (outcome.bound - outcome.objective) / std::max(outcome.objective, 1e-9);
  return outcome;
}

}  // namespace quarterhour
