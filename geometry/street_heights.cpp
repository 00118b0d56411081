#include "geometry/street_heights.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <queue>
#include <stdexcept>
#include <utility>

#include "geometry/street_spans.h"

namespace quarterhour {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
using HeightAt = std::function<double(PointM)>;

/// Positions along an edge's line at equal distances.
class LineWalk {
 public:
  explicit LineWalk(std::span<const PointM> line) : line_(line) {
    for (std::size_t k = 0; k + 1 < line.size(); ++k) length_m_ += distance(k);
  }
  [[nodiscard]] double length_m() const { return length_m_; }
  /// Calls must not go back along the line.
  [[nodiscard]] PointM at(double along_m) {
    while (segment_ + 2 < line_.size() && along_m > passed_m_ + distance(segment_))
      passed_m_ += distance(segment_++);
    const double share = std::clamp((along_m - passed_m_) / distance(segment_), 0.0, 1.0);
    const PointM from = line_[segment_];
    const PointM to = line_[segment_ + 1];
    return {from.x_m + share * (to.x_m - from.x_m), from.y_m + share * (to.y_m - from.y_m)};
  }

 private:
  [[nodiscard]] double distance(std::size_t k) const {
    // A point that stands twice must not divide by zero.
    return std::max(std::hypot(line_[k + 1].x_m - line_[k].x_m, line_[k + 1].y_m - line_[k].y_m), 1e-9);
  }
  std::span<const PointM> line_;
  double length_m_ = 0.0;
  std::size_t segment_ = 0;
  double passed_m_ = 0.0;
};

/// Opposite points count only where both are known, so that a slope beside unknown ground does not tilt the height.
double ground_height(PointM at, const HeightAt& height_at) {
  constexpr int pairs = 3;
  double sum = height_at(at);
  if (!std::isfinite(sum)) return unknown;
  int count = 1;
  for (int k = 0; k < pairs; ++k) {
    const double angle = std::numbers::pi * k / pairs;
    const double x_m = height_ring_m * std::cos(angle);
    const double y_m = height_ring_m * std::sin(angle);
    const double both = height_at({at.x_m + x_m, at.y_m + y_m}) + height_at({at.x_m - x_m, at.y_m - y_m});
    if (!std::isfinite(both)) continue;
    sum += both;
    count += 2;
  }
  return sum / count;
}

std::size_t pieces_of(double length_m) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(length_m / height_sample_m - 1e-9)));
}

/// The ground's heights along an edge, ends excluded (left unknown).
std::vector<double> samples_along(const StreetNetwork& streets, const StreetEdge& edge,
                                  const HeightAt& height_at) {
  LineWalk walk(streets.line(edge));
  const std::size_t pieces = pieces_of(walk.length_m());
  std::vector<double> heights(pieces + 1, unknown);
  for (std::size_t k = 1; k < pieces; ++k)
    heights[k] = ground_height(
        walk.at(walk.length_m() * static_cast<double>(k) / static_cast<double>(pieces)), height_at);
  return heights;
}

/// Where and how high the known sample nearest to one end of an edge is; an infinite distance without one.
std::pair<double, double> nearest_sample(const StreetNetwork& streets, const StreetEdge& edge, bool from_end,
                                         const HeightAt& height_at) {
  std::vector<double> heights = samples_along(streets, edge, height_at);
  if (from_end) std::reverse(heights.begin(), heights.end());
  const double step_m = edge.length_m / static_cast<double>(heights.size() - 1);
  for (std::size_t k = 1; k + 1 < heights.size(); ++k)
    if (!std::isnan(heights[k])) return {static_cast<double>(k) * step_m, heights[k]};
  return {std::numeric_limits<double>::infinity(), unknown};
}

/// Gives every node of `height_m` that is NaN the nearest known height along the network (Dijkstra 1959), ties to the
/// lower node; 0 where there is none. `in_air`: nodes whose height is found otherwise, passed but not counted.
StreetHeightReport guess_nodes(const StreetNetwork& streets, const StreetIncidence& incidence,
                               const std::vector<std::uint8_t>& in_air, const HeightAt& height_at,
                               std::vector<double>& height_m) {
  StreetHeightReport report;
  struct Front {
    double distance_m;
    std::uint32_t node;
    double height_m;
    bool operator>(const Front& other) const {
      return std::pair(distance_m, node) > std::pair(other.distance_m, other.node);
    }
  };
  std::priority_queue<Front, std::vector<Front>, std::greater<>> queue;
  std::vector<std::uint8_t> settled(height_m.size(), 0);
  const auto known = [&](std::uint32_t node) { return !std::isnan(height_m[node]); };
  for (std::uint32_t node = 0; node < height_m.size(); ++node) {
    if (known(node)) continue;
    for (const std::uint32_t number : incidence.edges_at(node)) {
      const StreetEdge& edge = streets.edges[number];
      const std::uint32_t other = edge.from == node ? edge.to : edge.from;
      if (known(other)) queue.push({edge.length_m, node, height_m[other]});
      if (!is_on_ground(edge.structure)) continue;
      const auto [distance_m, sample_m] = nearest_sample(streets, edge, edge.to == node, height_at);
      if (!std::isnan(sample_m)) queue.push({distance_m, node, sample_m});
    }
  }
  std::vector<double> guessed = height_m;
  while (!queue.empty()) {
    const Front front = queue.top();
    queue.pop();
    if (settled[front.node] != 0) continue;
    settled[front.node] = 1;
    guessed[front.node] = front.height_m;
    for (const std::uint32_t number : incidence.edges_at(front.node)) {
      const StreetEdge& edge = streets.edges[number];
      const std::uint32_t other = edge.from == front.node ? edge.to : edge.from;
      if (!known(other) && settled[other] == 0)
        queue.push({front.distance_m + edge.length_m, other, front.height_m});
    }
  }
  for (std::size_t node = 0; node < height_m.size(); ++node) {
    if (!std::isnan(height_m[node]) || in_air[node] != 0) continue;
    if (settled[node] != 0)
      ++report.nodes_guessed;
    else
      ++report.nodes_without;
    height_m[node] = settled[node] != 0 ? guessed[node] : 0.0;
  }
  return report;
}

