#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/placement/backup_search.h"

namespace quarterhour {

namespace {

/// No choice has more sites.
std::size_t most_sites(const BackupCoverProblem& problem) {
  const std::size_t candidates = problem.reach.set_count();
  if (problem.count) return std::min(static_cast<std::size_t>(*problem.count), candidates);
  std::vector<double> prices = problem.cost;
  if (prices.empty()) prices.assign(candidates, 1.0);
  std::sort(prices.begin(), prices.end());
  std::size_t affordable = 0;
  double spent = 0.0;
  while (affordable < candidates && spent + prices[affordable] <= *problem.budget * (1.0 + 1e-9))
    spent += prices[affordable++];
  return affordable;
}

/// Points that enough candidates reach, and that need no more than can be chosen.
std::vector<std::uint8_t> winnable_points(const BackupCoverProblem& problem) {
  const std::size_t most = most_sites(problem);
  std::vector<std::uint32_t> times(problem.demand.size(), 0);
  for (const IndexRun run : problem.reach.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i) ++times[i];
  std::vector<std::uint8_t> winnable(times.size());
  for (std::size_t i = 0; i < times.size(); ++i)
    winnable[i] = problem.need[i] > 0 && problem.need[i] <= std::min<std::size_t>(times[i], most) ? 1 : 0;
  return winnable;
}

/// Adds a set for each need, of the points that have it: points of different needs are then not alike.
std::vector<std::uint16_t> add_need_sets(const BackupCoverProblem& problem, IndexRuns& reach) {
  std::vector<std::uint16_t> needs(problem.need);
  std::sort(needs.begin(), needs.end());
  needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  std::erase(needs, std::uint16_t{0});
  for (const std::uint16_t need : needs) {
    for (std::uint32_t i = 0; i < problem.need.size(); ++i) {
      if (problem.need[i] != need) continue;
      if (reach.runs.size() > reach.first.back() && reach.runs.back().end == i)
        ++reach.runs.back().end;
      else
        reach.runs.push_back({i, i + 1});
    }
    reach.first.push_back(reach.runs.size());
  }
  return needs;
}

}  // namespace

BackupInstance backup_instance(const BackupCoverProblem& problem) {
  const std::vector<std::uint8_t> winnable = winnable_points(problem);
  std::vector<double> open(problem.demand.size(), 0.0);
  for (std::size_t i = 0; i < open.size(); ++i)
    if (winnable[i] != 0) open[i] = problem.demand[i];
  const std::size_t candidates = problem.reach.set_count();
  const std::size_t copies =
      problem.count ? std::min(static_cast<std::size_t>(*problem.count), candidates) : candidates;
  IntegerDemand integers = integer_demand(open, std::max<std::size_t>(copies, 1));

  BackupInstance instance;
  instance.exponent = integers.exponent;
  instance.rounded = integers.rounded;
  CoverInstance& cover = instance.cover;
  cover.weight = std::move(integers.weight);
  cover.reach = problem.reach;
  cover.by_count = problem.count.has_value();
  cover.budget = cover.by_count ? static_cast<double>(*problem.count) : *problem.budget;
  const std::vector<std::uint16_t> needs = add_need_sets(problem, cover.reach);
  const std::size_t sets = cover.reach.set_count();
  cover.original.resize(sets);
  std::iota(cover.original.begin(), cover.original.end(), 0U);
  cover.cost.assign(sets, 1.0);
  drop_idle_points(cover);
  merge_demand(cover);
  instance.need.assign(cover.point_count(), 1);
  for (std::size_t n = 0; n < needs.size(); ++n)
    for (const IndexRun run : cover.reach.set(candidates + n))
      std::fill(instance.need.begin() + run.begin, instance.need.begin() + run.end, needs[n]);
  cover.reach.first.resize(candidates + 1);
  cover.reach.runs.resize(cover.reach.first.back());
  cover.original.resize(candidates);
  cover.cost.resize(candidates);
  if (!cover.by_count && !problem.cost.empty()) cover.cost = problem.cost;
  for (const std::uint16_t need : instance.need) instance.most_need = std::max(instance.most_need, need);
  cover.total = std::accumulate(cover.weight.begin(), cover.weight.end(), std::int64_t{0});
  std::int64_t divisor = 0;
  for (const std::int64_t weight : cover.weight) divisor = std::gcd(divisor, weight);
  cover.granule = std::max<std::int64_t>(divisor, 1);
  return instance;
}

BackupSet::BackupSet(const BackupInstance& instance, const RuledSites* rules)
    : instance_(instance),
      is_chosen_(instance.cover.candidate_count(), 0),
      times_(instance.cover.point_count(), 0) {
  if (rules != nullptr) room_.emplace(*rules);
}

void BackupSet::change(std::uint32_t candidate, int by) {
  const CoverInstance& cover = instance_.cover;
  for (const IndexRun run : cover.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      const std::uint16_t before = times_[i];
      times_[i] = static_cast<std::uint16_t>(before + by);
      if (by > 0 && times_[i] == instance_.need[i]) covered_ += cover.weight[i];
      if (by < 0 && before == instance_.need[i]) covered_ -= cover.weight[i];
    }
  is_chosen_[candidate] = by > 0 ? 1 : 0;
  if (by > 0)
    chosen_.push_back(candidate);
  else
    std::erase(chosen_, candidate);
  if (!room_) return;
  if (by > 0)
    room_->add(candidate);
  else
    room_->remove(candidate);
}

void BackupSet::assign(std::span<const std::uint32_t> candidates) {
  while (!chosen_.empty()) remove(chosen_.back());
  for (const std::uint32_t candidate : candidates) add(candidate);
}

double BackupSet::spent() const {
  double sum = 0.0;
  for (const std::uint32_t candidate : chosen_) sum += instance_.cover.cost[candidate];
  return sum;
}

bool BackupSet::allows(std::uint32_t candidate) const {
  if (is_chosen_[candidate] != 0) return false;
  const CoverInstance& cover = instance_.cover;
  if (!cover.by_count) {
    // Minima come first.
    const bool keeps_rules =
        !room_ || (room_->allows(candidate) && (room_->missing() == 0 || room_->wants(candidate)));
    return keeps_rules && cover.affords(spent() + cover.cost[candidate]);
  }
  const auto left = static_cast<std::int64_t>(cover.budget) - static_cast<std::int64_t>(chosen_.size());
  if (left <= 0) return false;
  if (!room_) return true;
  // Places that minima still ask for are theirs.
  return room_->allows(candidate) && (room_->missing() < left || room_->wants(candidate));
}

std::span<const std::int64_t> BackupSet::wanted_prefix(int part) {
  const CoverInstance& cover = instance_.cover;
  wanted_.assign(cover.point_count(), 0);
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    if (times_[i] >= instance_.need[i]) continue;
    const int lacking = instance_.need[i] - times_[i];
    if (lacking == 1)
      wanted_[i] = cover.weight[i];
    else if (part > 0 && part * (lacking - 1) < 60)
      wanted_[i] = cover.weight[i] >> (part * (lacking - 1));
  }
  prefix_sums(wanted_, prefix_);
  return prefix_;
}

}  // namespace quarterhour
