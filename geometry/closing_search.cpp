#include "geometry/closing_search.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace quarterhour {

namespace {

constexpr std::uint32_t no_node = JoinedStreets::no_node;
template <class Value>
constexpr Value infinity = std::numeric_limits<Value>::infinity();

}  // namespace

template <class Value>
WaysIntoNodes<Value>::WaysIntoNodes(const StreetCosts<Value>& costs)
    : first(costs.first.size(), 0),
      from(costs.target.size()),
      piece(costs.target.size()),
      cost(costs.target.size()) {
  for (const std::uint32_t target : costs.target) ++first[target + 1];
  for (std::size_t n = 1; n < first.size(); ++n) first[n] += first[n - 1];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::uint32_t node = 0; node + 1 < costs.first.size(); ++node)
    for (std::uint32_t k = costs.first[node]; k < costs.first[node + 1]; ++k) {
      const std::uint32_t at = next[costs.target[k]]++;
      from[at] = node;
      piece[at] = costs.piece[k];
      cost[at] = costs.cost[k];
    }
}

template <class Value>
StandIns<Value> stand_ins(const Surface& surface, const StreetNetwork& streets, const JoinedStreets& joined,
                          const TravelRule& rule, Sense sense, const ClosedStreets& closed) {
  const CellIndex cells = static_cast<CellIndex>(surface.grid.cell_count());
  // Sums run against the walk where they grow towards the source.
  const bool with_walk = sense == Sense::away_from_source;
  const double outwards = with_walk ? 1.0 : -1.0;
  StandIns<Value> instead;
  const auto add = [&](std::uint32_t from, std::uint32_t to, double cost) {
    if (std::isfinite(cost)) instead.ways.push_back({from, to, static_cast<Value>(cost)});
  };
  for (const JoinedStreets::Join& join : closed.new_joins) {
    const auto access = [&](double rise_m) {
      return cost_of_access(surface, join.cell, join.length_m, rise_m, rule);
    };
    add(join.cell, cells + join.node, access(outwards * join.rise_m));
    add(cells + join.node, join.cell, access(-outwards * join.rise_m));
  }
  for (const JoinedStreets::Piece& piece : closed.new_pieces) {
    const auto along = [&](bool forwards) {
      return cost_along(streets, streets.edges[piece.edge], piece.from_m, piece.to_m, forwards == with_walk,
                        rule);
    };
    add(cells + piece.from, cells + piece.to, along(true));
    add(cells + piece.to, cells + piece.from, along(false));
  }
  for (const ClosedStreets::PlaceLink& link : closed.new_links)
    instead.starts.push_back(
        {link.place, cells + link.node,
         static_cast<Value>(cost_of_access(surface, joined.place_cell[link.place], link.length_m,
                                           outwards * link.rise_m, rule))});
  return instead;
}

template <class Value>
ClosingSearch<Value>::ClosingSearch(const SearchGraph<Value>& graph, const WaysIntoNodes<Value>& into)
    : graph_(graph),
      into_(into),
      costs_(graph.steps),
      cell_count_(graph.cell_count()),
      cols_(static_cast<CellIndex>(graph.open.cols())),
      marks_(graph.cell_count() + graph.joined->nodes.size(), 0),
      now_(marks_.size()),
      piece_is_closed_(graph.joined->pieces.size(), 0),
      join_is_closed_(graph.joined->joins.size(), 0) {}

template <class Value>
void ClosingSearch<Value>::look_at(const FieldSums<Value>& sums, std::span<const SourceIndex> sources) {
  sums_ = &sums;
  starts_.clear();
  places_.clear();
  for (const SourceIndex source : sources) {
    if (source < cell_count_) {
      if (graph_.open[source] != 0) starts_.push_back({source, Value{0}});
      continue;
    }
    const std::size_t place = source - cell_count_;
    places_.push_back(static_cast<std::uint32_t>(place));
    for (std::size_t k = graph_.joined->first_link[place]; k < graph_.joined->first_link[place + 1]; ++k) {
      const JoinedStreets::Link& link = graph_.joined->links[k];
      const std::uint32_t spot = link.node == no_node ? link.cell : cell_count_ + link.node;
      starts_.push_back({spot, graph_.streets->start[k], static_cast<std::uint32_t>(k)});
    }
  }
  std::sort(places_.begin(), places_.end());
  std::sort(starts_.begin(), starts_.end(), [](const Start& a, const Start& b) {
    return std::pair(a.spot, a.sum) < std::pair(b.spot, b.sum);
  });
}

