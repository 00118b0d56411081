#include "geometry/street_closing.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <utility>

namespace quarterhour {

namespace {

constexpr std::uint32_t no_node = JoinedStreets::no_node;

}  // namespace

/// A closing in the making.
struct StreetCloser::Draft {
  enum class For : std::uint8_t { join, link };
  /// A node that is not there yet, and who needs its number: a new join or link, by its position.
  struct NewNode {
    std::uint32_t edge = 0;
    double along_m = 0.0;
    std::size_t position = 0;
    For needed_by = For::join;
  };
  ClosedStreets closed;
  std::vector<NewNode> new_nodes;
};

StreetCloser::StreetCloser(const Surface& surface, const StreetNetwork& streets, const JoinedStreets& joined,
                           const StreetRule& rule, std::span<const AccessPlace> places, IsCut is_cut,
                           bool barriers_stand)
    : surface_(surface),
      streets_(streets),
      joined_(joined),
      rule_(rule),
      places_(places),
      is_cut_(std::move(is_cut)),
      landings_(surface, streets, permitted_edges(streets, rule, barriers_stand), is_cut_) {
  for (std::uint32_t place = 0; place + 1 < joined.first_link.size(); ++place)
    for (std::size_t k = joined.first_link[place]; k < joined.first_link[place + 1]; ++k)
      if (joined.links[k].node != no_node) node_links_.push_back({joined.links[k].node, place});
  std::sort(node_links_.begin(), node_links_.end(), [](const NodeLink& a, const NodeLink& b) {
    return std::pair(a.node, a.place) < std::pair(b.node, b.place);
  });
}

std::span<const JoinedStreets::Piece> StreetCloser::pieces_of(std::uint32_t edge) const {
  const auto begin = std::lower_bound(
      joined_.pieces.begin(), joined_.pieces.end(), edge,
      [](const JoinedStreets::Piece& piece, std::uint32_t wanted) { return piece.edge < wanted; });
  const auto end = std::upper_bound(
      begin, joined_.pieces.end(), edge,
      [](std::uint32_t wanted, const JoinedStreets::Piece& piece) { return wanted < piece.edge; });
  return {begin, end};
}

std::optional<std::uint32_t> StreetCloser::node_at(const StreetLanding& landing) const {
  const auto pieces = pieces_of(landing.edge);
  if (landing.end != no_node)
    return landing.end == streets_.edges[landing.edge].from ? pieces.front().from : pieces.back().to;
  const double along_m = landing.whole_m;
  const auto piece = std::find_if(pieces.begin(), pieces.end(),
                                  [along_m](const JoinedStreets::Piece& one) { return along_m <= one.to_m; });
  if (along_m == piece->to_m) return piece->to;
  return std::nullopt;
}

void StreetCloser::rejoin_cells(std::span<const std::uint32_t> edges, std::span<const std::uint32_t> nodes,
                                StreetLocator::Scratch& scratch, Draft& draft) const {
  const bool never = rule_.off_street == OffStreet::never;
  const double longest_m = farthest_join_m(rule_, surface_.grid);
  ClosedStreets& closed = draft.closed;
  for (const std::uint32_t node : nodes)
    for (std::uint32_t k = joined_.node_first_join[node]; k < joined_.node_first_join[node + 1]; ++k)
      closed.joins.push_back(joined_.node_joins[k]);
  std::sort(closed.joins.begin(), closed.joins.end());
  std::erase_if(closed.joins, [&](std::uint32_t k) {
    const JoinedStreets::Join& join = joined_.joins[k];
    const auto landing =
        landings_.land(surface_.grid.centre(join.cell), join.cell, longest_m, never, scratch, edges);
    if (!landing) return false;
    const auto node = node_at(*landing);
    // It steps onto an end that another street has too.
    if (node && *node == join.node && landing->length_m == join.length_m) return true;
    if (!node)
      draft.new_nodes.push_back({landing->edge, landing->along_m(streets_.edges[landing->edge]),
                                 closed.new_joins.size(), Draft::For::join});
    closed.new_joins.push_back({join.cell, node.value_or(no_node), landing->length_m, landing->rise_m});
    return false;
  });
}

void StreetCloser::relink_places(std::span<const std::uint32_t> edges, std::span<const std::uint32_t> nodes,
                                 StreetLocator::Scratch& scratch, Draft& draft) const {
  std::vector<std::uint32_t> places;
  for (const std::uint32_t node : nodes) {
    auto link = std::lower_bound(node_links_.begin(), node_links_.end(), node,
                                 [](const NodeLink& one, std::uint32_t wanted) { return one.node < wanted; });
    for (; link != node_links_.end() && link->node == node; ++link) places.push_back(link->place);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const double longest_m = rule_.longest_access_m.value_or(default_access_m);
  ClosedStreets& closed = draft.closed;
  for (const std::uint32_t place : places) {
    // Links to streets stand in the order of the entrances that have one.
    auto link = static_cast<std::uint32_t>(joined_.first_link[place]);
    for (const PointM& entrance : places_[place].entrances) {
      const CellIndex cell = surface_.grid.index(nearest_cell(surface_.grid, entrance));
      if (!landings_.land(entrance, cell, longest_m, false, scratch)) continue;
      while (joined_.links[link].node == no_node) ++link;
      const std::uint32_t own = link++;
      if (!std::binary_search(nodes.begin(), nodes.end(), joined_.links[own].node)) continue;
      closed.links.push_back(own);
      const auto landing = landings_.land(entrance, cell, longest_m, false, scratch, edges);
      if (!landing) continue;
      const auto node = node_at(*landing);
      if (!node)
        draft.new_nodes.push_back({landing->edge, landing->along_m(streets_.edges[landing->edge]),
                                   closed.new_links.size(), Draft::For::link});
      closed.new_links.push_back({place, node.value_or(no_node), landing->length_m, landing->rise_m});
    }
  }
}

void StreetCloser::split_pieces(Draft& draft) const {
  ClosedStreets& closed = draft.closed;
  auto& nodes = draft.new_nodes;
  std::stable_sort(nodes.begin(), nodes.end(), [](const Draft::NewNode& a, const Draft::NewNode& b) {
    return std::pair(a.edge, a.along_m) < std::pair(b.edge, b.along_m);
  });
  const auto first_new = static_cast<std::uint32_t>(joined_.nodes.size());
  const JoinedStreets::Piece* piece = nullptr;
  const auto finish_piece = [&] {
    if (piece == nullptr) return;
    JoinedStreets::Piece last = closed.new_pieces.back();
    closed.new_pieces.push_back({last.to, piece->to, last.edge, last.to_m, piece->to_m});
  };
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const Draft::NewNode& node = nodes[k];
    const bool known = k > 0 && nodes[k - 1].edge == node.edge && nodes[k - 1].along_m == node.along_m;
    if (!known) {
      const auto pieces = pieces_of(node.edge);
      const auto at = std::find_if(pieces.begin(), pieces.end(),
                                   [&](const JoinedStreets::Piece& one) { return node.along_m <= one.to_m; });
      const std::uint32_t number = first_new + closed.new_nodes++;
      if (piece == &*at) {
        const JoinedStreets::Piece& last = closed.new_pieces.back();
        closed.new_pieces.push_back({last.to, number, node.edge, last.to_m, node.along_m});
      } else {
        finish_piece();
        piece = &*at;
        closed.new_pieces.push_back({piece->from, number, node.edge, piece->from_m, node.along_m});
      }
    }
    const std::uint32_t own = first_new + closed.new_nodes - 1;
    if (node.needed_by == Draft::For::join)
      closed.new_joins[node.position].node = own;
    else
      closed.new_links[node.position].node = own;
  }
  finish_piece();
}

ClosedStreets StreetCloser::close(std::span<const std::uint32_t> edges,
                                  StreetLocator::Scratch& scratch) const {
  Draft draft;
  std::vector<std::uint32_t> nodes;
  for (const std::uint32_t edge : edges)
    for (const JoinedStreets::Piece& piece : pieces_of(edge)) {
      draft.closed.pieces.push_back(static_cast<std::uint32_t>(&piece - joined_.pieces.data()));
      nodes.push_back(piece.from);
      nodes.push_back(piece.to);
    }
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  rejoin_cells(edges, nodes, scratch, draft);
  relink_places(edges, nodes, scratch, draft);
  split_pieces(draft);
  return std::move(draft.closed);
}

std::vector<ClosedStreets> StreetCloser::close_each(
    std::span<const std::vector<std::uint32_t>> edge_sets) const {
  std::vector<ClosedStreets> closed(edge_sets.size());
  tbb::enumerable_thread_specific<StreetLocator::Scratch> scratches;
  tbb::parallel_for(std::size_t{0}, edge_sets.size(),
                    [&](std::size_t k) { closed[k] = close(edge_sets[k], scratches.local()); });
  return closed;
}

}  // namespace quarterhour
