#include <algorithm>

#include "sim/placement/require_search.h"

namespace quarterhour {

namespace {

constexpr std::int64_t unit_worth = 1 << 12;
/// Worths are halved when one grows beyond this.
constexpr std::int64_t most_worth = std::int64_t{1} << 32;

/// SplitMix64 (Steele, Lea & Flood 2014).
std::uint64_t next_of(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

bool reaches(std::span<const IndexRun> runs, std::uint32_t point) {
  const auto after = std::upper_bound(runs.begin(), runs.end(), point,
                                      [](std::uint32_t p, const IndexRun& run) { return p < run.begin; });
  return after != runs.begin() && point < std::prev(after)->end;
}

}  // namespace

NearbySearch::NearbySearch(const RequireInstance& instance, std::vector<std::uint32_t> pool,
                           std::uint64_t seed)
    : instance_(instance),
      pool_(std::move(pool)),
      state_(seed),
      set_(instance),
      worth_(instance.point_count(), unit_worth),
      moved_(instance.candidate_count(), 0) {
  // Demand that only counts towards a share is worth its weight against the mean.
  const double mean = static_cast<double>(instance.cover.total) /
                      static_cast<double>(std::max<std::size_t>(instance.point_count(), 1));
  for (std::size_t i = 0; i < worth_.size(); ++i)
    if (instance.must[i] == 0)
      worth_[i] = std::clamp<std::int64_t>(
          static_cast<std::int64_t>(unit_worth * static_cast<double>(instance.cover.weight[i]) / mean), 1,
          most_worth);
}

void NearbySearch::begin_with(std::span<const std::uint32_t> sites) {
  set_.clear();
  for (const std::uint32_t k : sites)
    if (set_.allows(k)) set_.add(k);
}

void NearbySearch::start(const CheapestPlan& best) {
  if (best.cost == seen_cost_ || (!best.found && !set_.chosen().empty())) return;
  set_.clear();
  if (best.found)
    for (const std::uint32_t k : best.chosen) set_.add(k);
  seen_cost_ = best.cost;
}

void NearbySearch::measure() {
  const std::size_t points = worth_.size();
  open_prefix_.resize(points + 1);
  single_prefix_.resize(points + 1);
  open_prefix_[0] = single_prefix_[0] = 0;
  for (std::size_t i = 0; i < points; ++i) {
    open_prefix_[i + 1] = open_prefix_[i] + (set_.matters(i) ? worth_[i] : 0);
    single_prefix_[i + 1] = single_prefix_[i] + (set_.times(i) == 1 ? worth_[i] : 0);
  }
}

std::int64_t NearbySearch::loss_of(std::uint32_t candidate) const {
  return sum_over(instance_.cover.reach.set(candidate), single_prefix_);
}

std::int64_t NearbySearch::gain_of(std::uint32_t candidate) const {
  return sum_over(instance_.cover.reach.set(candidate), open_prefix_);
}

std::uint32_t NearbySearch::least_loss(bool any) const {
  std::uint32_t best = UINT32_MAX;
  double best_rank = 0.0;
  for (const std::uint32_t k : set_.chosen()) {
    if (!any && (moved_[k] + 1 >= now_ || (set_.room() != nullptr && !set_.room()->spares(k) &&
                                           set_.room()->sites().least[set_.room()->sites().unit[k]] > 0)))
      continue;
    const double rank = static_cast<double>(loss_of(k)) / static_cast<double>(instance_.cost[k]);
    const bool better =
        best == UINT32_MAX || rank < best_rank ||
        (rank == best_rank && (moved_[k] != moved_[best] ? moved_[k] < moved_[best] : k < best));
    if (!better) continue;
    best = k;
    best_rank = rank;
  }
  return best;
}

void NearbySearch::leave(std::uint32_t candidate) {
  set_.remove(candidate);
  moved_[candidate] = now_;
}

std::vector<std::uint32_t> NearbySearch::helpers() {
  std::vector<std::uint32_t> result;
  std::uint32_t point = UINT32_MAX;
  std::uint64_t seen = 0;
  for (std::uint32_t i = 0; i < worth_.size(); ++i)
    if (set_.matters(i) && next_of(state_) % ++seen == 0) point = i;
  if (set_.missing() > 0 && (point == UINT32_MAX || next_of(state_) % 2 == 0)) {
    for (const std::uint32_t k : pool_)
      if (set_.wants(k)) result.push_back(k);
    return result;
  }
  if (point == UINT32_MAX) return result;
  for (const std::uint32_t k : pool_)
    if (reaches(instance_.cover.reach.set(k), point)) result.push_back(k);
  return result;
}

void NearbySearch::make_room(std::uint32_t candidate) {
  if (set_.allows(candidate) || set_.room() == nullptr) return;
  const RuledSites& rules = set_.room()->sites();
  const std::vector<std::uint32_t> chosen = set_.chosen();
  for (const std::uint32_t k : chosen)
    if (rules.conflict(k, candidate)) leave(k);
  if (set_.allows(candidate)) return;
  std::uint32_t out = UINT32_MAX;
  for (const std::uint32_t k : set_.chosen())
    if (rules.unit[k] == rules.unit[candidate] && (out == UINT32_MAX || loss_of(k) < loss_of(out))) out = k;
  if (out != UINT32_MAX) leave(out);
}

bool NearbySearch::add_one(const CheapestPlan& best) {
  const std::int64_t wanted = wanted_cost(instance_, best);
  std::uint32_t in = UINT32_MAX;
  double in_rank = 0.0;
  for (const std::uint32_t k : helpers()) {
    // What has just left may come back only where nothing else helps.
    if (set_.holds(k) || set_.cost() + instance_.cost[k] > wanted || moved_[k] == now_) continue;
    const double rank = (static_cast<double>(gain_of(k)) + 1.0) / static_cast<double>(instance_.cost[k]);
    const bool better = in == UINT32_MAX || rank > in_rank ||
                        (rank == in_rank && (moved_[k] != moved_[in] ? moved_[k] < moved_[in] : k < in));
    if (!better) continue;
    in = k;
    in_rank = rank;
  }
  if (in == UINT32_MAX) return false;
  make_room(in);
  if (!set_.allows(in)) return false;
  set_.add(in);
  moved_[in] = now_;
  return true;
}

void NearbySearch::run(CheapestPlan& best, std::uint64_t steps, WorkMeter& meter) {
  start(best);
  for (std::uint64_t step = 0; step < steps && !meter.spent() && !best.is_enough(); ++step) {
    ++now_;
    while (set_.meets() && !set_.chosen().empty()) {
      if (best.offer(set_)) seen_cost_ = best.cost;
      if (best.is_enough()) return;
      measure();
      const std::uint32_t out = least_loss(true);
      leave(out);
    }
    if (set_.meets()) {
      if (best.offer(set_)) seen_cost_ = best.cost;
      return;
    }
    measure();
    if (const std::uint32_t out = least_loss(false); out != UINT32_MAX) leave(out);
    for (bool added = true; added && !set_.meets();) {
      measure();
      added = add_one(best);
    }
    meter.add(1 + (pool_.size() + worth_.size()) / 64);
    if (set_.meets()) continue;
    bool large = false;
    for (std::size_t i = 0; i < worth_.size(); ++i) {
      if (!set_.matters(i)) continue;
      worth_[i] += instance_.must[i] != 0 ? unit_worth : std::max<std::int64_t>(1, worth_[i] >> 7);
      large = large || worth_[i] > most_worth;
    }
    if (large)
      for (std::int64_t& worth : worth_) worth = std::max<std::int64_t>(1, worth / 2);
  }
}

}  // namespace quarterhour