template <class Value>
void ClosingSearch<Value>::search(SourceIndex source, Value unreached) {
  if (own_sums_.state.empty()) {
    own_sums_.pitch = field_pitch(graph_.open.cols());
    own_sums_.state.assign(
        (static_cast<std::size_t>(graph_.open.rows()) + 2 * sweeps::margin) * own_sums_.pitch,
        infinity<Value>);
    own_sums_.nodes.assign(graph_.joined->nodes.size(), infinity<Value>);
  }
  const auto own = [this](std::uint32_t spot) -> Value& {
    return spot < cell_count_ ? own_sums_.row(static_cast<int>(spot / cols_))[spot % cols_]
                              : own_sums_.nodes[spot - cell_count_];
  };
  for (const std::uint32_t spot : own_touched_) own(spot) = infinity<Value>;
  own_touched_.clear();
  own_sums_.unreached = unreached;
  look_at(own_sums_, {&source, 1});
  const auto take = [&](std::uint32_t spot, Value sum) {
    Value& known = own(spot);
    if (!(sum < unreached) || !(sum < known)) return;
    if (known == infinity<Value>) own_touched_.push_back(spot);
    known = sum;
    queue_.emplace_back(sum, spot);
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
  };
  for (const Start& start : starts_) take(start.spot, start.sum);
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
    const auto [sum, spot] = queue_.back();
    queue_.pop_back();
    if (sum == own(spot)) for_each_way_out(spot, sum, take);
  }
}

template <class Value>
Value ClosingSearch<Value>::before(std::uint32_t spot) const {
  if (spot >= cell_count_ + graph_.joined->nodes.size()) return infinity<Value>;
  const Value sum = spot < cell_count_ ? sums_->row(static_cast<int>(spot / cols_))[spot % cols_]
                                       : sums_->nodes[spot - cell_count_];
  return sum < sums_->unreached ? sum : infinity<Value>;
}

template <class Value>
Value ClosingSearch<Value>::sum_before(CellIndex cell) const {
  return before(cell);
}

template <class Value>
Value ClosingSearch<Value>::now(std::uint32_t spot) const {
  return (marks_[spot] & (doubtful | changed)) != 0 ? now_[spot] : before(spot);
}

template <class Value>
void ClosingSearch<Value>::mark(std::uint32_t spot, std::uint8_t mark) {
  if (marks_[spot] == 0) touched_.push_back(spot);
  marks_[spot] |= mark;
}

template <class Value>
void ClosingSearch<Value>::doubt(std::uint32_t spot) {
  if ((marks_[spot] & doubtful) != 0) return;
  mark(spot, doubtful);
  now_[spot] = infinity<Value>;
  doubted_.push_back(spot);
}

template <class Value>
template <class Offer>
void ClosingSearch<Value>::for_each_way_out(std::uint32_t spot, Value sum, const Offer& offer) {
  if (spot >= cell_count_) {
    const std::uint32_t node = spot - cell_count_;
    const StreetCosts<Value>& streets = *graph_.streets;
    for (std::uint32_t k = streets.first[node]; k < streets.first[node + 1]; ++k)
      if (piece_is_closed_[streets.piece[k]] == 0)
        offer(cell_count_ + streets.target[k], sum + streets.cost[k]);
    const JoinedStreets& joined = *graph_.joined;
    for (std::uint32_t k = joined.node_first_join[node]; k < joined.node_first_join[node + 1]; ++k) {
      const std::uint32_t join = joined.node_joins[k];
      if (join_is_closed_[join] == 0) offer(joined.joins[join].cell, sum + streets.to_cell[join]);
    }
    return;
  }
  if (const auto join = graph_.join_of(spot); join && join_is_closed_[*join] == 0)
    offer(cell_count_ + graph_.joined->joins[*join].node, sum + graph_.streets->to_node[*join]);
  const int row = static_cast<int>(spot / cols_);
  const int col = static_cast<int>(spot % cols_);
  for (std::size_t m = 0; m < graph_.steps.moves().move_count(); ++m) {
    // The cell at the other end pulls by move m: it lies against the move's direction.
    const int end_row = row - moves[m].row_step;
    const int end_col = col - moves[m].col_step;
    if (end_row < 0 || end_row >= graph_.open.rows() || end_col < 0 || end_col >= graph_.open.cols())
      continue;
    offer(static_cast<CellIndex>(end_row) * cols_ + static_cast<CellIndex>(end_col),
          costs_.pulled(sum, end_row, end_col, m));
  }
}

