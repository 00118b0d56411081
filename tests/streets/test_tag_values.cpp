#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "scenarios/building/tag_values.h"

using namespace quarterhour;
using Catch::Matchers::WithinRel;

TEST_CASE("a speed is read in km/h and in miles an hour, and nothing else is a speed") {
  CHECK(speed_kmh_of("50") == 50.0);
  CHECK(speed_kmh_of("7.5") == 7.5);
  CHECK(speed_kmh_of("50 km/h") == 50.0);
  // A mile is 1609.344 m.
  CHECK_THAT(speed_kmh_of("30 mph").value(), WithinRel(48.28032, 1e-12));
  CHECK(speed_kmh_of("walk") == 5.0);
  for (const char* const text :
       {"", "none", "signals", "RO:urban", "90;30;90", "0", "-50", "1e9", "5 knots", "nan"})
    CHECK_FALSE(speed_kmh_of(text).has_value());
}

TEST_CASE("a duration is minutes, hours with minutes, or as ISO 8601 writes it") {
  CHECK(duration_s_of("20") == 1200.0);
  CHECK(duration_s_of("2.5") == 150.0);
  CHECK(duration_s_of("01:30") == 5400.0);
  CHECK(duration_s_of("00:00:45") == 45.0);
  CHECK(duration_s_of("PT1H30M") == 5400.0);
  CHECK(duration_s_of("PT90S") == 90.0);
  for (const char* const text :
       {"", "0", "PT", "PT5", "1:2:3:4", "20 minutes", "-5", "1:", ":30", "PT-5M", "99999999999"})
    CHECK_FALSE(duration_s_of(text).has_value());
}

TEST_CASE("a direction is one way along the line, one against it, or both") {
  for (const char* const text : {"yes", "true", "1", "F"}) CHECK(one_way_of(text) == OneWay::forward);
  for (const char* const text : {"-1", "reverse", "T"}) CHECK(one_way_of(text) == OneWay::backward);
  for (const char* const text : {"no", "false", "0", "B"}) CHECK(one_way_of(text) == OneWay::both);
  for (const char* const text : {"", "reversible", "alternating", "YES"})
    CHECK_FALSE(one_way_of(text).has_value());
}

TEST_CASE("of several levels the first counts") {
  CHECK(level_of("2") == 2.0);
  CHECK(level_of("-1;0") == -1.0);
  CHECK(level_of("0.5") == 0.5);
  CHECK(level_of("0, -1") == 0.0);
  CHECK_FALSE(level_of("").has_value());
  CHECK_FALSE(level_of("roof").has_value());
  CHECK_FALSE(level_of("-").has_value());
}
