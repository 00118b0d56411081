// Streets taken out of a joined graph for a while, and where those who stepped onto them step instead.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geometry/street_landing.h"

namespace quarterhour {

/// What a joined graph loses when some streets close, and what stands in for it.
struct ClosedStreets {
  /// Positions in JoinedStreets::pieces, joins and links of what is gone, each rising.
  std::vector<std::uint32_t> pieces;
  std::vector<std::uint32_t> joins;
  std::vector<std::uint32_t> links;

  /// Nodes that were not there before are numbered from JoinedStreets::nodes.size() on.
  std::uint32_t new_nodes = 0;
  /// Of cells whose own join is gone, by rising cell.
  std::vector<JoinedStreets::Join> new_joins;
  /// Of places to the streets, by rising place.
  struct PlaceLink {
    std::uint32_t place = 0;
    std::uint32_t node = 0;
    double length_m = 0.0;
    double rise_m = 0.0;
  };
  std::vector<PlaceLink> new_links;
  /// Parts of pieces that stay, between the new nodes along them and their ends.
  std::vector<JoinedStreets::Piece> new_pieces;
};

/// Closes streets of one joined graph. Who stepped onto a closed street steps onto the nearest other one, by the rules of
/// join_streets; all others keep their joins (also where a bridge, tunnel or ride beside a closed one has a loose end now).
/// Keeps references to all but `rule` and `is_cut`, which must outlive it. Queries are const and may run at the same time.
class StreetCloser {
 public:
  /// The arguments that `joined` was made with.
  StreetCloser(const Surface& surface, const StreetNetwork& streets, const JoinedStreets& joined,
               const StreetRule& rule, std::span<const AccessPlace> places, IsCut is_cut,
               bool barriers_stand = true);
  StreetCloser(const StreetCloser&) = delete;
  StreetCloser& operator=(const StreetCloser&) = delete;

  /// Closes sets of edges (positions in StreetNetwork::edges, rising) both ways, each set on its own.
  [[nodiscard]] std::vector<ClosedStreets> close_each(
      std::span<const std::vector<std::uint32_t>> edge_sets) const;

 private:
  [[nodiscard]] ClosedStreets close(std::span<const std::uint32_t> edges,
                                    StreetLocator::Scratch& scratch) const;
  struct Draft;
  /// The node that a landing is at, nothing where there is none yet.
  [[nodiscard]] std::optional<std::uint32_t> node_at(const StreetLanding& landing) const;
  void rejoin_cells(std::span<const std::uint32_t> edges, std::span<const std::uint32_t> nodes,
                    StreetLocator::Scratch& scratch, Draft& draft) const;
  void relink_places(std::span<const std::uint32_t> edges, std::span<const std::uint32_t> nodes,
                     StreetLocator::Scratch& scratch, Draft& draft) const;
  void split_pieces(Draft& draft) const;
  [[nodiscard]] std::span<const JoinedStreets::Piece> pieces_of(std::uint32_t edge) const;

  const Surface& surface_;
  const StreetNetwork& streets_;
  const JoinedStreets& joined_;
  StreetRule rule_;
  std::span<const AccessPlace> places_;
  IsCut is_cut_;
  StreetLandings landings_;
  /// Links to streets by rising node, and the place of each.
  struct NodeLink {
    std::uint32_t node = 0;
    std::uint32_t place = 0;
  };
  std::vector<NodeLink> node_links_;
};

}  // namespace quarterhour
