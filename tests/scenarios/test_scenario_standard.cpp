// What a standard adds to a scenario, and what it must not.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <tuple>

#include "scenarios/standard.h"
#include "scenarios/toml_reader.h"
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

TEST_CASE("GB 50180-2018 lists each facility where the standard wants it, none of the lists confirmed") {
  const Standard standard = built_in_standard("gb50180-2018");
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"middle_school", "circle15"},   {"clinic", "circle15"},        {"elderly_care", "circle15"},
      {"primary_school", "circle10"},  {"market", "circle10"},        {"kindergarten", "circle5"},
      {"elderly_day_care", "circle5"}, {"convenience_store", "block"}};
  for (const auto& [id, level] : wanted) {
    INFO(id);
    const StandardService* service = standard.service(id);
    REQUIRE(service != nullptr);
    CHECK(service->level == level);
    CHECK(service->required);
    CHECK_FALSE(service->name.zh.empty());
  }
  for (const StandardService& each : standard.services) {
    INFO(each.id);
    CHECK_FALSE(each.confirmed);
    CHECK_FALSE(each.source.empty());
  }
  CHECK(standard.service("hospital") == nullptr);
  CHECK(standard.service("library") == nullptr);
}

TEST_CASE("a service that several levels list has the values of each, the required one first") {
  const Standard standard = built_in_standard("gb50180-2018");
  CHECK(standard.service("sports_ground", "circle15")->name.en == "Large multi-purpose sports ground");
  CHECK(standard.service("sports_ground", "circle5")->name.zh == "小型多功能运动（球类）场地");
  // Its radius is larger than the distance of the 5-minute neighbourhood; a ball ground's is the same and not repeated.
  CHECK(standard.service("culture_station", "circle5")->reach_m == 500.0);
  CHECK_FALSE(standard.service("sports_ground", "circle5")->reach_m);
  CHECK(standard.service("sports_ground", "block") == nullptr);
  CHECK(standard.service("sports_ground")->level == "circle15");
  // Where it fits in the 10-minute neighbourhood, required in the 15-minute one.
  CHECK_FALSE(standard.service("middle_school", "circle10")->required);
  CHECK(standard.service("middle_school")->level == "circle15");
}

namespace {

constexpr std::string_view hill_standard = R"(id = "hills"
[[level]]
id = "valley"
rank = 3
reach_min = 15
reach_m = 800
dwellings = [17000, 32000]
source = "part 1"
sources = { reach_m = "annex" }
confirmed = true
unconfirmed = ["dwellings"]
[[service]]
id = "clinic"
level = "valley"
reach_min = 12
capacity = 30000
source = "health plan"
)";

std::string as_text(const StandardValue& row) {
  return row.key + " = " + row.value + " [" + row.unit_of_measure + "] " + row.source +
         (row.confirmed ? " (confirmed)" : "");
}

std::vector<std::string> as_texts(const std::vector<StandardValue>& rows) {
  std::vector<std::string> texts;
  for (const StandardValue& row : rows) texts.push_back(as_text(row));
  return texts;
}

}  // namespace

TEST_CASE("each value of a standard says where it stands and whether it was confirmed") {
  const Standard standard = parse_standard(hill_standard, "hills.toml");
  CHECK(as_texts(values_of(standard, *standard.level("valley"))) ==
        std::vector<std::string>{"level.valley.reach_min = 15 [min] hills, part 1 (confirmed)",
                                 "level.valley.reach_m = 800 [m] hills, annex (confirmed)",
                                 "level.valley.dwellings = 17000 to 32000 [dwellings] hills, part 1"});
  // The clinic's own time, which nobody confirmed, and its level's distance, which somebody did.
  const StandardService& clinic = *standard.service("clinic");
  CHECK(as_texts(values_of(standard, clinic)) ==
        std::vector<std::string>{"service.clinic.level = valley [] hills, health plan",
                                 "service.clinic.listing = required [] hills, health plan",
                                 "service.clinic.reach_min = 12 [min] hills, health plan",
                                 "service.clinic.reach_m = 800 [m] hills, annex (confirmed)",
                                 "service.clinic.capacity = 30000 [people] hills, health plan"});
  const std::vector<std::string> overridden = {"reach_min", "capacity"};
  CHECK(values_of(standard, clinic, overridden).size() == 3);
}

