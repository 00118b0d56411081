#include "sim/placement/site_choice.h"

#include <algorithm>

namespace quarterhour {

void SiteChoice::find_heads() {
  units_.resize(sites_->least.size());
  for (Unit& unit : units_) {
    unit.heads.clear();
    unit.forced = unit.room = unit.taken = 0;
    unit.lowest_taken = impossible;
    unit.best_left = -impossible;
  }
  if (sites_->group_count == 0) {
    for (std::uint32_t k = 0; k < free_.size(); ++k) units_[sites_->unit[free_[k]]].heads.push_back(k);
    return;
  }
  head_of_group_.assign(sites_->group_count, 0);
  second_of_group_.assign(sites_->group_count, -impossible);
  for (std::uint32_t k = 0; k < free_.size(); ++k) {
    const std::uint32_t group = sites_->group[free_[k]];
    std::uint32_t& head = head_of_group_[group];
    if (head == 0) {
      head = k + 1;
    } else if (better(k, head - 1)) {
      second_of_group_[group] = value_of_[head - 1];
      head = k + 1;
    } else {
      second_of_group_[group] = std::max(second_of_group_[group], value_of_[k]);
    }
  }
  for (const std::uint32_t head : head_of_group_)
    if (head > 0) units_[sites_->unit[free_[head - 1]]].heads.push_back(head - 1);
}

void SiteChoice::take(std::uint32_t position) {
  taken_.push_back(position);
  is_taken_[position] = 1;
  value_ += value_of_[position];
  Unit& unit = units_[sites_->unit[free_[position]]];
  ++unit.taken;
  unit.lowest_taken = std::min(unit.lowest_taken, value_of_[position]);
}

bool SiteChoice::choose(std::span<const std::uint32_t> free, std::span<const std::int64_t> value,
                        std::span<const int> held, std::size_t places) {
  free_ = free;
  value_of_ = value;
  taken_.clear();
  is_taken_.assign(free.size(), 0);
  value_ = 0;
  find_heads();
  const auto in_order = [&](std::uint32_t a, std::uint32_t b) { return better(a, b); };
  const auto split = [&](std::vector<std::uint32_t>& heads, std::size_t end, std::size_t at) {
    if (at < end)
      std::nth_element(heads.begin(), heads.begin() + static_cast<std::ptrdiff_t>(at),
                       heads.begin() + static_cast<std::ptrdiff_t>(end), in_order);
  };
  std::vector<std::uint32_t> pool;
  std::size_t all_forced = 0;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    Unit& unit = units_[u];
    if (held[u] > sites_->most[u]) return false;
    unit.room = static_cast<std::size_t>(sites_->most[u] - held[u]);
    unit.forced = static_cast<std::size_t>(std::max(0, sites_->least[u] - held[u]));
    if (unit.forced > unit.heads.size()) return false;
    all_forced += unit.forced;
    if (all_forced > places) return false;
    // One more than there are places: the first that finds none sets the price of a place.
    std::size_t wanted = std::min(unit.room, unit.heads.size());
    if (places != any_number) wanted = std::min(wanted, places + 1);
    wanted = std::max(wanted, unit.forced);
    split(unit.heads, unit.heads.size(), wanted);
    split(unit.heads, wanted, unit.forced);
    for (std::size_t k = 0; k < unit.forced; ++k) take(unit.heads[k]);
    for (std::size_t k = unit.forced; k < wanted; ++k)
      if (value[unit.heads[k]] > 0) pool.push_back(unit.heads[k]);
  }
  const std::size_t pool_places = places == any_number ? any_number : places - all_forced;
  const std::size_t pool_taken = std::min(pool.size(), pool_places);
  split(pool, pool.size(), pool_taken);
  for (std::size_t k = 0; k < pool_taken; ++k) take(pool[k]);
  find_prices(pool, pool_taken, pool_places);
  return true;
}

void SiteChoice::find_prices(std::span<const std::uint32_t> pool, std::size_t pool_taken,
                             std::size_t pool_places) {
  price_in_ = price_out_ = 0;
  if (pool_taken == pool_places) {
    price_in_ = impossible;
    for (std::size_t k = 0; k < pool_taken; ++k) price_in_ = std::min(price_in_, value_of_[pool[k]]);
    for (std::size_t k = pool_taken; k < pool.size(); ++k)
      price_out_ = std::max(price_out_, value_of_[pool[k]]);
  }
  for (Unit& unit : units_)
    for (const std::uint32_t head : unit.heads)
      if (is_taken_[head] == 0) unit.best_left = std::max(unit.best_left, value_of_[head]);
}

std::int64_t SiteChoice::loss_with(std::size_t position) const {
  const std::uint32_t candidate = free_[position];
  if (sites_->group_count > 0) {
    const std::uint32_t head = head_of_group_[sites_->group[candidate]] - 1;
    if (is_taken_[head] != 0) return value_of_[head] - value_of_[position];
  }
  const Unit& unit = units_[sites_->unit[candidate]];
  std::int64_t displaced = price_in_;
  if (unit.taken == unit.room)
    displaced = unit.lowest_taken;
  else if (unit.taken == unit.forced && unit.forced > 0)
    displaced = std::min(price_in_, unit.lowest_taken);
  return displaced >= impossible ? impossible : displaced - value_of_[position];
}

std::int64_t SiteChoice::loss_without(std::size_t position) const {
  const std::uint32_t candidate = free_[position];
  const Unit& unit = units_[sites_->unit[candidate]];
  std::int64_t replaced = price_out_;
  if (unit.taken == unit.forced)
    replaced = unit.best_left;
  else if (unit.taken == unit.room)
    replaced = std::max(price_out_, unit.best_left);
  if (sites_->group_count > 0) replaced = std::max(replaced, second_of_group_[sites_->group[candidate]]);
  return replaced <= -impossible ? impossible : value_of_[position] - replaced;
}

}  // namespace quarterhour
