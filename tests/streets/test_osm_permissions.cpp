// Who may use a way, by its tags: the cases of the OpenStreetMap wiki, worked out by hand.
#include <catch2/catch_test_macros.hpp>

#include <cmath>

#include "scenarios/building/osm_permissions.h"

using namespace quarterhour;

namespace {

using Tags = std::vector<std::pair<std::string, std::string>>;

struct Read {
  StreetLine line;
  StreetCounts counts;
};

Read read(Tags tags) {
  const OsmTags of{std::move(tags)};
  const auto street_class = class_of(of, street_table());
  REQUIRE(street_class.has_value());
  Read read;
  apply_tags(of, street_table(), *street_class, read.line, read.counts);
  return read;
}

/// Letters of the modes that may go forward: w, b, d and c for the wheelchair.
std::string letters(unsigned modes) {
  std::string text;
  for (unsigned mode = 0; mode < 4; ++mode)
    if ((modes >> mode & 1U) != 0) text += "wbdc"[mode];
  return text;
}
std::string forward(const Tags& tags) { return letters(read(tags).line.modes_forward); }
std::string backward(const Tags& tags) { return letters(read(tags).line.modes_backward); }
std::string structure(const Tags& tags) { return name_of(read(tags).line.structure); }

}  // namespace

TEST_CASE("a class alone says who may use it") {
  CHECK(forward({{"highway", "residential"}}) == "wbdc");
  CHECK(forward({{"highway", "footway"}}) == "wc");
  CHECK(forward({{"highway", "path"}}) == "wb");
  CHECK(forward({{"highway", "cycleway"}}) == "wbc");
  CHECK(forward({{"highway", "steps"}}) == "w");
  CHECK(forward({{"highway", "motorway"}}) == "d");
  CHECK(forward({{"highway", "trunk"}}) == "d");
  CHECK(forward({{"railway", "platform"}}) == "wc");
  for (const char* const other : {"construction", "proposed", "raceway", "bus_stop", ""})
    CHECK_FALSE(class_of(OsmTags{{{"highway", other}}}, street_table()).has_value());
}

TEST_CASE("access closes to everybody, and a tag of the mode gives it back") {
  CHECK(forward({{"highway", "service"}, {"access", "private"}}).empty());
  CHECK(forward({{"highway", "service"}, {"access", "no"}, {"foot", "yes"}}) == "wc");
  CHECK(forward({{"highway", "service"}, {"access", "no"}, {"bicycle", "designated"}}) == "b");
  CHECK(forward({{"highway", "service"}, {"access", "private"}, {"motor_vehicle", "permissive"}}) == "d");
  CHECK(forward({{"highway", "residential"}, {"access", "destination"}}) == "wbdc");
  // access = yes opens nobody beyond the class.
  CHECK(forward({{"highway", "footway"}, {"access", "yes"}}) == "wc");
}

TEST_CASE("tags of a mode close and open that mode alone") {
  CHECK(forward({{"highway", "residential"}, {"foot", "no"}}) == "bd");
  CHECK(forward({{"highway", "residential"}, {"foot", "private"}}) == "bd");
  CHECK(forward({{"highway", "residential"}, {"bicycle", "no"}}) == "wdc");
  CHECK(forward({{"highway", "residential"}, {"bicycle", "dismount"}}) == "wdc");
  CHECK(forward({{"highway", "residential"}, {"vehicle", "no"}}) == "wc");
  CHECK(forward({{"highway", "residential"}, {"vehicle", "no"}, {"bicycle", "yes"}}) == "wbc");
  CHECK(forward({{"highway", "residential"}, {"motor_vehicle", "no"}, {"motorcar", "yes"}}) == "wbdc");
  CHECK(forward({{"highway", "footway"}, {"bicycle", "yes"}}) == "wbc");
  CHECK(forward({{"highway", "pedestrian"}, {"motor_vehicle", "yes"}}) == "wdc");
  CHECK(forward({{"highway", "trunk"}, {"foot", "yes"}}) == "wd");
  CHECK(forward({{"highway", "motorway"}, {"foot", "designated"}}) == "wd");
  CHECK(forward({{"highway", "track"}, {"motor_vehicle", "agricultural"}}) == "wb");
}

TEST_CASE("wheelchairs go where their tag says, never by the tag of feet on steps") {
  CHECK(forward({{"highway", "residential"}, {"wheelchair", "no"}}) == "wbd");
  CHECK(forward({{"highway", "path"}, {"wheelchair", "yes"}}) == "wbc");
  CHECK(forward({{"highway", "steps"}, {"foot", "yes"}}) == "w");
  CHECK(forward({{"highway", "steps"}, {"wheelchair", "yes"}}) == "wc");
  CHECK(forward({{"highway", "steps"}, {"ramp:wheelchair", "yes"}}) == "wc");
  // A ramp to push a bicycle along is no ride.
  CHECK(forward({{"highway", "steps"}, {"bicycle", "yes"}}) == "w");
}

