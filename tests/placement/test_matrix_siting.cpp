#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "sim/placement/siting.h"

using namespace quarterhour;

namespace {

double score(const StudyResult& result, const std::string& state, const std::string& metric) {
  for (const ScoreRow& row : result.scores)
    if (row.state == state && row.metric == metric) return row.value;
  FAIL("no score " << metric << " " << state);
  return 0.0;
}

/// The San Francisco instance of spopt: tracts by name, stores as text, street metres.
TravelMatrix san_francisco(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::map<std::string, double> people;
  std::map<std::string, std::map<std::string, double>> metres_to;
  while (std::getline(in, line)) {
    std::stringstream fields(line);
    std::string metres;
    std::string store;
    std::string tract;
    std::string demand;
    std::getline(fields, metres, ',');
    std::getline(fields, store, ',');
    std::getline(fields, tract, ',');
    std::getline(fields, demand, ',');
    people[tract] = std::stod(demand);
    metres_to[store][tract] = std::stod(metres);
  }
  TravelMatrix matrix;
  matrix.quantity = Quantity::metres;
  std::map<std::string, std::uint32_t> number;
  for (const auto& [tract, count] : people) {
    number[tract] = static_cast<std::uint32_t>(matrix.demand.size());
    matrix.demand.push_back({tract, count});
  }
  for (const auto& [store, to] : metres_to) {
    CandidateSite site;
    site.id = store;
    for (const auto& [tract, metres] : to)
      matrix.entries.push_back({number[tract], static_cast<std::uint32_t>(matrix.sites.size()), metres});
    matrix.sites.push_back(site);
  }
  return matrix;
}

std::filesystem::path data_folder() {
  const char* folder = std::getenv("QUARTERHOUR_DATA");
  return folder != nullptr ? folder : QUARTERHOUR_DATA;
}

/// Three demand points of 10, 20 and 40 people. Site a reaches the first, b the second and third, c the third;
/// d the first and second, and stands already where `existing` says so.
TravelMatrix four_sites(bool existing) {
  TravelMatrix matrix;
  matrix.demand = {{"p", 10}, {"q", 20}, {"r", 40}};
  for (const char* id : {"a", "b", "c", "d"}) {
    CandidateSite site;
    site.id = id;
    matrix.sites.push_back(site);
  }
  matrix.sites[3].existing = existing;
  matrix.entries = {{0, 0, 900.0}, {1, 0, 900.5}, {1, 1, 300.0}, {2, 1, 900.0},
                    {2, 2, 10.0},  {0, 3, 5.0},   {1, 3, 6.0}};
  return matrix;
}

Service clinic() {
  Service service;
  service.id = "clinic";
  service.demand = {{"people", 1.0}};
  service.reach_s = 900.0;
  return service;
}

}  // namespace

TEST_CASE("San Francisco: four stores within 5 km leave 21 tracts uncovered, as published") {
  const auto file =
      data_folder() / "spopt_sf" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv";
  if (!std::filesystem::exists(file)) SKIP("QUARTERHOUR_DATA/spopt_sf is not there");
  const TravelMatrix matrix = san_francisco(file);
  REQUIRE(matrix.demand.size() == 205);
  REQUIRE(matrix.sites.size() == 16);
  Service store;
  store.id = "store";
  store.reach_by = ReachBy::metres;
  store.reach_m = 5000.0;
  SitingTask task;
  task.count = 4;
  StudyResult result;
  plan_sites(matrix, store, task, result);
  REQUIRE(result.proof.size() == 1);
  CHECK(result.proof[0].status == "optimal");
  CHECK(result.proof[0].objective == 875247.0);
  CHECK(score(result, "after", "covered") == 875247.0);
  CHECK(score(result, "after", "demand_points_uncovered") == 21.0);
  CHECK(score(result, "after", "demand_points_covered") == 184.0);
  CHECK(score(result, "before", "covered") == 0.0);
}

