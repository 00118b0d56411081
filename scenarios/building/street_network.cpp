#include "scenarios/building/street_network.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "scenarios/building/grid_touch.h"
#include "scenarios/building/street_rules.h"

namespace quarterhour {

namespace {

/// No street on the ground runs on so far without a junction: a point of it is misplaced.
constexpr double longest_piece_m = 100'000.0;
constexpr const char* endless_reason = "longer than 100 km without a junction: a point of it is misplaced";

using Vertices = std::vector<std::uint32_t>;

bool same_number(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

class Splitter {
 public:
  Splitter(const StreetSource& source, const StreetTable& table, const std::vector<std::string>& kinds,
           const Grid& grid, StreetCounts& counts)
      : source_(source),
        table_(table),
        kinds_(kinds),
        grid_(grid),
        counts_(counts),
        root_(source.points.size()),
        node_(source.points.size(), -1),
        class_(table.classes.size(), -1),
        name_(source.names.size(), -1) {
    std::iota(root_.begin(), root_.end(), std::uint32_t{0});
  }

  SplitStreets split() {
    contract();
    count_uses();
    for (const StreetLine& line : source_.lines) add_line(line);
    return std::move(split_);
  }

 private:
  std::uint32_t root(std::uint32_t vertex) {
    while (root_[vertex] != vertex) vertex = root_[vertex] = root_[root_[vertex]];
    return vertex;
  }

  /// Neighbours on a line that stand at the same place become one, the lower number, so that no edge has no length.
  void contract() {
    for (const StreetLine& line : source_.lines) {
      if (line.structure == Structure::lift) continue;
      for (std::size_t i = 1; i < line.vertices.size(); ++i) {
        const std::uint32_t a = root(line.vertices[i - 1]);
        const std::uint32_t b = root(line.vertices[i]);
        if (a != b && source_.points[a] == source_.points[b]) root_[std::max(a, b)] = std::min(a, b);
      }
    }
  }

  Vertices distinct(const StreetLine& line) {
    Vertices vertices;
    for (const std::uint32_t vertex : line.vertices) {
      const std::uint32_t at = root(vertex);
      if (vertices.empty() || vertices.back() != at) vertices.push_back(at);
    }
    return vertices;
  }

  void count_uses() {
    uses_.assign(source_.points.size(), 0);
    const auto use = [&](std::uint32_t vertex, unsigned times) {
      uses_[vertex] = static_cast<std::uint8_t>(std::min(2U, uses_[vertex] + times));
    };
    for (const StreetLine& line : source_.lines) {
      const Vertices vertices = distinct(line);
      if (vertices.empty()) continue;
      for (const std::uint32_t vertex : vertices) use(vertex, 1);
      use(vertices.front(), 2);
      use(vertices.back(), 2);
    }
  }

  void add_line(const StreetLine& line) {
    const std::string& kind = kinds_[line.street_class];
    const Vertices vertices = distinct(line);
    if (vertices.size() < 2) {
      counts_.left_out(kind, "it has no length", 0.0);
      return;
    }
    const double whole_m = length(vertices);
    double kept_m = 0.0;
    double outside_m = 0.0;
    double twice_m = 0.0;
    double endless_m = 0.0;
    bool kept = false;
    bool left = false;
    bool twice = false;
    std::size_t first = 0;
    for (std::size_t i = 1; i < vertices.size(); ++i) {
      if (uses_[vertices[i]] < 2) continue;
      const Vertices piece(vertices.begin() + static_cast<std::ptrdiff_t>(first),
                           vertices.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      first = i;
      const double piece_m = length(piece);
      if (!touches_grid(piece)) {
        left = true;
        outside_m += piece_m;
      } else if (is_on_ground(line.structure) && piece_m > longest_piece_m) {
        endless_m += piece_m;
      } else if (add_edge(line, piece, piece_m, whole_m)) {
        kept = true;
        kept_m += piece_m;
      } else {
        twice = true;
        twice_m += piece_m;
      }
    }
    if (kept) counts_.street(kind, kept_m);
    if (left) counts_.left_out(kind, outside_reason, outside_m);
    if (endless_m > 0.0) counts_.left_out(kind, endless_reason, endless_m);
    if (twice) counts_.left_out(kind, "the same street twice", twice_m);
  }

  [[nodiscard]] double length(const Vertices& vertices) const {
    double sum = 0.0;
    for (std::size_t i = 1; i < vertices.size(); ++i) {
      const PointM a = source_.points[vertices[i - 1]];
      const PointM b = source_.points[vertices[i]];
      sum += std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    }
    return sum;
  }

  [[nodiscard]] bool touches_grid(const Vertices& vertices) const {
    for (std::size_t i = 1; i < vertices.size(); ++i)
      if (touches(grid_, source_.points[vertices[i - 1]], source_.points[vertices[i]])) return true;
    return false;
  }

  /// False when there is such an edge already.
  bool add_edge(const StreetLine& line, const Vertices& piece, double piece_m, double whole_m) {
    StreetNetwork& network = split_.network;
    StreetEdge edge;
    edge.length_m = piece_m;
    edge.structure = line.structure;
    edge.street_class = class_of(line.street_class);
    edge.modes_forward = line.modes_forward;
    edge.modes_backward = line.modes_backward;
    const bool driven = ((line.modes_forward | line.modes_backward) & mode_bit(TravelMode::drive)) != 0;
    edge.drive_kmh = driven ? static_cast<float>(line.drive_kmh) : 0.0F;
    edge.ride_s = static_cast<float>(whole_m > 0.0 ? line.ride_s * (piece_m / whole_m) : line.ride_s);
    edge.name = line.name < 0 ? -1 : name_of_line(static_cast<std::size_t>(line.name));
    edge.source_id = line.source_id;
    edge.from = node_at(piece.front());
    edge.to = node_at(piece.back());
    if (network.points.size() + piece.size() > std::numeric_limits<std::uint32_t>::max())
      throw std::length_error("more points of streets than the program can count");
    edge.first_point = static_cast<std::uint32_t>(network.points.size());
    edge.point_count = static_cast<std::uint32_t>(piece.size());
    for (const std::uint32_t vertex : piece) network.points.push_back(source_.points[vertex]);

    const auto number = static_cast<std::uint32_t>(network.edges.size());
    std::vector<std::uint32_t>& between = edges_between_[std::uint64_t{edge.from} << 32U | edge.to];
    for (const std::uint32_t other : between) {
      if (!same(network, network.edges[other], edge)) continue;
      network.points.resize(edge.first_point);
      return false;
    }
    between.push_back(number);
    network.edges.push_back(edge);
    split_.may_cross.push_back(line.may_cross ? 1 : 0);
    return true;
  }

  static bool same(const StreetNetwork& network, const StreetEdge& a, const StreetEdge& b) {
    const auto line_a = network.line(a);
    const auto line_b = network.line(b);
    return a.structure == b.structure && a.street_class == b.street_class &&
           a.modes_forward == b.modes_forward && a.modes_backward == b.modes_backward &&
           same_number(a.drive_kmh, b.drive_kmh) && same_number(a.ride_s, b.ride_s) && a.name == b.name &&
           std::equal(line_a.begin(), line_a.end(), line_b.begin(), line_b.end());
  }

  std::uint32_t node_at(std::uint32_t vertex) {
    if (node_[vertex] < 0) {
      node_[vertex] = static_cast<std::int64_t>(split_.network.nodes.size());
      split_.network.nodes.push_back({source_.points[vertex], 0.0});
    }
    return static_cast<std::uint32_t>(node_[vertex]);
  }

  std::uint16_t class_of(std::size_t street_class) {
    if (class_[street_class] < 0) {
      class_[street_class] = static_cast<std::int32_t>(split_.network.classes.size());
      split_.network.classes.push_back(table_.classes[street_class].name);
    }
    return static_cast<std::uint16_t>(class_[street_class]);
  }

  std::int32_t name_of_line(std::size_t name) {
    if (name_[name] < 0) {
      name_[name] = static_cast<std::int32_t>(split_.network.names.size());
      split_.network.names.push_back(source_.names[name]);
    }
    return name_[name];
  }

  const StreetSource& source_;
  const StreetTable& table_;
  const std::vector<std::string>& kinds_;
  const Grid& grid_;
  StreetCounts& counts_;
  std::vector<std::uint32_t> root_;
  std::vector<std::uint8_t> uses_;
  /// Numbers in the network, -1 before they have one.
  std::vector<std::int64_t> node_;
  std::vector<std::int32_t> class_;
  std::vector<std::int32_t> name_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> edges_between_;
  SplitStreets split_;
};

}  // namespace

SplitStreets split_streets(const StreetSource& source, const StreetTable& table,
                           const std::vector<std::string>& kinds, const Grid& grid, StreetCounts& counts) {
  return Splitter(source, table, kinds, grid, counts).split();
}

}  // namespace quarterhour
