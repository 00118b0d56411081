// Centres that host a bundle, under rules, on tiny cities. On flat ground at 4 km/h a cell of 100 m takes 90 s.
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "sim/errors.h"
#include "sim/placement/siting.h"
#include "tests/worlds/ascii_world.h"

using namespace quarterhour;
using worlds::WorldMap;

namespace {

/// A service of people that reaches so many cells.
Service service_of(const std::string& id, const std::string& level, int cells) {
  Service service;
  service.id = id;
  service.level = level;
  service.demand = {{"people", 1.0}};
  service.reach_s = 90.0 * cells;
  return service;
}

Level level_of(const std::string& id, int rank, std::vector<std::string> bundle) {
  Level level;
  level.id = id;
  level.rank = rank;
  level.bundle = std::move(bundle);
  return level;
}

/// A study of one city whose ledger is open.
struct Study {
  City city;
  StudyResult result;
  TravelFields fields;

  Study(const WorldMap& map, std::vector<Service> services, std::vector<Level> levels = {})
      : city(worlds::world_from_map(map)), fields(city, flat_walk()) {
    result.services = std::move(services);
    result.levels = std::move(levels);
    result.sites = worlds::sites_of_ledger(city);
  }

  static TravelSettings flat_walk() {
    TravelSettings settings;
    settings.pace.function = PaceFunction::flat;
    settings.pace.speed_kmh = 4.0;
    return settings;
  }

  void plan(SitingTask task, const std::vector<Service>& bundle) {
    if (task.candidates.empty()) task.candidates = admissible_cells(city, {});
    plan_sites(city, fields, bundle, task, result);
  }

  std::vector<int> new_columns() const {
    std::vector<int> columns;
    for (const PlanRow& row : result.plan)
      if (!row.existing) columns.push_back(row.col);
    return columns;
  }

  /// What the study says when no plan can be made.
  std::string refusal(const SitingTask& task, const std::vector<Service>& bundle) {
    CHECK_THROWS_AS(plan(task, bundle), InfeasiblePlan);
    CHECK(result.proof.back().status == "infeasible");
    CHECK(!result.proof.back().words.zh.empty());
    return result.proof.back().words.en;
  }
};

SitingTask sites(int count) {
  SitingTask task;
  task.count = count;
  return task;
}

}  // namespace

TEST_CASE("a centre hosts its level's bundle: each service's people count, what stands already does not") {
  WorldMap map;
  map.ground = "............";
  map.people = "9..4......5.";
  map.facilities = "A...........";
  const std::vector<Service> bundle = {service_of("clinic", "circle15", 2),
                                       service_of("school", "circle15", 1)};
  Study study(map, bundle, {level_of("circle15", 3, {"clinic", "school"})});
  SitingTask task = sites(2);
  task.level = "circle15";
  study.plan(task, bundle);
  // A is a clinic: of the needs 9 are met. In column 1 a centre brings 9 their school and 4 their clinic: 13, more than
  // anywhere else. The 5 in column 10 need both, from column 9 first: 10. The school of the 4 stays out of reach.
  REQUIRE(study.result.proof.size() == 1);
  const ProofRow& proof = study.result.proof[0];
  CHECK(proof.service == "circle15");
  CHECK(proof.objective == 32.0);
  CHECK(proof.bound == 32.0);
  CHECK(proof.words.en ==
        "No choice of 2 new centres covers more needs (people times services) than this plan, which covers "
        "32.");
  REQUIRE(study.result.plan.size() == 3);
  const PlanRow& first = study.result.plan[0];
  CHECK(first.site_id == "circle15-plan-01");
  CHECK(first.service == "circle15");
  CHECK(first.level == "circle15");
  CHECK(first.col == 1);
  CHECK(first.people_covered == 22.0);
  CHECK(first.people_newly_covered == 13.0);
  CHECK(first.marginal_worth == 13.0);
  CHECK(first.action == "new");
  CHECK(study.result.plan[1].col == 9);
  CHECK(study.result.plan[2].site_id == "A");
  CHECK(study.result.plan[2].action == "keep");
  std::vector<std::string> given;
  for (const Site& site : study.result.sites) given.push_back(site.id + " " + site.service);
  CHECK(given == std::vector<std::string>{"A clinic", "circle15-plan-01 clinic", "circle15-plan-01 school",
                                          "circle15-plan-02 clinic", "circle15-plan-02 school"});
}

