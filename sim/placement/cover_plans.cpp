#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "sim/placement/cover_exchange.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

/// Candidates by falling weight of their whole reach, ties by the lowest.
struct WeightOrder {
  std::vector<std::int64_t> reach_weight;
  std::vector<std::uint32_t> by_weight;
};

WeightOrder weight_order(const CoverInstance& instance, std::vector<std::uint32_t> pool) {
  WeightOrder order;
  std::vector<std::int64_t> prefix;
  prefix_sums(instance.weight, prefix);
  order.reach_weight.resize(instance.candidate_count());
  for (const std::uint32_t k : pool) order.reach_weight[k] = sum_over(instance.reach.set(k), prefix);
  order.by_weight = std::move(pool);
  std::sort(order.by_weight.begin(), order.by_weight.end(), [&](std::uint32_t a, std::uint32_t b) {
    return order.reach_weight[a] != order.reach_weight[b] ? order.reach_weight[a] > order.reach_weight[b]
                                                          : a < b;
  });
  return order;
}

/// Swaps, then whatever the budget still allows, until both are at an end.
void polish(CoverSet& set, const WeightOrder& order, GreedyRule rule, WorkMeter& meter) {
  std::int64_t before = -1;
  while (set.covered() > before && !meter.spent()) {
    before = set.covered();
    improve_by_swaps(set, order.by_weight, order.reach_weight, meter);
    if (!set.instance().by_count || set.room() != nullptr) fill_greedily(set, order.by_weight, rule, meter);
  }
}

