#include "geometry/street_structures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "geometry/joined_streets.h"

namespace quarterhour {

namespace {

struct Box {
  double west_m = 0.0;
  double east_m = 0.0;
  double south_m = 0.0;
  double north_m = 0.0;
};

Box box_of(std::span<const PointM> line) {
  Box box{line[0].x_m, line[0].x_m, line[0].y_m, line[0].y_m};
  for (const PointM& point : line)
    box = {std::min(box.west_m, point.x_m), std::max(box.east_m, point.x_m), std::min(box.south_m, point.y_m),
           std::max(box.north_m, point.y_m)};
  return box;
}

double distance_m(PointM from, PointM a, PointM b) {
  const double dx = b.x_m - a.x_m;
  const double dy = b.y_m - a.y_m;
  const double squared = dx * dx + dy * dy;
  double share = 0.0;
  if (squared > 0.0)
    share = std::clamp(((from.x_m - a.x_m) * dx + (from.y_m - a.y_m) * dy) / squared, 0.0, 1.0);
  return std::hypot(a.x_m + share * dx - from.x_m, a.y_m + share * dy - from.y_m);
}

/// Whether a corner of one line is near the other line.
bool has_corner_near(std::span<const PointM> corners, std::span<const PointM> line, double most_m) {
  for (const PointM& corner : corners)
    for (std::size_t k = 1; k < line.size(); ++k)
      if (distance_m(corner, line[k - 1], line[k]) <= most_m) return true;
  return false;
}

class Uniter {
 public:
  explicit Uniter(const StreetNetwork& streets) : streets_(streets), lowest_(streets.edges.size()) {
    std::iota(lowest_.begin(), lowest_.end(), 0U);
  }

  void unite() {
    by_way();
    by_meeting();
    by_name();
  }

  std::uint32_t root(std::uint32_t edge) {
    while (lowest_[edge] != edge) edge = lowest_[edge] = lowest_[lowest_[edge]];
    return edge;
  }

 private:
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    lowest_[std::max(a, b)] = std::min(a, b);
  }

  template <class Visit>
  void for_each_structure_edge(const Visit& visit) const {
    for (std::uint32_t edge = 0; edge < streets_.edges.size(); ++edge)
      if (streets_.edges[edge].structure != Structure::ground && streets_.edges[edge].link < 0)
        visit(edge, streets_.edges[edge]);
  }

  void by_way() {
    std::map<std::pair<Structure, std::int64_t>, std::uint32_t> first;
    for_each_structure_edge([&](std::uint32_t number, const StreetEdge& edge) {
      if (edge.source_id > 0)
        join(number, first.try_emplace({edge.structure, edge.source_id}, number).first->second);
    });
  }

  void by_meeting() {
    std::map<std::pair<std::uint32_t, Structure>, std::vector<std::uint32_t>> at_node;
    for_each_structure_edge([&](std::uint32_t number, const StreetEdge& edge) {
      at_node[{edge.from, edge.structure}].push_back(number);
      if (edge.to != edge.from) at_node[{edge.to, edge.structure}].push_back(number);
    });
    for (const auto& [node, edges] : at_node)
      if (edges.size() == 2) join(edges[0], edges[1]);
  }

  void by_name() {
    std::map<std::pair<Structure, std::int32_t>, std::vector<std::uint32_t>> named;
    for_each_structure_edge([&](std::uint32_t number, const StreetEdge& edge) {
      if (edge.name >= 0) named[{edge.structure, edge.name}].push_back(number);
    });
    for (auto& [name, edges] : named) join_near(edges);
  }

  void join_near(std::vector<std::uint32_t>& edges) {
    std::vector<Box> boxes(edges.size());
    std::vector<std::size_t> order(edges.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t k = 0; k < edges.size(); ++k) boxes[k] = box_of(streets_.line(streets_.edges[edges[k]]));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return boxes[a].west_m < boxes[b].west_m; });
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t j = i + 1; j < order.size(); ++j) {
        const Box& a = boxes[order[i]];
        const Box& b = boxes[order[j]];
        if (b.west_m > a.east_m + carriageways_apart_m) break;
        if (b.south_m > a.north_m + carriageways_apart_m || a.south_m > b.north_m + carriageways_apart_m)
          continue;
        const std::uint32_t one = edges[order[i]];
        const std::uint32_t other = edges[order[j]];
        if (root(one) == root(other)) continue;
        const auto line = streets_.line(streets_.edges[one]);
        const auto other_line = streets_.line(streets_.edges[other]);
        if (has_corner_near(line, other_line, carriageways_apart_m) ||
            has_corner_near(other_line, line, carriageways_apart_m))
          join(one, other);
      }
  }

  const StreetNetwork& streets_;
  std::vector<std::uint32_t> lowest_;
};

}  // namespace

std::vector<StreetStructure> street_structures(const StreetNetwork& streets, std::uint64_t open_links) {
  Uniter uniter(streets);
  uniter.unite();
  std::map<std::uint32_t, StreetStructure> of_root;
  std::map<std::uint32_t, std::map<std::int32_t, double>> named_m;
  for (std::uint32_t number = 0; number < streets.edges.size(); ++number) {
    const StreetEdge& edge = streets.edges[number];
    if (edge.structure == Structure::ground) continue;
    if (edge.link >= 0 && (open_links >> static_cast<unsigned>(edge.link) & 1U) == 0) continue;
    const std::uint32_t root = uniter.root(number);
    StreetStructure& own = of_root[root];
    if (own.edges.empty()) {
      own.structure = edge.structure;
      own.source_id = edge.source_id;
    }
    own.edges.push_back(number);
    own.source_id = std::min(own.source_id, edge.source_id);
    own.length_m += edge.length_m;
    if (edge.name >= 0) named_m[root][edge.name] += edge.length_m;
  }
  std::vector<StreetStructure> structures;
  for (auto& [root, own] : of_root) {
    double most_m = -1.0;
    for (const auto& [name, length_m] : named_m[root])
      if (length_m > most_m) {
        most_m = length_m;
        own.name = name;
      }
    const std::uint32_t longest =
        *std::max_element(own.edges.begin(), own.edges.end(), [&](std::uint32_t a, std::uint32_t b) {
          return streets.edges[a].length_m < streets.edges[b].length_m;
        });
    own.at = point_along(streets, streets.edges[longest], 0.5 * streets.edges[longest].length_m);
    structures.push_back(std::move(own));
  }
  std::sort(structures.begin(), structures.end(), [](const StreetStructure& a, const StreetStructure& b) {
    return std::tuple(a.structure, a.source_id, a.edges.front()) <
           std::tuple(b.structure, b.source_id, b.edges.front());
  });
  return structures;
}

}  // namespace quarterhour
