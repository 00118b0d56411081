// Street networks for tests: drawn by hand from points, and random lattices.
#pragma once

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "geometry/streets.h"
#include "tests/geometry/ground_samples.h"

namespace quarterhour::samples {

inline constexpr std::uint8_t on_foot = 1U;
inline constexpr std::uint8_t every_mode = 15U;

/// Streets added line by line; lines meet where they share an end point.
class StreetDrawing {
 public:
  StreetDrawing() { streets_.classes = {"street"}; }

  /// Adds an edge along a line, both ways open to every mode, and gives its number. Heights (of equal distance along the
  /// line) may be left out in a flat city.
  std::uint32_t add(const std::vector<PointM>& line, Structure structure = Structure::ground,
                    const std::vector<float>& heights_m = {}) {
    StreetEdge edge;
    edge.from = node_at(line.front(), heights_m.empty() ? 0.0F : heights_m.front());
    edge.to = node_at(line.back(), heights_m.empty() ? 0.0F : heights_m.back());
    edge.first_point = static_cast<std::uint32_t>(streets_.points.size());
    edge.point_count = static_cast<std::uint32_t>(line.size());
    edge.first_height = static_cast<std::uint32_t>(streets_.heights_m.size());
    edge.height_count = static_cast<std::uint32_t>(heights_m.size());
    for (std::size_t i = 1; i < line.size(); ++i)
      edge.length_m += std::hypot(line[i].x_m - line[i - 1].x_m, line[i].y_m - line[i - 1].y_m);
    edge.structure = structure;
    edge.modes_forward = edge.modes_backward = every_mode;
    edge.drive_kmh = 30.0F;
    streets_.points.insert(streets_.points.end(), line.begin(), line.end());
    streets_.heights_m.insert(streets_.heights_m.end(), heights_m.begin(), heights_m.end());
    streets_.edges.push_back(edge);
    return static_cast<std::uint32_t>(streets_.edges.size() - 1);
  }

  [[nodiscard]] StreetEdge& edge(std::uint32_t number) { return streets_.edges[number]; }
  [[nodiscard]] StreetNetwork& network() { return streets_; }

 private:
  std::uint32_t node_at(PointM at, float height_m) {
    const auto [known, is_new] =
        nodes_.emplace(std::pair(at.x_m, at.y_m), static_cast<std::uint32_t>(streets_.nodes.size()));
    if (is_new) streets_.nodes.push_back({at, static_cast<double>(height_m)});
    return known->second;
  }

  StreetNetwork streets_;
  std::map<std::pair<double, double>, std::uint32_t> nodes_;
};

/// A jittered lattice over the surface with a share of its edges missing, some one-way for vehicles, some steps, bridges
/// and lifts, and heights that rise and fall.
inline StreetNetwork random_streets(const Surface& surface, int rows, int cols, std::uint64_t seed) {
  const Grid& grid = surface.grid;
  StreetDrawing drawing;
  const auto junction = [&](int row, int col) {
    const auto key = static_cast<std::uint64_t>(row * cols + col);
    const double width_m = (grid.east_m() - grid.west_m()) / cols;
    const double height_m = (grid.north_m() - grid.south_m()) / rows;
    return PointM{grid.west_m() + (col + 0.15 + 0.7 * uniform(seed, 2 * key)) * width_m,
                  grid.north_m() - (row + 0.15 + 0.7 * uniform(seed, 2 * key + 1)) * height_m};
  };
  const auto height_at = [&](PointM at) {
    return static_cast<float>(20.0 * std::sin(at.x_m / 300.0) + 15.0 * std::cos(at.y_m / 200.0));
  };
  std::uint64_t number = 0;
  const auto join = [&](PointM a, PointM b) {
    const std::uint64_t key = ++number;
    if (uniform(seed + 1, key) < 0.15) return;
    const PointM middle{0.5 * (a.x_m + b.x_m) + 20.0 * (uniform(seed + 2, key) - 0.5),
                        0.5 * (a.y_m + b.y_m) + 20.0 * (uniform(seed + 3, key) - 0.5)};
    const double kind = uniform(seed + 4, key);
    const Structure structure = kind < 0.1    ? Structure::steps
                                : kind < 0.15 ? Structure::bridge
                                : kind < 0.17 ? Structure::ferry
                                              : Structure::ground;
    const auto edge =
        drawing.add({a, middle, b}, structure,
                    {height_at(a), height_at({0.7 * a.x_m + 0.3 * b.x_m, 0.7 * a.y_m + 0.3 * b.y_m}),
                     height_at({0.3 * a.x_m + 0.7 * b.x_m, 0.3 * a.y_m + 0.7 * b.y_m}), height_at(b)});
    if (uniform(seed + 5, key) < 0.2) drawing.edge(edge).modes_backward = on_foot;
    if (uniform(seed + 6, key) < 0.05) drawing.edge(edge).modes_forward = 0;
  };
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      if (col + 1 < cols) join(junction(row, col), junction(row, col + 1));
      if (row + 1 < rows) join(junction(row, col), junction(row + 1, col));
    }
  return drawing.network();
}

}  // namespace quarterhour::samples
