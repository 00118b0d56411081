// Real extracts, against what GDAL's own reader of OpenStreetMap files (its own PBF code, no libosmium) finds in them.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct Way {
  std::map<std::string, std::string> tags;
  double length_m = 0.0;
};

/// "foot"=>"yes","access"=>"no"
void add_other_tags(const std::string& text, std::map<std::string, std::string>& tags) {
  std::size_t at = 0;
  const auto quoted = [&] {
    std::string word;
    ++at;
    while (at < text.size() && text[at] != '"') {
      if (text[at] == '\\') ++at;
      word += text[at++];
    }
    ++at;
    return word;
  };
  while (at < text.size()) {
    const std::string key = quoted();
    at += 2;
    tags[key] = quoted();
    ++at;
  }
}

/// Lines, and closed ways that GDAL takes for areas, by id; lengths in the coordinate system.
std::map<std::int64_t, Way> ways_by_gdal(const std::filesystem::path& path, const std::string& crs) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> dataset(
      GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  REQUIRE(dataset != nullptr);
  OGRSpatialReference to;
  to.SetFromUserInput(crs.c_str());
  to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  std::map<std::int64_t, Way> ways;
  for (const auto& [name, id_field] :
       {std::pair("lines", "osm_id"), std::pair("multipolygons", "osm_way_id")}) {
    OGRLayer* layer = dataset->GetLayerByName(name);
    layer->ResetReading();
    while (const std::unique_ptr<OGRFeature> feature{layer->GetNextFeature()}) {
      const char* const id = feature->GetFieldAsString(id_field);
      if (*id == '\0') continue;
      Way way;
      for (int field = 0; field < feature->GetFieldCount(); ++field) {
        const std::string key = feature->GetFieldDefnRef(field)->GetNameRef();
        const std::string value = feature->GetFieldAsString(field);
        if (key == "other_tags")
          add_other_tags(value, way.tags);
        else if (!value.empty())
          way.tags[key] = value;
      }
      OGRGeometry* shape = feature->GetGeometryRef();
      shape->transformTo(&to);
      if (wkbFlatten(shape->getGeometryType()) == wkbLineString)
        way.length_m = shape->toLineString()->get_Length();
      else
        for (const OGRPolygon* polygon : *shape->toMultiPolygon())
          way.length_m += polygon->getExteriorRing()->get_Length();
      ways[std::stoll(id)] = way;
    }
  }
  return ways;
}

std::string tag(const Way& way, const char* key) {
  const auto found = way.tags.find(key);
  return found == way.tags.end() ? "" : found->second;
}

/// The foot-open set of the README of the Andorra data.
bool is_open_to_feet(const Way& way) {
  static const std::set<std::string> classes = {
      "footway",      "path",    "steps",        "pedestrian", "living_street",  "track",    "residential",
      "service",      "primary", "primary_link", "secondary",  "secondary_link", "tertiary", "tertiary_link",
      "unclassified", "road",    "cycleway",     "platform",   "bridleway"};
  if (!classes.contains(tag(way, "highway"))) return false;
  const std::string foot = tag(way, "foot");
  const std::string access = tag(way, "access");
  if (foot == "no" || foot == "private") return false;
  const bool given_back = foot == "yes" || foot == "permissive" || foot == "designated";
  return (access != "no" && access != "private") || given_back;
}

struct Read {
  SplitStreets streets;
  StreetSource source;
  StreetCounts counts;
};

/// On a grid that holds the whole file.
Read read_whole(const std::filesystem::path& path, const std::string& crs) {
  const Grid grid(2000, 2000, -1e7, 1.2e7, 10000.0, 10000.0);
  const StudyGrid study{*CoordinateSystem::from_text(crs), grid, {}, {}, false};
  StreetsSpec spec;
  spec.source = source(path, "streets");
  spec.table = street_table();
  Read read;
  std::vector<std::string> kinds;
  for (const StreetClass& one : spec.table.classes) kinds.push_back(one.tag.text());
  read.source = osm_streets(read_osm(spec.source, streets_selection(spec.table)), spec, study, read.counts);
  read.streets = split_streets(read.source, spec.table, kinds, grid, read.counts);
  return read;
}

double walked_m(const StreetNetwork& streets, const std::set<std::int64_t>& ways) {
  double sum = 0.0;
  for (const StreetEdge& edge : streets.edges) {
    const bool walked = ((edge.modes_forward | edge.modes_backward) & mode_bit(TravelMode::walk)) != 0;
    if (walked && ways.contains(edge.source_id)) sum += edge.length_m;
  }
  return sum;
}

}  // namespace

