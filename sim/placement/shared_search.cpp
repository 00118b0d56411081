#include "sim/placement/shared_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

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
  note_to_beat();
  return true;
}

void SharedSearch::tell() const {
  if (!stop.progress || best.served < 0) return;
  stop.progress(std::ldexp(static_cast<double>(best.served), -instance.exponent),
                std::ldexp(static_cast<double>(std::max(bound, best.served)), -instance.exponent), gap());
}

void branch_and_bound(SharedSearch& search, SharedBound& lagrangian, SharedBranch root) {
  // Best bound first, then the earliest; the map's last entry is the next.
  std::map<std::pair<std::int64_t, std::int64_t>, SharedBranch> open;
  std::int64_t serial = 0;
  const auto keep = [&](SharedBranch branch) {
    const std::int64_t bound = branch.bound;
    open.emplace(std::pair{bound, --serial}, std::move(branch));
  };
  const auto enough = [&] { return search.to_beat + search.tolerance(); };
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
        if (lagrangian.improve(child, search.to_beat, search.tolerance(), iterations, offer))
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

namespace {

/// Those of the best plan, those that the relaxation took lately, and those that it would take next, rising.
std::vector<std::uint32_t> liked_candidates(const SharedSearch& search, const SharedBound& lagrangian,
                                            const SharedBranch& root, std::size_t next_for_each_site) {
  std::vector<std::uint32_t> next = root.free;
  const auto rank = [&](std::uint32_t k) {
    return static_cast<double>(lagrangian.last_worth()[k]) / search.limits.cost_of(k);
  };
  constexpr std::size_t most = 4000;
  const std::size_t kept =
      std::min({next.size(), next_for_each_site * (search.instance.most_sites + 10), most});
  std::partial_sort(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(kept), next.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      const double rank_a = rank(a);
                      const double rank_b = rank(b);
                      return rank_a != rank_b ? rank_a > rank_b : a < b;
                    });
  next.resize(kept);
  std::vector<std::uint32_t> liked = std::move(next);
  liked.insert(liked.end(), search.best.chosen.begin(), search.best.chosen.end());
  liked.insert(liked.end(), root.in.begin(), root.in.end());
  constexpr double little = 1e-3;
  for (const std::uint32_t k : root.free)
    if (lagrangian.share()[k] > little) liked.push_back(k);
  std::sort(liked.begin(), liked.end());
  liked.erase(std::unique(liked.begin(), liked.end()), liked.end());
  return liked;
}

}  // namespace

void improve_and_prove(SharedSearch& search) {
  const SharedInstance& instance = search.instance;
  SharedPeople people(instance);
  const auto settled = [&] {
    return search.is_decided() || search.bound <= search.best.served + search.tolerance();
  };
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
  // Candidates that only plans no better hold are gone from the root.
  const auto prove_root = [&] { search.prove(std::max(root.bound, search.to_beat + search.tolerance())); };
  // Half of the work at most, and the other half for exchanges and what they leave.
  constexpr std::uint64_t most_steps = 600;
  constexpr std::uint64_t least_steps = 100;
  const std::uint64_t affordable = search.meter.limit() / (2 * lagrangian.work_of_step(root));
  lagrangian.improve(root, search.to_beat, search.tolerance(),
                     static_cast<int>(std::clamp(affordable, least_steps, most_steps)), offer,
                     search.stop.gap);
  prove_root();
  search.tell();
  if (settled()) return;

  const std::vector<std::uint32_t> taken_lately = liked_candidates(search, lagrangian, root, 0);
  constexpr std::size_t next_for_each_site = 20;
  const std::vector<std::uint32_t> liked = liked_candidates(search, lagrangian, root, next_for_each_site);
  search.lure = lagrangian.worth_to_others();
  constexpr int rounds = 100;
  exchange_sites(search, taken_lately, rounds);
  exchange_sites(search, liked, rounds);
  constexpr int more_steps = 200;
  lagrangian.improve(root, search.to_beat, search.tolerance(), more_steps, offer, search.stop.gap);
  prove_root();
  if (settled()) return;
  branch_and_bound(search, lagrangian, std::move(root));
}

double people_of(const SharedInstance& instance, std::int64_t units) {
  return std::ldexp(static_cast<double>(units), -instance.exponent);
}

double rounding_of(const SharedInstance& instance) {
  return static_cast<double>(instance.rounded) +
         static_cast<double>(instance.rooms_rounded_of_new * instance.most_sites +
                             instance.rooms_rounded_of_standing);
}

double bound_of(const SharedSearch& search) {
  // Nobody with demand has no weight, and no room that is there none: nothing served is nothing.
  if (search.bound <= 0) return 0.0;
  const double units = static_cast<double>(search.bound) + rounding_of(search.instance);
  return std::ldexp(units, -search.instance.exponent) * (1.0 + 4.0 * std::numeric_limits<double>::epsilon());
}

void SharedSearch::ask_for(double people) {
  const double units = std::min(std::ldexp(people, instance.exponent), 0x1.0p60);
  enough = static_cast<std::int64_t>(std::ceil(units));
  const double below =
      units * (1.0 - 8.0 * std::numeric_limits<double>::epsilon()) - rounding_of(instance) - 1.0;
  // A bound of nothing is exact.
  too_little = units > 0.0 ? std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(below))) : -1;
  note_to_beat();
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
  outcome.bound = std::max(bound_of(search), outcome.objective);
  outcome.gap = (outcome.bound - outcome.objective) / std::max(outcome.objective, 1e-9);
  return outcome;
}

}  // namespace quarterhour