TEST_CASE("a new hospital that counts for the clinic is a clinic for every later plan") {
  WorldMap map;
  map.ground = "..........";
  map.people = "9......4..";
  Service hospital = service_of("hospital", "district", 1);
  hospital.counts_for = {"clinic"};
  const Service clinic = service_of("clinic", "circle15", 1);
  Study study(map, {hospital, clinic});
  study.plan(sites(1), {hospital});
  REQUIRE(study.result.sites.size() == 2);
  CHECK(study.result.sites[1].service == "clinic");
  CHECK(study.result.sites[1].counts_as == "hospital");
  CHECK(study.new_columns() == std::vector<int>{0});
  // The 9 have a clinic in the hospital; the next one goes to the 4.
  study.plan(sites(1), {clinic});
  CHECK(study.new_columns() == std::vector<int>{0, 6});
  CHECK(study.result.proof[1].objective == 13.0);
}

TEST_CASE("lower centres stay within the walk to one of the level above, and say which") {
  WorldMap map;
  map.ground = "............";
  map.people = "...1......9.";
  map.facilities = "a...........";
  const Service school = service_of("school", "district", 5);
  const Service clinic = service_of("clinic", "circle15", 1);
  Study study(map, {school, clinic},
              {level_of("district", 2, {"school"}), level_of("circle15", 3, {"clinic"})});
  SitingTask task = sites(1);
  // Three cells from the school in column 0: columns 0 to 3.
  task.nest_s = 270.0;
  study.plan(task, {clinic});
  REQUIRE(study.result.plan.size() == 1);
  const PlanRow& row = study.result.plan[0];
  CHECK(row.col == 2);
  CHECK(row.parent_site == "a");
  CHECK(row.parent_minutes == 3.0);
  SitingTask no_candidate = task;
  no_candidate.candidates = {{"far", {}, 9, 1.0}};
  CHECK(
      study.refusal(no_candidate, {clinic}) ==
      "No candidate is left for clinic: of 1, 1 lie more than 4.5 minutes from a centre of the level above.");
}

TEST_CASE("new sites keep their distance from each other and from those that stand") {
  WorldMap map;
  map.ground = "..........";
  map.people = "..9.8....1";
  map.facilities = "A.........";
  const Service clinic = service_of("clinic", "circle15", 0);
  Study study(map, {clinic});
  SitingTask task = sites(2);
  task.spacing_m = 300.0;
  // Nobody walks a cell. Columns 0 to 2 are closer than 300 m to A; 3 is not. Of the 8 and the 1 both can be had.
  study.plan(task, {clinic});
  CHECK(study.new_columns() == std::vector<int>{4, 9});
  Study closer(map, {clinic});
  task.spacing_m = 200.0;
  study.result.plan.clear();
  closer.plan(task, {clinic});
  CHECK(closer.new_columns() == std::vector<int>{2, 4});
}

TEST_CASE("each district gets its minimum first, existing sites counted") {
  WorldMap map;
  map.ground = "............";
  map.people = "..9......1..";
  map.facilities = "A...........";
  map.districts = "aaaabbbbcccc";
  const Service clinic = service_of("clinic", "circle15", 1);
  SitingTask task = sites(2);
  task.min_per_unit = 1;
  // District a has A. The 9 in column 2 are worth most, but b and c come first; nobody gains in b.
  Study study(map, {clinic});
  study.plan(task, {clinic});
  REQUIRE(study.new_columns().size() == 2);
  CHECK(study.result.proof[0].objective == 1.0);
  Study third(map, {clinic});
  task.count = 3;
  third.plan(task, {clinic});
  CHECK(third.result.proof[0].objective == 10.0);
  task.count = 1;
  Study too_few(map, {clinic});
  CHECK(too_few.refusal(task, {clinic}) ==
        "The minima per district ask for 2 new sites of clinic, more than the count of 1.");
}

TEST_CASE("minima that the count cannot pay for are refused with the number they ask for") {
  WorldMap map;
  map.ground = "............";
  map.people = "1..1..1..1..";
  map.districts = "aaaabbbbcccc";
  const Service clinic = service_of("clinic", "circle15", 1);
  SitingTask task = sites(2);
  task.min_per_unit = 1;
  Study study(map, {clinic});
  CHECK(study.refusal(task, {clinic}) ==
        "The minima per district ask for 3 new sites of clinic, more than the count of 2.");
  task.count = 5;
  task.candidates = {{"one", {}, 0, 1.0}, {"two", {}, 4, 1.0}};
  CHECK(study.refusal(task, {clinic}) ==
        "Too few candidates for clinic to meet min_per_unit in these units of kind district: c.");
}

TEST_CASE("a service that is not shared covers nobody across the border") {
  WorldMap map;
  map.ground = "......";
  map.people = "..9...";
  map.districts = "aaabbb";
  Service clinic = service_of("clinic", "circle15", 1);
  SitingTask task = sites(1);
  task.candidates = {{"over there", {}, 3, 1.0}};
  Study shared(map, {clinic});
  shared.plan(task, {clinic});
  CHECK(shared.result.proof[0].objective == 9.0);
  clinic.shared_across_districts = false;
  Study apart(map, {clinic});
  apart.plan(task, {clinic});
  CHECK(apart.result.proof[0].objective == 0.0);
}

