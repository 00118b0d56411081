#include "geometry/joined_streets.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "geometry/street_locator.h"
#include "geometry/street_parts.h"

namespace quarterhour {

namespace {

constexpr std::uint32_t no_node = JoinedStreets::no_node;
/// A point nearer than this to a street stands on it.
constexpr double on_street_m = 0.01;

/// Where a way over the ground meets the network: a whole number of metres along an edge, or one of its ends.
struct Landing {
  std::uint32_t edge = 0;
  std::uint32_t along_m = 0;
  /// Position in StreetNetwork::nodes where it lands on an end, else no_node.
  std::uint32_t end = no_node;
  double length_m = 0.0;
  double rise_m = 0.0;
};

double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

CellPosition nearest_cell(const Grid& grid, PointM at) {
  const double row = std::floor((grid.north_m() - at.y_m) / grid.cell_height_m());
  const double col = std::floor((at.x_m - grid.west_m()) / grid.cell_width_m());
  return {static_cast<int>(std::clamp(row, 0.0, grid.rows() - 1.0)),
          static_cast<int>(std::clamp(col, 0.0, grid.cols() - 1.0))};
}

class Joiner {
 public:
  Joiner(const Surface& surface, const Raster<std::uint8_t>& open, const StreetNetwork& streets,
         const StreetRule& rule, const IsCut& is_cut, bool barriers_stand)
      : surface_(surface),
        grid_(surface.grid),
        open_(open),
        streets_(streets),
        rule_(rule),
        is_cut_(is_cut),
        longest_m_(longest_access_m(rule, surface.grid)),
        permitted_(permitted(streets, rule, barriers_stand)),
        locator_(streets, landings(streets, permitted_)) {}

  JoinedStreets join(std::span<const AccessPlace> places) {
    land_cells();
    land_places(places);
    number_nodes();
    cut_into_pieces();
    for (std::size_t row = 0; row < landed_cells_.size(); ++row) {
      joined_.row_join.push_back(static_cast<std::uint32_t>(joined_.joins.size()));
      for (const auto& [cell, landing] : landed_cells_[row])
        joined_.joins.push_back({cell, node_of(landing), landing.length_m, landing.rise_m});
    }
    joined_.row_join.push_back(static_cast<std::uint32_t>(joined_.joins.size()));
    index_joins();
    link_places(places);
    return std::move(joined_);
  }

 private:
  static std::vector<std::uint32_t> permitted(const StreetNetwork& streets, const StreetRule& rule,
                                              bool barriers_stand) {
    std::vector<std::uint32_t> edges;
    for (std::uint32_t i = 0; i < streets.edges.size(); ++i)
      if (is_permitted(streets.edges[i], rule, barriers_stand)) edges.push_back(i);
    return edges;
  }

  /// Where people step onto streets: anywhere on the ground and on steps, and at the loose ends of bridges, tunnels and
  /// rides. Where two bridges meet is in the air.
  static std::vector<StreetTarget> landings(const StreetNetwork& streets,
                                            const std::vector<std::uint32_t>& permitted) {
    std::vector<std::uint32_t> edges_at(streets.nodes.size(), 0);
    for (const std::uint32_t i : permitted) {
      ++edges_at[streets.edges[i].from];
      ++edges_at[streets.edges[i].to];
    }
    std::vector<StreetTarget> targets;
    for (const std::uint32_t i : permitted) {
      const StreetEdge& edge = streets.edges[i];
      if (is_on_ground(edge.structure)) {
        targets.push_back({i, StreetTarget::Part::whole});
        continue;
      }
      if (edges_at[edge.from] == 1) targets.push_back({i, StreetTarget::Part::from});
      if (edges_at[edge.to] == 1) targets.push_back({i, StreetTarget::Part::to});
    }
    return targets;
  }

  [[nodiscard]] double ground_m(CellIndex cell) const {
    return surface_.elevation_m.empty() ? 0.0 : surface_.elevation_m[cell];
  }

