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
  /// NaN where nobody has turned to a facility yet: all are left.
  SparseRaster<double> demand_left;
  SparseRaster<double> largest_part;
};

/// The share of each cell's demand that is served, NaN without demand.
SparseRaster<double> served_share(const CellDemand& demand, const SparseRaster<double>& demand_left) {
  SparseRaster<double> share(demand.rows(), demand.cols(), nan);
  for (std::size_t cell = 0; cell < demand.size(); ++cell) {
    const double asked = demand[cell];
    if (!(asked > 0.0)) continue;
    const double left = demand_left[cell];
    share.at(cell) = std::isnan(left) ? 0.0 : (asked - left) / asked;
  }
  return share;
}

}  // namespace

NearestFirst serve_nearest_first(std::span<const AskingGroup> groups, std::span<const double> capacity) {
  NearestFirst result;
  result.turning_to.assign(capacity.size(), 0.0);
  result.served.assign(capacity.size(), 0.0);
  std::vector<Waiting> waiting;
  for (const AskingGroup& group : groups) {
    const int rows = group.demand.rows();
    const int cols = group.demand.cols();
    waiting.push_back({SparseRaster<double>(rows, cols, nan), SparseRaster<double>(rows, cols)});
    result.serving.emplace_back(rows, cols, -1);
  }
  std::vector<double> places_left(capacity.begin(), capacity.end());
  for (const Pair& pair : pairs_in_order(groups, capacity.size())) {
    Waiting& people = waiting[pair.group];
    double& left = people.demand_left.at(pair.cell);
    if (std::isnan(left)) {
      left = groups[pair.group].demand[pair.cell];
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
      people.largest_part.at(pair.cell) = part;
      result.serving[pair.group].at(pair.cell) = static_cast<std::int32_t>(pair.facility);
    }
  }
  for (std::size_t group = 0; group < groups.size(); ++group)
    result.served_share.push_back(served_share(groups[group].demand, waiting[group].demand_left));
  return result;
}

}  // namespace quarterhour
