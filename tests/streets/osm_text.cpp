#include "tests/streets/osm_text.h"

#include <cstdio>

#include "scenarios/readers/coordinates.h"
#include "tests/streets/street_worlds.h"

namespace quarterhour::testing {

namespace {

std::string tags_text(Tags tags) {
  std::string text;
  for (const auto& [key, value] : tags)
    text += "<tag k=\"" + std::string(key) + "\" v=\"" + std::string(value) + "\"/>";
  return text;
}

}  // namespace

OsmText& OsmText::node(std::int64_t id, double east_m, double north_m, Tags tags) {
  static const CoordinateChange change(*CoordinateSystem::from_text("EPSG:32648"),
                                       *CoordinateSystem::from_text("EPSG:4326"));
  const PointM place = change.apply({world_west_m + east_m, world_south_m + north_m});
  char text[160];
  std::snprintf(text, sizeof text, "<node id=\"%lld\" lon=\"%.7f\" lat=\"%.7f\">", static_cast<long long>(id),
                place.x_m, place.y_m);
  nodes_ += text + tags_text(tags) + "</node>\n";
  return *this;
}

OsmText& OsmText::way(std::int64_t id, std::initializer_list<std::int64_t> nodes, Tags tags) {
  ways_ += "<way id=\"" + std::to_string(id) + "\">";
  for (const std::int64_t node : nodes) ways_ += "<nd ref=\"" + std::to_string(node) + "\"/>";
  ways_ += tags_text(tags) + "</way>\n";
  return *this;
}

OsmText& OsmText::multipolygon(std::int64_t id, std::initializer_list<std::int64_t> ways, Tags tags) {
  relations_ += "<relation id=\"" + std::to_string(id) + "\">";
  for (const std::int64_t way : ways)
    relations_ += "<member type=\"way\" role=\"outer\" ref=\"" + std::to_string(way) + "\"/>";
  relations_ += "<tag k=\"type\" v=\"multipolygon\"/>" + tags_text(tags) + "</relation>\n";
  return *this;
}

std::string OsmText::text() const {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" generator=\"by hand\">\n" +
         nodes_ + ways_ + relations_ + "</osm>\n";
}

}  // namespace quarterhour::testing
