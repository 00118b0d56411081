// Room that the rules still leave beside the sites chosen so far. Internal to placement.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/ruled_sites.h"

namespace quarterhour {

class SiteRoom {
 public:
  explicit SiteRoom(const RuledSites& sites)
      : sites_(&sites), held_(sites.least.size(), 0), blocked_(sites.unit.size(), 0) {
    for (const int least : sites.least) missing_ += least;
  }
  void add(std::uint32_t candidate) { enter(candidate, 1); }
  void remove(std::uint32_t candidate) { enter(candidate, -1); }

  /// Whether a candidate may join those that are chosen.
  [[nodiscard]] bool allows(std::uint32_t candidate) const {
    const std::uint32_t unit = sites_->unit[candidate];
    return blocked_[candidate] == 0 && held_[unit] < sites_->most[unit];
  }
  /// Whether one that is not chosen may take the place of one that is, so that no unit misses more than before.
  [[nodiscard]] bool allows_exchange(std::uint32_t in, std::uint32_t out) const {
    if (blocked_[in] != (sites_->conflict(in, out) ? 1 : 0)) return false;
    const std::uint32_t unit = sites_->unit[in];
    return unit == sites_->unit[out] || (held_[unit] < sites_->most[unit] && spares(out));
  }
  /// Whether its unit has fewer sites than it wants.
  [[nodiscard]] bool wants(std::uint32_t candidate) const {
    const std::uint32_t unit = sites_->unit[candidate];
    return held_[unit] < sites_->least[unit];
  }
  /// Whether its unit would keep its minimum without it.
  [[nodiscard]] bool spares(std::uint32_t candidate) const {
    const std::uint32_t unit = sites_->unit[candidate];
    return held_[unit] > sites_->least[unit];
  }
  /// Sites that units still want, summed.
  [[nodiscard]] int missing() const { return missing_; }
  /// Pairs of chosen sites that stand too near each other, and sites above a unit's maximum: 0 in a plan.
  [[nodiscard]] bool broken() const { return conflicts_ > 0 || above_ > 0; }
  [[nodiscard]] const std::vector<int>& held() const { return held_; }
  [[nodiscard]] const RuledSites& sites() const { return *sites_; }

 private:
  void enter(std::uint32_t candidate, int by) {
    const std::uint32_t unit = sites_->unit[candidate];
    // A chosen candidate blocks itself, so that it is not chosen twice.
    if (by < 0) conflicts_ -= --blocked_[candidate];
    if (by > 0) conflicts_ += blocked_[candidate]++;
    const int before = held_[unit];
    held_[unit] += by;
    missing_ -= std::max(0, sites_->least[unit] - before) - std::max(0, sites_->least[unit] - held_[unit]);
    above_ += std::max(0, held_[unit] - sites_->most[unit]) - std::max(0, before - sites_->most[unit]);
    sites_->conflicts(candidate, [&](std::uint32_t other) { blocked_[other] += by; });
  }

  const RuledSites* sites_;
  std::vector<int> held_;
  /// Chosen sites too near each candidate, itself included.
  std::vector<int> blocked_;
  int missing_ = 0;
  int conflicts_ = 0;
  int above_ = 0;
};

}  // namespace quarterhour
