// What open sites with room serve at most, by the definition.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "geometry/travel_time.h"

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

}  // namespace quarterhour::tests