  [[nodiscard]] Landing landing_at(const StreetPlace& place) const {
    const StreetEdge& edge = streets_.edges[place.edge];
    const double whole = std::round(place.along_m);
    Landing landing{place.edge, static_cast<std::uint32_t>(std::max(whole, 0.0))};
    if (whole < 1.0) landing.end = edge.from;
    if (whole > edge.length_m - 1.0) landing.end = whole < 0.5 * edge.length_m ? edge.from : edge.to;
    return landing;
  }

  /// The nearest street over the ground, from a point at the height of `cell`; `in_cell`: only where it passes that cell.
  [[nodiscard]] std::optional<Landing> land(PointM from, CellIndex cell, double longest_m, bool in_cell,
                                            StreetLocator::Scratch& scratch) const {
    double tried_m = -1.0;
    double radius_m = std::min(longest_m, std::max(grid_.cell_width_m(), grid_.cell_height_m()));
    while (true) {
      for (const StreetPlace& place : locator_.within(from, radius_m, scratch)) {
        if (place.distance_m <= tried_m) continue;
        Landing landing = landing_at(place);
        const StreetEdge& edge = streets_.edges[place.edge];
        const double along_m = landing.end == no_node   ? landing.along_m
                               : landing.end == edge.to ? edge.length_m
                                                        : 0.0;
        const PointM at =
            landing.end == no_node ? point_along(streets_, edge, along_m) : streets_.nodes[landing.end].at;
        if (in_cell) {
          const auto passed = grid_.cell_containing(place.at);
          if (!passed || grid_.index(*passed) != cell) continue;
        }
        // Who stands on the street already, as at the gate of a wall, crosses nothing.
        if (is_cut_ && place.distance_m > on_street_m && is_cut_(from, at)) continue;
        landing.length_m = distance_m(from, at);
        if (!surface_.elevation_m.empty())
          landing.rise_m = height_along(streets_, edge, along_m) - ground_m(cell);
        return landing;
      }
      if (radius_m >= longest_m) return std::nullopt;
      tried_m = radius_m;
      radius_m = std::min(longest_m, 2.0 * radius_m);
    }
  }

  void land_cells() {
    const bool never = rule_.off_street == OffStreet::never;
    // A street that passes a cell comes within half its diagonal of the centre.
    const double half_diagonal_m = 0.5 * std::hypot(grid_.cell_width_m(), grid_.cell_height_m());
    const double longest_m = never ? half_diagonal_m : longest_m_;
    landed_cells_.resize(static_cast<std::size_t>(grid_.rows()));
    tbb::enumerable_thread_specific<StreetLocator::Scratch> scratches;
    tbb::parallel_for(0, grid_.rows(), [&](int row) {
      StreetLocator::Scratch& scratch = scratches.local();
      for (int col = 0; col < grid_.cols(); ++col) {
        const CellIndex cell = grid_.index(row, col);
        if (open_[cell] == 0) continue;
        const auto landing = land(grid_.centre(cell), cell, longest_m, never, scratch);
        if (landing) landed_cells_[static_cast<std::size_t>(row)].emplace_back(cell, *landing);
      }
    });
  }

  void land_places(std::span<const AccessPlace> places) {
    const double longest_m = rule_.longest_access_m.value_or(default_access_m);
    landed_places_.resize(places.size());
    tbb::enumerable_thread_specific<StreetLocator::Scratch> scratches;
    tbb::parallel_for(std::size_t{0}, places.size(), [&](std::size_t place) {
      for (const PointM& entrance : places[place].entrances) {
        const CellIndex cell = grid_.index(nearest_cell(grid_, entrance));
        landed_places_[place].push_back(land(entrance, cell, longest_m, false, scratches.local()));
      }
    });
  }

