// Plans on tiny cities. On flat ground at 4 km/h a cell of 100 m takes 90 s, so 180 s reach two cells.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <random>
#include <set>

#include "sim/errors.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/siting.h"
#include "tests/worlds/ascii_world.h"

using namespace quarterhour;
using worlds::WorldMap;

namespace {

Service clinic(double reach_s) {
  Service service;
  service.id = "clinic";
  service.level = "circle15";
  service.demand = {{"people", 1.0}};
  service.reach_s = reach_s;
  return service;
}

TravelSettings flat_walk() {
  TravelSettings settings;
  settings.pace.function = PaceFunction::flat;
  settings.pace.speed_kmh = 4.0;
  return settings;
}

StudyResult plan_on(const City& city, const Service& service, SitingTask task) {
  if (task.candidates.empty()) task.candidates = admissible_cells(city, {});
  TravelFields fields(city, flat_walk());
  StudyResult result;
  result.sites = worlds::sites_of_ledger(city);
  plan_sites(city, fields, {&service, 1}, task, result);
  return result;
}

SitingTask sites(int count) {
  SitingTask task;
  task.count = count;
  return task;
}

}  // namespace

TEST_CASE("two new clinics along a road: where they stand and what each is worth") {
  WorldMap map;
  map.ground = "............";
  map.people = "5..2......91";
  map.facilities = "A...........";
  const City city = worlds::world_from_map(map);
  const StudyResult result = plan_on(city, clinic(180.0), sites(2));
  // A covers columns 0 to 2: 5 people. The 9 and the 1 are both in reach of columns 9, 10 and 11, the lowest is
  // taken. The 2 in column 3 are in reach of columns 1 to 5: column 1, from where the 5 are covered twice.
  REQUIRE(result.proof.size() == 1);
  CHECK(result.proof[0].objective == 17.0);
  CHECK(result.proof[0].bound == 17.0);
  CHECK(result.proof[0].status == "optimal");
  CHECK(result.proof[0].words.en ==
        "No choice of 2 new sites covers more people than this plan, which covers 17.");
  CHECK(result.proof[0].words.zh == "本方案覆盖 17 人，任选 2 处新址都不能覆盖更多的人。");
  REQUIRE(result.plan.size() == 3);
  const PlanRow& first = result.plan[0];
  CHECK(first.site_id == "clinic-plan-01");
  CHECK(first.col == 9);
  CHECK(first.row == 0);
  CHECK(first.location == PointM{950.0, 50.0});
  CHECK(first.priority == 1);
  CHECK(first.people_covered == 10.0);
  CHECK(first.people_newly_covered == 10.0);
  CHECK(first.marginal_worth == 10.0);
  CHECK(std::isnan(first.capacity));
  CHECK(first.level == "circle15");
  const PlanRow& second = result.plan[1];
  CHECK(second.site_id == "clinic-plan-02");
  CHECK(second.col == 1);
  CHECK(second.people_covered == 7.0);
  CHECK(second.people_newly_covered == 2.0);
  CHECK(second.marginal_worth == 2.0);
  const PlanRow& standing = result.plan[2];
  CHECK(standing.site_id == "A");
  CHECK(standing.existing);
  CHECK(standing.priority == 0);
  CHECK(standing.people_covered == 5.0);
  CHECK(standing.people_newly_covered == 5.0);
  CHECK(standing.marginal_worth == 0.0);
  REQUIRE(result.sites.size() == 3);
  CHECK(result.sites[1].planned);
  CHECK(result.sites[1].id == "clinic-plan-01");
  CHECK(result.sites[1].service == "clinic");
}

