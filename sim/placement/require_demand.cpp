#include <algorithm>
#include <cmath>

#include "sim/placement/require_search.h"

namespace quarterhour {

double CheapestDemand::take(std::vector<std::uint32_t>& items, double need,
                            std::span<const std::int64_t> multiplier, std::span<double> part,
                            std::vector<std::uint32_t>* rest) {
  const auto cheaper = [&](std::uint32_t a, std::uint32_t b) {
    return price_[a] != price_[b] ? price_[a] < price_[b] : a < b;
  };
  double cost = 0.0;
  // What is left of a point: all of it, or all but the part that a unit's need took.
  const auto left_of = [&](std::uint32_t i) {
    return (1.0 - part[i]) * static_cast<double>(instance_.cover.weight[i]);
  };
  auto begin = items.begin();
  auto end = items.end();
  // Halves the range around the point at which the need is met: the cheap half is taken whole when it does not do.
  while (need > 0.0 && begin != end) {
    const auto middle = begin + (end - begin) / 2;
    std::nth_element(begin, middle, end, cheaper);
    double lower = 0.0;
    for (auto at = begin; at != middle; ++at) lower += left_of(*at);
    if (lower >= need) {
      end = middle;
      continue;
    }
    for (auto at = begin; at != middle; ++at) {
      cost += (1.0 - part[*at]) * static_cast<double>(multiplier[*at]);
      part[*at] = 1.0;
    }
    need -= lower;
    const double own = left_of(*middle);
    const double used = std::min(1.0, need / own) * (1.0 - part[*middle]);
    cost += used * static_cast<double>(multiplier[*middle]);
    part[*middle] = std::min(1.0, part[*middle] + used);
    need -= own;
    begin = middle + 1;
  }
  if (rest != nullptr)
    for (const std::uint32_t i : items)
      if (part[i] < 1.0) rest->push_back(i);
  return cost;
}

std::int64_t CheapestDemand::choose(std::span<const std::uint8_t> open, std::span<const std::int64_t> need,
                                    std::int64_t need_total, std::span<const std::int64_t> multiplier,
                                    std::span<double> part) {
  of_unit_.resize(need.size());
  for (auto& items : of_unit_) items.clear();
  rest_.clear();
  price_.resize(open.size());
  std::int64_t musts = 0;
  auto total = static_cast<double>(need_total);
  const bool wants_more =
      need_total > 0 || std::any_of(need.begin(), need.end(), [](std::int64_t n) { return n > 0; });
  for (std::uint32_t i = 0; i < open.size(); ++i) {
    part[i] = 0.0;
    if (open[i] == 0) continue;
    if (instance_.must[i] != 0) {
      part[i] = 1.0;
      musts += multiplier[i];
      total -= static_cast<double>(instance_.cover.weight[i]);
    } else if (wants_more) {
      price_[i] = static_cast<double>(multiplier[i]) / static_cast<double>(instance_.cover.weight[i]);
      of_unit_[instance_.unit[i]].push_back(i);
    }
  }
  double cost = 0.0;
  if (wants_more) {
    for (std::size_t u = 0; u < need.size(); ++u) {
      cost += take(of_unit_[u], static_cast<double>(need[u]), multiplier, part, &rest_);
      total -= std::max(0.0, static_cast<double>(need[u]));
    }
    cost += take(rest_, total, multiplier, part, nullptr);
  }
  // Sums of as many terms are off by less than this share.
  const double rounding = static_cast<double>(open.size() + 16) * 0x1.0p-52;
  return musts + static_cast<std::int64_t>(std::floor(std::max(0.0, cost * (1.0 - rounding) - 1.0)));
}

}  // namespace quarterhour
