#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "sim/score/completeness.h"
#include "sim/score/key_numbers.h"
#include "sim/score/key_words.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;

namespace {

const KeyNumber& key_number(const StudyResult& result, const std::string& id) {
  for (const KeyNumber& number : result.key_numbers)
    if (number.id == id) return number;
  throw std::out_of_range("no key number " + id);
}

/// Three people 0, 100 and 300 m from a clinic, 200 m allowed; a second clinic planned where the third lives.
struct PlannedStudy {
  explicit PlannedStudy(const std::string& heights) {
    city = world_from_map({.ground = "....", .heights = heights, .people = "11.1", .facilities = "A..."});
    city->balance = {{"people", 4.0, 3.0, 0.0, 1.0, 0.0, 2.0, 0.0}};
    result = assess_ledger(*city, clinic(200.0));
    TravelFields fields(*city, one_metre_per_second());
    Site planned = result.sites.front();
    planned.planned = true;
    planned.cell = 3;
    result.sites.push_back(planned);
    assess(*city, fields, clinic(200.0), "after", result);
    result.proof = {{"cover", "clinic", 3.0, 3.0, 0.0, "optimal", 7, 1, {}}};
    add_key_numbers(*city, result);
  }
  std::optional<City> city;
  StudyResult result;
};

}  // namespace

TEST_CASE("The key numbers tell the people, the walk, the coverage before and after, and the plan's proof") {
  const StudyResult result = PlannedStudy("0000").result;
  CHECK(key_number(result, "people_read").value == 4.0);
  CHECK(key_number(result, "people_scored").value == 3.0);
  CHECK(key_number(result, "people_moved").value == 2.0);
  CHECK(key_number(result, "walking_speed").value == Catch::Approx(3.6));
  CHECK(key_number(result, "clinic_flat_distance").value == Catch::Approx(200.0));
  CHECK(key_number(result, "clinic_covered_before").value == 2.0);
  CHECK(key_number(result, "clinic_covered_share_before").value == 2.0 / 3.0);
  CHECK(key_number(result, "clinic_covered_after").value == 3.0);
  CHECK(key_number(result, "clinic_covered_share_after").value == 1.0);
  CHECK(key_number(result, "clinic_circle_share").value == 2.0 / 3.0);
  CHECK(key_number(result, "clinic_overstatement").value == 0.0);
  CHECK(key_number(result, "clinic_overstatement_flat_world").value == 0.0);
  CHECK(key_number(result, "clinic_sites_planned").value == 1.0);
  CHECK(key_number(result, "clinic_plan_objective").value == 3.0);
  CHECK(key_number(result, "clinic_plan_bound").value == 3.0);
  CHECK(key_number(result, "clinic_plan_gap").value == 0.0);
}

