#include "sim/placement/link_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class LinkSearch {
 public:
  explicit LinkSearch(const LinkQuestion& question) : question_(question) {}

  LinkChoice run() {
    Node root;
    root.bound = question_.is_largest ? infinity : -infinity;
    add(root);
    double passed = question_.is_largest ? -infinity : infinity;
    PlanStatus stopped = PlanStatus::optimal;
    while (!open_.empty()) {
      if (question_.stop.interrupted && question_.stop.interrupted()) {
        stopped = PlanStatus::interrupted;
        break;
      }
      const auto best = std::max_element(open_.begin(), open_.end(), [this](const Node& a, const Node& b) {
        if (a.bound != b.bound) return better(b.bound, a.bound);
        return a.depth < b.depth;
      });
      const Node node = *best;
      open_.erase(best);
      if (choice_.found && !better(node.bound, good_enough())) {
        passed = worse_case(passed, node.bound);
        continue;
      }
      branch(node, passed);
    }
    for (const Node& node : open_) passed = worse_case(passed, node.bound);
    finish(passed, stopped);
    return choice_;
  }

 private:
  struct Node {
    std::uint64_t built = 0;
    double spent = 0.0;
    /// Candidates before this position are decided on.
    std::size_t depth = 0;
    double bound = 0.0;
  };

  [[nodiscard]] bool better(double a, double b) const { return question_.is_largest ? a > b : a < b; }
  /// Of two bounds the one that promises less about what was not looked at.
  [[nodiscard]] double worse_case(double a, double b) const { return better(a, b) ? a : b; }
  /// No bound within the gap of the best plan is worth looking at.
  [[nodiscard]] double good_enough() const {
    const double slack = question_.stop.gap * std::fabs(choice_.value);
    return question_.is_largest ? choice_.value + slack : choice_.value - slack;
  }
  [[nodiscard]] std::uint64_t undecided(std::size_t depth) const {
    std::uint64_t links = 0;
    for (std::size_t k = depth; k < question_.candidates.size(); ++k)
      links |= std::uint64_t{1} << static_cast<unsigned>(question_.candidates[k]);
    return links;
  }

  const LinkOutcome& solve(std::uint64_t links, std::optional<double> budget) {
    const auto [known, is_new] = solved_.try_emplace({links, budget.value_or(0.0)});
    if (is_new) {
      known->second = question_.solve(links, budget);
      choice_.work += known->second.work;
      ++choice_.solved;
    }
    return known->second;
  }

  /// Bounds a node, and leaves it out where it has no plan.
  void add(Node node) {
    std::optional<double> left;
    if (question_.budget) left = *question_.budget - node.spent;
    if (left && *left < 0.0) return;
    const LinkOutcome& outcome = solve(node.built | undecided(node.depth), left);
    if (!outcome.found && outcome.status == PlanStatus::infeasible) return;
    if (outcome.found) {
      const double bound = outcome.bound + (question_.is_largest ? 0.0 : node.spent);
      if (better(node.bound, bound)) node.bound = bound;
    }
    open_.push_back(node);
  }

  void branch(const Node& node, double& passed) {
    if (node.depth == question_.candidates.size()) {
      // Its bound was of this very set.
      passed = worse_case(passed, node.bound);
      std::optional<double> left;
      if (question_.budget) left = *question_.budget - node.spent;
      const LinkOutcome& outcome = solve(node.built, left);
      if (!outcome.found) return;
      const double value = outcome.value + (question_.is_largest ? 0.0 : node.spent);
      if (choice_.found && !better(value, choice_.value)) return;
      choice_.found = true;
      choice_.built = node.built;
      choice_.cost_of_links = node.spent;
      choice_.value = value;
      limited_ = outcome.status;
      return;
    }
    const int link = question_.candidates[node.depth];
    Node with = node;
    with.built |= std::uint64_t{1} << static_cast<unsigned>(link);
    with.spent += question_.cost[static_cast<std::size_t>(link)];
    Node without = node;
    ++with.depth;
    ++without.depth;
    add(with);
    add(without);
    tell();
  }

  void tell() const {
    if (!choice_.found || !question_.stop.progress) return;
    double bound = choice_.value;
    for (const Node& node : open_) bound = worse_case(bound, node.bound);
    question_.stop.progress(choice_.value, bound,
                            std::fabs(bound - choice_.value) / std::max(std::fabs(choice_.value), 1e-9));
  }

  void finish(double passed, PlanStatus stopped) {
    if (!choice_.found) {
      choice_.status = stopped == PlanStatus::optimal ? PlanStatus::infeasible : stopped;
      return;
    }
    choice_.bound = worse_case(passed, choice_.value);
    choice_.gap = std::fabs(choice_.bound - choice_.value) / std::max(std::fabs(choice_.value), 1e-9);
    constexpr double optimal_gap = 1e-6;
    if (choice_.gap <= optimal_gap)
      choice_.status = PlanStatus::optimal;
    else if (choice_.gap <= question_.stop.gap)
      choice_.status = PlanStatus::within_gap;
    else if (stopped != PlanStatus::optimal)
      choice_.status = stopped;
    else
      choice_.status = limited_ == PlanStatus::time_limit || limited_ == PlanStatus::interrupted
                           ? limited_
                           : PlanStatus::work_limit;
  }

  const LinkQuestion& question_;
  LinkChoice choice_;
  std::vector<Node> open_;
  std::map<std::pair<std::uint64_t, double>, LinkOutcome> solved_;
  /// How the search for the best plan's sites ended.
  PlanStatus limited_ = PlanStatus::optimal;
};

}  // namespace

LinkChoice choose_links(const LinkQuestion& question) { return LinkSearch(question).run(); }

}  // namespace quarterhour
