// Who loses a service when one facility closes.
#include "sim/score/structure_worth.h"

#include <catch2/catch_test_macros.hpp>

#include "sim/score/assess.h"
#include "tests/worlds/ascii_world.h"

using namespace quarterhour;
using worlds::WorldMap;

namespace {

Service service_of(const std::string& id, std::vector<GroupDemand> demand) {
  Service service;
  service.id = id;
  service.demand = std::move(demand);
  service.reach_s = 180.0;
  return service;
}

Site site_of(const std::string& id, const std::string& service, double alone) {
  Site site;
  site.id = id;
  site.name.en = "The " + id;
  site.service = service;
  site.people_alone = alone;
  return site;
}

}  // namespace

TEST_CASE(
    "facilities by the people who would lose the service, twenty for each service, none that nobody needs") {
  StudyResult result;
  result.services = {service_of("clinic", {{"people", 1.0}}),
                     service_of("school", {{"children", 1.0}, {"people", 0.1}}), service_of("bank", {})};
  result.sites = {site_of("b", "clinic", 5.0), site_of("a", "clinic", 5.0), site_of("c", "clinic", 7.5),
                  site_of("d", "clinic", 0.0), site_of("c", "school", 2.0), site_of("e", "bank", 1.0)};
  for (int k = 0; k < 30; ++k) result.sites.push_back(site_of("s" + std::to_string(k), "school", 100.0 + k));
  result.structure_worth = {{"facility", "old", {}, "clinic", "people", 1.0},
                            {"bridge", "b1", {}, "clinic", "people", 9.0}};
  add_facility_worth(result);
  REQUIRE(result.structure_worth.size() == 1 + 3 + 20 + 1);
  CHECK(result.structure_worth[0].kind == "bridge");
  const auto check = [&](std::size_t row, const char* id, const char* service, const char* group,
                         double people) {
    const StructureWorthRow& own = result.structure_worth[row];
    CHECK(own.kind == "facility");
    CHECK(own.id == id);
    CHECK(own.name.en == std::string("The ") + id);
    CHECK(own.service == service);
    CHECK(own.group == group);
    CHECK(own.people == people);
  };
  check(1, "c", "clinic", "people", 7.5);
  check(2, "a", "clinic", "people", 5.0);
  check(3, "b", "clinic", "people", 5.0);
  check(4, "s29", "school", all_groups, 129.0);
  check(23, "s10", "school", all_groups, 110.0);
  check(24, "e", "bank", "people", 1.0);
}

TEST_CASE("a facility's people are those that a study without it does not cover") {
  WorldMap map;
  map.ground = "..............";
  map.people = "1234567891234.";
  map.facilities = "..A..B......C.";
  TravelSettings settings;
  settings.pace.function = PaceFunction::flat;
  settings.pace.speed_kmh = 4.0;
  const auto assessed = [&](const std::string& facilities) {
    map.facilities = facilities;
    const City city = worlds::world_from_map(map);
    TravelFields fields(city, settings);
    StudyResult result;
    result.services = {service_of("clinic", {{"people", 1.0}})};
    result.sites = worlds::sites_of_ledger(city);
    assess(city, fields, result.services.front(), "before", result);
    add_facility_worth(result);
    return result;
  };
  const auto covered = [](const StudyResult& result) {
    for (const ScoreRow& row : result.scores)
      if (row.metric == "covered" && row.unit_kind == "city") return row.value;
    return -1.0;
  };
  const StudyResult all = assessed("..A..B......C.");
  REQUIRE(all.structure_worth.size() == 3);
  for (const StructureWorthRow& row : all.structure_worth) {
    CAPTURE(row.id);
    std::string without = "..A..B......C.";
    without[without.find(row.id)] = '.';
    CHECK(covered(all) - covered(assessed(without)) == row.people);
  }
  CHECK(all.structure_worth[0].people >= all.structure_worth[1].people);
}