TEST_CASE("a plan with a front is the plan without one, and each point is what its count reaches by itself") {
  WorldMap map;
  map.ground = "............";
  map.people = "5..2......91";
  map.facilities = "A...........";
  const City city = worlds::world_from_map(map);
  SitingTask task = sites(1);
  task.front = {4, 3};
  const StudyResult result = plan_on(city, clinic(180.0), task);
  const StudyResult alone = plan_on(city, clinic(180.0), sites(1));
  REQUIRE(result.plan.size() == alone.plan.size());
  CHECK(result.plan[0].col == alone.plan[0].col);
  CHECK(result.sites.size() == alone.sites.size());
  CHECK(result.notes.size() == alone.notes.size());
  REQUIRE(result.front.size() == 8);
  for (std::size_t point = 0; point < 4; ++point) {
    const FrontRow& amount = result.front[2 * point];
    const FrontRow& reached = result.front[2 * point + 1];
    CHECK(amount.value == static_cast<double>(point) + 1.0);
    CHECK(reached.planned == (point == 0));
    CHECK(reached.unit_of_measure == "people");
    const StudyResult of_count = plan_on(city, clinic(180.0), sites(static_cast<int>(point) + 1));
    CHECK(reached.value == of_count.proof[0].objective);
    CHECK(reached.bound == of_count.proof[0].bound);
  }
}

TEST_CASE("the fairest plan for groups of people, whether they walk alike or not") {
  WorldMap map;
  map.ground = ".............";
  map.people = "9......1....1";
  const double elderly_speed = GENERATE(2.0, 4.0);
  CAPTURE(elderly_speed);
  map.groups = {{"elderly", "1.....3......", elderly_speed}};
  const City city = worlds::world_from_map(map);
  Service service = clinic(180.0);
  service.demand.push_back({"elderly", 1.0});
  SitingTask task = sites(1);
  // Most people live in column 0, where one site covers 9 of 11 people and 1 of 4 elderly.
  const StudyResult most = plan_on(city, service, task);
  CHECK(most.proof[0].objective == 10.0);
  CHECK(most.plan[0].col == 0);
  task.problem = "fair";
  task.unit_kind = "group";
  task.stop.gap = 0.0;
  const StudyResult fair = plan_on(city, service, task);
  // 9 of 11 and 1 of 4 at columns 0 to 2 (slow elderly: 0 and 1); 1 of 11 and 3 of 4 around column 6.
  CHECK(fair.proof[0].objective == 0.25);
  CHECK(fair.proof[0].status == "optimal");
  CHECK(fair.plan[0].col == 0);
  CHECK(fair.proof[0].words.en.find("some group has no more of its people covered") != std::string::npos);
  task.count = 2;
  // Columns 0 to 2, and column 5 or 6 where 1 and 3 live: 10 of 11 and 4 of 4.
  const StudyResult two = plan_on(city, service, task);
  CHECK(two.proof[0].objective == 10.0 / 11.0);
}

TEST_CASE("a share of each group") {
  WorldMap map;
  map.ground = ".............";
  map.people = "9......1....1";
  map.groups = {{"elderly", "1.....3......", std::nullopt}};
  const City city = worlds::world_from_map(map);
  Service service = clinic(180.0);
  service.demand.push_back({"elderly", 1.0});
  SitingTask task;
  task.problem = "require";
  task.share = 0.1;
  task.unit_kind = "group";
  task.share_per_unit = 0.9;
  const StudyResult result = plan_on(city, service, task);
  CHECK(result.proof[0].objective == 2.0);
  task.share_per_unit = 0.95;
  CHECK(plan_on(city, service, task).proof[0].objective == 3.0);
  CHECK(plan_on(city, service, task).proof[0].words.en.find("10 % of the people and 95 % of each group") !=
        std::string::npos);
  task.share = 0.0;
  CHECK(plan_on(city, service, task).proof[0].words.en.find("covers 95 % of each group") !=
        std::string::npos);
  task.min_per_unit = 1;
  CHECK_THROWS_AS(plan_on(city, service, task), std::invalid_argument);
}