template <class Value>
Value ClosingSearch<Value>::best_offer_to(std::uint32_t spot) {
  Value best = infinity<Value>;
  auto start = std::lower_bound(starts_.begin(), starts_.end(), spot,
                                [](const Start& one, std::uint32_t wanted) { return one.spot < wanted; });
  for (; start != starts_.end() && start->spot == spot; ++start)
    if (!std::binary_search(closed_links_.begin(), closed_links_.end(), start->link))
      best = std::min(best, start->sum);
  const StreetCosts<Value>& streets = *graph_.streets;
  const JoinedStreets& joined = *graph_.joined;
  if (spot >= cell_count_) {
    const std::uint32_t node = spot - cell_count_;
    for (std::uint32_t k = into_.first[node]; k < into_.first[node + 1]; ++k)
      if (piece_is_closed_[into_.piece[k]] == 0)
        best = std::min(best, now(cell_count_ + into_.from[k]) + into_.cost[k]);
    for (std::uint32_t k = joined.node_first_join[node]; k < joined.node_first_join[node + 1]; ++k) {
      const std::uint32_t join = joined.node_joins[k];
      if (join_is_closed_[join] == 0)
        best = std::min(best, now(joined.joins[join].cell) + streets.to_node[join]);
    }
    return best;
  }
  if (const auto join = graph_.join_of(spot); join && join_is_closed_[*join] == 0)
    best = std::min(best, now(cell_count_ + joined.joins[*join].node) + streets.to_cell[*join]);
  const int row = static_cast<int>(spot / cols_);
  const int col = static_cast<int>(spot % cols_);
  for (std::size_t m = 0; m < graph_.steps.moves().move_count(); ++m) {
    const int from_row = row + moves[m].row_step;
    const int from_col = col + moves[m].col_step;
    if (from_row < 0 || from_row >= graph_.open.rows() || from_col < 0 || from_col >= graph_.open.cols())
      continue;
    const Value sum = now(static_cast<CellIndex>(from_row) * cols_ + static_cast<CellIndex>(from_col));
    if (sum < infinity<Value>) best = std::min(best, costs_.pulled(sum, row, col, m));
  }
  return best;
}

template <class Value>
bool ClosingSearch<Value>::is_near(const ClosedStreets& closed) const {
  return std::any_of(closed.pieces.begin(), closed.pieces.end(), [this](std::uint32_t piece) {
    const JoinedStreets::Piece& one = graph_.joined->pieces[piece];
    return before(cell_count_ + one.from) < infinity<Value> || before(cell_count_ + one.to) < infinity<Value>;
  });
}

template <class Value>
void ClosingSearch<Value>::doubt_where_it_hung_on(const ClosedStreets& closed) {
  const auto hangs = [this](std::uint32_t from, Value cost, std::uint32_t to) {
    const Value end = before(to);
    if (end < infinity<Value> && before(from) + cost == end) doubt(to);
  };
  const StreetCosts<Value>& streets = *graph_.streets;
  for (const std::uint32_t piece : closed.pieces) {
    const JoinedStreets::Piece& one = graph_.joined->pieces[piece];
    for (const std::uint32_t node : {one.from, one.to})
      for (std::uint32_t k = streets.first[node]; k < streets.first[node + 1]; ++k)
        if (streets.piece[k] == piece)
          hangs(cell_count_ + node, streets.cost[k], cell_count_ + streets.target[k]);
  }
  for (const std::uint32_t join : closed.joins) {
    const JoinedStreets::Join& one = graph_.joined->joins[join];
    hangs(cell_count_ + one.node, streets.to_cell[join], one.cell);
    hangs(one.cell, streets.to_node[join], cell_count_ + one.node);
  }
  for (const std::uint32_t link : closed.links) {
    const std::uint32_t node = graph_.joined->links[link].node;
    if (before(cell_count_ + node) == streets.start[link]) doubt(cell_count_ + node);
  }
}

