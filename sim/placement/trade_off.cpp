#include "sim/placement/trade_off.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace quarterhour {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct Point {
  double amount = 0.0;
  /// NaN: no plan, or none was found.
  double value = unknown;
  double bound = unknown;
  std::string unit_of_measure;
  /// Proved to have no plan, whatever its neighbours show.
  bool is_impossible = false;
};

/// Whether amounts are the share of each unit that a plan for the most covered must leave nobody below.
bool is_by_unit_share(const SitingTask& task) { return task.problem == "cover" && task.share_per_unit; }

double amount_of(const SitingTask& task) {
  if (is_by_unit_share(task)) return *task.share_per_unit;
  if (task.problem == "require") return task.share;
  return task.budget ? *task.budget : static_cast<double>(task.count.value_or(0));
}

SitingTask with_amount(SitingTask task, double amount) {
  task.front.clear();
  if (is_by_unit_share(task))
    task.share_per_unit = amount;
  else if (task.problem == "require")
    task.share = amount;
  else if (task.budget)
    task.budget = amount;
  else
    task.count = static_cast<int>(amount);
  return task;
}

Point point_of(double amount, const SolvedPlan& plan) {
  Point point{amount, unknown, unknown, plan.unit_of_measure, plan.status == PlanStatus::infeasible};
  if (plan.found) {
    point.value = plan.objective;
    point.bound = plan.bound;
  }
  return point;
}

/// Hands the best of `field` on from each point to the next of the range.
template <class Iterator, class Better>
void hand_on(const Iterator& begin, const Iterator& end, double Point::* field, Better better) {
  double best = unknown;
  for (Iterator at = begin; at != end; ++at) {
    double& own = (*at).*field;
    if (!std::isnan(best) && (std::isnan(own) || better(best, own))) own = best;
    best = own;
  }
}

/// A plan for less is one for more, and what more cannot pass less cannot either.
void share_knowledge(const std::string& problem, bool asks_for_shares, std::vector<Point>& points) {
  const bool is_largest = problem == "cover" || problem == "fair";
  const auto value_better = [&](double a, double b) { return is_largest ? a > b : a < b; };
  const auto bound_tighter = [&](double a, double b) { return is_largest ? a < b : a > b; };
  // Of shares a higher one asks for more; of sites and money a higher number gives more.
  if (asks_for_shares) {
    hand_on(points.rbegin(), points.rend(), &Point::value, value_better);
    hand_on(points.begin(), points.end(), &Point::bound, bound_tighter);
  } else {
    hand_on(points.begin(), points.end(), &Point::value, value_better);
    hand_on(points.rbegin(), points.rend(), &Point::bound, bound_tighter);
  }
  for (Point& point : points)
    if (point.is_impossible && std::isnan(point.value)) point.bound = unknown;
}

const char* measure_of_amount(const SitingTask& task) {
  if (is_by_unit_share(task)) return "unit_share";
  return task.problem == "require" ? "share" : task.budget ? "budget" : "sites";
}

const char* measure_of(const SitingTask& task) {
  if (task.problem == "require") return "cost";
  if (task.problem == "fair") return "lowest_share";
  if (task.problem == "median") return "mean_way";
  if (task.problem == "center") return "longest_way";
  return task.assignment == Assignment::nearest ? "covered" : "served";
}

}  // namespace

void add_front(const SitingTask& task, const std::string& subject, const SolvedPlan& plan,
               const SolveTask& solve, StudyResult& result) {
  if (task.front.empty()) return;
  const double own = amount_of(task);
  std::vector<double> amounts = task.front;
  amounts.push_back(own);
  const bool asks_for_shares = task.problem == "require" || is_by_unit_share(task);
  if (task.count && !asks_for_shares) amounts.push_back(own + 1.0);
  std::sort(amounts.begin(), amounts.end());
  amounts.erase(std::unique(amounts.begin(), amounts.end()), amounts.end());

  std::vector<Point> points;
  for (const double amount : amounts) {
    if (amount == own) {
      points.push_back(point_of(amount, plan));
      continue;
    }
    if (task.stop.interrupted && task.stop.interrupted()) continue;
    const std::size_t notes = result.notes.size();
    points.push_back(point_of(amount, solve(with_amount(task, amount))));
    result.notes.resize(notes);
  }
  share_knowledge(task.problem, asks_for_shares, points);
  const auto plan_number = static_cast<int>(result.proof.size());
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto number = static_cast<int>(p) + 1;
    const Point& point = points[p];
    const bool is_planned = point.amount == own;
    result.front.push_back({plan_number, task.problem, subject, number, measure_of_amount(task), point.amount,
                            unknown,
                            asks_for_shares ? "1"
                            : task.count    ? "sites"
                                            : "cost",
                            is_planned});
    result.front.push_back({plan_number, task.problem, subject, number, measure_of(task), point.value,
                            point.bound, point.unit_of_measure, is_planned});
  }
}

}  // namespace quarterhour
