#include "sim/placement/cover_gains.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace quarterhour {

namespace {

constexpr std::size_t block_bits = 7;
constexpr std::size_t block_size = std::size_t{1} << block_bits;
/// Going to another run costs as much as changing so many gains in a row.
constexpr std::uint64_t touched_per_run = 12;

}  // namespace

IndexRuns transposed(const IndexRuns& reach, std::size_t points) {
  IndexRuns result;
  // Where the last run of each point ends, so that candidates in a row make one run.
  constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> end(points, none);
  const auto sets = static_cast<std::uint32_t>(reach.set_count());
  result.first.assign(points + 1, 0);
  for (std::uint32_t k = 0; k < sets; ++k)
    for (const IndexRun run : reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        if (end[i] != k) ++result.first[i + 1];
        end[i] = k + 1;
      }
  std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
  result.runs.resize(result.first.back());
  std::fill(end.begin(), end.end(), none);
  std::vector<std::size_t> next(result.first.begin(), result.first.end() - 1);
  for (std::uint32_t k = 0; k < sets; ++k)
    for (const IndexRun run : reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        if (end[i] == k)
          ++result.runs[next[i] - 1].end;
        else
          result.runs[next[i]++] = {k, k + 1};
        end[i] = k + 1;
      }
  return result;
}

CoverGains::CoverGains(const CoverInstance& instance)
    : instance_(instance), candidates_of_(transposed(instance.reach, instance.point_count())) {
  std::vector<std::int64_t> prefix;
  prefix_sums(instance.weight, prefix);
  std::vector<std::uint32_t> all(instance.candidate_count());
  std::iota(all.begin(), all.end(), 0U);
  whole_reach_.resize(all.size());
  sums_over(instance.reach, all, prefix, whole_reach_);
  // An evaluation looks up both ends of a candidate's runs, far apart; a gain that is changed in passing costs an eighth of
  // one run.
  const std::size_t runs = instance.reach.runs.size() / std::max<std::size_t>(all.size(), 1);
  touched_per_evaluation_ = 8 * (runs + 4);
  const std::size_t blocks = (all.size() + block_size - 1) / block_size;
  block_best_.resize(blocks);
  block_stale_.resize(blocks);
  clear();
}

void CoverGains::clear() {
  chosen_.clear();
  journal_.clear();
  place_.assign(instance_.candidate_count(), nowhere);
  gain_ = whole_reach_;
  loss_.assign(instance_.candidate_count(), 0);
  times_.assign(instance_.point_count(), 0);
  sites_mixed_.assign(instance_.point_count(), 0);
  covered_ = 0;
  allow_all();
}

void CoverGains::allow_only(std::span<const std::uint32_t> pool) {
  allowed_.assign(instance_.candidate_count(), 0);
  for (const std::uint32_t k : pool) allowed_[k] = 1;
  std::fill(block_stale_.begin(), block_stale_.end(), std::uint8_t{1});
}

void CoverGains::allow_all() {
  allowed_.assign(instance_.candidate_count(), 1);
  std::fill(block_stale_.begin(), block_stale_.end(), std::uint8_t{1});
}

void CoverGains::allow(std::uint32_t candidate, bool allowed) {
  allowed_[candidate] = allowed ? 1 : 0;
  block_stale_[candidate >> block_bits] = 1;
}

void CoverGains::add(std::uint32_t candidate) {
  enter(candidate);
  journal_.push_back({candidate, true});
}

void CoverGains::remove(std::uint32_t candidate) {
  leave(candidate);
  journal_.push_back({candidate, false});
}

void CoverGains::go_back() {
  for (; !journal_.empty(); journal_.pop_back()) {
    const Step step = journal_.back();
    if (step.added)
      leave(step.candidate);
    else
      enter(step.candidate);
  }
}

void CoverGains::change_gains(std::uint32_t point, std::int64_t change) {
  for (const IndexRun run : candidates_of_.set(point)) {
    for (std::uint32_t k = run.begin; k < run.end; ++k) gain_[k] += change;
    for (std::size_t block = run.begin >> block_bits; block <= (run.end - 1) >> block_bits; ++block)
      block_stale_[block] = 1;
    touched_ += run.end - run.begin + touched_per_run;
  }
}

void CoverGains::enter(std::uint32_t candidate) {
  std::int64_t alone = 0;
  for (const IndexRun run : instance_.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      const std::int64_t weight = instance_.weight[i];
      if (times_[i] == 0) {
        alone += weight;
        change_gains(i, -weight);
      } else if (times_[i] == 1) {
        loss_[sites_mixed_[i]] -= weight;
      }
      ++times_[i];
      sites_mixed_[i] ^= candidate;
    }
  covered_ += alone;
  loss_[candidate] = alone;
  place_[candidate] = static_cast<std::uint32_t>(chosen_.size());
  chosen_.push_back(candidate);
}

void CoverGains::leave(std::uint32_t candidate) {
  for (const IndexRun run : instance_.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      const std::int64_t weight = instance_.weight[i];
      sites_mixed_[i] ^= candidate;
      --times_[i];
      if (times_[i] == 0)
        change_gains(i, weight);
      else if (times_[i] == 1)
        loss_[sites_mixed_[i]] += weight;
    }
  covered_ -= loss_[candidate];
  loss_[candidate] = 0;
  const std::uint32_t place = place_[candidate];
  place_[candidate] = nowhere;
  if (chosen_.back() != candidate) {
    chosen_[place] = chosen_.back();
    place_[chosen_[place]] = place;
  }
  chosen_.pop_back();
}

const CoverGains::Best& CoverGains::best_of(std::size_t block) {
  Best& found = block_best_[block];
  if (block_stale_[block] == 0) return found;
  block_stale_[block] = 0;
  touched_ += block_size;
  found = {};
  const std::size_t begin = block << block_bits;
  const std::size_t end = std::min(begin + block_size, gain_.size());
  for (std::size_t k = begin; k < end; ++k)
    if (gain_[k] > found.gain && allowed_[k] != 0) found = {gain_[k], static_cast<std::uint32_t>(k)};
  return found;
}

CoverGains::Best CoverGains::best() {
  Best found;
  for (std::size_t block = 0; block < block_best_.size(); ++block)
    if (const Best& here = best_of(block); here.gain > found.gain) found = here;
  touched_ += block_best_.size();
  return found;
}

std::uint32_t CoverGains::lowest_with(std::int64_t gain, std::uint32_t end) {
  for (std::size_t block = 0; block << block_bits < end; ++block) {
    if (best_of(block).gain < gain) continue;
    // Those chosen already add nothing.
    const auto begin = static_cast<std::uint32_t>(block << block_bits);
    for (std::uint32_t k = begin; k < end && k < begin + block_size; ++k)
      if (gain_[k] >= gain && allowed_[k] != 0) return k;
  }
  return end;
}

std::uint64_t CoverGains::take_work() {
  const std::uint64_t work = touched_ / touched_per_evaluation_;
  touched_ -= work * touched_per_evaluation_;
  return work;
}

}  // namespace quarterhour