TEST_CASE("every way that is open to feet is in the network, with its length, in four places") {
  struct Place {
    const char* file;
    const char* crs;
  };
  for (const Place& place :
       {Place{"poa/poa_osm.pbf", "EPSG:32722"}, Place{"porto/porto_city.osm.pbf", "EPSG:32629"},
        Place{"andorra/andorra.osm.pbf", "EPSG:32631"},
        Place{"comoros/grande_comore.osm.pbf", "EPSG:32738"}}) {
    const auto path = shared_data(place.file);
    if (!path) SKIP("QUARTERHOUR_DATA/" << place.file << " is not there");
    INFO(place.file);
    const auto ways = ways_by_gdal(*path, place.crs);
    std::set<std::int64_t> open;
    double open_m = 0.0;
    for (const auto& [id, way] : ways) {
      if (!is_open_to_feet(way)) continue;
      open.insert(id);
      open_m += way.length_m;
    }
    const Read read = read_whole(*path, place.crs);
    const StreetNetwork& streets = read.streets.network;
    check_streets(streets);
    // Streets that stand in the file twice are kept once.
    double twice_m = 0.0;
    for (const StreetCount& row : read.counts.rows())
      if (row.reason == "the same street twice") twice_m += row.length_m;
    CHECK_THAT(walked_m(streets, open) + twice_m, WithinRel(open_m, 1e-6));
    std::set<std::int64_t> found;
    for (const StreetEdge& edge : streets.edges) found.insert(edge.source_id);
    std::size_t lost = 0;
    for (const std::int64_t id : open) lost += found.contains(id) ? 0U : 1U;
    CHECK(lost <= (twice_m > 0.0 ? 3U : 0U));
  }
}

TEST_CASE("what walks in Porto Alegre and is not in the foot-open set is explained by its tags") {
  const auto path = shared_data("poa/poa_osm.pbf");
  if (!path) SKIP("QUARTERHOUR_DATA/poa is not there");
  const auto ways = ways_by_gdal(*path, "EPSG:32722");
  const Read read = read_whole(*path, "EPSG:32722");
  const std::set<std::string> opening = {"yes", "permissive", "designated", "destination", "customers"};
  for (const StreetEdge& edge : read.streets.network.edges) {
    if (((edge.modes_forward | edge.modes_backward) & mode_bit(TravelMode::walk)) == 0) continue;
    if (edge.structure == Structure::lift) continue;
    const auto way = ways.find(edge.source_id);
    // Outlines of multipolygons have no tags of their own, and are no lines to GDAL.
    if (way == ways.end() || is_open_to_feet(way->second)) continue;
    INFO("way " << edge.source_id << " highway=" << tag(way->second, "highway"));
    const bool opened = opening.contains(tag(way->second, "foot"));
    const bool platform = tag(way->second, "public_transport") == "platform" ||
                          tag(way->second, "railway") == "platform" || tag(way->second, "man_made") == "pier";
    const bool outline = tag(way->second, "highway").empty();
    CHECK((opened || platform || outline));
  }
}

TEST_CASE("Porto Alegre has its 413 flights of steps, those that move as escalators") {
  const auto path = shared_data("poa/poa_osm.pbf");
  if (!path) SKIP("QUARTERHOUR_DATA/poa is not there");
  // The README's 421 are these and 8 nodes that are tagged so.
  std::set<std::int64_t> steps;
  std::set<std::int64_t> moving;
  double steps_m = 0.0;
  for (const auto& [id, way] : ways_by_gdal(*path, "EPSG:32722")) {
    if (tag(way, "highway") != "steps") continue;
    const bool moves = !tag(way, "conveying").empty() && tag(way, "conveying") != "no";
    (moves ? moving : steps).insert(id);
    if (!moves && is_open_to_feet(way)) steps_m += way.length_m;
  }
  CHECK(steps.size() + moving.size() == 413);
  const Read read = read_whole(*path, "EPSG:32722");
  double found_m = 0.0;
  for (const StreetEdge& edge : read.streets.network.edges) {
    CHECK((edge.structure == Structure::escalator) == moving.contains(edge.source_id));
    if (steps.contains(edge.source_id)) CHECK(edge.structure == Structure::steps);
    if (edge.structure == Structure::steps) found_m += edge.length_m;
  }
  CHECK_THAT(found_m, WithinRel(steps_m, 1e-6));
  // Of the 28 lifts that are nodes, 16 join ways on two or three levels.
  std::set<std::int64_t> lifts;
  for (const StreetEdge& edge : read.streets.network.edges)
    if (edge.structure == Structure::lift && edge.length_m == 0.0) lifts.insert(edge.source_id);
  CHECK(lifts.size() + count_of(read.counts.rows(), "left out", "highway=elevator",
                                "a lift whose ways are all on one level")
                           .count ==
        28);
  CHECK(lifts.size() > 10);
}

TEST_CASE("the study of Porto Alegre with its streets is whole, and its account balances") {
  const auto folder = shared_data("poa");
  if (!folder) SKIP("QUARTERHOUR_DATA/poa is not there");
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(*folder / "poa_elevation.tif", "elevation");
  StreetsSpec streets;
  streets.source = source(*folder / "poa_osm.pbf", "streets");
  streets.table = street_table();
  scenario.city.streets = streets;
  const City city = build_city(scenario);
  check_streets(city.streets);
  CHECK(city.has_streets());
  double counted_m = 0.0;
  for (const StreetCount& row : city.street_counts)
    if (row.what == "street") counted_m += row.length_m;
  CHECK_THAT(counted_m, WithinRel(total_length_m(city.streets), 1e-9));
  CHECK(city.street_crossings.size() < 200);
  REQUIRE(city.inputs.size() == 2);
  CHECK(city.inputs[1].name == "poa_osm.pbf");
  CHECK(has_note(city.notes, "poa_osm.pbf: "));
}
