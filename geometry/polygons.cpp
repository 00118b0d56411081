#include "geometry/polygons.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace quarterhour {

double signed_area_m2(const std::vector<PointM>& ring) {
  if (ring.size() < 3) return 0.0;
  // Relative to the first point: coordinates of some millions would cost half of the digits.
  const PointM origin = ring.front();
  double twice = 0.0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const PointM& a = ring[i];
    const PointM& b = ring[(i + 1) % ring.size()];
    twice += (a.x_m - origin.x_m) * (b.y_m - origin.y_m) - (b.x_m - origin.x_m) * (a.y_m - origin.y_m);
  }
  return 0.5 * twice;
}

double polygon_area_m2(const std::vector<PolygonRing>& rings) {
  double area = 0.0;
  for (const PolygonRing& ring : rings) {
    const double size = std::abs(signed_area_m2(ring.points));
    area += ring.hole ? -size : size;
  }
  return area;
}

CellOverlaps::Window CellOverlaps::window_of(const std::vector<PolygonRing>& rings) const {
  double west = std::numeric_limits<double>::infinity();
  double north = west;
  double east = -west;
  double south = -west;
  for (const PolygonRing& ring : rings) {
    for (const PointM& point : ring.points) {
      const double u = (point.x_m - grid_.west_m()) / grid_.cell_width_m();
      const double v = (grid_.north_m() - point.y_m) / grid_.cell_height_m();
      west = std::min(west, u);
      east = std::max(east, u);
      north = std::min(north, v);
      south = std::max(south, v);
    }
  }
  const auto clamped = [](double value, int high) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(high)));
  };
  Window window;
  if (!(west <= east) || !(north <= south)) return window;
  window.first_row = clamped(std::floor(north), grid_.rows());
  window.first_col = clamped(std::floor(west), grid_.cols());
  window.rows = clamped(std::ceil(south), grid_.rows()) - window.first_row;
  window.cols = clamped(std::ceil(east), grid_.cols()) - window.first_col;
  window.whole = north >= 0.0 && west >= 0.0 && south <= grid_.rows() && east <= grid_.cols();
  return window;
}

const std::vector<CellArea>& CellOverlaps::of(const std::vector<PolygonRing>& rings) {
  answer_.clear();
  window_ = window_of(rings);
  if (window_.rows <= 0 || window_.cols <= 0) return answer_;
  if (window_.rows == 1 && window_.cols == 1 && window_.whole) {
    const double area_m2 = polygon_area_m2(rings);
    if (area_m2 > 0.0) answer_.push_back({grid_.index(window_.first_row, window_.first_col), area_m2});
    return answer_;
  }
  const auto count = static_cast<std::size_t>(window_.rows) * static_cast<std::size_t>(window_.cols);
  inside_.assign(count, 0.0);
  passed_on_.assign(count, 0.0);

  // Coordinates in cells of the window: u to the east, v to the south.
  const double west = grid_.west_m() + window_.first_col * grid_.cell_width_m();
  const double north = grid_.north_m() - window_.first_row * grid_.cell_height_m();
  for (const PolygonRing& ring : rings) {
    // An anticlockwise ring runs south on its west side: its edges carry positive heights to the east.
    const bool forwards = (signed_area_m2(ring.points) >= 0.0) != ring.hole;
    const std::size_t size = ring.points.size();
    for (std::size_t i = 0; i < size; ++i) {
      const PointM& a = ring.points[i];
      const PointM& b = ring.points[(i + 1) % size];
      const double ua = (a.x_m - west) / grid_.cell_width_m();
      const double va = (north - a.y_m) / grid_.cell_height_m();
      const double ub = (b.x_m - west) / grid_.cell_width_m();
      const double vb = (north - b.y_m) / grid_.cell_height_m();
      if (forwards) {
        add_edge(ua, va, ub, vb);
      } else {
        add_edge(ub, vb, ua, va);
      }
    }
  }

  for (int row = 0; row < window_.rows; ++row) {
    double height = 0.0;
    for (int col = 0; col < window_.cols; ++col) {
      const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(window_.cols) +
                             static_cast<std::size_t>(col);
      const double share = height + inside_[at];
      height += passed_on_[at];
      // Below 1e-13 of a cell only rounding is left.
      if (share > 1e-13) {
        answer_.push_back(
            {grid_.index(window_.first_row + row, window_.first_col + col), share * grid_.cell_area_m2()});
      }
    }
  }
  return answer_;
}

