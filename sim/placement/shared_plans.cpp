#include <algorithm>
#include <random>
#include <tuple>

#include "sim/placement/shared_search.h"

namespace quarterhour {

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
  std::vector<std::tuple<double, std::uint64_t, std::uint32_t>> gains;
  std::uint64_t looked_at = 0;
  for (const std::uint32_t k : pool) {
    if (!room.allows(k) || (!may.empty() && may[k] == 0)) continue;
    ++looked_at;
    std::int64_t gain = people.gain_at_most(k);
    if (!search.lure.empty()) gain += std::max<std::int64_t>(0, search.lure[k]);
    if (gain > 0 || room.wants(k))
      gains.emplace_back(-search.rank_of(k, gain), search.order_among_equals(k), k);
  }
  // Only those that may join are looked at closely.
  search.meter.add(looked_at + pool.size() / 32 + search.instance.point_count() / 16);
  number = std::min(number, gains.size());
  std::partial_sort(gains.begin(), gains.begin() + static_cast<std::ptrdiff_t>(number), gains.end());
  std::vector<std::uint32_t> result;
  for (std::size_t k = 0; k < number; ++k) result.push_back(std::get<2>(gains[k]));
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

namespace {

/// Takes each open site out in turn and fills up again, and keeps what serves more, until no exchange does.
void exchange_each(SharedSearch& search, SharedPeople& people, std::span<const std::uint32_t> pool) {
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (const std::uint32_t out : std::vector<std::uint32_t>(people.chosen())) {
      if (!people.holds(out)) continue;
      if (search.meter.spent() || search.is_good_enough()) return;
      const std::vector<std::uint32_t> chosen = people.chosen();
      const std::int64_t before = people.served();
      close_with_orphans(search, people, out);
      // It would come back first.
      std::vector<std::uint32_t> others(pool.begin(), pool.end());
      std::erase(others, out);
      open_greedily(search, people, others);
      if (people.served() > before && is_plan(search.limits, people.chosen()) &&
          is_nested(search.nesting, people.chosen()))
        goes_on = true;
      else
        people.open_only(chosen);
    }
  }
}

/// Points that both sites reach.
std::uint64_t shared_points(const SharedInstance& instance, std::uint32_t a, std::uint32_t b) {
  std::uint64_t shared = 0;
  for (const SitePart& of_a : instance.site[a])
    for (const SitePart& of_b : instance.site[b]) {
      if (of_a.service != of_b.service) continue;
      auto at = of_b.runs.begin();
      for (const IndexRun run : of_a.runs) {
        while (at != of_b.runs.end() && at->end <= run.begin) ++at;
        for (auto other = at; other != of_b.runs.end() && other->begin < run.end; ++other)
          shared += std::min(run.end, other->end) - std::max(run.begin, other->begin);
      }
    }
  return shared;
}

/// Closes a few open sites: one, and those that share the most people with it (Shaw 1998), else any.
void close_some(SharedSearch& search, SharedPeople& people, std::mt19937_64& random) {
  std::vector<std::uint32_t> open = people.chosen();
  if (open.empty()) return;
  const std::uint32_t first = open[random() % open.size()];
  std::vector<std::tuple<std::uint64_t, std::uint64_t, std::uint32_t>> related;
  for (const std::uint32_t k : open)
    if (k != first) related.emplace_back(~shared_points(search.instance, first, k), random(), k);
  std::sort(related.begin(), related.end());
  // Now and then up to half of all.
  const std::size_t most = random() % 4 == 0 ? std::max<std::size_t>(3, open.size() / 2) : 3;
  const std::size_t beside = std::min<std::size_t>(related.size(), 1 + random() % most);
  close_with_orphans(search, people, first);
  for (std::size_t k = 0; k < beside; ++k)
    if (people.holds(std::get<2>(related[k]))) close_with_orphans(search, people, std::get<2>(related[k]));
}

}  // namespace

void exchange_sites(SharedSearch& search, std::span<const std::uint32_t> pool, int rounds) {
  if (search.best.chosen.empty()) return;
  SharedPeople people(search.instance);
  std::mt19937_64 random(search.stop.seed);
  constexpr int most_idle = 20;
  int idle = 0;
  people.open_only(search.best.chosen);
  for (int round = 0; round < rounds && idle < most_idle && !search.meter.spent() && !search.is_good_enough();
       ++round) {
    exchange_each(search, people, pool);
    idle = search.offer(people) ? 0 : idle + 1;
    search.tell();
    // What the money buys most of, and what is the most for what is left, lead to different plans. Where room is short many would be full
    // alike; always the first of them leads to the same plan again.
    search.weighs_cost = round % 2 == 1;
    search.tie_salt = random();
    people.open_only(search.best.chosen);
    close_some(search, people, random);
    open_greedily(search, people, pool);
    search.offer(people);
  }
  search.weighs_cost = true;
  search.tie_salt = 0;
}

}  // namespace quarterhour