TEST_CASE("a requirement takes the fewest sites that reach the share, in total and in each district") {
  WorldMap map;
  map.ground = ".........";
  map.people = "1.2.3.4..";
  map.districts = "aaaabbbbb";
  const Service clinic = service_of("clinic", "circle15", 1);
  SitingTask task;
  task.problem = "require";
  Study all(map, {clinic});
  all.plan(task, {clinic});
  // A site in column 1 has the 1 and the 2, one in column 5 the 3 and the 4.
  CHECK(all.result.proof[0].objective == 2.0);
  CHECK(all.result.proof[0].status == "optimal");
  CHECK(all.result.proof[0].words.en ==
        "No choice of fewer than 2 new sites covers 100 % of the people: this plan is the smallest.");
  CHECK(all.new_columns() == std::vector<int>{5, 1});
  task.share = 0.5;
  Study half(map, {clinic});
  half.plan(task, {clinic});
  CHECK(half.new_columns() == std::vector<int>{5});
  // Half of district a's 3 people is 1.5: the 2 at least, which column 5 does not reach.
  task.share_per_unit = 0.5;
  Study each(map, {clinic});
  each.plan(task, {clinic});
  CHECK(each.result.proof[0].objective == 2.0);
  task.share = 1.0;
  task.share_per_unit.reset();
  task.candidates = {{"near the 1", {}, 0, 1.0}};
  Study none(map, {clinic});
  CHECK(none.refusal(task, {clinic}) ==
        "Even the only candidate for clinic, with what exists, covers only 1 people; 10 are required.");
}

TEST_CASE("the fairest plan raises the district that has least, and says how far that is proved") {
  WorldMap map;
  map.ground = "..............";
  map.people = "1.2.3.4..6...2";
  map.districts = "aaaabbbbbbcccc";
  const Service clinic = service_of("clinic", "circle15", 1);
  SitingTask task;
  task.problem = "fair";
  task.count = 1;
  // c stays at none, or a or b would; between them column 3 has 2 of a's 3 and 3 of b's 13, more than nothing for either.
  Study one(map, {clinic});
  one.plan(task, {clinic});
  CHECK(one.result.proof[0].objective == 0.0);
  CHECK(one.result.proof[0].bound == 0.0);
  CHECK(one.result.proof[0].unit_of_measure == "1");
  CHECK(one.result.proof[0].words.en ==
        "With any choice of 1 new site some district has no more of its people covered than the lowest with "
        "this "
        "plan: c, 0.00 %. Every other district is proved to have the most that it can, from the lowest up.");
  CHECK(one.new_columns() == std::vector<int>{3});
  // With three c has all, and column 3 stays: another 6 of b's in column 9 make 9 of 13, a has two thirds and is lowest. One site
  // for each, in columns 1 and 5, would leave b 7 of 13.
  task.count = 3;
  Study three(map, {clinic});
  three.plan(task, {clinic});
  CHECK(std::abs(three.result.proof[0].objective - 2.0 / 3.0) < 1e-12);
  CHECK(three.result.proof[0].status == "optimal");
  CHECK(three.result.plan.size() == 3);
  // A budget buys the same; too small a one nothing.
  task.count.reset();
  task.budget = 3.0;
  Study bought(map, {clinic});
  bought.plan(task, {clinic});
  CHECK(bought.new_columns() == three.new_columns());
  task.budget = 0.5;
  Study poor(map, {clinic});
  CHECK(poor.refusal(task, {clinic}) ==
        "The budget of 0.5 is below the cost of the cheapest site for clinic.");
}

TEST_CASE("people in no district count for nothing in a fair plan, and that is told") {
  WorldMap map;
  map.ground = ".........";
  map.people = "1.2.3.4..";
  map.districts = "aaaabb...";
  const Service clinic = service_of("clinic", "circle15", 1);
  SitingTask task;
  task.problem = "fair";
  task.count = 2;
  Study study(map, {clinic});
  study.plan(task, {clinic});
  CHECK(study.result.proof[0].objective == 1.0);
  REQUIRE(study.result.notes.size() == 1);
  CHECK(study.result.notes[0].text ==
        "In the plan for clinic 4 people count for nothing: they are in no district.");
}