TEST_CASE("on a matrix a value at the limit is covered and one above it is not") {
  // Two of a, b, c, d: b with a or d covers all 70 (a reaches p at exactly 900); a does not reach q at 900.5.
  SitingTask task;
  task.count = 2;
  StudyResult result;
  plan_sites(four_sites(false), clinic(), task, result);
  CHECK(result.proof[0].objective == 70.0);
  REQUIRE(result.plan.size() == 2);
  // b adds 60; then a and d add 10 each, the lower one is taken.
  CHECK(result.plan[0].site_id == "b");
  CHECK(result.plan[1].site_id == "a");
  CHECK(result.plan[1].people_covered == 10.0);
  CHECK(result.plan[1].priority == 2);
  CHECK(result.sites.size() == 2);
  CHECK(score(result, "after", "covered_share") == 1.0);
}

TEST_CASE("on a matrix existing sites are kept, are no candidates and count before the new ones") {
  // d covers p and q, 30 people. b and c both add r: 40. b comes first.
  SitingTask task;
  task.count = 1;
  StudyResult result;
  plan_sites(four_sites(true), clinic(), task, result);
  CHECK(score(result, "before", "covered") == 30.0);
  CHECK(score(result, "before", "demand_points_covered") == 2.0);
  CHECK(score(result, "after", "covered") == 70.0);
  REQUIRE(result.plan.size() == 2);
  CHECK(result.plan[0].site_id == "b");
  CHECK(result.plan[0].people_covered == 60.0);
  CHECK(result.plan[0].people_newly_covered == 40.0);
  CHECK(result.plan[0].marginal_worth == 40.0);
  CHECK(result.plan[1].site_id == "d");
  CHECK(result.plan[1].existing);
  CHECK(result.plan[1].priority == 0);
  CHECK(result.plan[1].people_newly_covered == 30.0);
  CHECK(result.plan[1].marginal_worth == 10.0);
}

TEST_CASE("on a matrix a second plan of a service builds on the first") {
  // b wins 60 of 70 people first; the second site is a, the lower of the two that add the last 10.
  SitingTask task;
  task.count = 1;
  StudyResult result;
  const TravelMatrix matrix = four_sites(false);
  plan_sites(matrix, clinic(), task, result);
  plan_sites(matrix, clinic(), task, result);
  REQUIRE(result.plan.size() == 2);
  CHECK(result.plan[0].site_id == "b");
  CHECK(result.plan[1].site_id == "a");
  CHECK(result.plan[1].people_newly_covered == 10.0);
  REQUIRE(result.proof.size() == 2);
  CHECK(result.proof[1].objective == 70.0);
  CHECK(result.sites.size() == 2);
  // One row a state: before every plan, and after all of them.
  CHECK(score(result, "before", "covered") == 0.0);
  CHECK(score(result, "after", "covered") == 70.0);
  CHECK(std::count_if(result.scores.begin(), result.scores.end(),
                      [](const ScoreRow& row) { return row.metric == "covered"; }) == 2);
}

TEST_CASE("a reach in minutes does not go with a matrix in metres") {
  TravelMatrix matrix = four_sites(false);
  matrix.quantity = Quantity::metres;
  SitingTask task;
  task.count = 1;
  StudyResult result;
  CHECK_THROWS_AS(plan_sites(matrix, clinic(), task, result), std::invalid_argument);
}

TEST_CASE("a front on a matrix is what each count reaches by itself") {
  const TravelMatrix matrix = four_sites(false);
  const Service service = clinic();
  SitingTask task;
  task.count = 1;
  task.front = {3, 2};
  task.stop.gap = 0.0;
  StudyResult result;
  plan_sites(matrix, service, task, result);
  // b reaches 60 people; b and a, or b and d, all 70.
  REQUIRE(result.front.size() == 6);
  CHECK(result.front[1].value == 60.0);
  CHECK(result.front[1].planned);
  CHECK(result.front[3].value == 70.0);
  CHECK(result.front[5].value == 70.0);
  for (const std::size_t row : {1U, 3U, 5U}) CHECK(result.front[row].bound == result.front[row].value);
  CHECK(result.plan.size() == 1);
  CHECK(result.proof.size() == 1);
}