  /// Nodes in order of their cells: the ends of permitted edges, then the landings along them.
  void number_nodes() {
    splits_.resize(streets_.edges.size());
    const auto split = [&](const Landing& landing) {
      if (landing.end == no_node) splits_[landing.edge].emplace_back(landing.along_m, no_node);
    };
    for (const auto& row : landed_cells_)
      for (const auto& landed : row) split(landed.second);
    for (const auto& place : landed_places_)
      for (const auto& landing : place)
        if (landing) split(*landing);
    end_node_.assign(streets_.nodes.size(), no_node);
    std::vector<JoinedStreets::Node> nodes;
    std::vector<std::uint32_t*> number;
    const auto add = [&](PointM at, std::uint32_t edge, double along_m, std::uint32_t& own) {
      nodes.push_back({at, grid_.index(nearest_cell(grid_, at)), edge, along_m});
      number.push_back(&own);
      own = 0;
    };
    for (const std::uint32_t i : permitted_) {
      const StreetEdge& edge = streets_.edges[i];
      if (end_node_[edge.from] == no_node) add(streets_.nodes[edge.from].at, i, 0.0, end_node_[edge.from]);
      if (end_node_[edge.to] == no_node)
        add(streets_.nodes[edge.to].at, i, edge.length_m, end_node_[edge.to]);
      auto& splits = splits_[i];
      std::sort(splits.begin(), splits.end());
      splits.erase(std::unique(splits.begin(), splits.end()), splits.end());
      for (auto& [along_m, own] : splits) add(point_along(streets_, edge, along_m), i, along_m, own);
    }
    std::vector<std::uint32_t> order(nodes.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return nodes[a].cell < nodes[b].cell; });
    joined_.row_first.assign(static_cast<std::size_t>(grid_.rows()) + 1, 0);
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      *number[order[i]] = i;
      joined_.nodes.push_back(nodes[order[i]]);
      ++joined_.row_first[nodes[order[i]].cell / static_cast<CellIndex>(grid_.cols()) + 1];
    }
    for (std::size_t row = 1; row < joined_.row_first.size(); ++row)
      joined_.row_first[row] += joined_.row_first[row - 1];
  }

  void cut_into_pieces() {
    for (const std::uint32_t i : permitted_) {
      const StreetEdge& edge = streets_.edges[i];
      JoinedStreets::Piece piece{end_node_[edge.from], 0, i, 0.0, 0.0};
      for (const auto& [along_m, node] : splits_[i]) {
        piece.to = node;
        piece.to_m = along_m;
        joined_.pieces.push_back(piece);
        piece.from = node;
        piece.from_m = along_m;
      }
      piece.to = end_node_[edge.to];
      piece.to_m = edge.length_m;
      joined_.pieces.push_back(piece);
    }
  }

  [[nodiscard]] std::uint32_t node_of(const Landing& landing) const {
    if (landing.end != no_node) return end_node_[landing.end];
    const auto& splits = splits_[landing.edge];
    return std::lower_bound(splits.begin(), splits.end(), std::pair(landing.along_m, std::uint32_t{0}))
        ->second;
  }