/// Fills what is unknown between the known in proportion to distance; the ends are known. Whether there was any.
bool fill_gaps(std::vector<double>& heights) {
  bool any = false;
  for (std::size_t k = 1; k + 1 < heights.size(); ++k) {
    if (!std::isnan(heights[k])) continue;
    any = true;
    std::size_t next = k + 1;
    while (std::isnan(heights[next])) ++next;
    const double gain_m = (heights[next] - heights[k - 1]) / static_cast<double>(next - k + 1);
    heights[k] = heights[k - 1] + gain_m;
  }
  return any;
}

/// Means over a window that shrinks towards the ends, which stay as they are. A straight slope stays as it is too.
void smooth(const std::vector<double>& heights, double step_m, float* out) {
  const std::size_t last = heights.size() - 1;
  const auto widest = step_m > 0.0 ? static_cast<std::size_t>(height_window_m / step_m + 1e-9) : 0;
  for (std::size_t k = 0; k <= last; ++k) {
    const std::size_t half = std::min({k, last - k, widest});
    double sum = 0.0;
    for (std::size_t sample = k - half; sample <= k + half; ++sample) sum += heights[sample];
    out[k] = static_cast<float>(sum / static_cast<double>(2 * half + 1));
  }
}

void sum_climb(const StreetNetwork& streets, StreetEdge& edge) {
  const auto heights = streets.heights(edge);
  edge.climb_m = edge.descent_m = 0.0;
  for (std::size_t k = 0; k + 1 < heights.size(); ++k) {
    const double gain_m = static_cast<double>(heights[k + 1]) - static_cast<double>(heights[k]);
    (gain_m > 0.0 ? edge.climb_m : edge.descent_m) += std::fabs(gain_m);
  }
}

void count_heights(StreetNetwork& streets) {
  std::uint64_t first = 0;
  for (StreetEdge& edge : streets.edges) {
    const std::size_t pieces =
        is_on_ground(edge.structure) ? pieces_of(LineWalk(streets.line(edge)).length_m()) : 1;
    edge.first_height = static_cast<std::uint32_t>(first);
    edge.height_count = static_cast<std::uint32_t>(pieces + 1);
    first += pieces + 1;
    if (first > std::numeric_limits<std::uint32_t>::max())
      throw std::length_error("the streets have more than 2^32 - 1 samples of height");
  }
  streets.heights_m.assign(static_cast<std::size_t>(first), 0.0F);
}

}  // namespace

StreetHeightReport lay_heights(StreetNetwork& streets, const HeightAt& height_at) {
  const StreetIncidence incidence(streets);
  const StreetSpans spans(streets, incidence);
  std::vector<double> height_m(streets.nodes.size(), unknown);
  tbb::parallel_for(std::size_t{0}, height_m.size(), [&](std::size_t node) {
    if (spans.in_air()[node] == 0) height_m[node] = ground_height(streets.nodes[node].at, height_at);
  });
  std::vector<std::uint8_t> node_guessed(height_m.size(), 0);
  for (std::size_t node = 0; node < height_m.size(); ++node)
    node_guessed[node] = spans.in_air()[node] == 0 && std::isnan(height_m[node]) ? 1 : 0;
  StreetHeightReport report = guess_nodes(streets, incidence, spans.in_air(), height_at, height_m);
  spans.hang(streets, incidence, height_m);
  for (std::size_t node = 0; node < height_m.size(); ++node) streets.nodes[node].height_m = height_m[node];

  count_heights(streets);
  std::vector<std::uint8_t> edge_guessed(streets.edges.size(), 0);
  tbb::parallel_for(std::size_t{0}, streets.edges.size(), [&](std::size_t number) {
    StreetEdge& edge = streets.edges[number];
    float* out = streets.heights_m.data() + edge.first_height;
    std::vector<double> heights(2);
    if (is_on_ground(edge.structure)) {
      heights = samples_along(streets, edge, height_at);
      edge_guessed[number] = node_guessed[edge.from] | node_guessed[edge.to];
    }
    heights.front() = height_m[edge.from];
    heights.back() = height_m[edge.to];
    if (fill_gaps(heights)) edge_guessed[number] = 1;
    smooth(heights, edge.length_m / static_cast<double>(heights.size() - 1), out);
    sum_climb(streets, edge);
  });
  report.edges_guessed =
      static_cast<std::size_t>(std::count(edge_guessed.begin(), edge_guessed.end(), std::uint8_t{1}));
  return report;
}

}  // namespace quarterhour