std::vector<std::uint32_t> every_candidate(const CoverInstance& instance) {
  std::vector<std::uint32_t> all(instance.candidate_count());
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

std::int64_t CoverSearch::tolerance() const {
  const double half_a_millionth = 0.5e-6 * (static_cast<double>(incumbent.covered) + base);
  const auto most = static_cast<double>(instance.granule > 1 ? instance.granule - 1 : std::int64_t{1} << 50);
  return static_cast<std::int64_t>(std::min(half_a_millionth, most));
}

void CoverSearch::tell() const {
  if (!stop.progress) return;
  const double unit = std::ldexp(1.0, -exponent);
  stop.progress((static_cast<double>(incumbent.covered) + base) * unit,
                (static_cast<double>(bound) + base) * unit, gap());
}

void construct_plans(CoverSearch& search) {
  const CoverInstance& instance = search.instance;
  const auto all = every_candidate(instance);
  std::vector<GreedyRule> rules = {GreedyRule::gain};
  if (!instance.by_count) rules.push_back(GreedyRule::gain_per_cost);
  for (const GreedyRule rule : rules) {
    CoverSet set(instance);
    fill_greedily(set, all, rule, search.meter);
    if (set.missing() > 0) {
      meet_minima(set, all, search.stop.seed, search.meter);
      fill_greedily(set, all, rule, search.meter);
    }
    search.incumbent.offer(set);
    if (search.has_many_sites()) return;
    polish(set, weight_order(instance, all), rule, search.meter);
    search.incumbent.offer(set);
  }
}

std::int64_t heaviest_but(const CoverInstance& instance, std::span<const std::uint32_t> kept) {
  std::vector<std::int64_t> prefix;
  prefix_sums(instance.weight, prefix);
  std::int64_t heaviest = 0;
  std::size_t at = 0;
  for (std::uint32_t k = 0; k < instance.candidate_count(); ++k) {
    if (at < kept.size() && kept[at] == k)
      ++at;
    else
      heaviest = std::max(heaviest, sum_over(instance.reach.set(k), prefix));
  }
  return heaviest;
}

std::vector<std::uint32_t> promising_candidates(const CoverSearch& search) {
  const CoverInstance& instance = search.instance;
  std::vector<std::uint32_t> all = every_candidate(instance);
  constexpr std::size_t many = 20'000;
  const std::vector<std::uint32_t>& chosen = search.incumbent.chosen;
  if (!search.has_many_sites() || all.size() < many || chosen.empty()) return all;
  // What the last site adds is about what a place is worth, also to the bound.
  CoverSet set(instance);
  for (const std::uint32_t k : chosen) set.add(k);
  const std::int64_t covered = set.covered();
  set.remove(chosen.back());
  constexpr double clearly = 0.75;
  const auto least = static_cast<std::int64_t>(clearly * static_cast<double>(covered - set.covered()));
  std::vector<std::int64_t> prefix;
  prefix_sums(instance.weight, prefix);
  std::vector<std::uint32_t> sorted = chosen;
  std::sort(sorted.begin(), sorted.end());
  std::erase_if(all, [&](std::uint32_t k) {
    return sum_over(instance.reach.set(k), prefix) < least &&
           !std::binary_search(sorted.begin(), sorted.end(), k);
  });
  return all;
}

namespace {

/// Of a pool the candidates that the relaxation chose lately, and those of the plan in hand.
std::vector<std::uint32_t> liked_of(const CoverSearch& search, const LagrangianBound& lagrangian,
                                    std::vector<std::uint32_t> pool) {
  constexpr double least_share = 1e-3;
  std::vector<std::uint32_t> chosen = search.incumbent.chosen;
  std::sort(chosen.begin(), chosen.end());
  std::erase_if(pool, [&](std::uint32_t k) {
    return lagrangian.share()[k] <= least_share && !std::binary_search(chosen.begin(), chosen.end(), k);
  });
  return pool;
}

/// Puts a candidate in and takes out what stands in its way and the sites nearest to it.
void clear_around(CoverSet& set, std::uint32_t candidate, std::size_t leaving) {
  const RuledSites& rules = *set.instance().rules;
  std::vector<std::uint32_t> chosen = set.chosen();
  if (std::find(chosen.begin(), chosen.end(), candidate) != chosen.end()) set.remove(candidate);
  std::erase(chosen, candidate);
  std::sort(chosen.begin(), chosen.end(), [&](std::uint32_t a, std::uint32_t b) {
    const double to_a = rules.squared_distance(a, candidate);
    const double to_b = rules.squared_distance(b, candidate);
    return to_a != to_b ? to_a < to_b : a < b;
  });
  for (std::size_t k = 0; k < chosen.size(); ++k)
    if (k < leaving || rules.conflict(chosen[k], candidate)) set.remove(chosen[k]);
  if (set.allows(candidate) && set.instance().affords(set.spent() + set.instance().cost[candidate]))
    set.add(candidate);
}

GreedyRule filling_rule(const CoverInstance& instance) {
  return instance.by_count ? GreedyRule::gain : GreedyRule::gain_per_cost;
}

}  // namespace

std::vector<std::uint32_t> pool_of(const CoverSearch& search, const CoverBranch& branch) {
  std::vector<std::uint32_t> pool = search.incumbent.chosen;
  pool.insert(pool.end(), branch.in.begin(), branch.in.end());
  pool.insert(pool.end(), branch.free.begin(), branch.free.end());
  std::sort(pool.begin(), pool.end());
  pool.erase(std::unique(pool.begin(), pool.end()), pool.end());
  return pool;
}

CoverBranch bound_root(CoverSearch& search, LagrangianBound& lagrangian) {
  const CoverInstance& instance = search.instance;
  CoverBranch root;
  root.free = every_candidate(instance);
  root.bound = search.bound;
  // A start half way: each point's weight is shared between its own slack and the candidates that cover it.
  std::vector<std::int64_t> half(instance.weight);
  for (std::int64_t& value : half) value /= 2;
  root.multiplier = std::make_shared<std::vector<std::int64_t>>(std::move(half));

  const auto note = [&](std::int64_t bound) {
    search.prove(std::max(bound, search.incumbent.covered + search.tolerance()));
    search.tell();
  };
  std::optional<CoverGains> gains;
  if (search.has_many_sites()) {
    gains.emplace(instance);
    rebuild_neighbourhoods(search, *gains, {});
    search.tell();
  }
  lagrangian.watch([&](const CoverBranch& branch, std::int64_t bound) {
    if (gains) {
      rebuild_from(search, *gains, liked_of(search, lagrangian, pool_of(search, branch)));
      note(bound);
      return;
    }
    const WeightOrder order = weight_order(instance, liked_of(search, lagrangian, pool_of(search, branch)));
    CoverSet set(instance);
    fill_greedily(set, order.by_weight, filling_rule(instance), search.meter, lagrangian.charges());
    if (set.missing() > 0) meet_minima(set, pool_of(search, branch), search.stop.seed, search.meter);
    polish(set, order, filling_rule(instance), search.meter);
    search.incumbent.offer(set);
    note(bound);
  });
  constexpr int most_steps = 1500;
  lagrangian.improve(root, search.incumbent, search.tolerance(), most_steps);
  lagrangian.watch({});
  note(root.bound);
  return root;
}

ExchangeGround exchange_ground(const CoverSearch& search, const LagrangianBound& lagrangian,
                               const CoverBranch& root) {
  ExchangeGround ground;
  ground.all = pool_of(search, root);
  ground.liked = liked_of(search, lagrangian, ground.all);
  ground.charge.assign(lagrangian.charges().begin(), lagrangian.charges().end());
  return ground;
}

void perturb_plans(CoverSearch& search, const ExchangeGround& ground, int rounds, int first_round) {
  const CoverInstance& instance = search.instance;
  const WeightOrder all = weight_order(instance, ground.all);
  const WeightOrder liked = weight_order(instance, ground.liked);
  const GreedyRule rule = filling_rule(instance);
  CoverSet set(instance);
  for (int round = first_round; round < first_round + rounds && !search.meter.spent(); ++round) {
    // The seed belongs to the round. Modulo, because the library's distributions differ between compilers.
    std::mt19937_64 random(search.stop.seed * 1'000'003ULL + static_cast<std::uint64_t>(round));
    set.clear();
    for (const std::uint32_t k : search.incumbent.chosen) set.add(k);
    const std::size_t size = set.chosen().size();
    const std::size_t leaving = std::min<std::size_t>(size, 2 + random() % (1 + size / 3));
    const bool spaced = instance.rules && instance.rules->spacing_m > 0.0 && !liked.by_weight.empty();
    if (spaced)
      clear_around(set, liked.by_weight[random() % liked.by_weight.size()], 1 + random() % (1 + size / 4));
    else
      for (std::size_t k = 0; k < leaving; ++k) set.remove(set.chosen()[random() % set.chosen().size()]);
    std::vector<std::uint32_t> some;
    for (const std::uint32_t k : liked.by_weight)
      if (random() % 4 == 0) some.push_back(k);
    if (spaced && round % 2 == 0)
      fill_greedily(set, some, rule, search.meter, ground.charge);
    else
      fill_greedily(set, some, rule, search.meter);
    if (set.missing() > 0) meet_minima(set, all.by_weight, random(), search.meter);
    polish(set, liked, rule, search.meter);
    constexpr double worth_all = 0.998;
    if (static_cast<double>(set.covered()) > worth_all * static_cast<double>(search.incumbent.covered) &&
        set.covered() != search.incumbent.covered)
      polish(set, all, rule, search.meter);
    search.incumbent.offer(set);
  }
}

void perturb_while_it_pays(CoverSearch& search, const ExchangeGround& ground, int rounds, int first_round) {
  const CoverInstance liked = restricted(search.instance, ground.liked, {});
  CoverSearch among{liked,           search.meter,     search.stop, search.base,
                    search.exponent, search.incumbent, search.bound};
  const auto place_of = [&](std::uint32_t k) {
    return static_cast<std::uint32_t>(std::lower_bound(ground.liked.begin(), ground.liked.end(), k) -
                                      ground.liked.begin());
  };
  for (std::uint32_t& k : among.incumbent.chosen) k = place_of(k);
  ExchangeGround narrow;
  narrow.all = narrow.liked = every_candidate(liked);
  if (!ground.charge.empty())
    for (const std::uint32_t k : ground.liked) narrow.charge.push_back(ground.charge[k]);
  const std::uint64_t enough = search.meter.done() + search.meter.left() / 2;
  constexpr int most_idle_blocks = 3;
  for (int idle = 0; idle < most_idle_blocks && among.gap() > search.stop.gap &&
                     search.meter.done() < enough && !search.meter.spent();
       first_round += rounds) {
    const std::int64_t before = among.incumbent.covered;
    perturb_plans(among, narrow, rounds, first_round);
    idle = among.incumbent.covered > before ? 0 : idle + 1;
    among.tell();
  }
  std::vector<std::uint32_t> chosen;
  for (const std::uint32_t k : among.incumbent.chosen) chosen.push_back(ground.liked[k]);
  search.incumbent.offer(among.incumbent.covered, std::move(chosen));
}

}  // namespace quarterhour
