#include "sim/placement/link_choice.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Sets that are solved for where nothing else is said.
constexpr std::size_t most_sets = 500;

class LinkSearch {
 public:
  explicit LinkSearch(const LinkQuestion& question)
      : question_(question), start_(std::chrono::steady_clock::now()) {}

  LinkChoice run() {
    Node root;
    root.bound = question_.is_largest ? infinity : -infinity;
    add(root);
    // A plan of sites alone: there is one to start from, and no link is built that is not worth more than none.
    Node none = root;
    none.depth = question_.candidates.size();
    double passed = question_.is_largest ? -infinity : infinity;
    take(none);
    while (!open_.empty() && !stopped()) {
      const auto best = std::max_element(open_.begin(), open_.end(), [this](const Node& a, const Node& b) {
        if (a.bound != b.bound) return better(b.bound, a.bound);
        return a.depth < b.depth;
      });
      const Node node = *best;
      open_.erase(best);
      // Not worth a look, or of one set whose plan is known, which its bound was of.
      const bool is_worthwhile = !choice_.found || better(node.bound, good_enough());
      if (!is_worthwhile || node.depth == question_.candidates.size()) {
        passed = worse_case(passed, node.bound);
      } else {
        branch(node);
      }
    }
    for (const Node& node : open_) passed = worse_case(passed, node.bound);
    drop_idle_links();
    finish(passed);
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
  [[nodiscard]] std::optional<double> money_left(double spent) const {
    if (!question_.budget) return std::nullopt;
    return *question_.budget - spent;
  }

  [[nodiscard]] double seconds_left() const {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
    return question_.stop.seconds.value_or(infinity) - taken.count();
  }

  /// Asks the limits; once true it stays true.
  bool stopped() {
    if (why_ != PlanStatus::optimal) return true;
    if (question_.stop.interrupted && question_.stop.interrupted())
      why_ = PlanStatus::interrupted;
    else if (seconds_left() <= 0.0)
      why_ = PlanStatus::time_limit;
    else if (question_.stop.work ? choice_.work >= *question_.stop.work : choice_.solved >= most_sets)
      why_ = PlanStatus::work_limit;
    return why_ != PlanStatus::optimal;
  }

  const LinkOutcome& solve(std::uint64_t links, std::optional<double> budget) {
    const auto [known, is_new] = solved_.try_emplace({links, budget.value_or(0.0)});
    if (!is_new) return known->second;
    // What is left of the limits, and a little at least, so that there is a bound and a plan.
    CoverStop rest = question_.stop;
    if (rest.work) rest.work = *rest.work > choice_.work ? *rest.work - choice_.work : 1;
    constexpr double least_seconds = 0.01;
    if (rest.seconds) rest.seconds = std::max(seconds_left(), least_seconds);
    known->second = question_.solve(links, budget, rest);
    choice_.work += known->second.work;
    ++choice_.solved;
    return known->second;
  }

  /// Bounds a node, and leaves it out where it has no plan.
  void add(Node node) {
    const std::optional<double> left = money_left(node.spent);
    if (left && *left < 0.0) return;
    if (choice_.solved > 0 && stopped()) {
      open_.push_back(node);
      return;
    }
    const LinkOutcome& outcome = solve(node.built | undecided(node.depth), left);
    if (!outcome.found && outcome.status == PlanStatus::infeasible) return;
    if (outcome.found) {
      const double bound = outcome.bound + (question_.is_largest ? 0.0 : node.spent);
      if (better(node.bound, bound)) node.bound = bound;
    }
    if (node.depth == question_.candidates.size()) take(node);
    open_.push_back(node);
  }

  /// Takes the plan of exactly the links built where it is better, or as good and cheaper.
  void take(const Node& node) {
    const LinkOutcome& outcome = solve(node.built, money_left(node.spent));
    if (!outcome.found) return;
    const double value = outcome.value + (question_.is_largest ? 0.0 : node.spent);
    const bool is_as_good = value == choice_.value && node.spent < choice_.cost_of_links;
    if (choice_.found && !better(value, choice_.value) && !is_as_good) return;
    choice_.found = true;
    choice_.built = node.built;
    choice_.cost_of_links = node.spent;
    choice_.value = value;
    limited_ = outcome.status;
    if (question_.keep) question_.keep(node.built, money_left(node.spent));
  }

  void branch(const Node& node) {
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

  /// Sets of equal worth are not all looked at: a link that the best one does as well without is not built.
  void drop_idle_links() {
    for (const int link : question_.candidates) {
      const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(link);
      if (!choice_.found || (choice_.built & bit) == 0 || stopped()) continue;
      Node node;
      node.built = choice_.built & ~bit;
      for (std::size_t k = 0; k < question_.cost.size(); ++k)
        if ((node.built >> k & 1U) != 0) node.spent += question_.cost[k];
      take(node);
    }
  }

  void tell() const {
    if (!choice_.found || !question_.stop.progress) return;
    double bound = choice_.value;
    for (const Node& node : open_) bound = worse_case(bound, node.bound);
    question_.stop.progress(choice_.value, bound,
                            std::fabs(bound - choice_.value) / std::max(std::fabs(choice_.value), 1e-9));
  }

  void finish(double passed) {
    if (!choice_.found) {
      choice_.status = why_ == PlanStatus::optimal ? PlanStatus::infeasible : why_;
      choice_.bound = passed;
      return;
    }
    choice_.bound = worse_case(passed, choice_.value);
    choice_.gap = std::fabs(choice_.bound - choice_.value) / std::max(std::fabs(choice_.value), 1e-9);
    constexpr double optimal_gap = 1e-6;
    const bool by_clock = limited_ == PlanStatus::time_limit || limited_ == PlanStatus::interrupted;
    if (choice_.gap <= optimal_gap)
      choice_.status = PlanStatus::optimal;
    else if (choice_.gap <= question_.stop.gap)
      choice_.status = PlanStatus::within_gap;
    else if (why_ != PlanStatus::optimal)
      choice_.status = why_;
    else
      choice_.status = by_clock ? limited_ : PlanStatus::work_limit;
  }

  const LinkQuestion& question_;
  std::chrono::steady_clock::time_point start_;
  LinkChoice choice_;
  std::vector<Node> open_;
  std::map<std::pair<std::uint64_t, double>, LinkOutcome> solved_;
  /// How the search for the best plan's sites ended, and why sets were left unlooked at; optimal: none was.
  PlanStatus limited_ = PlanStatus::optimal;
  PlanStatus why_ = PlanStatus::optimal;
};

}  // namespace

LinkChoice choose_links(const LinkQuestion& question) { return LinkSearch(question).run(); }

}  // namespace quarterhour
