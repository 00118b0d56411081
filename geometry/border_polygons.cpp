#include "geometry/border_polygons.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace quarterhour {

namespace {

/// An arc and a direction along it: 2 * arc, or 2 * arc + 1 backwards. The area that it bounds lies on its left.
using HalfArc = std::int32_t;

class Assembler {
 public:
  Assembler(const AreaBorders& borders, std::span<const std::int32_t> area_of_part)
      : borders_(borders),
        area_of_part_(area_of_part),
        piece_of_part_(borders.parts.size()),
        taken_(2 * borders.arcs.size()),
        step_at_node_(borders.nodes.size(), nowhere) {
    std::iota(piece_of_part_.begin(), piece_of_part_.end(), 0);
    for (const BorderArc& arc : borders.arcs) {
      if (arc.left < 0 || arc.right < 0 || area_of(arc.left) != area_of(arc.right)) continue;
      const std::int32_t one = piece_of(arc.left);
      const std::int32_t other = piece_of(arc.right);
      piece_of_part_[static_cast<std::size_t>(std::max(one, other))] = std::min(one, other);
    }
  }

  std::vector<AreaPolygon> assemble() {
    for (std::size_t half = 0; half < taken_.size(); ++half) {
      if (!taken_[half] && bounds_area(static_cast<HalfArc>(half))) walk(static_cast<HalfArc>(half));
    }
    std::vector<AreaPolygon> polygons;
    for (auto& [area_and_piece, rings] : rings_) {
      const auto outer = std::find_if(rings.begin(), rings.end(),
                                      [](const auto& ring) { return signed_area_cells(ring) > 0.0; });
      std::rotate(rings.begin(), outer, outer == rings.end() ? outer : outer + 1);
      polygons.push_back({area_and_piece.first, std::move(rings)});
    }
    return polygons;
  }

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  [[nodiscard]] const BorderArc& arc_of(HalfArc half) const {
    return borders_.arcs[static_cast<std::size_t>(half / 2)];
  }
  [[nodiscard]] static bool is_backward(HalfArc half) { return half % 2 != 0; }
  [[nodiscard]] std::int32_t left_part(HalfArc half) const {
    return is_backward(half) ? arc_of(half).right : arc_of(half).left;
  }
  [[nodiscard]] std::int32_t end_node(HalfArc half) const {
    return is_backward(half) ? arc_of(half).from : arc_of(half).to;
  }
  [[nodiscard]] std::int32_t area_of(std::int32_t part) const {
    return part < 0 ? -1 : std::max(area_of_part_[static_cast<std::size_t>(part)], -1);
  }
  [[nodiscard]] std::int32_t piece_of(std::int32_t part) const {
    while (piece_of_part_[static_cast<std::size_t>(part)] != part)
      part = piece_of_part_[static_cast<std::size_t>(part)];
    return part;
  }
  [[nodiscard]] bool is_border(HalfArc half) const {
    return area_of(arc_of(half).left) != area_of(arc_of(half).right);
  }
  [[nodiscard]] bool bounds_area(HalfArc half) const {
    return is_border(half) && area_of(left_part(half)) >= 0;
  }

  /// The next border of the same piece: the leftmost way on, which keeps to the own cells where two of them meet in a
  /// corner alone.
  [[nodiscard]] HalfArc next(HalfArc half) const {
    const HalfArc back = half ^ 1;
    const BorderNode& node = borders_.nodes[static_cast<std::size_t>(end_node(half))];
    const auto from =
        static_cast<std::size_t>(std::find(node.arcs.begin(), node.arcs.end(), back) - node.arcs.begin());
    for (std::size_t turn = 1; turn < border_directions; ++turn) {
      const HalfArc onward = node.arcs[(from + turn) % border_directions];
      if (onward >= 0 && is_border(onward)) return onward;
    }
    return back;
  }

  /// Walks around once. Where the way comes back to a node it has closed a ring of its own, which touches the rest
  /// there.
  void walk(HalfArc first) {
    if (end_node(first) < 0) {
      taken_[static_cast<std::size_t>(first)] = true;
      add_ring({first});
      return;
    }
    std::vector<HalfArc> way;
    HalfArc half = first;
    do {
      taken_[static_cast<std::size_t>(half)] = true;
      std::size_t& step = step_at_node_[static_cast<std::size_t>(end_node(half ^ 1))];
      if (step != nowhere) {
        const std::vector<HalfArc> loop(way.begin() + static_cast<std::ptrdiff_t>(step), way.end());
        way.resize(step);
        close(loop);
      }
      step = way.size();
      way.push_back(half);
      half = next(half);
    } while (half != first);
    close(way);
  }

  void close(const std::vector<HalfArc>& loop) {
    for (const HalfArc half : loop) step_at_node_[static_cast<std::size_t>(end_node(half ^ 1))] = nowhere;
    add_ring(loop);
  }

  void add_ring(const std::vector<HalfArc>& loop) {
    std::vector<HalfCellPoint> ring;
    for (const HalfArc half : loop) {
      const std::vector<HalfCellPoint>& points = arc_of(half).points;
      if (!ring.empty()) ring.pop_back();
      if (is_backward(half)) {
        ring.insert(ring.end(), points.rbegin(), points.rend());
      } else {
        ring.insert(ring.end(), points.begin(), points.end());
      }
    }
    const std::int32_t part = left_part(loop.front());
    rings_[{area_of(part), piece_of(part)}].push_back(std::move(ring));
  }

  const AreaBorders& borders_;
  std::span<const std::int32_t> area_of_part_;
  std::vector<std::int32_t> piece_of_part_;
  std::vector<bool> taken_;
  /// Where on the way that is being walked each node stands.
  std::vector<std::size_t> step_at_node_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::vector<HalfCellPoint>>> rings_;
};

}  // namespace

std::vector<AreaPolygon> border_polygons(const AreaBorders& borders,
                                         std::span<const std::int32_t> area_of_part) {
  return Assembler(borders, area_of_part).assemble();
}

double signed_area_cells(const std::vector<HalfCellPoint>& ring) {
  std::int64_t twice = 0;
  for (std::size_t k = 1; k < ring.size(); ++k) {
    twice += std::int64_t{ring[k].x} * ring[k - 1].y - std::int64_t{ring[k - 1].x} * ring[k].y;
  }
  // Half cells a side, and y runs south.
  return static_cast<double>(twice) / 8.0;
}

}  // namespace quarterhour
