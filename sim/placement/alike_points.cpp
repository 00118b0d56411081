#include "sim/placement/alike_points.h"

#include <algorithm>
#include <unordered_map>

namespace quarterhour {

namespace {

/// A tree of set numbers, read from the root: each node stands for the sets on the way to it, so that points are alike
/// exactly when they end at the same node.
class SetTree {
 public:
  static constexpr std::uint32_t root = 0;

  /// The node that follows `node` for points that `set` holds too.
  std::uint32_t child(std::uint32_t node, std::uint32_t set) {
    const std::uint64_t key = (static_cast<std::uint64_t>(node) << 32U) | set;
    const auto [found, is_new] = child_of_.try_emplace(key, static_cast<std::uint32_t>(parent_.size()));
    if (is_new) {
      parent_.push_back(node);
      set_.push_back(set);
    }
    return found->second;
  }
  [[nodiscard]] std::size_t size() const { return parent_.size(); }
  [[nodiscard]] std::uint32_t parent(std::uint32_t node) const { return parent_[node]; }
  [[nodiscard]] std::uint32_t set(std::uint32_t node) const { return set_[node]; }

 private:
  std::vector<std::uint32_t> parent_{root};
  std::vector<std::uint32_t> set_{0};
  std::unordered_map<std::uint64_t, std::uint32_t> child_of_;
};

/// Points on their way from the root to their nodes, all by one set at a time.
class PointWalk {
 public:
  explicit PointWalk(std::size_t points) : node_of_(points, SetTree::root) {}

  /// The points taken from now on are held by `set`, which follows those that they were taken to before.
  void begin(std::uint32_t set) {
    set_ = set;
    ++step_;
  }
  void take(std::uint32_t point) {
    const std::uint32_t node = node_of_[point];
    if (step_of_[node] != step_) look_up(node);
    node_of_[point] = leads_to_[node];
  }
  [[nodiscard]] AlikePoints grouped(std::size_t sets) &&;

 private:
  void look_up(std::uint32_t node) {
    leads_to_[node] = tree_.child(node, set_);
    step_of_[node] = step_;
    step_of_.resize(tree_.size(), 0);
    leads_to_.resize(tree_.size(), SetTree::root);
  }

  SetTree tree_;
  std::vector<std::uint32_t> node_of_;
  std::uint32_t set_ = 0;
  /// The step that looked at each node last, and where it led.
  std::uint64_t step_ = 0;
  std::vector<std::uint64_t> step_of_{0};
  std::vector<std::uint32_t> leads_to_{SetTree::root};
};

AlikePoints PointWalk::grouped(std::size_t sets) && {
  AlikePoints result;
  std::vector<std::uint32_t> group_of_node(tree_.size(), AlikePoints::uncovered);
  std::vector<std::uint32_t> node_of_group;
  for (std::uint32_t& place : node_of_) {
    const std::uint32_t node = place;
    if (node != SetTree::root && group_of_node[node] == AlikePoints::uncovered) {
      group_of_node[node] = static_cast<std::uint32_t>(node_of_group.size());
      node_of_group.push_back(node);
    }
    place = group_of_node[node];
  }
  result.group_of = std::move(node_of_);
  result.groups = node_of_group.size();

  std::vector<std::vector<IndexRun>> runs(sets);
  for (std::uint32_t group = 0; group < result.groups; ++group)
    for (std::uint32_t node = node_of_group[group]; node != SetTree::root; node = tree_.parent(node)) {
      std::vector<IndexRun>& own = runs[tree_.set(node)];
      if (!own.empty() && own.back().end == group)
        ++own.back().end;
      else
        own.push_back({group, group + 1});
    }
  for (const std::vector<IndexRun>& own : runs) {
    result.reach.runs.insert(result.reach.runs.end(), own.begin(), own.end());
    result.reach.first.push_back(result.reach.runs.size());
  }
  return result;
}

/// Points are taken a block at a time, so that where they stand stays in cache.
constexpr std::uint32_t block_of_runs = 1U << 18U;
constexpr std::uint32_t block_of_answers = 1U << 14U;

}  // namespace

bool is_scattered(const IndexRuns& reach) {
  std::uint64_t points = 0;
  for (const IndexRun run : reach.runs) points += run.end - run.begin;
  return points <= 2 * reach.runs.size();
}

AlikePoints alike_points(const IndexRuns& reach, std::size_t points) {
  PointWalk walk(points);
  std::vector<std::size_t> next(reach.first.begin(), reach.first.end());
  for (std::size_t begin = 0; begin < points; begin += block_of_runs) {
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(points, begin + block_of_runs));
    for (std::uint32_t k = 0; k < reach.set_count(); ++k) {
      walk.begin(k);
      for (std::size_t& at = next[k]; at < reach.first[k + 1] && reach.runs[at].begin < end; ++at) {
        const IndexRun run = reach.runs[at];
        const auto first = std::max(run.begin, static_cast<std::uint32_t>(begin));
        for (std::uint32_t i = first; i < std::min(run.end, end); ++i) walk.take(i);
        if (run.end > end) break;
      }
    }
  }
  return std::move(walk).grouped(reach.set_count());
}

AlikePoints alike_points(std::size_t points, std::size_t sets, const HoldsPoints& holds) {
  PointWalk walk(points);
  std::vector<std::uint8_t> held(block_of_answers);
  std::vector<std::uint32_t> taken(block_of_answers);
  for (std::size_t begin = 0; begin < points; begin += block_of_answers) {
    const std::size_t size = std::min<std::size_t>(block_of_answers, points - begin);
    const auto first = static_cast<std::uint32_t>(begin);
    for (std::uint32_t k = 0; k < sets; ++k) {
      holds(k, first, std::span(held).first(size));
      // Written first and counted after: who is held is as good as random, which a branch would pay for.
      std::size_t count = 0;
      for (std::uint32_t i = 0; i < size; ++i) {
        taken[count] = first + i;
        count += held[i] != 0 ? 1 : 0;
      }
      walk.begin(k);
      for (std::size_t t = 0; t < count; ++t) walk.take(taken[t]);
    }
  }
  return std::move(walk).grouped(sets);
}

}  // namespace quarterhour
