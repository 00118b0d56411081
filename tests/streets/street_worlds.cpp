#include "tests/streets/street_worlds.h"

namespace quarterhour::testing {

Scenario street_scenario(const TemporaryFolder& folder, const std::string& text, const std::string& name) {
  TiffSpec level;
  level.rows = level.cols = 10;
  level.west = world_west_m;
  level.north = world_south_m + world_side_m;
  level.values = std::vector<double>(100, 200.0);
  write_tiff(folder.path("dem.tif"), level);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  StreetsSpec streets;
  streets.source = source(folder.write(name, text), "streets");
  streets.table = street_table();
  scenario.city.streets = streets;
  return scenario;
}

City street_city(const OsmText& osm) {
  const TemporaryFolder folder;
  return build_city(street_scenario(folder, osm.text()));
}

std::vector<StreetEdge> edges_of(const StreetNetwork& streets, std::int64_t source_id) {
  std::vector<StreetEdge> edges;
  for (const StreetEdge& edge : streets.edges)
    if (edge.source_id == source_id) edges.push_back(edge);
  return edges;
}

double total_length_m(const StreetNetwork& streets) {
  double sum = 0.0;
  for (const StreetEdge& edge : streets.edges) sum += edge.length_m;
  return sum;
}

StreetCount count_of(const std::vector<StreetCount>& rows, const std::string& what, const std::string& kind,
                     const std::string& reason) {
  for (const StreetCount& row : rows)
    if (row.what == what && row.kind == kind && row.reason == reason) return row;
  return {what, kind, 0, 0.0, reason};
}

}  // namespace quarterhour::testing
