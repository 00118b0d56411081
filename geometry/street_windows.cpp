#include "geometry/street_windows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quarterhour {

namespace {

constexpr std::int32_t buckets = 256;
/// Where there is no limit to divide, a bucket is as wide as so many mean pieces.
constexpr double pieces_a_bucket = 8.0;

}  // namespace

template <class Value>
sweeps::StreetWindow<Value>& StreetWindows<Value>::gather(const SearchGraph<Value>& graph,
                                                          const CellWindow& window, int lanes,
                                                          Value unreached) {
  const auto cols = static_cast<CellIndex>(graph.open.cols());
  gather_nodes(*graph.joined, window, cols);
  clear_sums(nodes_.size(), lanes, unreached);
  gather_ways(*graph.streets);
  gather_joins(*graph.joined, *graph.streets, window, cols);
  empty_buckets(unreached);
  changed_.assign(static_cast<std::size_t>(window.rows()), {});
  window_.changed = changed_.data();
  return window_;
}

template <class Value>
void StreetWindows<Value>::gather_nodes(const JoinedStreets& joined, const CellWindow& window,
                                        CellIndex cols) {
  if (local_.size() != joined.nodes.size())
    local_.assign(joined.nodes.size(), JoinedStreets::no_node);
  else
    for (const std::uint32_t node : nodes_) local_[node] = JoinedStreets::no_node;
  nodes_.clear();
  const auto by_cell = [](const JoinedStreets::Node& node, CellIndex cell) { return node.cell < cell; };
  for (int row = window.row_begin; row < window.row_end; ++row) {
    const auto r = static_cast<std::size_t>(row);
    const auto begin = joined.nodes.begin() + joined.row_first[r];
    const auto end = joined.nodes.begin() + joined.row_first[r + 1];
    const CellIndex row_cell = static_cast<CellIndex>(row) * cols;
    const auto first =
        std::lower_bound(begin, end, row_cell + static_cast<CellIndex>(window.col_begin), by_cell);
    const auto last =
        std::lower_bound(first, end, row_cell + static_cast<CellIndex>(window.col_end), by_cell);
    for (auto node = first; node != last; ++node) {
      const auto number = static_cast<std::uint32_t>(node - joined.nodes.begin());
      local_[number] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(number);
    }
  }
  window_.nodes = static_cast<std::int32_t>(nodes_.size());
}

template <class Value>
void StreetWindows<Value>::gather_ways(const StreetCosts<Value>& costs) {
  std::size_t most = 0;
  for (const std::uint32_t node : nodes_) most += costs.first[node + 1] - costs.first[node];
  first_.resize(nodes_.size() + 1);
  if (target_.size() < most) {
    target_.resize(most);
    cost_.resize(most);
  }
  std::uint32_t count = 0;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    first_[n] = count;
    for (std::uint32_t k = costs.first[nodes_[n]]; k < costs.first[nodes_[n] + 1]; ++k) {
      // Written in any case, kept where the target lies in the window.
      const std::uint32_t target = local_[costs.target[k]];
      target_[count] = target;
      cost_[count] = costs.cost[k];
      count += target == JoinedStreets::no_node ? 0U : 1U;
    }
  }
  first_[nodes_.size()] = count;
  window_.first = first_.data();
  window_.target = target_.data();
  window_.cost = cost_.data();
}

