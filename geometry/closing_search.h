// What closing streets does to sums that are known: only what hung on the closed streets is searched again.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "geometry/cell_costs.h"
#include "geometry/field_search.h"
#include "geometry/street_closing.h"

namespace quarterhour {

/// Ways that lead into each node: those of node n stand at first[n] <= k < first[n + 1].
template <class Value>
struct WaysIntoNodes {
  explicit WaysIntoNodes(const StreetCosts<Value>& costs);
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> from;
  std::vector<std::uint32_t> piece;
  std::vector<Value> cost;
};

/// What stands in for closed streets, in one sense: ways between spots, and what sources at places start with. A spot is a
/// cell, or the number of cells plus a node.
template <class Value>
struct StandIns {
  struct Way {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    Value cost = 0;
  };
  struct Start {
    std::uint32_t place = 0;
    std::uint32_t spot = 0;
    Value sum = 0;
  };
  std::vector<Way> ways;
  std::vector<Start> starts;
};
template <class Value>
[[nodiscard]] StandIns<Value> stand_ins(const Surface& surface, const StreetNetwork& streets,
                                        const JoinedStreets& joined, const TravelRule& rule, Sense sense,
                                        const ClosedStreets& closed);

/// A cell whose sum is another one without some streets. Unreached is +infinity.
template <class Value>
struct ChangedSum {
  CellIndex cell = 0;
  Value before = 0;
  Value after = 0;
};

/// Repairs sums by the method of Ramalingam and Reps (Journal of Algorithms 21, 1996): every spot that some cheapest path reaches
/// over what closes is in doubt, its sum is taken from neighbours that are not, and Dijkstra's algorithm does the rest. The answer has the bits that a search of the remaining graph would have.
/// One thread's; keeps references to all arguments.
template <class Value>
class ClosingSearch {
 public:
  ClosingSearch(const SearchGraph<Value>& graph, const WaysIntoNodes<Value>& into);

  /// Sums of `sources` that are at their fixed point, from search_field.
  void look_at(const FieldSums<Value>& sums, std::span<const SourceIndex> sources);
  /// Searches a source itself, as far as sums are below `unreached`.
  void search(SourceIndex source, Value unreached);

  /// Whether one of the pieces has an end that was reached: else closing them changes nothing.
  [[nodiscard]] bool is_near(const ClosedStreets& closed) const;

  /// The cells whose sums change, by rising cell. Valid until the next call.
  const std::vector<ChangedSum<Value>>& close(const ClosedStreets& closed, const StandIns<Value>& instead);

  /// Sum of a cell before anything closed, +infinity where unreached.
  [[nodiscard]] Value sum_before(CellIndex cell) const;

 private:
  enum Mark : std::uint8_t { doubtful = 1, changed = 2, has_way = 4 };
  using Queued = std::pair<Value, std::uint32_t>;

  [[nodiscard]] Value before(std::uint32_t spot) const;
  [[nodiscard]] Value now(std::uint32_t spot) const;
  void mark(std::uint32_t spot, std::uint8_t mark);
  void doubt(std::uint32_t spot);
  void doubt_where_it_hung_on(const ClosedStreets& closed);
  void spread_doubt();
  void take_from_neighbours(const StandIns<Value>& instead);
  void offer(std::uint32_t spot, Value sum);
  void settle(const StandIns<Value>& instead);
  /// Shows offer(spot, sum) for every open way out of a spot whose sum is `sum`.
  template <class Offer>
  void for_each_way_out(std::uint32_t spot, Value sum, const Offer& offer);
  /// The lowest sum that an undoubted neighbour or a start offers.
  [[nodiscard]] Value best_offer_to(std::uint32_t spot);

  const SearchGraph<Value>& graph_;
  const WaysIntoNodes<Value>& into_;
  TileCellCosts<Value> costs_;
  CellIndex cell_count_;
  CellIndex cols_;
  const FieldSums<Value>* sums_ = nullptr;
  /// Of the source that was searched here.
  FieldSums<Value> own_sums_;
  std::vector<std::uint32_t> own_touched_;

  struct Start {
    std::uint32_t spot = 0;
    Value sum = 0;
    /// Its link, no_node for a cell.
    std::uint32_t link = JoinedStreets::no_node;
  };
  std::vector<Start> starts_;
  std::vector<std::uint32_t> places_;

  std::vector<std::uint8_t> marks_;
  std::vector<Value> now_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> doubted_;
  std::vector<Queued> queue_;
  std::vector<std::uint8_t> piece_is_closed_;
  std::vector<std::uint8_t> join_is_closed_;
  std::vector<std::uint32_t> closed_links_;
  std::vector<ChangedSum<Value>> changes_;
};

}  // namespace quarterhour