  void index_joins() {
    std::vector<std::uint32_t>& first = joined_.node_first_join;
    first.assign(joined_.nodes.size() + 1, 0);
    for (const JoinedStreets::Join& join : joined_.joins) ++first[join.node + 1];
    for (std::size_t n = 1; n < first.size(); ++n) first[n] += first[n - 1];
    joined_.node_joins.resize(joined_.joins.size());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::uint32_t k = 0; k < joined_.joins.size(); ++k)
      joined_.node_joins[next[joined_.joins[k].node]++] = k;
  }

  [[nodiscard]] bool stands_in(const AccessPlace& place, CellIndex cell) const {
    return std::any_of(place.entrances.begin(), place.entrances.end(), [&](PointM entrance) {
      const auto own = grid_.cell_containing(entrance);
      return own && grid_.index(*own) == cell;
    });
  }

  void link_places(std::span<const AccessPlace> places) {
    for (std::size_t k = 0; k < places.size(); ++k) {
      const AccessPlace& place = places[k];
      for (std::size_t e = 0; e < place.entrances.size(); ++e) {
        const PointM at = place.entrances[e];
        if (const auto& landing = landed_places_[k][e])
          joined_.links.push_back({node_of(*landing), no_node, landing->length_m, landing->rise_m});
        if (rule_.off_street != OffStreet::everywhere) continue;
        const auto cell = grid_.cell_containing(at);
        if (!cell) continue;
        const CellIndex own = grid_.index(*cell);
        if (open_[own] == 0) continue;
        if (permitted_.empty()) {
          // The bare surface: a cell is its centre.
          joined_.links.push_back({no_node, own, 0.0, 0.0});
        } else if (!is_cut_ || !is_cut_(at, grid_.centre(own))) {
          joined_.links.push_back({no_node, own, distance_m(at, grid_.centre(own)), 0.0});
        }
      }
      if (rule_.off_street == OffStreet::everywhere) {
        // Moved from ground that nobody can stand on: it is reached where it was moved to.
        if (!stands_in(place, place.cell) && open_[place.cell] != 0)
          joined_.links.push_back({no_node, place.cell, 0.0, 0.0});
        for (const CellIndex cell : place.inside)
          if (open_[cell] != 0) joined_.links.push_back({no_node, cell, 0.0, 0.0});
      }
      joined_.first_link.push_back(joined_.links.size());
      joined_.place_cell.push_back(place.cell);
    }
  }

  const Surface& surface_;
  const Grid& grid_;
  const Raster<std::uint8_t>& open_;
  const StreetNetwork& streets_;
  const StreetRule& rule_;
  const IsCut& is_cut_;
  double longest_m_;
  std::vector<std::uint32_t> permitted_;
  StreetLocator locator_;
  std::vector<std::vector<std::pair<CellIndex, Landing>>> landed_cells_;
  std::vector<std::vector<std::optional<Landing>>> landed_places_;
  /// Per edge the landings along it, rising, with their node.
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> splits_;
  /// Node of each end of the network, no_node where no permitted edge ends.
  std::vector<std::uint32_t> end_node_;
  JoinedStreets joined_;
};

}  // namespace

bool is_permitted(const StreetEdge& edge, const StreetRule& rule, bool barriers_stand) {
  if (!rule.along_streets || !is_open_to(edge, rule.mode)) return false;
  return !(rule.strict && barriers_stand && edge.crosses_barrier);
}

double height_along(const StreetNetwork& streets, const StreetEdge& edge, double along_m) {
  const auto heights = streets.heights(edge);
  if (heights.empty()) return 0.0;
  const auto last = static_cast<double>(heights.size() - 1);
  const double at = edge.length_m > 0.0 ? std::clamp(along_m / edge.length_m, 0.0, 1.0) * last : 0.0;
  const auto before = std::min(static_cast<std::size_t>(at), heights.size() - 2);
  const double share = at - static_cast<double>(before);
  return (1.0 - share) * static_cast<double>(heights[before]) +
         share * static_cast<double>(heights[before + 1]);
}

PointM point_along(const StreetNetwork& streets, const StreetEdge& edge, double along_m) {
  const auto line = streets.line(edge);
  double left_m = along_m;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double length_m = distance_m(line[i - 1], line[i]);
    if (left_m <= length_m && length_m > 0.0) {
      const double share = std::max(left_m, 0.0) / length_m;
      return {line[i - 1].x_m + share * (line[i].x_m - line[i - 1].x_m),
              line[i - 1].y_m + share * (line[i].y_m - line[i - 1].y_m)};
    }
    left_m -= length_m;
  }
  return line.back();
}

double longest_access_m(const StreetRule& rule, const Grid& grid) {
  if (rule.longest_access_m) return *rule.longest_access_m;
  if (rule.off_street == OffStreet::everywhere) return std::max(grid.cell_width_m(), grid.cell_height_m());
  return default_access_m;
}

JoinedStreets join_streets(const Surface& surface, const Raster<std::uint8_t>& open,
                           const StreetNetwork& streets, const StreetRule& rule,
                           std::span<const AccessPlace> places, const IsCut& is_cut, bool barriers_stand) {
  check_streets(streets);
  return Joiner(surface, open, streets, rule, is_cut, barriers_stand).join(places);
}

}  // namespace quarterhour