TEST_CASE("a plan under capacities counts whom sites have room for, and says whom each serves") {
  WorldMap map;
  map.ground = "...........";
  map.people = "9.8....5.5.";
  map.facilities = "A..........";
  Service clinic = service_of("clinic", "circle15", 2);
  clinic.capacity = 6;
  SitingTask task = sites(1);
  task.assignment = Assignment::split;
  Study study(map, {clinic});
  study.result.sites.front().capacity = 4;
  study.plan(task, {clinic});
  // A reaches 17 people and serves 4. Of the other 13 there a new site serves 6, as of the 10 in columns 7 and 9: the lowest of
  // those that are as good stands first.
  REQUIRE(study.result.proof.size() == 1);
  CHECK(study.result.proof[0].objective == 10.0);
  CHECK(study.result.proof[0].status == "optimal");
  CHECK(study.result.proof[0].words.en ==
        "No choice of 1 new site, each within its capacity, serves more people within reach than this plan, "
        "which "
        "serves 10 when they are shared out among sites that have room.");
  REQUIRE(study.result.plan.size() == 2);
  CHECK(study.result.plan[0].col == 0);
  CHECK(study.result.plan[0].people_assigned == 6.0);
  CHECK(study.result.plan[0].people_covered == 17.0);
  CHECK(study.result.plan[1].existing);
  CHECK(study.result.plan[1].people_assigned == 4.0);
  // A capacity of the place comes before the service's; nobody is served twice.
  task.capacity_of_new = 20;
  Study larger(map, {clinic});
  larger.result.sites.front().capacity = 4;
  larger.plan(task, {clinic});
  CHECK(larger.result.proof[0].objective == 17.0);
  CHECK(larger.result.plan[0].capacity == 20.0);
}

TEST_CASE("each service under one roof has its own room") {
  WorldMap map;
  map.ground = "......";
  map.people = "9.....";
  Service clinic = service_of("clinic", "circle15", 2);
  clinic.capacity = 5;
  Service school = service_of("school", "circle15", 2);
  school.capacity = 2;
  Service library = service_of("library", "circle15", 1);
  const std::vector<Service> bundle = {clinic, school, library};
  SitingTask task = sites(1);
  task.level = "circle15";
  task.assignment = Assignment::split;
  Study study(map, bundle, {level_of("circle15", 3, {"clinic", "school", "library"})});
  study.plan(task, bundle);
  // Five of the nine have a clinic, two a school, and all a library, which has room for any number.
  CHECK(study.result.proof[0].objective == 16.0);
  CHECK(std::abs(study.result.proof[0].bound - 16.0) < 1e-9);
  CHECK(study.result.plan[0].people_assigned == 16.0);
}

TEST_CASE(
    "levels planned together put the upper centre where lower ones are wanted, with one proof for all") {
  WorldMap map;
  map.ground = "....................";
  map.people = "9..................8";
  map.groups = {{"children", "....1.........7....."}};
  const Service hospital = service_of("hospital", "district", 1);
  Service school = service_of("school", "circle15", 1);
  school.demand = {{"children", 1.0}};
  const std::vector<Level> levels = {level_of("district", 1, {"hospital"}),
                                     level_of("circle15", 2, {"school"})};
  SitingTask upper = sites(1);
  upper.level = "district";
  SitingTask lower = sites(1);
  lower.level = "circle15";
  lower.nest_s = 5 * 90.0;
  Study study(map, {hospital, school}, levels);
  const auto all = [&](Study& of) {
    const std::vector<Candidate> everywhere = admissible_cells(of.city, {});
    upper.candidates = lower.candidates = everywhere;
    const std::vector<LevelTask> both = {{{hospital}, upper}, {{school}, lower}};
    plan_levels(of.city, of.fields, both, of.result);
  };
  all(study);
  // By itself the hospital serves the 9 in the west, from where only the 1 of the children can be reached: 10. In the east it is 8 and 7.
  REQUIRE(study.result.proof.size() == 1);
  const ProofRow& proof = study.result.proof[0];
  CHECK(proof.service == "district+circle15");
  CHECK(proof.objective == 15.0);
  CHECK(proof.status == "optimal");
  CHECK(proof.unit_of_measure == "needs");
  CHECK(proof.words.en ==
        "No choice of 1 new centre of level district and 1 of level circle15 meets more needs (people times "
        "services) on "
        "all these levels together than this plan, which meets 15. Chosen level by level from the top it "
        "would be 10.");
  REQUIRE(study.result.plan.size() == 2);
  CHECK(study.result.plan[0].service == "district");
  CHECK(study.result.plan[0].col == 18);
  CHECK(study.result.plan[1].service == "circle15");
  CHECK(study.result.plan[1].col >= 13);
  CHECK(study.result.plan[1].parent_site == study.result.plan[0].site_id);
  CHECK(study.result.plan[1].parent_minutes <= 7.5);
  CHECK(study.result.sites.size() == 2);
}
