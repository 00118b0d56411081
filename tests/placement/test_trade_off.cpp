// The front between what a plan costs and what it brings: each amount with its bound, neighbours helping each other.
#include "sim/placement/trade_off.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>

using namespace quarterhour;

namespace {

SolvedPlan plan_of(double objective, double bound) {
  SolvedPlan plan;
  plan.objective = objective;
  plan.bound = bound;
  plan.unit_of_measure = "people";
  return plan;
}

SolvedPlan no_plan() {
  SolvedPlan plan;
  plan.found = false;
  plan.status = PlanStatus::work_limit;
  plan.unit_of_measure = "people";
  return plan;
}

struct Line {
  double amount = 0.0;
  double value = 0.0;
  double bound = 0.0;
  bool planned = false;
};

/// The points of a front, checked to be two rows each.
std::vector<Line> lines_of(const StudyResult& result, const std::string& amount, const std::string& measure) {
  std::vector<Line> lines;
  REQUIRE(result.front.size() % 2 == 0);
  for (std::size_t r = 0; r < result.front.size(); r += 2) {
    const FrontRow& own = result.front[r];
    const FrontRow& reached = result.front[r + 1];
    CHECK(own.service == "clinic");
    CHECK(own.measure == amount);
    CHECK(std::isnan(own.bound));
    CHECK(reached.measure == measure);
    CHECK(own.point == static_cast<int>(r / 2) + 1);
    CHECK(reached.point == own.point);
    CHECK(reached.planned == own.planned);
    lines.push_back({own.value, reached.value, reached.bound, own.planned});
  }
  return lines;
}

void check_line(const Line& line, double amount, double value, double bound, bool planned) {
  CAPTURE(amount);
  CHECK(line.amount == amount);
  CHECK(line.value == value);
  CHECK(line.bound == bound);
  CHECK(line.planned == planned);
}

}  // namespace

TEST_CASE("a front holds each amount once, the plan's own, and one site more") {
  SitingTask task;
  task.count = 4;
  task.front = {6, 2, 6, 4};
  StudyResult result;
  result.notes.push_back({"note", "stays"});
  const std::map<int, SolvedPlan> plans = {{2, plan_of(10, 12)}, {5, plan_of(31, 31)}, {6, plan_of(33, 40)}};
  std::vector<int> asked;
  add_front(
      task, "clinic", plan_of(25, 26),
      [&](const SitingTask& of) {
        CHECK(of.front.empty());
        asked.push_back(of.count.value());
        result.notes.push_back({"warning", "of another plan"});
        return plans.at(*of.count);
      },
      result);
  CHECK(asked == std::vector<int>{2, 5, 6});
  CHECK(result.notes.size() == 1);
  const std::vector<Line> lines = lines_of(result, "sites", "covered");
  REQUIRE(lines.size() == 4);
  check_line(lines[0], 2, 10, 12, false);
  check_line(lines[1], 4, 25, 26, true);
  check_line(lines[2], 5, 31, 31, false);
  check_line(lines[3], 6, 33, 40, false);
}

TEST_CASE("what neighbours reach and prove counts for a point where it is better") {
  SitingTask task;
  task.front = {1, 2, 3};
  StudyResult result;
  std::map<int, SolvedPlan> plans;
  const auto solve = [&](const SitingTask& of) { return plans.at(of.count.value()); };
  SECTION("the most people") {
    task.count = 3;
    // Two sites found more than three; four cannot pass 50, so three cannot either.
    plans = {{1, plan_of(20, 25)}, {2, plan_of(40, 60)}, {4, plan_of(45, 50)}};
    add_front(task, "clinic", plan_of(35, 70), solve, result);
    const std::vector<Line> lines = lines_of(result, "sites", "covered");
    REQUIRE(lines.size() == 4);
    check_line(lines[0], 1, 20, 25, false);
    check_line(lines[1], 2, 40, 50, false);
    check_line(lines[2], 3, 40, 50, true);
    check_line(lines[3], 4, 45, 50, false);
  }
  SECTION("the shortest ways") {
    task.problem = "median";
    task.count = 3;
    plans = {{1, no_plan()}, {2, plan_of(9, 6)}, {4, plan_of(8, 7)}};
    add_front(task, "clinic", plan_of(10, 5), solve, result);
    const std::vector<Line> lines = lines_of(result, "sites", "mean_way");
    REQUIRE(lines.size() == 4);
    CHECK(std::isnan(lines[0].value));
    CHECK(lines[0].bound == 7);
    check_line(lines[1], 2, 9, 7, false);
    check_line(lines[2], 3, 9, 7, true);
    check_line(lines[3], 4, 8, 7, false);
  }
}

TEST_CASE("a lower share never takes more, and is never proved to take more") {
  SitingTask task;
  task.problem = "require";
  task.share = 0.9;
  task.front = {0.5, 0.8, 1.0};
  StudyResult result;
  add_front(
      task, "clinic", plan_of(6, 3),
      [](const SitingTask& of) {
        if (of.share == 0.5) return plan_of(4, 2);
        return of.share == 0.8 ? plan_of(7, 5) : no_plan();
      },
      result);
  const std::vector<Line> lines = lines_of(result, "share", "cost");
  REQUIRE(lines.size() == 4);
  check_line(lines[0], 0.5, 4, 2, false);
  check_line(lines[1], 0.8, 6, 5, false);
  check_line(lines[2], 0.9, 6, 5, true);
  CHECK(std::isnan(lines[3].value));
  // Not found is not impossible: what is proved of a lower share holds.
  CHECK(lines[3].bound == 5);
}

TEST_CASE("where there is proved to be no plan there is no bound either") {
  SitingTask task;
  task.problem = "require";
  task.share = 0.9;
  task.front = {1.0};
  StudyResult result;
  result.proof.resize(3);
  add_front(
      task, "clinic", plan_of(6, 6),
      [](const SitingTask&) {
        SolvedPlan plan = no_plan();
        plan.status = PlanStatus::infeasible;
        return plan;
      },
      result);
  const std::vector<Line> lines = lines_of(result, "share", "cost");
  REQUIRE(lines.size() == 2);
  CHECK(std::isnan(lines[1].value));
  CHECK(std::isnan(lines[1].bound));
  for (const FrontRow& row : result.front) CHECK(row.plan == 3);
}

TEST_CASE(
    "without amounts there is no front, and an interruption leaves the amounts out that were not looked at") {
  SitingTask task;
  task.count = 4;
  StudyResult result;
  const auto solve = [](const SitingTask&) { return plan_of(1, 1); };
  add_front(task, "clinic", plan_of(25, 26), solve, result);
  CHECK(result.front.empty());
  task.front = {2, 8};
  task.stop.interrupted = [] { return true; };
  add_front(task, "clinic", plan_of(25, 26), solve, result);
  const std::vector<Line> lines = lines_of(result, "sites", "covered");
  REQUIRE(lines.size() == 1);
  check_line(lines[0], 4, 25, 26, true);
}
