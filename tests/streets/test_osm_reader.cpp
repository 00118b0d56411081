// Files of OpenStreetMap as plain data, whole and damaged.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <osmium/io/bzip2_compression.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_output.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/writer.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/io/xml_output.hpp>

#include "scenarios/readers/osm_file_name.h"
#include "tests/streets/street_worlds.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

const OsmSelection streets_and_gates = {
    {{"highway", ""}, {"natural", "water"}}, {{"barrier", "gate"}}, {"name"}};

OsmData read(const std::filesystem::path& path) {
  return read_osm(source(path, "streets"), streets_and_gates);
}

std::string refusal(const std::filesystem::path& path) {
  try {
    (void)read(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

OsmText small() {
  OsmText osm;
  osm.node(7, 100, 100)
      .node(5, 200, 100, {{"barrier", "gate"}, {"name", "North Gate"}})
      .node(6, 300, 100)
      .way(21, {7, 5, 6}, {{"highway", "path"}, {"name", "A"}, {"surface", "sand"}})
      .way(20, {5, 6}, {{"building", "yes"}})
      .way(22, {6, 7, 5, 6}, {})
      .multipolygon(30, {22, 99}, {{"natural", "water"}})
      .multipolygon(31, {20}, {{"building", "yes"}});
  return osm;
}

void check_small(const OsmData& data) {
  REQUIRE(data.ways.size() == 2);
  CHECK(data.ways[0].id == 21);
  CHECK(data.ways[1].id == 22);
  CHECK(data.other_ways == 1);
  REQUIRE(data.nodes.size() == 3);
  CHECK(data.nodes[0].id == 5);
  CHECK(data.ways[0].nodes == std::vector<std::uint32_t>{2, 0, 1});
  CHECK(data.ways[0].tags.value("name") == "A");
  CHECK(data.ways[0].tags.value("surface").empty());
  REQUIRE(data.tagged_nodes.size() == 1);
  CHECK(data.tagged_nodes[0].first == 0);
  CHECK(data.tagged_nodes[0].second.value("name") == "North Gate");
  REQUIRE(data.areas.size() == 1);
  CHECK(data.areas[0].ways == std::vector<std::size_t>{1});
  CHECK(data.areas[0].missing_ways == 1);
}

/// The file in another format, written by libosmium.
void convert(const std::filesystem::path& from, const std::filesystem::path& to) {
  osmium::io::Reader reader(from.string());
  osmium::io::Writer writer(to.string(), osmium::io::overwrite::allow);
  while (osmium::memory::Buffer buffer = reader.read()) writer(std::move(buffer));
  writer.close();
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("the same ways, nodes and multipolygons come out of every format") {
  const TemporaryFolder folder;
  const auto xml = folder.write("a.osm", small().text());
  check_small(read(xml));
  for (const char* const name : {"a.osm.pbf", "b.osm.gz", "c.osm.bz2", "d.pbf"}) {
    convert(xml, folder.path(name));
    check_small(read(folder.path(name)));
  }
}

TEST_CASE("a name tells whether a file is of OpenStreetMap") {
  for (const char* const name : {"a.osm.pbf", "A.OSM.PBF", "x.pbf", "a.osm", "a.osm.gz", "a.osm.bz2"})
    CHECK(is_osm_file(name));
  for (const char* const name : {"streets.gpkg", "a.osm.gpkg", "osm", "pbf", "a.geojson", "a.gz"})
    CHECK_FALSE(is_osm_file(name));
}

TEST_CASE("nodes that the file does not hold, or that stand nowhere, are missing and the rest is kept") {
  const TemporaryFolder folder;
  OsmText osm;
  osm.node(1, 100, 500).node(2, 300, 500).node(4, 700, 500).node(5, 800, 500);
  osm.way(10, {1, 2, 3, 4, 5}, {{"highway", "path"}});
  std::string text = osm.text();
  text.insert(text.find("<way"), "<node id=\"3\" lon=\"105\" lat=\"95\"/>");
  for (const std::string& file : {osm.text(), text}) {
    const City city = build_city(street_scenario(folder, file));
    REQUIRE(city.streets.edges.size() == 2);
    CHECK(std::abs(city.streets.edges[0].length_m - 200.0) < 0.05);
    CHECK(std::abs(city.streets.edges[1].length_m - 100.0) < 0.05);
    CHECK(has_note(city.notes, "1 ways lack nodes in the file"));
  }
}

TEST_CASE("what is deleted is passed over, and a history of changes is refused") {
  const TemporaryFolder folder;
  std::string text = small().text();
  text.replace(text.find("<way id=\"21\""), 12, "<way id=\"21\" visible=\"false\"");
  CHECK(read(folder.write("a.osm", text)).ways.size() == 1);
}

TEST_CASE("a file that is cut off, damaged, empty or of another kind is refused in one sentence") {
  const TemporaryFolder folder;
  const auto xml = folder.write("a.osm", small().text());
  convert(xml, folder.path("a.osm.pbf"));
  convert(xml, folder.path("a.osm.gz"));
  convert(xml, folder.path("a.osm.bz2"));
  CHECK_THAT(refusal(folder.write("e.osm.pbf", "")),
             ContainsSubstring("city.streets = e.osm.pbf: the file is empty"));
  CHECK_THAT(refusal(folder.write("e.osm", "")), ContainsSubstring("the file is empty"));
  CHECK_THAT(refusal(folder.path("none.osm.pbf")), ContainsSubstring("there is no such file"));
  CHECK_THAT(refusal(folder.write("text.osm.pbf", "id,name\n1,this is a table and no map at all\n")),
             ContainsSubstring("damaged, or no file of OpenStreetMap"));
  CHECK_THAT(refusal(folder.write("text.osm", "id,name\n1,a\n")),
             ContainsSubstring("damaged, or no file of OpenStreetMap"));
  CHECK_THAT(refusal(folder.write("page.osm", "<html><body>404</body></html>")),
             ContainsSubstring("damaged, or no file of OpenStreetMap"));
  std::filesystem::create_directory(folder.path("folder.osm"));
  CHECK_THAT(refusal(folder.path("folder.osm")), ContainsSubstring("it is a folder"));
  for (const char* const name : {"a.osm.pbf", "a.osm", "a.osm.gz", "a.osm.bz2"}) {
    const std::string whole = bytes_of(folder.path(name));
    for (std::size_t size = 1; size < whole.size(); size += testing::sanitized ? 7 : 1) {
      const std::string cut = "cut" + std::string(name).substr(1);
      folder.write(cut, whole.substr(0, size));
      const std::string said = refusal(folder.path(cut));
      // A cut between two blocks leaves a whole file of fewer ways; of XML only the line end can go.
      INFO(name << " cut to " << size << " of " << whole.size());
      if (said.empty()) {
        const bool between_blocks = std::string_view(name).ends_with("pbf");
        CHECK((between_blocks || size + 1 == whole.size()));
      }
    }
  }
  CHECK_THAT(refusal(folder.write("cut.osm", small().text().substr(0, 400))), ContainsSubstring("cut off"));
  folder.write("cut.osm.pbf", bytes_of(folder.path("a.osm.pbf")).substr(0, 200));
  CHECK_THAT(refusal(folder.path("cut.osm.pbf")), ContainsSubstring("cut off"));
}

TEST_CASE("a blob without its type, of another type or of an absurd size is damage") {
  const TemporaryFolder folder;
  const auto said_of = [&](const std::string& header) {
    const std::string size = {'\0', '\0', '\0', static_cast<char>(header.size())};
    return refusal(folder.write("a.osm.pbf", size + header + "?"));
  };
  const std::string type = "\x0a\x09OSMHeader";
  const std::string one_byte = "\x18\x01";
  CHECK_THAT(said_of(one_byte), ContainsSubstring("the file is damaged"));
  CHECK_THAT(said_of("\x0a\x07OSMData" + one_byte), ContainsSubstring("the file is damaged"));
  CHECK_THAT(said_of(type), ContainsSubstring("the file is damaged"));
  // 2^31 - 1 bytes, and two bytes of which one is there.
  CHECK_THAT(said_of(type + "\x18\xff\xff\xff\xff\x07"), ContainsSubstring("the file is damaged"));
  CHECK_THAT(said_of(type + "\x18\x02"), ContainsSubstring("the file is cut off"));
  CHECK_THAT(refusal(folder.write("b.osm.pbf", "\xff\xff\xff\xff")),
             ContainsSubstring("the file is damaged"));
}

TEST_CASE("a zero byte inside a tag ends the file's reading, not the program") {
  // Found by the fuzz target `streets`: libosmium ends texts with a zero and counts on there being no other.
  const TemporaryFolder folder;
  const auto xml = folder.write("a.osm", small().text());
  osmium::io::Reader reader(xml.string());
  osmium::io::File plain(folder.path("a.osm.pbf").string());
  plain.set("pbf_compression", "none");
  osmium::io::Writer writer(plain);
  while (osmium::memory::Buffer buffer = reader.read()) writer(std::move(buffer));
  writer.close();
  std::string bytes = bytes_of(folder.path("a.osm.pbf"));
  const std::size_t at = bytes.find("highway");
  REQUIRE(at != std::string::npos);
  bytes[at + 4] = '\0';
  folder.write("a.osm.pbf", bytes);
  CHECK_THAT(refusal(folder.path("a.osm.pbf")), ContainsSubstring("damaged"));
}

TEST_CASE("a map without a way is refused") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal(folder.write("a.osm", OsmText().node(1, 0, 0).text())),
             ContainsSubstring("it holds no way, so no street"));
}
