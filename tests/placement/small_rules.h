// Random rules for small covering problems, and whether a choice keeps them, by the definition.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "sim/placement/site_rules.h"

namespace quarterhour::tests {

/// Whether sites keep maxima and spacing and meet minima. Places in these tests have whole coordinates and spacings
/// whose squares are whole, so that distances compare exactly.
inline bool keeps(const SiteRules& rules, const std::vector<std::uint32_t>& chosen) {
  std::vector<int> held(rules.least.size(), 0);
  for (const std::uint32_t k : chosen)
    if (!rules.unit.empty() && rules.unit[k] >= 0) ++held[static_cast<std::size_t>(rules.unit[k])];
  for (std::size_t u = 0; u < held.size(); ++u)
    if (held[u] < rules.least[u] || held[u] > rules.most[u]) return false;
  if (rules.spacing_m <= 0.0) return true;
  for (std::size_t a = 0; a < chosen.size(); ++a)
    for (std::size_t b = a + 1; b < chosen.size(); ++b) {
      const double dx = rules.location[chosen[a]].x_m - rules.location[chosen[b]].x_m;
      const double dy = rules.location[chosen[a]].y_m - rules.location[chosen[b]].y_m;
      if (dx * dx + dy * dy < rules.spacing_m * rules.spacing_m) return false;
    }
  return true;
}

/// Up to four units with minima and maxima (some candidates in none), a spacing, or both.
inline SiteRules random_rules(std::uint64_t seed, std::uint32_t candidates) {
  std::mt19937_64 random(seed * 7919 + 13);
  const auto below = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random() % n); };
  SiteRules rules;
  const std::uint32_t kind = below(3);
  if (kind != 1) {
    const std::uint32_t units = 1 + below(4);
    for (std::uint32_t u = 0; u < units; ++u) {
      rules.least.push_back(below(3) == 0 ? static_cast<int>(1 + below(2)) : 0);
      rules.most.push_back(rules.least.back() + static_cast<int>(below(3)));
    }
    for (std::uint32_t k = 0; k < candidates; ++k)
      rules.unit.push_back(static_cast<std::int32_t>(below(units + 1)) - 1);
  }
  if (kind != 0) {
    for (std::uint32_t k = 0; k < candidates; ++k)
      rules.location.push_back({100.0 * below(12), 100.0 * below(12)});
    rules.spacing_m = 100.0 * (1 + below(7));
  }
  return rules;
}

}  // namespace quarterhour::tests
