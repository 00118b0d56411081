// The best choice under rules when every candidate has a worth of its own.
#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <random>
#include <vector>

#include "sim/placement/site_choice.h"

using namespace quarterhour;

namespace {

/// The most that a choice is worth which keeps minima, maxima, places and groups and holds `with` but not `without`.
std::optional<std::int64_t> best_by_trying_all(const RuledSites& sites,
                                               const std::vector<std::int64_t>& value,
                                               const std::vector<int>& held, std::size_t places,
                                               std::optional<std::uint32_t> with,
                                               std::optional<std::uint32_t> without) {
  std::optional<std::int64_t> best;
  for (std::uint32_t mask = 0; mask < (1U << value.size()); ++mask) {
    if ((with && (mask >> *with & 1U) == 0) || (without && (mask >> *without & 1U) != 0)) continue;
    std::vector<int> of_unit = held;
    std::vector<int> of_group(sites.group_count, 0);
    std::size_t taken = 0;
    std::int64_t sum = 0;
    bool allowed = true;
    for (std::uint32_t k = 0; k < value.size(); ++k) {
      if ((mask >> k & 1U) == 0) continue;
      ++taken;
      sum += value[k];
      ++of_unit[sites.unit[k]];
      if (sites.group_count > 0 && ++of_group[sites.group[k]] > 1) allowed = false;
    }
    for (std::size_t u = 0; u < of_unit.size(); ++u)
      allowed = allowed && of_unit[u] >= sites.least[u] && of_unit[u] <= sites.most[u];
    if (allowed && taken <= places && (!best || sum > *best)) best = sum;
  }
  return best;
}

}  // namespace

TEST_CASE(
    "the choice under rules, and what it loses with or without one candidate, equal trying every choice") {
  std::mt19937_64 random(11);
  const auto below = [&](std::uint64_t n) { return static_cast<int>(random() % n); };
  int possible = 0;
  for (int world = 0; world < 300; ++world) {
    CAPTURE(world);
    SiteRules rules;
    const int candidates = 3 + below(7);
    const int units = 1 + below(3);
    for (int u = 0; u < units; ++u) {
      rules.least.push_back(below(3));
      rules.most.push_back(rules.least.back() + below(3));
    }
    for (int k = 0; k < candidates; ++k)
      rules.unit.push_back(below(static_cast<std::uint64_t>(units) + 1) - 1);
    if (below(2) == 0) {
      rules.spacing_m = 250.0;
      for (int k = 0; k < candidates; ++k) rules.location.push_back({100.0 * below(8), 100.0 * below(8)});
    }
    const RuledSites sites = ruled_sites(rules, static_cast<std::size_t>(candidates));
    std::vector<std::uint32_t> free;
    std::vector<std::int64_t> value;
    for (int k = 0; k < candidates; ++k) {
      free.push_back(static_cast<std::uint32_t>(k));
      value.push_back(below(40) - 10);
    }
    std::vector<int> held(sites.least.size(), 0);
    for (int u = 0; u < units; ++u)
      held[static_cast<std::size_t>(u)] =
          below(2) == 0 ? 0 : std::min(1, rules.most[static_cast<std::size_t>(u)]);
    const std::size_t places = below(3) == 0 ? SiteChoice::any_number : static_cast<std::size_t>(below(6));
    SiteChoice choice(sites);
    const auto best = best_by_trying_all(sites, value, held, places, {}, {});
    REQUIRE(choice.choose(free, value, held, places) == best.has_value());
    if (!best) continue;
    ++possible;
    CHECK(choice.value() == *best);
    for (std::uint32_t k = 0; k < free.size(); ++k) {
      const bool taken = choice.is_taken(k);
      const auto other = taken ? best_by_trying_all(sites, value, held, places, {}, k)
                               : best_by_trying_all(sites, value, held, places, k, {});
      const std::int64_t loss = taken ? choice.loss_without(k) : choice.loss_with(k);
      // Where there is another choice, the loss must not be overstated: candidates are ruled out by it.
      if (other) CHECK(choice.value() - loss >= *other);
    }
  }
  CHECK(possible > 100);
}