TEST_CASE("completeness counts the services that the standard lists at their level") {
  const Standard standard = parse_standard(hill_standard, "hills.toml");
  std::vector<Service> services(3);
  services[0].id = "clinic";
  services[0].level = "valley";
  services[1].id = "clinic";
  services[1].level = "city";
  services[2].id = "library";
  CHECK(listed_services(standard, services) == std::vector<std::string>{"clinic"});
  services[1].level = "";
  CHECK(listed_services(standard, services) == std::vector<std::string>{"clinic", "clinic"});
  Standard optional = standard;
  optional.services.front().required = false;
  CHECK(listed_services(optional, services).empty());
  CHECK(listed_services(default_ladder(), services).size() == 3);
}

TEST_CASE("the example of a city's own standard reads whole and is all its own decision") {
  const std::filesystem::path file = QUARTERHOUR_STANDARDS "/mountain-city-example.toml";
  const Standard standard = parse_standard(read_text_file(file), file.string());
  CHECK(standard.level("stairway")->reach_m == 200.0);
  CHECK_FALSE(standard.level("stairway")->is_confirmed("population"));
  CHECK(standard.service("hospital")->level == "district");
  CHECK(standard.service("library")->level == "district");
  for (const char* id : {"kindergarten", "primary_school", "middle_school", "clinic", "hospital",
                         "elderly_care", "market", "library", "sports_ground"}) {
    INFO(id);
    CHECK(standard.service(id) != nullptr);
  }
}

TEST_CASE(
    "a scenario takes level, reach and capacity from its city's own standard, and the rest from itself") {
  const ScenarioFiles files;
  files.write("hills.toml", read_text_file(QUARTERHOUR_STANDARDS "/mountain-city-example.toml"));
  const Scenario scenario = files.read(
      "format = 1\nstandard = \"hills.toml\"\n[city]\npopulation = \"people.csv\"\n"
      "facilities = \"clinics.csv\"\n[[service]]\nid = \"clinic\"\n"
      "[[service]]\nid = \"middle_school\"\n[[service]]\nid = \"kindergarten\"\nreach_min = 6\n");
  CHECK(scenario.standard == "mountain-city-example");
  const Service& clinic = scenario.services.at(0);
  CHECK(clinic.level == "circle15");
  CHECK(clinic.capacity == 30000.0);
  CHECK(clinic.reach_s == 900.0);
  CHECK(clinic.reach_m == 800.0);
  // The school network plan gives hill districts five minutes more than the circle has.
  CHECK(scenario.services.at(1).reach_s == 1200.0);
  CHECK(scenario.services.at(2).level == "stairway");
  CHECK(scenario.services.at(2).reach_s == 360.0);
}

TEST_CASE("every fault of a standard's services is told at once, each with its line") {
  const ScenarioFiles files;
  const auto own = files.write("own.toml", R"(id = "own"
[[level]]
id = "near"
rank = 3
reach_m = 500
reach_least_m = 800
unconfirmed = ["reach_m"]
[[service]]
level = "near"
[[service]]
id = "clinic"
level = "neer"
[[service]]
id = "clinic"
level = "near"
capacity = 0
required = "yes"
[[service]]
id = "clinic"
level = "near"
confirmed = true
unconfirmed = ["reach_m"]
sources = { reach_m = "annex" }
colour = "red"
[[service]]
id = "market"
unconfirmed = "reach_m"
)");
  const auto faults = faults_of(files.write("scenario.toml", "standard = \"own.toml\"\n" + small_scenario()));
  const std::vector<std::tuple<int, std::string, std::string>> wanted = {
      {6, "level[0].reach_least_m", "above reach_m"},
      {7, "level[0].unconfirmed", "no effect"},
      {8, "service[0].id", "id of the service"},
      {12, "service[1].level", "nearest known level is near"},
      {16, "service[2].capacity", "above 0"},
      {17, "service[2].required", "true or false"},
      {19, "service[3].id", "lists the service twice"},
      {22, "service[3].unconfirmed", "states no value \"reach_m\""},
      {23, "service[3].sources.reach_m", "no such key"},
      {24, "service[3].colour", "no such key"},
      {25, "service[4].level", "level that lists"},
      {27, "service[4].unconfirmed", "list of keys"}};
  REQUIRE(faults.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& [line, key, words] = wanted[i];
    CHECK(faults[i].file == own.string());
    INFO(key << ": " << faults[i].message << ". " << faults[i].remedy);
    CHECK(faults[i].line == line);
    CHECK(faults[i].key == key);
    CHECK((faults[i].message + faults[i].remedy).find(words) != std::string::npos);
  }
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
