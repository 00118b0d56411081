// The part of the streets that lies in a window, gathered side by side for the kernels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/lane_blocks.h"
#include "geometry/search_graph.h"
#include "geometry/sweeps/street_window.h"

namespace quarterhour {

/// Working memory of one thread, kept between windows.
template <class Value>
class StreetWindows {
 public:
  /// The streets of the window for `lanes` sums a node, all `unreached`. Valid until the next call.
  sweeps::StreetWindow<Value>& gather(const SearchGraph<Value>& graph, const CellWindow& window, int lanes,
                                      Value unreached);

  /// Sets all lanes of the window's nodes to a number for each node of the network, instead of unreached.
  void fill_with(std::span<const Value> of_network);

  /// Lets a lane of a node of the network start with a cost. The node must lie in the window last gathered.
  void start(std::uint32_t node, int lane, Value cost);

  /// The nodes of the window last gathered by their number in the network, those of them that were reached by their
  /// position here, and the sums of all, `lanes` each.
  [[nodiscard]] std::span<const std::uint32_t> nodes() const { return nodes_; }
  [[nodiscard]] std::span<const std::uint32_t> reached() const {
    return std::span<const std::uint32_t>(reached_).first(static_cast<std::size_t>(window_.reached_count));
  }
  [[nodiscard]] const Value* state() const { return state_.data(); }

 private:
  void gather_nodes(const JoinedStreets& joined, const CellWindow& window, CellIndex cols);
  void gather_ways(const StreetCosts<Value>& costs);
  void gather_joins(const JoinedStreets& joined, const StreetCosts<Value>& costs, const CellWindow& window,
                    CellIndex cols);
  /// Leaves every sum unreached.
  void clear_sums(std::size_t nodes, int lanes, Value unreached);
  void empty_buckets(Value unreached);

  sweeps::StreetWindow<Value> window_;
  int lanes_ = 0;
  /// Position in the window of each node of the network, no_node outside; and back.
  std::vector<std::uint32_t> local_;
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> target_;
  std::vector<Value> cost_;
  /// `unreached_` throughout, but for the nodes reached in the last window.
  std::vector<Value> state_;
  Value unreached_ = 0;
  std::vector<std::uint32_t> row_join_;
  std::vector<std::int32_t> join_col_;
  std::vector<std::int32_t> join_row_;
  std::vector<std::uint32_t> join_node_;
  std::vector<Value> to_node_;
  std::vector<Value> to_cell_;
  std::vector<std::uint32_t> node_first_join_;
  std::vector<std::uint32_t> node_joins_;
  std::vector<std::int32_t> bucket_head_;
  std::vector<std::int32_t> next_;
  std::vector<std::int32_t> previous_;
  std::vector<std::int32_t> bucket_of_;
  std::vector<Value> estimate_;
  std::vector<std::uint8_t> mark_;
  std::vector<std::uint32_t> lowered_;
  std::vector<std::uint32_t> reached_;
  std::vector<sweeps::Columns> changed_;
};

}  // namespace quarterhour
