#include "geometry/area_borders.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace quarterhour {

namespace {

constexpr std::array<int, border_directions> row_steps{-1, 0, 1, 0};
constexpr std::array<int, border_directions> col_steps{0, 1, 0, -1};

/// A border before it is smoothed: corners of cells where it begins, turns and ends.
struct Turns {
  std::vector<HalfCellPoint> corners;
  /// At each corner 1 for a turn to the left, -1 to the right, 0 for an end.
  std::vector<int> turns;
};

std::int32_t cells_between(const HalfCellPoint& a, const HalfCellPoint& b) {
  return (std::abs(a.x - b.x) + std::abs(a.y - b.y)) / 2;
}

/// Replaces steps of one cell by the middles of their edges. A corner between two turns to its own side stays: there
/// a notch ends, and a line at half its depth would run through the centres of the cells in it.
std::vector<HalfCellPoint> smoothed(const Turns& border) {
  const std::vector<HalfCellPoint>& corners = border.corners;
  const std::vector<int>& turns = border.turns;
  const std::size_t count = corners.size();
  const auto is_step = [&](std::size_t k) {
    return turns[k] * turns[k + 1] == -1 && cells_between(corners[k], corners[k + 1]) == 1;
  };
  const auto is_dropped = [&](std::size_t k) {
    if (k == 0 || k + 1 == count) return false;
    if (turns[k - 1] == turns[k] || turns[k] == turns[k + 1]) return false;
    return is_step(k - 1) || is_step(k);
  };
  std::vector<HalfCellPoint> points;
  for (std::size_t k = 0; k < count; ++k) {
    if (!is_dropped(k)) points.push_back(corners[k]);
    if (k + 1 < count && is_step(k) && (is_dropped(k) || is_dropped(k + 1))) {
      points.push_back({(corners[k].x + corners[k + 1].x) / 2, (corners[k].y + corners[k + 1].y) / 2});
    }
  }
  return points;
}

/// The parts of a raster of labels, -1 for cells of no area.
class Parts {
 public:
  explicit Parts(const Raster<std::int32_t>& labels) : of_cell_(labels.rows(), labels.cols(), -1) {
    for (int row = 0; row < labels.rows(); ++row) {
      for (int col = 0; col < labels.cols(); ++col) join(labels, row, col);
    }
    std::vector<std::int32_t> number(parent_.size(), -1);
    for (std::size_t cell = 0; cell < of_cell_.size(); ++cell) {
      if (of_cell_[cell] < 0) continue;
      std::int32_t& part = number[static_cast<std::size_t>(root(of_cell_[cell]))];
      if (part < 0) {
        part = static_cast<std::int32_t>(list_.size());
        list_.push_back({labels[cell], 0});
      }
      of_cell_[cell] = part;
      ++list_[static_cast<std::size_t>(part)].cells;
    }
  }

  [[nodiscard]] std::vector<AreaPart>& list() { return list_; }
  /// -1 outside the grid too.
  [[nodiscard]] std::int32_t at(int row, int col) const {
    const bool inside = row >= 0 && row < of_cell_.rows() && col >= 0 && col < of_cell_.cols();
    return inside ? of_cell_(row, col) : -1;
  }

 private:
  std::int32_t root(std::int32_t part) {
    while (parent_[static_cast<std::size_t>(part)] != part) {
      auto& parent = parent_[static_cast<std::size_t>(part)];
      parent = parent_[static_cast<std::size_t>(parent)];
      part = parent;
    }
    return part;
  }

  void join(const Raster<std::int32_t>& labels, int row, int col) {
    const std::int32_t label = labels(row, col);
    if (label < 0) return;
    const std::int32_t north = row > 0 && labels(row - 1, col) == label ? root(of_cell_(row - 1, col)) : -1;
    const std::int32_t west = col > 0 && labels(row, col - 1) == label ? root(of_cell_(row, col - 1)) : -1;
    std::int32_t& part = of_cell_(row, col);
    if (north < 0 && west < 0) {
      part = static_cast<std::int32_t>(parent_.size());
      parent_.push_back(part);
      return;
    }
    part = north < 0 ? west : west < 0 ? north : std::min(north, west);
    if (north >= 0 && west >= 0) parent_[static_cast<std::size_t>(std::max(north, west))] = part;
  }

  Raster<std::int32_t> of_cell_;
  std::vector<std::int32_t> parent_;
  std::vector<AreaPart> list_;
};

/// Follows the borders around the corners of the cells. Bit d of `open_` at a corner: a border leaves it in direction d
/// and is in no arc yet.
class Tracer {
 public:
  Tracer(const Raster<std::int32_t>& labels, AreaBorders& found)
      : parts_(labels), open_(labels.rows() + 1, labels.cols() + 1), node_of_(), found_(found) {
    find_edges();
  }