void CellOverlaps::add_edge(double u0, double v0, double u1, double v1) {
  if (v0 == v1) return;
  const double rows = window_.rows;
  if (std::max(v0, v1) <= 0.0 || std::min(v0, v1) >= rows) return;
  const double slope = (u1 - u0) / (v1 - v0);
  const auto u_at = [&](double v) { return u0 + (v - v0) * slope; };
  const double first_v = std::clamp(v0, 0.0, rows);
  const double last_v = std::clamp(v1, 0.0, rows);
  const double first_u = first_v == v0 ? u0 : u_at(first_v);
  const double last_u = last_v == v1 ? u1 : u_at(last_v);

  const bool down = last_v > first_v;
  double v = first_v;
  double u = first_u;
  while (v != last_v) {
    const double border = down ? std::floor(v) + 1.0 : std::ceil(v) - 1.0;
    const bool last = down ? border >= last_v : border <= last_v;
    const double next_v = last ? last_v : border;
    const double next_u = last ? last_u : u_at(border);
    add_within_row(static_cast<int>(std::floor(std::min(v, next_v))), u, v, next_u, next_v);
    v = next_v;
    u = next_u;
  }
}

void CellOverlaps::add_within_row(int row, double u0, double v0, double u1, double v1) {
  const double cols = window_.cols;
  const std::size_t base = static_cast<std::size_t>(row) * static_cast<std::size_t>(window_.cols);
  const auto add = [&](double ua, double va, double ub, double vb) {
    const double dv = vb - va;
    const double middle = 0.5 * (ua + ub);
    if (middle >= cols) return;  // east of the window: nothing further east to pass on to
    const int col = middle <= 0.0 ? 0 : static_cast<int>(middle);
    const double part_east = middle <= 0.0 ? 1.0 : static_cast<double>(col) + 1.0 - middle;
    inside_[base + static_cast<std::size_t>(col)] += dv * part_east;
    passed_on_[base + static_cast<std::size_t>(col)] += dv;
  };
  if (u0 == u1) {
    add(u0, v0, u1, v1);
    return;
  }
  const double slope = (v1 - v0) / (u1 - u0);
  const bool east = u1 > u0;
  double u = u0;
  double v = v0;
  while (u != u1) {
    double border = east ? std::floor(u) + 1.0 : std::ceil(u) - 1.0;
    // One step over all that lies beside the window.
    if (east && u < 0.0) border = 0.0;
    if (east && u >= cols) border = u1;
    if (!east && u > cols) border = cols;
    if (!east && u <= 0.0) border = u1;
    const bool last = east ? border >= u1 : border <= u1;
    const double next_u = last ? u1 : border;
    const double next_v = last ? v1 : v0 + (border - u0) * slope;
    add(u, v, next_u, next_v);
    u = next_u;
    v = next_v;
  }
}

namespace {

/// Where an edge crosses the horizontal line at `y_m`, reckoned from its southern end whichever way it runs,
/// so that two polygons which share the edge find the same number.
double crossing_x_m(PointM a, PointM b, double y_m) {
  if (a.y_m > b.y_m) std::swap(a, b);
  return a.x_m + (y_m - a.y_m) * ((b.x_m - a.x_m) / (b.y_m - a.y_m));
}

bool crosses(PointM a, PointM b, double y_m) { return (a.y_m <= y_m) != (b.y_m <= y_m); }

double distance_to_segment_m(PointM point, PointM a, PointM b) {
  const double dx = b.x_m - a.x_m;
  const double dy = b.y_m - a.y_m;
  const double squared = dx * dx + dy * dy;
  double along = 0.0;
  if (squared > 0.0) {
    along = std::clamp(((point.x_m - a.x_m) * dx + (point.y_m - a.y_m) * dy) / squared, 0.0, 1.0);
  }
  return std::hypot(point.x_m - (a.x_m + along * dx), point.y_m - (a.y_m + along * dy));
}

}  // namespace