TEST_CASE("a group that walks half as fast is covered by its own times") {
  WorldMap map;
  map.ground = ".......";
  map.people = "3.3....";
  map.groups = {{"elderly", "....4..", 2.0}};
  const City city = worlds::world_from_map(map);
  Service service = clinic(180.0);
  service.demand.push_back({"elderly", 1.0});
  // The elderly reach one cell. Columns 1 and 2 cover 6 people and none of them, column 3 covers 3 + 4 and
  // column 4 the same: 7, the lowest is taken. At the others' speed column 2 would have covered 10.
  const StudyResult result = plan_on(city, service, sites(1));
  CHECK(result.proof[0].objective == 7.0);
  CHECK(result.plan[0].col == 3);
  // Rates weigh groups: with 0.25 the elderly are worth 1, and column 0 is the first of those with 6.
  service.demand[1].rate = 0.25;
  const StudyResult weighted = plan_on(city, service, sites(1));
  CHECK(weighted.proof[0].objective == 6.0);
  CHECK(weighted.plan[0].col == 0);
}

TEST_CASE("with minutes and metres both must hold") {
  WorldMap map;
  map.ground = ".......";
  map.people = "2.2.2..";
  const City city = worlds::world_from_map(map);
  Service service = clinic(180.0);
  CHECK(plan_on(city, service, sites(1)).proof[0].objective == 6.0);
  service.reach_by = ReachBy::both;
  service.reach_m = 100.0;
  CHECK(plan_on(city, service, sites(1)).proof[0].objective == 4.0);
  service.reach_by = ReachBy::metres;
  service.reach_s.reset();
  service.reach_m = 200.0;
  CHECK(plan_on(city, service, sites(1)).proof[0].objective == 6.0);
}

TEST_CASE("people and sites in the buffer count for nothing, but a river does") {
  WorldMap map;
  map.ground = "....~....";
  map.people = "1..23...9";
  map.people[4] = '.';
  map.zone = "sssssssbb";
  const City city = worlds::world_from_map(map);
  // Scored people: 1 in column 0, 2 in column 3. Column 1 reaches both; nobody reaches across the river.
  CHECK(admissible_cells(city, {}).size() == 6);
  const StudyResult result = plan_on(city, clinic(180.0), sites(1));
  CHECK(result.proof[0].objective == 3.0);
  CHECK(result.plan[0].col == 1);
}

TEST_CASE("candidates keep their ids, names and costs, and a budget is kept to") {
  WorldMap map;
  map.ground = ".........";
  map.people = "4.......5";
  const City city = worlds::world_from_map(map);
  SitingTask task;
  task.budget = 10.0;
  task.candidates = {{"west", {"West gate", "西门"}, 0, 6.0},
                     {"east", {"East gate", "东门"}, 8, 10.0},
                     {"mid", {"Middle", "中"}, 4, 1.0}};
  // East alone covers 5 for 10; west covers 4 for 6; both cost 16.
  const StudyResult result = plan_on(city, clinic(180.0), task);
  REQUIRE(result.plan.size() == 1);
  CHECK(result.plan[0].site_id == "east");
  CHECK(result.plan[0].cost == 10.0);
  CHECK(result.sites[0].name.zh == "东门");
  CHECK(result.proof[0].objective == 5.0);
}

TEST_CASE("no admissible site and too small a budget are infeasible, with a proof row that says why") {
  WorldMap map;
  map.ground = "...";
  map.people = "1.1";
  const City city = worlds::world_from_map(map);
  TravelFields fields(city, flat_walk());
  StudyResult result;
  const Service service = clinic(90.0);
  CHECK_THROWS_AS(plan_sites(city, fields, {&service, 1}, sites(1), result), InfeasiblePlan);
  REQUIRE(result.proof.size() == 1);
  CHECK(result.proof[0].status == "infeasible");
  CHECK(result.proof[0].words.en ==
        "There is no admissible site for clinic: no candidate meets the conditions.");
  CHECK(result.plan.empty());
  SitingTask task;
  task.budget = 2.5;
  task.candidates = {{"a", {}, 0, 3.0}};
  CHECK_THROWS_AS(plan_sites(city, fields, {&service, 1}, task, result), InfeasiblePlan);
  CHECK(result.proof[1].words.en == "The budget of 2.5 is below the cost of the cheapest site for clinic.");
  CHECK(result.proof[1].words.zh == "预算 2.5 低于新建clinic最便宜候选点的成本。");
}

