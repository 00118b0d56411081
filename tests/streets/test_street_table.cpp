#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

#include "scenarios/street_table.h"
#include "sim/errors.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the table that the program was built with is whole") {
  const StreetTable& table = street_table();
  CHECK(table.classes.size() > 20);
  CHECK(table.barrier_names() == std::vector<std::string>{"water", "railway", "motorway", "wall", "fence"});
  CHECK(table.crossing_within_m > 0.0);
  for (const StreetClass& one : table.classes) CHECK(one.drive_kmh > 0.0);
  for (const AccessRule& rule : table.access) CHECK(!rule.opening.empty());
  // Whoever walks finds every class of the foot-open set of the README of the Andorra data.
  for (const char* const name :
       {"footway", "path", "steps", "pedestrian", "living_street", "track", "residential", "service",
        "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link", "unclassified",
        "road", "cycleway", "platform", "bridleway"}) {
    const auto at = table.class_named(name);
    REQUIRE(at.has_value());
    CHECK((table.classes[*at].modes & mode_bit(TravelMode::walk)) != 0);
  }
  CHECK_FALSE(table.class_named("motorwy").has_value());
}

TEST_CASE("a table with mistakes is refused with its file, line and key") {
  const auto refusal = [](const std::string& text) {
    try {
      (void)parse_street_table(text, "own.toml");
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string access = "[access]\nopen = [\"yes\"]\n";
  CHECK(refusal("[class]\nfootway = { modes = [\"walk\"], drive_kmh = 5 }\n" + access).empty());
  CHECK_THAT(refusal(access), ContainsSubstring("table of classes"));
  CHECK_THAT(refusal("[class]\nfootway = { modes = [\"wlak\"], drive_kmh = 5 }\n" + access),
             ContainsSubstring("own.toml:2: class.footway.modes") &&
                 ContainsSubstring("nearest known mode is walk"));
  CHECK_THAT(refusal("[class]\nfootway = { modes = [\"walk\"], drive_kmh = 0 }\n" + access),
             ContainsSubstring("drive_kmh"));
  CHECK_THAT(refusal("[class]\nlift = { tag = \"lift\", modes = [\"walk\"], drive_kmh = 5 }\n" + access),
             ContainsSubstring("\"lift\" is no tag"));
  CHECK_THAT(
      refusal("[class]\nfootway = { modes = [\"walk\"], drive_kmh = 5 }\n[also]\n\"a=b\" = \"fotway\"\n" +
              access),
      ContainsSubstring("nearest known class is footway"));
  CHECK_THAT(
      refusal("[class]\nfootway = { modes = [\"walk\"], drive_kmh = 5 }\n[barrier.water]\nlines = [1]\n" +
              access),
      ContainsSubstring("barrier.water.lines") && ContainsSubstring("list of texts"));
}
