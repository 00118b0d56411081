#include "geometry/joined_streets.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "geometry/street_landing.h"
#include "geometry/street_parts.h"

namespace quarterhour {

namespace {

constexpr std::uint32_t no_node = JoinedStreets::no_node;
double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

class Joiner {
 public:
  Joiner(const Surface& surface, const Raster<std::uint8_t>& open, const StreetNetwork& streets,
         const StreetRule& rule, const IsCut& is_cut, bool barriers_stand)
      : grid_(surface.grid),
        open_(open),
        streets_(streets),
        rule_(rule),
        is_cut_(is_cut),
        permitted_(permitted_edges(streets, rule, barriers_stand)),
        landings_(surface, streets, permitted_, is_cut) {}

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
  void land_cells() {
    const bool never = rule_.off_street == OffStreet::never;
    const double longest_m = farthest_join_m(rule_, grid_);
    landed_cells_.resize(static_cast<std::size_t>(grid_.rows()));
    tbb::enumerable_thread_specific<StreetLocator::Scratch> scratches;
    tbb::parallel_for(0, grid_.rows(), [&](int row) {
      StreetLocator::Scratch& scratch = scratches.local();
      for (int col = 0; col < grid_.cols(); ++col) {
        const CellIndex cell = grid_.index(row, col);
        if (open_[cell] == 0) continue;
        const auto landing = landings_.land(grid_.centre(cell), cell, longest_m, never, scratch);
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
        landed_places_[place].push_back(landings_.land(entrance, cell, longest_m, false, scratches.local()));
      }
    });
  }

  /// Nodes in order of their cells: the ends of permitted edges, then the landings along them.
  void number_nodes() {
    splits_.resize(streets_.edges.size());
    find_attachments();
    for (const StreetAttachment& one : attached_) splits_[one.edge].emplace_back(one.whole_m, no_node);
    const auto split = [&](const StreetLanding& landing) {
      if (landing.end == no_node) splits_[landing.edge].emplace_back(landing.whole_m, no_node);
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
      const auto is_new = [this](std::uint32_t end) {
        return end_node_[end] == no_node && std::none_of(attached_.begin(), attached_.end(),
                                                         [end](const auto& one) { return one.node == end; });
      };
      if (is_new(edge.from)) add(streets_.nodes[edge.from].at, i, 0.0, end_node_[edge.from]);
      if (is_new(edge.to)) add(streets_.nodes[edge.to].at, i, edge.length_m, end_node_[edge.to]);
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
    for (const StreetAttachment& one : attached_) end_node_[one.node] = split_at(one.edge, one.whole_m);
  }

  /// Ends of links that are open, on edges that are.
  void find_attachments() {
    if (streets_.attachments.empty()) return;
    std::vector<std::uint8_t> is_end(streets_.nodes.size(), 0);
    for (const std::uint32_t i : permitted_)
      if (streets_.edges[i].link >= 0) is_end[streets_.edges[i].from] = is_end[streets_.edges[i].to] = 1;
    for (const StreetAttachment& one : streets_.attachments)
      if (is_end[one.node] != 0 && std::binary_search(permitted_.begin(), permitted_.end(), one.edge))
        attached_.push_back(one);
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

  [[nodiscard]] std::uint32_t node_of(const StreetLanding& landing) const {
    return landing.end != no_node ? end_node_[landing.end] : split_at(landing.edge, landing.whole_m);
  }

  [[nodiscard]] std::uint32_t split_at(std::uint32_t edge, std::uint32_t whole_m) const {
    const auto& splits = splits_[edge];
    return std::lower_bound(splits.begin(), splits.end(), std::pair(whole_m, std::uint32_t{0}))->second;
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

  const Grid& grid_;
  const Raster<std::uint8_t>& open_;
  const StreetNetwork& streets_;
  const StreetRule& rule_;
  const IsCut& is_cut_;
  std::vector<std::uint32_t> permitted_;
  StreetLandings landings_;
  std::vector<std::vector<std::pair<CellIndex, StreetLanding>>> landed_cells_;
  std::vector<std::vector<std::optional<StreetLanding>>> landed_places_;
  /// Per edge the landings along it, rising, with their node.
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> splits_;
  std::vector<StreetAttachment> attached_;
  /// Node of each end of the network, no_node where no permitted edge ends.
  std::vector<std::uint32_t> end_node_;
  JoinedStreets joined_;
};

}  // namespace

bool is_permitted(const StreetEdge& edge, const StreetRule& rule, bool barriers_stand) {
  if (!rule.along_streets || !is_open_to(edge, rule.mode)) return false;
  if (edge.link >= 0 && (rule.open_links >> static_cast<unsigned>(edge.link) & 1U) == 0) return false;
  return !(rule.strict && barriers_stand && edge.crosses_barrier);
}

std::vector<std::uint32_t> permitted_edges(const StreetNetwork& streets, const StreetRule& rule,
                                           bool barriers_stand) {
  std::vector<std::uint32_t> edges;
  for (std::uint32_t i = 0; i < streets.edges.size(); ++i)
    if (is_permitted(streets.edges[i], rule, barriers_stand)) edges.push_back(i);
  return edges;
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
