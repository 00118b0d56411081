#include "geometry/path_tracing.h"

#include <limits>
#include <optional>
#include <stdexcept>

#include "geometry/cell_costs.h"

namespace quarterhour {

namespace {

template <class Value>
constexpr Value closed = std::numeric_limits<Value>::infinity();

/// Cost of sums pushed along a piece from one of its nodes; closed where that way is.
template <class Value>
Value pushed_along(const StreetCosts<Value>& costs, std::uint32_t from, std::uint32_t piece) {
  for (std::uint32_t k = costs.first[from]; k < costs.first[from + 1]; ++k)
    if (costs.piece[k] == piece) return costs.cost[k];
  return closed<Value>;
}

template <class Value>
class Tracer {
 public:
  Tracer(const SearchGraph<Value>& graph, const FieldSums<Value>& sums, SourceIndex source)
      : graph_(graph),
        sums_(sums),
        costs_(graph.steps.moves()),
        cols_(static_cast<CellIndex>(graph.open.cols())) {
    if (source >= graph.cell_count()) {
      const std::size_t place = source - graph.cell_count();
      first_link_ = graph.joined->first_link[place];
      last_link_ = graph.joined->first_link[place + 1];
    } else {
      start_cell_ = source;
    }
    if (graph.has_streets()) index_pieces();
  }

  std::vector<PathWay> from(CellIndex cell) {
    std::vector<PathWay> ways;
    if (!(sum_of(cell) < sums_.unreached)) return ways;
    at_cell_ = true;
    here_ = cell;
    // No path meets a cell or a node twice.
    std::size_t left = graph_.cell_count() + sums_.nodes.size() + 1;
    while (!arrived(ways)) {
      if (left-- == 0 || !(at_cell_ ? leave_cell(ways) : leave_node(ways)))
        throw std::logic_error("the sums of a search are not those of a cheapest path");
    }
    return ways;
  }

 private:
  void index_pieces() {
    const auto& pieces = graph_.joined->pieces;
    first_piece_.assign(graph_.joined->nodes.size() + 1, 0);
    for (const auto& piece : pieces) {
      ++first_piece_[piece.from + 1];
      ++first_piece_[piece.to + 1];
    }
    for (std::size_t n = 1; n < first_piece_.size(); ++n) first_piece_[n] += first_piece_[n - 1];
    pieces_.resize(2 * pieces.size());
    std::vector<std::uint32_t> next(first_piece_.begin(), first_piece_.end() - 1);
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      pieces_[next[pieces[i].from]++] = i;
      pieces_[next[pieces[i].to]++] = i;
    }
  }

  [[nodiscard]] Value sum_of(CellIndex cell) const {
    return sums_.row(static_cast<int>(cell / cols_))[cell % cols_];
  }

  /// Whether the path has come to the source; adds the link over which a place is entered.
  bool arrived(std::vector<PathWay>& ways) {
    if (at_cell_ && start_cell_ && here_ == *start_cell_) return true;
    const Value sum = at_cell_ ? sum_of(here_) : sums_.nodes[here_];
    for (std::size_t k = first_link_; k < last_link_; ++k) {
      const JoinedStreets::Link& link = graph_.joined->links[k];
      const bool ends_here = at_cell_ ? link.node == JoinedStreets::no_node && link.cell == here_
                                      : link.node != JoinedStreets::no_node && link.node == here_;
      if (!ends_here || graph_.streets->start[k] != sum) continue;
      ways.push_back({PathWay::Kind::link, static_cast<std::uint32_t>(k), false});
      return true;
    }
    return false;
  }

  bool starts_at(CellIndex cell) const {
    if (start_cell_ && cell == *start_cell_) return true;
    for (std::size_t k = first_link_; k < last_link_; ++k) {
      const JoinedStreets::Link& link = graph_.joined->links[k];
      if (link.node == JoinedStreets::no_node && link.cell == cell &&
          graph_.streets->start[k] == sum_of(cell))
        return true;
    }
    return false;
  }

  /// The neighbour that the cell's sum was pulled from, nothing where it came from elsewhere.
  [[nodiscard]] std::optional<CellIndex> neighbour_before(CellIndex cell) {
    const int row = static_cast<int>(cell / cols_);
    const int col = static_cast<int>(cell % cols_);
    for (std::size_t m = 0; m < graph_.steps.moves().move_count(); ++m) {
      const int other_row = row + moves[m].row_step;
      const int other_col = col + moves[m].col_step;
      if (other_row < 0 || other_row >= graph_.open.rows() || other_col < 0 ||
          other_col >= graph_.open.cols())
        continue;
      const Value other = sums_.row(other_row)[other_col];
      if (other < sums_.unreached && costs_.pulled(other, row, col, m) == sum_of(cell))
        return static_cast<CellIndex>(other_row) * cols_ + static_cast<CellIndex>(other_col);
    }
    return std::nullopt;
  }

  /// The piece over which the node's sum was pushed to it.
  [[nodiscard]] std::optional<std::uint32_t> piece_before(std::uint32_t node) const {
    for (std::uint32_t k = first_piece_[node]; k < first_piece_[node + 1]; ++k) {
      const std::uint32_t before = other_end(pieces_[k], node);
      if (sums_.nodes[before] + pushed_along(*graph_.streets, before, pieces_[k]) == sums_.nodes[node])
        return pieces_[k];
    }
    return std::nullopt;
  }
  [[nodiscard]] std::uint32_t other_end(std::uint32_t piece, std::uint32_t node) const {
    const JoinedStreets::Piece& one = graph_.joined->pieces[piece];
    return one.from == node ? one.to : one.from;
  }

