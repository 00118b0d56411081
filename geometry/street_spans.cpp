#include "geometry/street_spans.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace quarterhour {
namespace {

bool is_span(const StreetEdge& edge) {
  return !is_on_ground(edge.structure) && edge.structure != Structure::lift && edge.from != edge.to;
}

/// A node in the air: what pulls at its height, and how strongly (1 / length).
struct Hung {
  /// Nodes of the group by position.
  std::map<std::uint32_t, double> neighbours;
  double ground_weight = 0.0;
  /// Sum of weight times height of the nodes on the ground that it hangs from.
  double ground_pull = 0.0;

  [[nodiscard]] double weight() const {
    double sum = ground_weight;
    for (const auto& [other, own] : neighbours) sum += own;
    return sum;
  }
};

/// Takes out one node after another, that with the fewest neighbours first, and ties its neighbours to each other
/// with what it passed on (star-mesh transform: Gaussian elimination in which nothing is ever subtracted, so that no
/// height leaves the range of those on the ground by more than rounding). Returns the heights.
std::vector<double> heights_of(std::vector<Hung> nodes) {
  std::set<std::pair<std::size_t, std::uint32_t>> waiting;
  for (std::uint32_t node = 0; node < nodes.size(); ++node)
    waiting.emplace(nodes[node].neighbours.size(), node);
  std::vector<std::uint32_t> order;
  while (!waiting.empty()) {
    const std::uint32_t node = waiting.begin()->second;
    waiting.erase(waiting.begin());
    order.push_back(node);
    const Hung& taken = nodes[node];
    const double weight = taken.weight();
    for (const auto& [other, own] : taken.neighbours) {
      Hung& neighbour = nodes[other];
      waiting.erase({neighbour.neighbours.size(), other});
      neighbour.neighbours.erase(node);
      neighbour.ground_weight += own * taken.ground_weight / weight;
      neighbour.ground_pull += own * taken.ground_pull / weight;
      for (const auto& [third, its] : taken.neighbours)
        if (third != other) neighbour.neighbours[third] += own * its / weight;
      waiting.emplace(neighbour.neighbours.size(), other);
    }
  }
  std::vector<double> heights(nodes.size(), 0.0);
  for (std::size_t k = order.size(); k-- > 0;) {
    const Hung& taken = nodes[order[k]];
    double pull = taken.ground_pull;
    for (const auto& [other, own] : taken.neighbours) pull += own * heights[other];
    heights[order[k]] = pull / taken.weight();
  }
  return heights;
}

}  // namespace

StreetIncidence::StreetIncidence(const StreetNetwork& streets)
    : first_(streets.nodes.size() + 1, 0), edges_(2 * streets.edges.size()) {
  for (const StreetEdge& edge : streets.edges) {
    ++first_[edge.from + 1];
    ++first_[edge.to + 1];
  }
  for (std::size_t node = 0; node + 1 < first_.size(); ++node) first_[node + 1] += first_[node];
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t number = 0; number < streets.edges.size(); ++number) {
    edges_[next[streets.edges[number].from]++] = number;
    edges_[next[streets.edges[number].to]++] = number;
  }
}

StreetSpans::StreetSpans(const StreetNetwork& streets, const StreetIncidence& incidence)
    : in_air_(streets.nodes.size(), 0) {
  for (std::uint32_t node = 0; node < in_air_.size(); ++node) {
    const auto edges = incidence.edges_at(node);
    const auto among = [&](const auto& holds) {
      return std::any_of(edges.begin(), edges.end(),
                         [&](std::uint32_t number) { return holds(streets.edges[number]); });
    };
    in_air_[node] = edges.size() > 1 && among(is_span) &&
                            !among([](const StreetEdge& edge) { return is_on_ground(edge.structure); })
                        ? 1
                        : 0;
  }
  std::vector<std::uint8_t> seen(streets.nodes.size(), 0);
  for (std::uint32_t start = 0; start < seen.size(); ++start) {
    if (in_air_[start] == 0 || seen[start] != 0) continue;
    std::vector<std::uint32_t> group{start};
    bool touches_ground = false;
    seen[start] = 1;
    for (std::size_t k = 0; k < group.size(); ++k) {
      for (const std::uint32_t number : incidence.edges_at(group[k])) {
        const StreetEdge& edge = streets.edges[number];
        if (!is_span(edge)) continue;
        const std::uint32_t other = edge.from == group[k] ? edge.to : edge.from;
        if (in_air_[other] == 0) {
          touches_ground = true;
        } else if (seen[other] == 0) {
          seen[other] = 1;
          group.push_back(other);
        }
      }
    }
    if (touches_ground) {
      groups_.push_back(std::move(group));
    } else {
      for (const std::uint32_t node : group) in_air_[node] = 0;
    }
  }
}

void StreetSpans::hang(const StreetNetwork& streets, const StreetIncidence& incidence,
                       std::vector<double>& height_m) const {
  std::vector<std::uint32_t> position(streets.nodes.size(), 0);
  for (const std::vector<std::uint32_t>& group : groups_) {
    for (std::uint32_t row = 0; row < group.size(); ++row) position[group[row]] = row;
    std::vector<Hung> nodes(group.size());
    for (std::uint32_t row = 0; row < group.size(); ++row) {
      for (const std::uint32_t number : incidence.edges_at(group[row])) {
        const StreetEdge& edge = streets.edges[number];
        if (!is_span(edge)) continue;
        const std::uint32_t other = edge.from == group[row] ? edge.to : edge.from;
        const double weight = 1.0 / edge.length_m;
        if (in_air_[other] != 0) {
          nodes[row].neighbours[position[other]] += weight;
        } else {
          nodes[row].ground_weight += weight;
          nodes[row].ground_pull += weight * height_m[other];
        }
      }
    }
    const std::vector<double> heights = heights_of(std::move(nodes));
    for (std::size_t row = 0; row < group.size(); ++row) height_m[group[row]] = heights[row];
  }
}

}  // namespace quarterhour