TEST_CASE("Every key number has its own id, a unit and a sentence in both languages") {
  std::set<std::string> ids;
  for (const KeyNumber& number : PlannedStudy("0000").result.key_numbers) {
    CAPTURE(number.id);
    CHECK(ids.insert(number.id).second);
    CHECK(number.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
    CHECK_FALSE(number.unit_of_measure.empty());
    CHECK(number.meaning.en.ends_with("."));
    CHECK(number.meaning.zh.ends_with("。"));
  }
}

TEST_CASE(
    "Where capacities and districts are known, room and the worst district are told, named in the sentence") {
  // Within 100 s A reaches cells 0 1 (3 people) and has room for 2; the east has nobody in reach.
  City city = world_from_map({.ground = "....",
                              .people = "12.4",
                              .facilities = "A...",
                              .capacities = {{'A', 2.0}},
                              .districts = "wwee"});
  city.unit_sets.front().units.front().name = {"East Bank", "东岸"};
  StudyResult result = assess_ledger(city, clinic(100.0));
  add_key_numbers(city, result);
  CHECK(key_number(result, "clinic_served_share_before").value == Catch::Approx(2.0 / 7.0));
  const KeyNumber& worst = key_number(result, "clinic_worst_district_covered_share_before");
  CHECK(worst.value == 0.0);
  CHECK(worst.meaning.en.find("in the district where it is lowest: East Bank.") != std::string::npos);
  CHECK(worst.meaning.zh.find("最低的区：东岸。") != std::string::npos);
}

TEST_CASE(
    "Of several districts as badly off the first is named with how many more there are, in the last state "
    "alone") {
  const City city =
      world_from_map({.ground = "......", .people = "112233", .facilities = "A.....", .districts = "aabbcc"});
  StudyResult result = assess_ledger(city, clinic(100.0));
  StudyResult planned = result;
  add_key_numbers(city, result);
  const KeyNumber& worst = key_number(result, "clinic_worst_district_covered_share_before");
  CHECK(worst.value == 0.0);
  CHECK(worst.meaning.en.ends_with("lowest: b (as low in 1 more)."));
  CHECK(worst.meaning.zh.ends_with("：b（另有1个同样低）。"));

  TravelFields fields(city, one_metre_per_second());
  Site site = planned.sites.front();
  site.cell = 3;
  site.planned = true;
  planned.sites.push_back(site);
  assess(city, fields, clinic(100.0), "after", planned);
  add_key_numbers(city, planned);
  // The new site reaches cells 2 3 4: half of the people of c.
  CHECK(key_number(planned, "clinic_worst_district_covered_share_after").value == 0.5);
  CHECK_THROWS_AS(key_number(planned, "clinic_worst_district_covered_share_before"), std::out_of_range);
}

TEST_CASE("Completeness stands among the key numbers where there are several services") {
  const City city = world_from_map({.ground = "...", .people = "112", .facilities = "A.s"});
  Service school = clinic(100.0);
  school.id = "school";
  StudyResult result = assess_ledger(city, clinic(100.0));
  result.services.push_back(school);
  TravelFields fields(city, one_metre_per_second());
  assess(city, fields, school, "before", result);
  add_completeness(city, result);
  add_key_numbers(city, result);
  // Clinic: cells 0 1; school: cells 1 2. (1 + 2 + 2) / (4 * 2); cell 1 has both.
  CHECK(key_number(result, "completeness_before").value == Catch::Approx(5.0 / 8.0));
  CHECK(key_number(result, "complete_share_before").value == Catch::Approx(1.0 / 4.0));
  CHECK_THROWS_AS(key_number(result, "completeness_after"), std::out_of_range);
}

TEST_CASE("A city without elevation says first that it is flat; one with elevation does not") {
  CHECK(PlannedStudy("").result.key_numbers.front().id == "elevation_cells");
  CHECK_THROWS_AS(key_number(PlannedStudy("0000").result, "elevation_cells"), std::out_of_range);
}

TEST_CASE("A study that plans nothing has no number of a plan") {
  const City city = world_from_map({.ground = "..", .people = "1.", .facilities = "A."});
  StudyResult result = assess_ledger(city, clinic(100.0));
  add_key_numbers(city, result);
  CHECK_THROWS_AS(key_number(result, "clinic_sites_planned"), std::out_of_range);
  CHECK_THROWS_AS(key_number(result, "clinic_covered_after"), std::out_of_range);
  CHECK_THROWS_AS(key_number(result, "people_read"), std::out_of_range);
}

TEST_CASE("A plan that cannot be made says why, and its gap is undefined") {
  const City city = world_from_map({.ground = "..", .people = "1.", .facilities = "A."});
  StudyResult result = assess_ledger(city, clinic(100.0));
  result.proof = {
      {"cover", "clinic", 0.0, 0.0, 0.0, "infeasible", 0, 1, {"no site is admissible.", "无可用点。"}}};
  add_key_numbers(city, result);
  CHECK(std::isnan(key_number(result, "clinic_plan_gap").value));
  CHECK(key_number(result, "clinic_plan_gap").meaning.en == "No plan exists: no site is admissible.");
}

TEST_CASE("A study on a matrix tells people and plan without any ground") {
  TravelMatrix matrix;
  matrix.balance = {{"people", 9.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0}};
  StudyResult result;
  result.services = {clinic(60.0)};
  result.proof = {{"cover", "clinic", 8.0, 9.0, 0.125, "within gap", 7, 1, {}}};
  add_key_numbers(matrix, result);
  CHECK(key_number(result, "people_read").value == 9.0);
  CHECK(key_number(result, "clinic_plan_gap").value == 0.125);
  CHECK_THROWS_AS(key_number(result, "walking_speed"), std::out_of_range);
}

TEST_CASE("Numbers in sentences have commas between thousands and no idle zeros") {
  CHECK(grouped_text(1000.0, 1) == "1,000");
  CHECK(grouped_text(812935.0, 0) == "812,935");
  CHECK(grouped_text(1234567.25, 1) == "1,234,567.2");  // ties go to even
  CHECK(grouped_text(-1000.0, 0) == "-1,000");
  CHECK(grouped_text(-100.0, 0) == "-100");
  CHECK(grouped_text(12.5, 2) == "12.5");
  CHECK(grouped_text(0.0, 2) == "0");
  CHECK(grouped_text(std::numeric_limits<double>::quiet_NaN(), 2) == "-");
}

TEST_CASE("The limit is told in minutes, metres or both, with its direction") {
  Service service = clinic(900.0);
  CHECK(limit_words(service, mode_words(TravelMode::walk)).en == "15 minutes on foot");
  CHECK(limit_words(service, mode_words(TravelMode::walk)).zh == "步行 15 分钟");
  service.reach_m = 1000.0;
  service.reach_by = ReachBy::both;
  service.direction = Direction::round_trip;
  CHECK(limit_words(service, mode_words(TravelMode::walk)).en ==
        "15 minutes and 1,000 m on foot, there and back");
  service.reach_by = ReachBy::metres;
  service.direction = Direction::from;
  CHECK(limit_words(service, mode_words(TravelMode::walk)).en ==
        "1,000 m on foot, starting from the facility");
  CHECK(limit_words(service, std::nullopt).en == "1,000 m");
  CHECK(limit_words(service, std::nullopt).zh == "1,000 米");
}

TEST_CASE("The limit says how people move, and that groups differ where they do") {
  City city = worlds::world_from_map({.ground = "..", .people = "12", .groups = {{"old", "11"}}});
  TravelSettings settings = one_metre_per_second();
  Service service = clinic(900.0);
  service.demand = {{"people", 1.0}, {"old", 1.0}};
  const auto words = [&] { return limit_words(service, travel_words(city, settings, service)); };
  CHECK(words().en == "15 minutes on foot");
  settings.streets.mode = TravelMode::bicycle;
  CHECK(words().en == "15 minutes by bicycle");
  CHECK(words().zh == "骑自行车 15 分钟");
  city.groups[1].mode = TravelMode::wheelchair;
  CHECK(words().en == "15 minutes each in their own way");
  service.mode = TravelMode::drive;
  CHECK(words().en == "15 minutes by car");
  service.demand = {{"old", 1.0}};
  service.mode.reset();
  CHECK(words().en == "15 minutes in a wheelchair");
}

TEST_CASE("The status of a proof is told in both languages") {
  CHECK(status_words("within gap").zh == "已达设定差距");
  CHECK(status_words("optimal").en == "optimal");
  CHECK(status_words("something new").zh == "something new");
}
