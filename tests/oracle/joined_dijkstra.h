// A textbook heap over cells and street nodes alike, on adjacency lists: what searches on joined streets are compared with.
#pragma once

#include <algorithm>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "geometry/search_graph.h"
#include "tests/oracle/step_costs.h"

namespace quarterhour::oracle {

template <class Value>
class JoinedDijkstra {
 public:
  static constexpr Value infinity = std::numeric_limits<Value>::infinity();

  /// `steps`: costs of the moves off the streets; the graph's own are not looked at.
  JoinedDijkstra(const SearchGraph<Value>& graph, const StepCosts<Value>& steps) : graph_(graph) {
    ways_.resize(graph.open.size() + graph.joined->nodes.size());
    const int cols = graph.open.cols();
    for (int row = 0; row < graph.open.rows(); ++row)
      for (int col = 0; col < cols; ++col)
        for (std::size_t m = 0; m < steps.move_count; ++m) {
          const std::size_t at = steps.offset(row, m) + static_cast<std::size_t>(col);
          const Value first = steps.first[at];
          if (first == infinity) continue;
          const auto from =
              static_cast<std::size_t>((row + moves[m].row_step) * cols + col + moves[m].col_step);
          Way way{static_cast<std::size_t>(row * cols + col), first, Value{0}, Value{0}};
          if (!steps.third.empty()) {
            way.second = steps.second[m];
            way.third = steps.third[at];
          }
          ways_[from].push_back(way);
        }
    const std::size_t cells = graph.open.size();
    for (std::size_t n = 0; n < graph.joined->nodes.size(); ++n)
      for (std::uint32_t k = graph.streets->first[n]; k < graph.streets->first[n + 1]; ++k)
        ways_[cells + n].push_back({cells + graph.streets->target[k], graph.streets->cost[k], 0, 0});
    for (std::size_t k = 0; k < graph.joined->joins.size(); ++k) {
      const auto& join = graph.joined->joins[k];
      ways_[join.cell].push_back({cells + join.node, graph.streets->to_node[k], 0, 0});
      ways_[cells + join.node].push_back({join.cell, graph.streets->to_cell[k], 0, 0});
    }
  }

  /// Sums of every cell, then of every node, from one source; infinity above the limit.
  std::vector<Value> sums(SourceIndex source, double limit) {
    std::vector<Value> sum(ways_.size(), infinity);
    std::priority_queue<std::pair<Value, std::size_t>, std::vector<std::pair<Value, std::size_t>>,
                        std::greater<>>
        queue;
    settled_ = 0;
    const auto offer = [&](std::size_t spot, Value offered) {
      if (!(static_cast<double>(offered) <= limit) || !(offered < sum[spot])) return;
      sum[spot] = offered;
      queue.emplace(offered, spot);
    };
    graph_.for_each_start(
        source, [&](CellIndex cell, Value cost) { offer(cell, cost); },
        [&](std::uint32_t node, Value cost) { offer(graph_.open.size() + node, cost); });
    while (!queue.empty()) {
      const auto [best, spot] = queue.top();
      queue.pop();
      if (best != sum[spot]) continue;
      ++settled_;
      for (const Way& way : ways_[spot]) offer(way.to, ((best + way.first) + way.second) + way.third);
    }
    return sum;
  }
  [[nodiscard]] std::size_t settled() const { return settled_; }

 private:
  struct Way {
    std::size_t to = 0;
    Value first = 0;
    Value second = 0;
    Value third = 0;
  };
  const SearchGraph<Value>& graph_;
  std::vector<std::vector<Way>> ways_;
  std::size_t settled_ = 0;
};

}  // namespace quarterhour::oracle
