// What a standard adds to a scenario, and what it must not.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "scenarios/standard.h"
#include "tests/scenarios/scenario_files.h"

using namespace quarterhour;

namespace {

std::string with_service(std::string_view keys) {
  return "format = 1\nstandard = \"gb50180-2018\"\n[city]\npopulation = \"people.csv\"\n"
         "facilities = \"clinics.csv\"\n[[service]]\nid = \"clinic\"\n" +
         std::string(keys);
}

}  // namespace

TEST_CASE("GB 50180-2018 holds the confirmed values of its levels and no others") {
  const Standard standard = built_in_standard("gb50180-2018");
  const std::vector<std::string> ids = {"city", "district", "circle15", "circle10", "circle5", "block"};
  CHECK(standard.level_ids() == ids);
  const StandardLevel& circle15 = *standard.level("circle15");
  CHECK(circle15.confirmed);
  CHECK(circle15.reach_min == 15.0);
  CHECK(circle15.reach_m == 1000.0);
  CHECK(circle15.reach_least_m == 800.0);
  CHECK(circle15.population->least == 50000.0);
  CHECK(circle15.population->most == 100000.0);
  CHECK(circle15.dwellings->least == 17000.0);
  CHECK(circle15.dwellings->most == 32000.0);
  const StandardLevel& circle10 = *standard.level("circle10");
  CHECK(circle10.reach_m == 500.0);
  CHECK(circle10.population->least == 15000.0);
  CHECK(circle10.population->most == 25000.0);
  CHECK(circle10.dwellings->least == 5000.0);
  CHECK(circle10.dwellings->most == 8000.0);
  const StandardLevel& circle5 = *standard.level("circle5");
  CHECK(circle5.reach_m == 300.0);
  CHECK_FALSE(circle5.population);
  CHECK(standard.level("block")->population->most == 3000.0);
  CHECK_FALSE(standard.level("block")->reach_m);
  CHECK_FALSE(standard.level("city")->reach_min);
}

TEST_CASE("a service without a reach takes its level's, minutes decide, and the result says where from") {
  const ScenarioFiles files;
  const Scenario scenario = files.read(with_service("level = \"circle10\"\n"));
  const Service& clinic = scenario.services.at(0);
  CHECK(clinic.reach_s == 600.0);
  CHECK(clinic.reach_m == 500.0);
  CHECK(clinic.reach_by == ReachBy::minutes);
  const auto told = std::count_if(scenario.notes.begin(), scenario.notes.end(), [](const Note& note) {
    return note.text.find("from gb50180-2018, level circle10") != std::string::npos;
  });
  CHECK(told == 2);
}

TEST_CASE("what the scenario says itself overrides the standard") {
  const ScenarioFiles files;
  const Service minutes = files.read(with_service("level = \"circle15\"\nreach_min = 12\n")).services.at(0);
  CHECK(minutes.reach_s == 720.0);
  CHECK(minutes.reach_m == 1000.0);
  CHECK(minutes.reach_by == ReachBy::minutes);
  const Service metres = files.read(with_service("level = \"circle15\"\nreach_m = 800\n")).services.at(0);
  CHECK(metres.reach_m == 800.0);
  CHECK(metres.reach_by == ReachBy::metres);
  const Service both = files.read(with_service("level = \"circle5\"\nreach_by = \"both\"\n")).services.at(0);
  CHECK(both.reach_s == 300.0);
  CHECK(both.reach_m == 300.0);
  CHECK(both.reach_by == ReachBy::both);
}

TEST_CASE("a level without a standard is a name of the default ladder and gives no reach") {
  const ScenarioFiles files;
  const Service clinic = files.read(small_scenario("level = \"circle15\"\n")).services.at(0);
  CHECK(clinic.level == "circle15");
  CHECK(clinic.reach_s == 900.0);
  CHECK_FALSE(clinic.reach_m);
}

TEST_CASE("a standard's file of one's own is read, and an unconfirmed value is a warning") {
  const ScenarioFiles files;
  files.write("own.toml", R"(id = "town-2030"
[[level]]
id = "hamlet"
rank = 7
reach_min = 20
)");
  const Scenario scenario = files.read(
      "format = 1\nstandard = \"own.toml\"\n[city]\npopulation = \"people.csv\"\n"
      "facilities = \"clinics.csv\"\n[[service]]\nid = \"clinic\"\n"
      "level = \"hamlet\"\n");
  CHECK(scenario.standard == "town-2030");
  CHECK(scenario.services.at(0).reach_s == 1200.0);
  const bool warned = std::any_of(scenario.notes.begin(), scenario.notes.end(), [](const Note& note) {
    return note.severity == "warning" && note.text.find("not confirmed") != std::string::npos;
  });
  CHECK(warned);
}

TEST_CASE("faults of a standard's file name that file and its lines") {
  const ScenarioFiles files;
  const auto own = files.write("own.toml", R"(id = "town-2030"
[[level]]
id = "hamlet"
rank = 0
[[level]]
id = "hamlet"
rank = 8
populaton = [1, 2]
dwellings = [9, 2]
)");
  const auto faults = faults_of(files.write("scenario.toml", "standard = \"own.toml\"\n" + small_scenario()));
  REQUIRE(faults.size() == 4);
  const std::vector<std::string> keys = {"level[0].rank", "level[1].id", "level[1].populaton",
                                         "level[1].dwellings"};
  const std::vector<int> lines = {4, 6, 8, 9};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    CHECK(faults[i].file == own.string());
    CHECK(faults[i].key == keys[i]);
    CHECK(faults[i].line == lines[i]);
  }
}
