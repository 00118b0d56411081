#include <algorithm>

#include "sim/placement/cover_search.h"

namespace quarterhour {

CoverSet::CoverSet(const CoverInstance& instance)
    : instance_(instance), times_covered_(instance.point_count(), 0), open_(instance.weight) {
  if (instance.rules) room_.emplace(*instance.rules);
}

void CoverSet::add(std::uint32_t candidate) {
  for (const IndexRun run : instance_.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i)
      if (times_covered_[i]++ == 0) {
        covered_ += open_[i];
        open_[i] = 0;
      }
  chosen_.push_back(candidate);
  if (room_) room_->add(candidate);
  prefix_current_ = false;
}

void CoverSet::remove(std::uint32_t candidate) {
  for (const IndexRun run : instance_.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i)
      if (--times_covered_[i] == 0) {
        open_[i] = instance_.weight[i];
        covered_ -= open_[i];
      }
  chosen_.erase(std::find(chosen_.begin(), chosen_.end(), candidate));
  if (room_) room_->remove(candidate);
  prefix_current_ = false;
}

void CoverSet::clear() {
  while (!chosen_.empty()) remove(chosen_.back());
}

void CoverSet::restore_place(std::size_t place) {
  std::rotate(chosen_.begin() + static_cast<std::ptrdiff_t>(place), chosen_.end() - 1, chosen_.end());
}

double CoverSet::spent() const {
  double sum = 0.0;
  for (const std::uint32_t candidate : chosen_) sum += instance_.cost[candidate];
  return sum;
}

bool CoverSet::has_room(std::uint32_t candidate) const {
  if (!room_->allows(candidate)) return false;
  if (room_->missing() == 0 || room_->wants(candidate)) return true;
  const RuledSites& rules = room_->sites();
  // The cheapest candidates of each unit are the least that its minimum can still cost.
  double reserve = 0.0;
  for (std::size_t u = 0; u < rules.least.size(); ++u)
    reserve += instance_.least_cost(u, rules.least[u] - room_->held()[u]);
  return instance_.affords(spent() + instance_.cost[candidate] + reserve);
}

std::span<const std::int64_t> CoverSet::open_prefix() {
  if (!prefix_current_) prefix_sums(open_, prefix_);
  prefix_current_ = true;
  return prefix_;
}

bool Incumbent::offer(const CoverSet& set) {
  if (set.covered() <= covered || !set.instance().affords(set.spent()) || !set.keeps_rules()) return false;
  covered = set.covered();
  chosen = set.chosen();
  return true;
}

bool Incumbent::offer(std::int64_t value, std::vector<std::uint32_t> plan) {
  if (value <= covered) return false;
  covered = value;
  chosen = std::move(plan);
  return true;
}

}  // namespace quarterhour