  /// The join over which the node's sum came from a cell other than `but`.
  [[nodiscard]] std::optional<std::uint32_t> join_before(std::uint32_t node, CellIndex but) {
    const JoinedStreets& joined = *graph_.joined;
    for (std::uint32_t k = joined.node_first_join[node]; k < joined.node_first_join[node + 1]; ++k) {
      const std::uint32_t join = joined.node_joins[k];
      const CellIndex cell = joined.joins[join].cell;
      if (cell == but || sum_of(cell) + graph_.streets->to_node[join] != sums_.nodes[node]) continue;
      // A cell at no distance from its street has the street's sum, which does not come from the cell then.
      if (starts_at(cell) || neighbour_before(cell)) return join;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool starts_at_node(std::uint32_t node) const {
    for (std::size_t k = first_link_; k < last_link_; ++k)
      if (graph_.joined->links[k].node == node && graph_.streets->start[k] == sums_.nodes[node]) return true;
    return false;
  }

  /// From a cell to its street where that is as good as over the ground.
  bool step_onto_street(std::vector<PathWay>& ways) {
    if (!graph_.has_streets()) return false;
    const auto join = graph_.join_of(here_);
    if (!join) return false;
    const std::uint32_t node = graph_.joined->joins[*join].node;
    if (sums_.nodes[node] + graph_.streets->to_cell[*join] != sum_of(here_)) return false;
    if (!starts_at_node(node) && !piece_before(node) && !join_before(node, here_)) return false;
    ways.push_back({PathWay::Kind::join, *join, true});
    at_cell_ = false;
    came_from_ = here_;
    here_ = node;
    return true;
  }

  bool leave_cell(std::vector<PathWay>& ways) {
    if (step_onto_street(ways)) return true;
    const auto before = neighbour_before(here_);
    if (!before) return false;
    ways.push_back({PathWay::Kind::move, 0, true, here_, *before});
    here_ = *before;
    return true;
  }

  bool leave_node(std::vector<PathWay>& ways) {
    if (const auto piece = piece_before(here_)) {
      ways.push_back({PathWay::Kind::piece, *piece, graph_.joined->pieces[*piece].from == here_});
      here_ = other_end(*piece, here_);
      came_from_ = graph_.cell_count();
      return true;
    }
    const auto join = join_before(here_, came_from_);
    if (!join) return false;
    ways.push_back({PathWay::Kind::join, *join, false});
    at_cell_ = true;
    here_ = graph_.joined->joins[*join].cell;
    return true;
  }

  const SearchGraph<Value>& graph_;
  const FieldSums<Value>& sums_;
  CellCosts<Value> costs_;
  CellIndex cols_;
  std::optional<CellIndex> start_cell_;
  std::size_t first_link_ = 0;
  std::size_t last_link_ = 0;
  /// Pieces at each node.
  std::vector<std::uint32_t> first_piece_;
  std::vector<std::uint32_t> pieces_;
  bool at_cell_ = true;
  std::uint32_t here_ = 0;
  /// The cell that the path has just left for the node where it is; else the number of cells.
  CellIndex came_from_ = 0;
};

}  // namespace

template <class Value>
std::vector<PathWay> trace_path(const SearchGraph<Value>& graph, const FieldSums<Value>& sums,
                                SourceIndex source, CellIndex cell) {
  return Tracer<Value>(graph, sums, source).from(cell);
}

template <class Value>
Value sum_after(const SearchGraph<Value>& graph, const PathWay& way, bool with_sums, Value sum) {
  const bool forwards = way.forwards == with_sums;
  switch (way.kind) {
    case PathWay::Kind::move: {
      const auto cols = static_cast<CellIndex>(graph.open.cols());
      const CellIndex start = with_sums ? way.from : way.to;
      const CellIndex end = with_sums ? way.to : way.from;
      const int row = static_cast<int>(end / cols);
      const int col = static_cast<int>(end % cols);
      CellCosts<Value> costs(graph.steps.moves());
      for (std::size_t m = 0; m < graph.steps.moves().move_count(); ++m)
        if (row + moves[m].row_step == static_cast<int>(start / cols) &&
            col + moves[m].col_step == static_cast<int>(start % cols))
          return costs.pulled(sum, row, col, m);
      return closed<Value>;
    }
    case PathWay::Kind::join:
      return sum + (forwards ? graph.streets->to_node : graph.streets->to_cell)[way.index];
    case PathWay::Kind::piece: {
      const JoinedStreets::Piece& piece = graph.joined->pieces[way.index];
      return sum + pushed_along(*graph.streets, forwards ? piece.from : piece.to, way.index);
    }
    case PathWay::Kind::link: return sum + graph.streets->start[way.index];
  }
  return closed<Value>;
}

template std::vector<PathWay> trace_path<float>(const SearchGraph<float>&, const FieldSums<float>&,
                                                SourceIndex, CellIndex);
template std::vector<PathWay> trace_path<double>(const SearchGraph<double>&, const FieldSums<double>&,
                                                 SourceIndex, CellIndex);
template float sum_after<float>(const SearchGraph<float>&, const PathWay&, bool, float);
template double sum_after<double>(const SearchGraph<double>&, const PathWay&, bool, double);

}  // namespace quarterhour