template <class Value>
void StreetWindows<Value>::gather_joins(const JoinedStreets& joined, const StreetCosts<Value>& costs,
                                        const CellWindow& window, CellIndex cols) {
  row_join_.assign(1, 0);
  join_col_.clear();
  join_row_.clear();
  join_node_.clear();
  to_node_.clear();
  to_cell_.clear();
  const auto by_cell = [](const JoinedStreets::Join& join, CellIndex cell) { return join.cell < cell; };
  for (int row = window.row_begin; row < window.row_end; ++row) {
    const auto r = static_cast<std::size_t>(row);
    const auto begin = joined.joins.begin() + joined.row_join[r];
    const auto end = joined.joins.begin() + joined.row_join[r + 1];
    const CellIndex first_cell =
        static_cast<CellIndex>(row) * cols + static_cast<CellIndex>(window.col_begin);
    const CellIndex last_cell = static_cast<CellIndex>(row) * cols + static_cast<CellIndex>(window.col_end);
    for (auto join = std::lower_bound(begin, end, first_cell, by_cell); join != end && join->cell < last_cell;
         ++join) {
      // A node that lies outside costs more than the window holds.
      const std::uint32_t node = local_[join->node];
      if (node == JoinedStreets::no_node) continue;
      const auto k = static_cast<std::size_t>(join - joined.joins.begin());
      join_col_.push_back(static_cast<std::int32_t>(join->cell - first_cell));
      join_row_.push_back(row - window.row_begin);
      join_node_.push_back(node);
      to_node_.push_back(costs.to_node[k]);
      to_cell_.push_back(costs.to_cell[k]);
    }
    row_join_.push_back(static_cast<std::uint32_t>(join_col_.size()));
  }
  node_first_join_.assign(nodes_.size() + 1, 0);
  for (const std::uint32_t node : join_node_) ++node_first_join_[node + 1];
  for (std::size_t n = 1; n < node_first_join_.size(); ++n) node_first_join_[n] += node_first_join_[n - 1];
  node_joins_.resize(join_node_.size());
  // Filled from the back, so that the first of each node ends at its place.
  for (std::size_t k = join_node_.size(); k-- > 0;)
    node_joins_[--node_first_join_[join_node_[k] + 1]] = static_cast<std::uint32_t>(k);
  node_first_join_.erase(node_first_join_.begin());
  node_first_join_.push_back(static_cast<std::uint32_t>(join_node_.size()));
  window_.row_join = row_join_.data();
  window_.join_col = join_col_.data();
  window_.join_row = join_row_.data();
  window_.join_node = join_node_.data();
  window_.to_node = to_node_.data();
  window_.to_cell = to_cell_.data();
  window_.node_first_join = node_first_join_.data();
  window_.node_joins = node_joins_.data();
}

template <class Value>
void StreetWindows<Value>::clear_sums(std::size_t nodes, int lanes, Value unreached) {
  if (unreached_ != unreached) {
    state_.assign(state_.size(), unreached);
    unreached_ = unreached;
  } else {
    for (const std::uint32_t node : reached())
      std::fill_n(state_.begin() + static_cast<std::ptrdiff_t>(node) * lanes_, lanes_, unreached);
  }
  lanes_ = lanes;
  const std::size_t sums = nodes * static_cast<std::size_t>(lanes);
  if (state_.size() < sums) state_.resize(sums, unreached);
}

template <class Value>
void StreetWindows<Value>::empty_buckets(Value unreached) {
  const std::size_t nodes = nodes_.size();
  bucket_head_.assign(buckets, -1);
  bucket_of_.assign(nodes, -1);
  next_.resize(nodes);
  previous_.resize(nodes);
  estimate_.resize(nodes);
  mark_.assign(nodes, sweeps::never_lowered);
  lowered_.resize(nodes);
  reached_.resize(nodes);
  double width = static_cast<double>(unreached) / buckets;
  if (std::isinf(unreached)) {
    double sum = 0.0;
    const std::uint32_t ways = first_.back();
    for (std::uint32_t k = 0; k < ways; ++k) sum += static_cast<double>(cost_[k]);
    width = ways == 0 ? 1.0 : pieces_a_bucket * sum / ways;
  }
  window_.bucket_width = static_cast<Value>(std::max(width, 1e-3));
  window_.bucket_count = buckets;
  window_.bucket_head = bucket_head_.data();
  window_.bucket_of = bucket_of_.data();
  window_.next = next_.data();
  window_.previous = previous_.data();
  window_.estimate = estimate_.data();
  window_.mark = mark_.data();
  window_.lowered = lowered_.data();
  window_.lowered_count = 0;
  window_.reached = reached_.data();
  window_.reached_count = 0;
  window_.state = state_.data();
}

template <class Value>
void StreetWindows<Value>::fill_with(std::span<const Value> of_network) {
  for (std::size_t n = 0; n < nodes_.size(); ++n)
    std::fill_n(state_.begin() + static_cast<std::ptrdiff_t>(n) * lanes_, lanes_, of_network[nodes_[n]]);
  // Not what `reached` says alone has to be cleared.
  unreached_ = std::numeric_limits<Value>::quiet_NaN();
}

template <class Value>
void StreetWindows<Value>::start(std::uint32_t node, int lane, Value cost) {
  const std::uint32_t here = local_[node];
  Value& sum = state_[static_cast<std::size_t>(here) * static_cast<std::size_t>(lanes_) +
                      static_cast<std::size_t>(lane)];
  if (!(cost < sum)) return;
  sum = cost;
  // Another entrance of the same place may have started here with more.
  if (mark_[here] == sweeps::just_lowered) return;
  mark_[here] = sweeps::just_lowered;
  lowered_[static_cast<std::size_t>(window_.lowered_count++)] = here;
  reached_[static_cast<std::size_t>(window_.reached_count++)] = here;
}

template class StreetWindows<float>;
template class StreetWindows<double>;

}  // namespace quarterhour
