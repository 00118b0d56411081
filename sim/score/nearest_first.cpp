#include "sim/score/nearest_first.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace quarterhour {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Pair {
  float cost;
  CellIndex cell;
  std::uint32_t facility;
  std::uint32_t group;

  friend bool operator<(const Pair& a, const Pair& b) {
    return std::tie(a.cost, a.cell, a.facility, a.group) < std::tie(b.cost, b.cell, b.facility, b.group);
  }
};

std::vector<Pair> pairs_in_order(std::span<const AskingGroup> groups, std::size_t facility_count) {
  std::vector<Pair> pairs;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const Catchments& reach = groups[group].reach;
    for (std::size_t facility = 0; facility < facility_count; ++facility)
      for (std::size_t k = reach.first[facility]; k < reach.first[facility + 1]; ++k)
        if (groups[group].demand[reach.cell[k]] > 0.0)
          pairs.push_back({reach.cost[k], reach.cell[k], static_cast<std::uint32_t>(facility),
                           static_cast<std::uint32_t>(group)});
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// What stands open for one group.
struct Waiting {
  Raster<double> demand_left;
  Raster<std::uint8_t> has_turned;
  Raster<double> largest_part;
};

}  // namespace

NearestFirst serve_nearest_first(std::span<const AskingGroup> groups, std::span<const double> capacity) {
  NearestFirst result;
  result.turning_to.assign(capacity.size(), 0.0);
  result.served.assign(capacity.size(), 0.0);
  std::vector<Waiting> waiting;
  for (const AskingGroup& group : groups) {
    const int rows = group.demand.rows();
    const int cols = group.demand.cols();
    waiting.push_back({group.demand, Raster<std::uint8_t>(rows, cols), Raster<double>(rows, cols)});
    result.serving.emplace_back(rows, cols, -1);
  }
  std::vector<double> places_left(capacity.begin(), capacity.end());
  for (const Pair& pair : pairs_in_order(groups, capacity.size())) {
    Waiting& people = waiting[pair.group];
    double& left = people.demand_left[pair.cell];
    if (people.has_turned[pair.cell] == 0) {
      people.has_turned[pair.cell] = 1;
      result.turning_to[pair.facility] += left;
    }
    double& places = places_left[pair.facility];
    const bool unlimited = std::isnan(places);
    const double part = unlimited ? left : std::min(left, places);
    if (!(part > 0.0)) continue;
    left -= part;
    result.served[pair.facility] += part;
    if (!unlimited) places -= part;
    // A full facility serves its capacity, whatever the sum of the parts was rounded to.
    if (places == 0.0) result.served[pair.facility] = capacity[pair.facility];
    if (part > people.largest_part[pair.cell]) {
      people.largest_part[pair.cell] = part;
      result.serving[pair.group][pair.cell] = static_cast<std::int32_t>(pair.facility);
    }
  }
  for (std::size_t group = 0; group < groups.size(); ++group) {
    Raster<double> share(groups[group].demand.rows(), groups[group].demand.cols(), nan);
    for (std::size_t cell = 0; cell < share.size(); ++cell) {
      const double demand = groups[group].demand[cell];
      if (demand > 0.0) share[cell] = (demand - waiting[group].demand_left[cell]) / demand;
    }
    result.served_share.push_back(std::move(share));
  }
  return result;
}

}  // namespace quarterhour