template <class Value>
void ClosingSearch<Value>::spread_doubt() {
  for (std::size_t next = 0; next < doubted_.size(); ++next) {
    const std::uint32_t spot = doubted_[next];
    for_each_way_out(spot, before(spot), [this](std::uint32_t end, Value sum) {
      if (sum < infinity<Value> && sum == before(end)) doubt(end);
    });
  }
}

template <class Value>
void ClosingSearch<Value>::offer(std::uint32_t spot, Value sum) {
  if (!(sum < sums_->unreached) || !(sum < now(spot))) return;
  mark(spot, changed);
  now_[spot] = sum;
  queue_.emplace_back(sum, spot);
  std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
}

template <class Value>
void ClosingSearch<Value>::take_from_neighbours(const StandIns<Value>& instead) {
  // Doubtful spots are unreached until all have looked around: what one offers to another is left to the queue.
  std::vector<Queued> offers;
  for (const std::uint32_t spot : doubted_) {
    const Value best = best_offer_to(spot);
    if (best < sums_->unreached) offers.emplace_back(best, spot);
  }
  for (const auto& [sum, spot] : offers) offer(spot, sum);
  for (const auto& way : instead.ways) mark(way.from, has_way);
  for (const auto& start : instead.starts)
    if (std::binary_search(places_.begin(), places_.end(), start.place)) offer(start.spot, start.sum);
  for (const auto& way : instead.ways) offer(way.to, now(way.from) + way.cost);
}

template <class Value>
void ClosingSearch<Value>::settle(const StandIns<Value>& instead) {
  const auto relax = [this](std::uint32_t spot, Value sum) { offer(spot, sum); };
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
    const auto [sum, spot] = queue_.back();
    queue_.pop_back();
    if (sum != now(spot)) continue;
    if (spot < cell_count_ + graph_.joined->nodes.size()) for_each_way_out(spot, sum, relax);
    if ((marks_[spot] & has_way) == 0) continue;
    for (const auto& way : instead.ways)
      if (way.from == spot) offer(way.to, sum + way.cost);
  }
}

template <class Value>
const std::vector<ChangedSum<Value>>& ClosingSearch<Value>::close(const ClosedStreets& closed,
                                                                  const StandIns<Value>& instead) {
  // Nodes that are not there otherwise.
  const std::size_t spots = cell_count_ + graph_.joined->nodes.size() + closed.new_nodes;
  if (marks_.size() < spots) {
    marks_.resize(spots, 0);
    now_.resize(spots);
  }
  for (const std::uint32_t piece : closed.pieces) piece_is_closed_[piece] = 1;
  for (const std::uint32_t join : closed.joins) join_is_closed_[join] = 1;
  closed_links_ = closed.links;
  doubt_where_it_hung_on(closed);
  spread_doubt();
  take_from_neighbours(instead);
  settle(instead);
  changes_.clear();
  for (const std::uint32_t spot : touched_)
    if (spot < cell_count_ && now(spot) != before(spot)) changes_.push_back({spot, before(spot), now(spot)});
  std::sort(changes_.begin(), changes_.end(),
            [](const ChangedSum<Value>& a, const ChangedSum<Value>& b) { return a.cell < b.cell; });
  for (const std::uint32_t spot : touched_) marks_[spot] = 0;
  touched_.clear();
  doubted_.clear();
  for (const std::uint32_t piece : closed.pieces) piece_is_closed_[piece] = 0;
  for (const std::uint32_t join : closed.joins) join_is_closed_[join] = 0;
  closed_links_.clear();
  return changes_;
}

template struct WaysIntoNodes<float>;
template struct WaysIntoNodes<double>;
template StandIns<float> stand_ins<float>(const Surface&, const StreetNetwork&, const JoinedStreets&,
                                          const TravelRule&, Sense, const ClosedStreets&);
template StandIns<double> stand_ins<double>(const Surface&, const StreetNetwork&, const JoinedStreets&,
                                            const TravelRule&, Sense, const ClosedStreets&);
template class ClosingSearch<float>;
template class ClosingSearch<double>;

}  // namespace quarterhour