TEST_CASE("steep ground and empty cells are not admissible where the rule says so") {
  WorldMap map;
  map.ground = "....";
  map.heights = "0026";
  map.people = ".12.";
  const City city = worlds::world_from_map(map);
  const auto columns = [&](const CandidateRule& rule) {
    std::vector<CellIndex> cells;
    for (const Candidate& candidate : admissible_cells(city, rule)) cells.push_back(candidate.cell);
    return cells;
  };
  // Heights 0, 0, 20, 60 m, 100 m apart: the steepest slopes at the cells are 0, 0.2, 0.4, 0.4.
  CHECK(columns({}) == std::vector<CellIndex>{0, 1, 2, 3});
  CHECK(columns({0.2, {}}) == std::vector<CellIndex>{0, 1});
  CHECK(columns({0.19, {}}) == std::vector<CellIndex>{0});
  CHECK(columns({{}, 1.0}) == std::vector<CellIndex>{1, 2});
  CHECK(columns({0.2, 2.0}).empty());
}

TEST_CASE("a plan that is not proved the best tells its bound rounded up and itself rounded down") {
  CoverPlan plan;
  plan.objective = 411100.9;
  plan.bound = 1412299.2;
  plan.status = PlanStatus::within_gap;
  const Service service = clinic(900.0);
  const BilingualName words = cover_words({&service, 1}, sites(10), plan);
  CHECK(words.en ==
        "No choice of 10 new sites can cover more than 1,412,300 people; this plan covers 411,100.");
  CHECK(words.zh == "任选 10 处新址最多只能覆盖 1,412,300 人；本方案覆盖 411,100 人。");
}

TEST_CASE("a plan that is proved the best tells its people rounded as the scores beside it") {
  CoverPlan plan;
  plan.objective = 411100.9;
  plan.bound = 411101.1;
  plan.status = PlanStatus::optimal;
  const Service service = clinic(900.0);
  CHECK(cover_words({&service, 1}, sites(10), plan).en ==
        "No choice of 10 new sites covers more people than this plan, which covers 411,101.");
}

TEST_CASE("on hilly random cities two sites equal the best pair of catchments") {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    WorldMap map;
    for (int row = 0; row < 7; ++row) {
      for (int col = 0; col < 8; ++col) {
        map.ground += random() % 6 == 0 ? '~' : '.';
        map.heights += static_cast<char>('0' + random() % 4);
        map.people += random() % 3 == 0 ? '.' : static_cast<char>('1' + random() % 9);
      }
      for (std::string* drawn : {&map.ground, &map.heights, &map.people}) *drawn += '\n';
    }
    const City city = worlds::world_from_map(map);
    TravelSettings settings;
    TravelFields fields(city, settings);
    const Service service = clinic(250.0);
    SitingTask task = sites(2);
    task.candidates = admissible_cells(city, {});
    StudyResult result;
    plan_sites(city, fields, {&service, 1}, task, result);

    std::vector<CellIndex> cells;
    for (const Candidate& candidate : task.candidates) cells.push_back(candidate.cell);
    const TravelField& field = fields.field(fields.rule_for(city.groups[0], service));
    const Catchments catchments = field.catchments(cells, 250.0 + field.rounding_bound(250.0));
    double best = 0.0;
    for (std::size_t a = 0; a < cells.size(); ++a)
      for (std::size_t b = a; b < cells.size(); ++b) {
        std::set<CellIndex> covered;
        for (const std::size_t k : {a, b})
          covered.insert(catchments.cell.begin() + static_cast<std::ptrdiff_t>(catchments.first[k]),
                         catchments.cell.begin() + static_cast<std::ptrdiff_t>(catchments.first[k + 1]));
        double people = 0.0;
        for (const CellIndex cell : covered) people += city.groups[0].people[cell];
        best = std::max(best, people);
      }
    CHECK(result.proof[0].objective == best);
    CHECK(result.proof[0].status == "optimal");
  }
}
