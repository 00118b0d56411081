// What open sites with room serve at most, and which choices are allowed, by the definition.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "geometry/travel_time.h"
#include "sim/placement/capacitated_cover.h"
#include "tests/placement/small_rules.h"

namespace quarterhour::tests {

/// Sites of one service: whom each reaches, and its room.
struct OpenSites {
  std::vector<std::vector<bool>> reaches;
  std::vector<double> room;
};

/// Adds a site by its reach among points begin … end - 1 of `points`; nothing where it reaches none of them.
inline void open_site(OpenSites& open, std::span<const IndexRun> runs, double room, std::size_t begin,
                      std::size_t end, std::size_t points) {
  std::vector<bool> own(points, false);
  bool any = false;
  for (const IndexRun run : runs)
    for (std::size_t i = std::max<std::size_t>(run.begin, begin); i < std::min<std::size_t>(run.end, end);
         ++i)
      any = own[i] = true;
  if (!any) return;
  open.reaches.push_back(std::move(own));
  open.room.push_back(room);
}

/// Served at most (Gale 1957): the least over all subsets of sites of their room plus the demand that the others reach.
inline double served_by_least_cut(const OpenSites& open, const std::vector<double>& demand) {
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t mask = 0; mask < (1U << open.room.size()); ++mask) {
    double cut = 0.0;
    for (std::size_t j = 0; j < open.room.size(); ++j)
      if ((mask >> j & 1U) != 0) cut += open.room[j];
    for (std::size_t i = 0; i < demand.size(); ++i) {
      bool by_others = false;
      for (std::size_t j = 0; j < open.room.size(); ++j)
        by_others = by_others || ((mask >> j & 1U) == 0 && open.reaches[j][i]);
      if (by_others) cut += demand[i];
    }
    least = std::min(least, cut);
  }
  return open.room.empty() ? 0.0 : least;
}

/// What a facility that stays serves at most when those of `chosen` are enlarged.
inline double capacity_of_standing(const CapacitatedCoverProblem& problem, std::size_t standing,
                                   const std::vector<std::uint32_t>& chosen) {
  double capacity = problem.capacity_of_standing[standing];
  for (const std::uint32_t k : chosen)
    if (k >= problem.reach.set_count() && problem.may_enlarge[k - problem.reach.set_count()] == standing)
      capacity += problem.enlargement[k - problem.reach.set_count()];
  return capacity;
}

/// Those of `chosen` that are new sites.
inline std::vector<std::uint32_t> new_ones(const CapacitatedCoverProblem& problem,
                                           std::vector<std::uint32_t> chosen) {
  std::erase_if(chosen, [&](std::uint32_t k) { return k >= problem.reach.set_count(); });
  return chosen;
}

/// Whether a choice is within count or budget and keeps the rules.
inline bool may_choose(const CapacitatedCoverProblem& problem, const std::vector<std::uint32_t>& chosen) {
  double cost = 0.0;
  for (const std::uint32_t k : chosen) cost += problem.cost.empty() ? 1.0 : problem.cost[k];
  const std::vector<std::uint32_t> of_new = new_ones(problem, chosen);
  const auto enlarged = static_cast<int>(chosen.size() - of_new.size());
  if (problem.most_enlarged && enlarged > *problem.most_enlarged) return false;
  if (problem.count ? static_cast<int>(chosen.size()) > *problem.count
                    : cost > *problem.budget * (1.0 + 1e-12))
    return false;
  return keeps(problem.rules, of_new);
}

/// Calls visit(chosen) for every choice of new sites and enlargements that is allowed.
template <class Visit>
void for_each_choice(const CapacitatedCoverProblem& problem, Visit visit) {
  const std::size_t all = problem.reach.set_count() + problem.may_enlarge.size();
  for (std::uint32_t mask = 0; mask < (1U << all); ++mask) {
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t k = 0; k < all; ++k)
      if ((mask >> k & 1U) != 0) chosen.push_back(k);
    if (may_choose(problem, chosen)) visit(chosen);
  }
}

}  // namespace quarterhour::tests