TEST_CASE("a one-way street binds cars and bicycles, never feet") {
  const Tags street = {{"highway", "residential"}, {"oneway", "yes"}};
  CHECK(forward(street) == "wbdc");
  CHECK(backward(street) == "wc");
  CHECK(forward({{"highway", "residential"}, {"oneway", "-1"}}) == "wc");
  CHECK(backward({{"highway", "residential"}, {"oneway", "-1"}}) == "wbdc");
  CHECK(backward({{"highway", "residential"}, {"oneway", "no"}}) == "wbdc");
  CHECK(backward({{"highway", "residential"}, {"oneway", "yes"}, {"oneway:bicycle", "no"}}) == "wbc");
  CHECK(backward({{"highway", "residential"}, {"oneway", "yes"}, {"cycleway", "opposite_lane"}}) == "wbc");
  CHECK(backward({{"highway", "residential"}, {"oneway:bicycle", "yes"}}) == "wdc");
  CHECK(backward({{"highway", "tertiary"}, {"junction", "roundabout"}}) == "wc");
  CHECK(backward({{"highway", "motorway"}}).empty());
  CHECK(backward({{"highway", "motorway"}, {"oneway", "no"}}) == "d");
  const Read reversible = read({{"highway", "primary"}, {"oneway", "reversible"}});
  CHECK(letters(reversible.line.modes_backward) == "wbdc");
  CHECK(reversible.counts.unknown_values().at("oneway=reversible") == 1);
}

TEST_CASE("moving steps are escalators, and one that moves one way carries nobody back") {
  CHECK(structure({{"highway", "steps"}, {"conveying", "yes"}}) == "escalator");
  CHECK(structure({{"highway", "steps"}, {"conveying", "no"}}) == "steps");
  CHECK(forward({{"highway", "steps"}, {"conveying", "forward"}}) == "w");
  CHECK(backward({{"highway", "steps"}, {"conveying", "forward"}}).empty());
  CHECK(forward({{"highway", "steps"}, {"conveying", "backward"}}).empty());
  CHECK(backward({{"highway", "steps"}, {"conveying", "yes"}}) == "w");
  // A moving walkway is level ground that is walked one way.
  CHECK(structure({{"highway", "footway"}, {"conveying", "forward"}}) == "ground");
  CHECK(backward({{"highway", "footway"}, {"conveying", "forward"}}).empty());
}

TEST_CASE("bridges, tunnels and rides are told apart, and a culvert is no tunnel for a street") {
  CHECK(structure({{"highway", "footway"}, {"bridge", "yes"}}) == "bridge");
  CHECK(structure({{"highway", "footway"}, {"bridge", "no"}}) == "ground");
  CHECK(structure({{"highway", "footway"}, {"bridge", "viaduct"}}) == "bridge");
  CHECK(structure({{"highway", "footway"}, {"tunnel", "building_passage"}}) == "tunnel");
  CHECK(structure({{"highway", "footway"}, {"tunnel", "culvert"}}) == "ground");
  CHECK(structure({{"highway", "footway"}, {"covered", "yes"}}) == "ground");
  CHECK(structure({{"highway", "elevator"}}) == "lift");
  CHECK(structure({{"route", "ferry"}}) == "ferry");
  CHECK(structure({{"aerialway", "gondola"}}) == "cable_car");
  CHECK(structure({{"aerialway", "cable_car"}}) == "cable_car");
  const StreetLine stairs = read({{"highway", "steps"}, {"bridge", "yes"}}).line;
  CHECK(stairs.structure == Structure::steps);
  CHECK(stairs.on_bridge);
  CHECK(stairs.may_cross);
  CHECK(read({{"highway", "path"}, {"ford", "yes"}}).line.may_cross);
  CHECK_FALSE(read({{"highway", "path"}}).line.may_cross);
}

TEST_CASE("speeds and rides come from their tags, else from the class") {
  CHECK(read({{"highway", "residential"}, {"maxspeed", "40"}}).line.drive_kmh == 40.0);
  const double by_class = read({{"highway", "residential"}}).line.drive_kmh;
  CHECK(by_class == 25.0);
  const Read vague = read({{"highway", "residential"}, {"maxspeed", "RO:urban"}});
  CHECK(vague.line.drive_kmh == by_class);
  CHECK(vague.counts.unknown_values().at("maxspeed=RO:urban") == 1);
  CHECK(read({{"route", "ferry"}, {"duration", "00:20"}}).line.ride_s == 1200.0);
  CHECK(std::isnan(read({{"route", "ferry"}}).line.ride_s));
  CHECK(forward({{"route", "ferry"}, {"motor_vehicle", "yes"}, {"foot", "no"}}) == "bd");
}

TEST_CASE("a value of an access tag that is not known changes nothing and is counted once a way") {
  const Read found = read({{"highway", "service"}, {"access", "unknown"}});
  CHECK(letters(found.line.modes_forward) == "wbdc");
  CHECK(found.counts.unknown_values().at("access=unknown") == 1);
}
