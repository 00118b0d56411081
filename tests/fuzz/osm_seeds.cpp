#include "tests/fuzz/osm_seeds.h"

#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_output.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/writer.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/io/xml_output.hpp>

#include "tests/streets/osm_text.h"

namespace quarterhour::fuzz {

std::string streets_osm() {
  testing::OsmText osm;
  osm.node(1, 100, 500)
      .node(2, 300, 500, {{"highway", "elevator"}, {"wheelchair", "yes"}})
      .node(3, 600, 500, {{"railway", "level_crossing"}})
      .node(4, 900, 520)
      .node(5, 300, 800)
      .node(6, 620, 0)
      .node(7, 620, 900, {{"barrier", "gate"}})
      .node(8, 100, 100)
      .node(9, 200, 100)
      .node(10, 200, 220)
      .node(11, 100, 200)
      .node(12, 140, 140)
      .node(13, 160, 140)
      .node(14, 160, 160)
      .node(15, 1500, 700);
  osm.way(20, {1, 2, 3},
          {{"highway", "residential"}, {"name", "人民路"}, {"name:en", "People's Road"}, {"oneway", "yes"}})
      .way(21, {3, 4, 15},
           {{"highway", "primary"}, {"maxspeed", "30 mph"}, {"bridge", "yes"}, {"layer", "1"}})
      .way(22, {2, 5},
           {{"highway", "footway"}, {"level", "1;2"}, {"foot", "designated"}, {"access", "private"}})
      .way(23, {5, 4}, {{"highway", "steps"}, {"conveying", "forward"}})
      .way(24, {5, 1}, {{"route", "ferry"}, {"duration", "00:20"}, {"motor_vehicle", "yes"}})
      .way(25, {6, 7}, {{"waterway", "river"}})
      .way(26, {7, 3}, {{"barrier", "wall"}})
      .way(27, {6, 3, 99}, {{"railway", "rail"}})
      .way(28, {8, 9, 10}, {{"source", "survey"}})
      .way(29, {10, 11, 8}, {})
      .way(30, {12, 13, 14, 12}, {{"highway", "pedestrian"}, {"area", "yes"}})
      .way(31, {1, 11}, {{"highway", "motorway"}})
      .multipolygon(40, {28, 29, 30}, {{"natural", "water"}})
      .multipolygon(41, {30, 77}, {{"highway", "pedestrian"}});
  return osm.text();
}

std::string streets_geojson() {
  return R"({"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"class": "residential", "structure": "ground", "oneway": "yes", "speed": 30, "duration": null, "name": "First", "name_zh": "一路"},
  "geometry": {"type": "LineString", "coordinates": [[105.001, 29.8316], [105.004, 29.8326], [105.007, 29.8336]]}},
 {"type": "Feature", "properties": {"class": "footway", "structure": "steps", "oneway": "no", "speed": 0, "duration": null, "name": null, "name_zh": null},
  "geometry": {"type": "MultiLineString", "coordinates": [[[105.004, 29.8326], [105.004, 29.8366]], [[105.004, 29.8366], [105.009, 29.8366]]]}},
 {"type": "Feature", "properties": {"class": "ferry", "structure": "", "oneway": "-1", "speed": 12.5, "duration": "01:30", "name": "", "name_zh": ""},
  "geometry": {"type": "LineString", "coordinates": [[105.007, 29.8336], [105.0115, 29.8386]]}},
 {"type": "Feature", "properties": {"class": "motorway", "structure": "", "oneway": "", "speed": 100, "duration": null, "name": "", "name_zh": ""},
  "geometry": {"type": "LineString", "coordinates": [[105.0, 29.8350], [105.0125, 29.8352]]}}
]}
)";
}

void convert_osm(const std::filesystem::path& from, const std::filesystem::path& to,
                 const std::string& options) {
  osmium::io::Reader reader(from.string());
  osmium::io::File file(to.string());
  const std::size_t sign = options.find('=');
  if (sign != std::string::npos) file.set(options.substr(0, sign), options.substr(sign + 1));
  osmium::io::Writer writer(file, osmium::io::overwrite::allow);
  while (osmium::memory::Buffer buffer = reader.read()) writer(std::move(buffer));
  writer.close();
}

}  // namespace quarterhour::fuzz