void for_each_centre_inside(const Grid& grid, const std::vector<std::vector<PointM>>& rings,
                            const std::function<void(CellIndex)>& found) {
  // Edges by the first row whose centre line they cross.
  struct Edge {
    PointM a;
    PointM b;
    int first_row;
    int last_row;
  };
  std::vector<Edge> edges;
  const auto row_of = [&](double y_m) {
    const double v = (grid.north_m() - y_m) / grid.cell_height_m() - 0.5;
    return static_cast<int>(std::clamp(v, -2.0, grid.rows() + 1.0));
  };
  for (const std::vector<PointM>& ring : rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const PointM& a = ring[i];
      const PointM& b = ring[(i + 1) % ring.size()];
      if (a.y_m == b.y_m) continue;
      const int first_row = std::max(0, row_of(std::max(a.y_m, b.y_m)) - 1);
      const int last_row = std::min(grid.rows() - 1, row_of(std::min(a.y_m, b.y_m)) + 1);
      if (first_row <= last_row) edges.push_back({a, b, first_row, last_row});
    }
  }
  std::sort(edges.begin(), edges.end(),
            [](const Edge& a, const Edge& b) { return a.first_row < b.first_row; });

  std::vector<Edge> active;
  std::vector<double> crossings;
  std::size_t next = 0;
  for (int row = 0; row < grid.rows() && (next < edges.size() || !active.empty()); ++row) {
    while (next < edges.size() && edges[next].first_row <= row) active.push_back(edges[next++]);
    std::erase_if(active, [row](const Edge& edge) { return edge.last_row < row; });
    const double y_m = grid.centre_y_m(row);
    crossings.clear();
    for (const Edge& edge : active) {
      if (crosses(edge.a, edge.b, y_m)) crossings.push_back(crossing_x_m(edge.a, edge.b, y_m));
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double from = (crossings[i] - grid.west_m()) / grid.cell_width_m() - 0.5;
      int col = static_cast<int>(std::clamp(std::floor(from) - 1.0, 0.0, static_cast<double>(grid.cols())));
      while (col < grid.cols() && grid.centre_x_m(col) < crossings[i]) ++col;
      for (; col < grid.cols() && grid.centre_x_m(col) < crossings[i + 1]; ++col) found(grid.index(row, col));
    }
  }
}

bool inside(PointM point, const std::vector<std::vector<PointM>>& rings) {
  bool is_inside = false;
  for (const std::vector<PointM>& ring : rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const PointM& a = ring[i];
      const PointM& b = ring[(i + 1) % ring.size()];
      if (crosses(a, b, point.y_m) && crossing_x_m(a, b, point.y_m) <= point.x_m) is_inside = !is_inside;
    }
  }
  return is_inside;
}

Raster<std::uint8_t> centres_within(const Grid& grid, const std::vector<std::vector<PointM>>& lines,
                                    double distance_m) {
  Raster<std::uint8_t> near(grid, 0);
  const auto bounded = [](double value, int count) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(count)));
  };
  for (const std::vector<PointM>& line : lines) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const PointM& a = line[i];
      const PointM& b = line[i + 1];
      const double west = std::min(a.x_m, b.x_m) - distance_m - grid.west_m();
      const double east = std::max(a.x_m, b.x_m) + distance_m - grid.west_m();
      const double north = grid.north_m() - std::max(a.y_m, b.y_m) - distance_m;
      const double south = grid.north_m() - std::min(a.y_m, b.y_m) + distance_m;
      const int first_row = bounded(std::floor(north / grid.cell_height_m()), grid.rows());
      const int end_row = bounded(std::ceil(south / grid.cell_height_m()), grid.rows());
      const int first_col = bounded(std::floor(west / grid.cell_width_m()), grid.cols());
      const int end_col = bounded(std::ceil(east / grid.cell_width_m()), grid.cols());
      for (int row = first_row; row < end_row; ++row) {
        for (int col = first_col; col < end_col; ++col) {
          if (near(row, col) != 0) continue;
          const PointM centre{grid.centre_x_m(col), grid.centre_y_m(row)};
          if (distance_to_segment_m(centre, a, b) <= distance_m) near(row, col) = 1;
        }
      }
    }
  }
  return near;
}

}  // namespace quarterhour
