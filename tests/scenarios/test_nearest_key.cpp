#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "scenarios/nearest_key.h"

using namespace quarterhour;

TEST_CASE("edits are insertions, deletions, replacements and swaps of neighbours") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("pace", "pace") == 0);
  CHECK(edit_distance("pace", "Pace") == 0);
  CHECK(edit_distance("pace", "paces") == 1);
  CHECK(edit_distance("paces", "pace") == 1);
  CHECK(edit_distance("pace", "face") == 1);
  CHECK(edit_distance("pcae", "pace") == 1);
  CHECK(edit_distance("", "pace") == 4);
  // kitten -> sitten -> sittin -> sitting.
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the distance is symmetric and never less than the difference in length") {
  const std::vector<std::string> names = {"cell_m", "crs", "elevation", "population", "people", "e"};
  for (const std::string& a : names) {
    for (const std::string& b : names) {
      CHECK(edit_distance(a, b) == edit_distance(b, a));
      CHECK(edit_distance(a, b) >= std::max(a.size(), b.size()) - std::min(a.size(), b.size()));
    }
  }
}

TEST_CASE("the nearest key is near, or the only one that goes on as written") {
  const std::vector<std::string> known = {"reach_min", "reach_m", "reach_by", "speed_kmh", "id"};
  CHECK(nearest_key("speed_kph", known) == "speed_kmh");
  CHECK(nearest_key("speed", known) == "speed_kmh");
  // One letter from reach_m, two from reach_min.
  CHECK(nearest_key("reach_me", known) == "reach_m");
  CHECK_FALSE(nearest_key("xy", known));
  CHECK_FALSE(nearest_key("colour_of_the_bicycle", known));
  CHECK_FALSE(nearest_key("", known));
  CHECK_FALSE(nearest_key(std::string(100000, 'a'), known));
}

TEST_CASE("without a near key all are listed") {
  CHECK(suggestion("weather", {"to", "from"}, "direction") == "Known directions: to and from");
  CHECK(suggestion("form", {"to", "from"}, "direction") == "The nearest known direction is from");
  CHECK(suggestion("clinic", {}, "service") == "No service is known here");
  CHECK(listed({"a", "b", "c"}) == "a, b and c");
}
