#include <algorithm>

#include "sim/placement/require_search.h"

namespace quarterhour {

RequireSet::RequireSet(const RequireInstance& instance)
    : instance_(&instance),
      chosen_at_(instance.candidate_count(), 0),
      times_(instance.point_count(), 0),
      covered_of_unit_(instance.need.size(), 0) {
  if (instance.cover.rules) room_.emplace(*instance.cover.rules);
  for (const std::uint8_t must : instance.must) must_open_ += must;
  for (const std::int64_t need : instance.need) short_units_ += need > 0 ? 1 : 0;
}

void RequireSet::add(std::uint32_t candidate) {
  for (const IndexRun run : instance_->cover.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      if (times_[i]++ > 0) continue;
      const std::int64_t weight = instance_->cover.weight[i];
      const std::uint32_t unit = instance_->unit[i];
      must_open_ -= instance_->must[i];
      covered_ += weight;
      const bool was_short = covered_of_unit_[unit] < instance_->need[unit];
      covered_of_unit_[unit] += weight;
      if (was_short && covered_of_unit_[unit] >= instance_->need[unit]) --short_units_;
    }
  chosen_.push_back(candidate);
  chosen_at_[candidate] = 1;
  cost_ += instance_->cost[candidate];
  if (room_) room_->add(candidate);
}

void RequireSet::remove(std::uint32_t candidate) {
  for (const IndexRun run : instance_->cover.reach.set(candidate))
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      if (--times_[i] > 0) continue;
      const std::int64_t weight = instance_->cover.weight[i];
      const std::uint32_t unit = instance_->unit[i];
      must_open_ += instance_->must[i];
      covered_ -= weight;
      const bool was_short = covered_of_unit_[unit] < instance_->need[unit];
      covered_of_unit_[unit] -= weight;
      if (!was_short && covered_of_unit_[unit] < instance_->need[unit]) ++short_units_;
    }
  chosen_.erase(std::find(chosen_.begin(), chosen_.end(), candidate));
  chosen_at_[candidate] = 0;
  cost_ -= instance_->cost[candidate];
  if (room_) room_->remove(candidate);
}

void RequireSet::clear() {
  while (!chosen_.empty()) remove(chosen_.back());
}

bool CheapestPlan::offer(const RequireSet& set) {
  if (set.cost() >= cost || !set.meets()) return false;
  found = true;
  cost = set.cost();
  chosen = set.chosen();
  return true;
}

}  // namespace quarterhour
