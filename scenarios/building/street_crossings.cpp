#include "scenarios/building/street_crossings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "geometry/line_meetings.h"

namespace quarterhour {

namespace {

/// Points by squares as wide as the distance.
class NearbySpots {
 public:
  NearbySpots(const std::vector<PointM>& spots, double within_m) : within_m_(within_m) {
    for (const PointM& spot : spots) squares_[square_of(spot)].push_back(spot);
  }

  [[nodiscard]] bool near(PointM at) const {
    const auto [col, row] = square_of(at);
    for (long long dr = -1; dr <= 1; ++dr) {
      for (long long dc = -1; dc <= 1; ++dc) {
        const auto found = squares_.find({col + dc, row + dr});
        if (found == squares_.end()) continue;
        for (const PointM& spot : found->second)
          if (std::hypot(spot.x_m - at.x_m, spot.y_m - at.y_m) <= within_m_) return true;
      }
    }
    return false;
  }

 private:
  [[nodiscard]] std::pair<long long, long long> square_of(PointM at) const {
    const double size = std::max(within_m_, 1.0);
    return {static_cast<long long>(std::floor(at.x_m / size)),
            static_cast<long long>(std::floor(at.y_m / size))};
  }

  double within_m_;
  std::map<std::pair<long long, long long>, std::vector<PointM>> squares_;
};

bool has_vertex(std::span<const PointM> line, PointM at) {
  return std::find(line.begin(), line.end(), at) != line.end();
}

}  // namespace

std::vector<StreetCrossing> mark_crossings(SplitStreets& streets, const std::vector<BarrierLine>& barriers,
                                           const std::vector<PointM>& crossing_spots, double within_m) {
  StreetNetwork& network = streets.network;
  std::vector<std::uint32_t> degree(network.nodes.size(), 0);
  std::vector<std::span<const PointM>> lines;
  std::vector<std::uint32_t> edge_of_line;
  for (std::size_t i = 0; i < network.edges.size(); ++i) {
    const StreetEdge& edge = network.edges[i];
    ++degree[edge.from];
    ++degree[edge.to];
    if (!is_on_ground(edge.structure) || streets.may_cross[i] != 0) continue;
    lines.push_back(network.line(edge));
    edge_of_line.push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<Polyline> others;
  for (const BarrierLine& barrier : barriers) others.push_back(barrier.line);
  const NearbySpots spots(crossing_spots, within_m);

  std::vector<StreetCrossing> crossings;
  for (const LineMeeting& meeting : line_meetings(lines, others)) {
    const std::uint32_t number = edge_of_line[meeting.line];
    StreetEdge& edge = network.edges[number];
    const auto line = network.line(edge);
    const bool at_dead_end = (meeting.at == line.front() && degree[edge.from] == 1) ||
                             (meeting.at == line.back() && degree[edge.to] == 1);
    const BarrierLine& barrier = barriers[meeting.other];
    const bool at_junction =
        barrier.is_street && has_vertex(line, meeting.at) && has_vertex(barrier.line, meeting.at);
    if (at_dead_end || at_junction || spots.near(meeting.at)) continue;
    edge.crosses_barrier = true;
    const auto same = [&](const StreetCrossing& one) { return one.edge == number && one.at == meeting.at; };
    // Those of the edge stand at the end of the list.
    bool known = false;
    for (auto one = crossings.rbegin(); one != crossings.rend() && one->edge == number && !known; ++one)
      known = same(*one);
    if (!known) crossings.push_back({number, meeting.at});
  }
  return crossings;
}

}  // namespace quarterhour