  void trace() {
    found_.parts = std::move(parts_.list());
    const auto at_each_corner = [this](auto&& visit) {
      for (int row = 0; row < open_.rows(); ++row) {
        for (int col = 0; col < open_.cols(); ++col) visit(row, col);
      }
    };
    at_each_corner([this](int row, int col) {
      if (!is_node(row, col)) return;
      for (std::size_t direction = 0; direction < border_directions; ++direction) {
        if ((open_(row, col) >> direction & 1U) != 0) follow(row, col, direction);
      }
    });
    // What is left meets no other border. Its first corner is its north-western one, where it leaves to the east.
    at_each_corner([this](int row, int col) {
      if ((open_(row, col) & 0x0FU) != 0 && !is_node(row, col)) follow(row, col, 1);
    });
  }

 private:
  static constexpr unsigned node_bit = 1U << border_directions;

  [[nodiscard]] bool is_node(int row, int col) const { return (open_(row, col) & node_bit) != 0; }

  /// The parts on the left and on the right of the edge that leaves a corner in a direction.
  [[nodiscard]] std::pair<std::int32_t, std::int32_t> sides(int row, int col, std::size_t direction) const {
    const std::int32_t north_west = parts_.at(row - 1, col - 1);
    const std::int32_t north_east = parts_.at(row - 1, col);
    const std::int32_t south_east = parts_.at(row, col);
    const std::int32_t south_west = parts_.at(row, col - 1);
    switch (direction) {
      case 0: return {north_west, north_east};
      case 1: return {north_east, south_east};
      case 2: return {south_east, south_west};
      default: return {south_west, north_west};
    }
  }

  void find_edges() {
    for (int row = 0; row < open_.rows(); ++row) {
      for (int col = 0; col < open_.cols(); ++col) {
        unsigned bits = 0;
        int count = 0;
        for (std::size_t direction = 0; direction < border_directions; ++direction) {
          const auto [left, right] = sides(row, col, direction);
          if (left == right) continue;
          bits |= 1U << direction;
          ++count;
        }
        open_(row, col) = static_cast<std::uint8_t>(bits | (count > 2 ? node_bit : 0U));
      }
    }
  }

  void close(int row, int col, std::size_t direction) {
    open_(row, col) = static_cast<std::uint8_t>(open_(row, col) & ~(1U << direction));
  }

  [[nodiscard]] std::int32_t node_at(int row, int col) {
    const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(open_.cols()) +
                    static_cast<std::size_t>(col);
    const auto [entry, is_new] = node_of_.emplace(at, static_cast<std::int32_t>(found_.nodes.size()));
    if (is_new) found_.nodes.emplace_back();
    return entry->second;
  }

  void follow(int row, int col, std::size_t direction) {
    BorderArc arc;
    const auto number = static_cast<std::int32_t>(found_.arcs.size());
    std::tie(arc.left, arc.right) = sides(row, col, direction);
    const bool closed = !is_node(row, col);
    if (!closed) {
      arc.from = node_at(row, col);
      found_.nodes[static_cast<std::size_t>(arc.from)].arcs[direction] = 2 * number;
    }
    // A closed arc starts at a turn to the right: its first corner has no border to the north or west.
    Turns border{{{2 * col, 2 * row}}, {closed ? -1 : 0}};
    const int first_row = row;
    const int first_col = col;
    while (true) {
      close(row, col, direction);
      row += row_steps[direction];
      col += col_steps[direction];
      close(row, col, (direction + 2) % border_directions);
      const bool back = closed && row == first_row && col == first_col;
      if (back || is_node(row, col)) break;
      const std::size_t left = (direction + 3) % border_directions;
      const std::size_t right = (direction + 1) % border_directions;
      if ((open_(row, col) >> direction & 1U) != 0) continue;
      const bool to_left = (open_(row, col) >> left & 1U) != 0;
      direction = to_left ? left : right;
      border.corners.push_back({2 * col, 2 * row});
      border.turns.push_back(to_left ? 1 : -1);
    }
    border.corners.push_back({2 * col, 2 * row});
    border.turns.push_back(closed ? -1 : 0);
    if (!closed) {
      arc.to = node_at(row, col);
      found_.nodes[static_cast<std::size_t>(arc.to)].arcs[(direction + 2) % border_directions] =
          2 * number + 1;
    }
    arc.points = smoothed(border);
    found_.arcs.push_back(std::move(arc));
  }

  Parts parts_;
  Raster<std::uint8_t> open_;
  std::unordered_map<std::size_t, std::int32_t> node_of_;
  AreaBorders& found_;
};

}  // namespace

AreaBorders trace_borders(const Raster<std::int32_t>& labels) {
  AreaBorders borders;
  Tracer(labels, borders).trace();
  return borders;
}

double length_in_cells(const BorderArc& arc) {
  double length = 0.0;
  for (std::size_t k = 1; k < arc.points.size(); ++k) {
    length += std::hypot(arc.points[k].x - arc.points[k - 1].x, arc.points[k].y - arc.points[k - 1].y) / 2.0;
  }
  return length;
}

}  // namespace quarterhour
