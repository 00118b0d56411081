// How much of what a standard lists people have within reach.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "sim/score/completeness.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// Within 100 m the clinic reaches cells 0 1, the school cells 1 2 3.
const WorldMap street{.ground = ".....", .people = "12345", .facilities = "A.s..", .districts = "wwwee"};

Service school(double reach_s, const std::string& group) {
  Service service = clinic(reach_s);
  service.id = "school";
  service.demand = {{group, 1.0}};
  return service;
}

struct Study {
  City city;
  TravelFields fields;
  StudyResult result;

  Study(const WorldMap& map, std::vector<Service> services)
      : city(world_from_map(map)), fields(city, one_metre_per_second()) {
    result.services = std::move(services);
    result.sites = worlds::sites_of_ledger(city);
    for (const Service& service : result.services) assess(city, fields, service, "before", result);
  }
};

double of_all(const StudyResult& result, const std::string& metric, const ScoreOf& where = {}) {
  StudyResult rows;
  for (const ScoreRow& row : result.scores)
    if (row.service == all_services) rows.scores.push_back(row);
  return score(rows, metric, where);
}

}  // namespace

TEST_CASE("Completeness is the share of listed services within reach, by people") {
  Study study(street, {clinic(100.0), school(100.0, "people")});
  add_completeness(study.city, study.result);
  REQUIRE(study.result.completeness.size() == 1);
  const CompletenessLayer& layer = study.result.completeness.front();
  CHECK(layer.group == "people");
  CHECK(layer.state == "before");
  CHECK(layer.services_in_reach.values() == std::vector<std::uint16_t>{1, 2, 1, 1, 0});
  CHECK(layer.share.values() == std::vector<float>{0.5F, 1.0F, 0.5F, 0.5F, 0.0F});
  // (1 * 1 + 2 * 2 + 3 * 1 + 4 * 1) / (15 * 2); the 2 people of cell 1 have both.
  CHECK(of_all(study.result, "completeness") == Catch::Approx(12.0 / 30.0));
  CHECK(of_all(study.result, "complete_share") == Catch::Approx(2.0 / 15.0));
  CHECK(of_all(study.result, "completeness", {.unit = "e"}) == Catch::Approx(4.0 / 18.0));
  CHECK(of_all(study.result, "people", {.unit = "e"}) == 9.0);
}

TEST_CASE("Only services that the standard lists are counted") {
  Study study(street, {clinic(100.0), school(100.0, "people")});
  study.result.listed_services = {"school"};
  add_completeness(study.city, study.result);
  // Cells 1 2 3 of 15 people.
  CHECK(of_all(study.result, "completeness") == Catch::Approx(9.0 / 15.0));
  CHECK(of_all(study.result, "complete_share") == Catch::Approx(9.0 / 15.0));
}

TEST_CASE("A service that is not for a group counts as its own people reach it, and each group has a layer") {
  // Children walk at half speed: the school reaches only its own cell within 100 s.
  WorldMap map = street;
  map.groups = {{"children_6_12", "11111", 1.8}};
  Study study(map, {clinic(100.0), school(100.0, "children_6_12")});
  add_completeness(study.city, study.result);
  REQUIRE(study.result.completeness.size() == 2);
  CHECK(study.result.completeness[0].services_in_reach.values() == std::vector<std::uint16_t>{1, 1, 1, 0, 0});
  CHECK(study.result.completeness[1].group == "children_6_12");
  CHECK(of_all(study.result, "completeness", {.group = "children_6_12"}) == Catch::Approx(3.0 / 10.0));
  CHECK(of_all(study.result, "complete_share", {.group = "children_6_12"}) == 0.0);
}

TEST_CASE("With a plan a service that did not change counts as it was") {
  Study study(street, {clinic(100.0), school(100.0, "people")});
  Site planned = study.result.sites.front();
  planned.cell = 4;
  planned.planned = true;
  study.result.sites.push_back(planned);
  assess(study.city, study.fields, study.result.services.front(), "after", study.result);
  add_completeness(study.city, study.result);
  REQUIRE(study.result.completeness.size() == 2);
  CHECK(study.result.completeness[1].state == "after");
  // The new clinic adds cells 3 and 4.
  CHECK(study.result.completeness[1].services_in_reach.values() == std::vector<std::uint16_t>{1, 2, 1, 2, 1});
  CHECK(of_all(study.result, "complete_share", {.state = "after"}) == Catch::Approx(6.0 / 15.0));
}

TEST_CASE("Completeness of a service that was not assessed is not told") {
  Study study(street, {clinic(100.0)});
  study.result.services.push_back(school(100.0, "people"));
  add_completeness(study.city, study.result);
  CHECK(study.result.completeness.empty());
}
