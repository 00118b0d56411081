// Layers of lines whose columns say what the streets are.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/streets/street_worlds.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

struct Feature {
  std::string properties;
  /// Metres from the corner of the world: "100 500, 300 500".
  std::vector<PointM> line;
};

std::string geojson(const std::vector<Feature>& features) {
  std::string text =
      R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32648"}},"features":[)";
  for (std::size_t i = 0; i < features.size(); ++i) {
    text += (i > 0 ? "," : "") + std::string(R"({"type":"Feature","properties":{)") + features[i].properties +
            R"(},"geometry":{"type":"LineString","coordinates":[)";
    for (std::size_t k = 0; k < features[i].line.size(); ++k) {
      text += (k > 0 ? "," : "") + std::string("[") + std::to_string(world_west_m + features[i].line[k].x_m) +
              "," + std::to_string(world_south_m + features[i].line[k].y_m) + "]";
    }
    text += "]}}";
  }
  return text + "]}";
}

Scenario layer_scenario(const TemporaryFolder& folder, const std::vector<Feature>& features) {
  return street_scenario(folder, geojson(features), "streets.geojson");
}

City layer_city(const std::vector<Feature>& features) {
  const TemporaryFolder folder;
  return build_city(layer_scenario(folder, features));
}

constexpr std::uint8_t walk = mode_bit(TravelMode::walk);
constexpr std::uint8_t bicycle = mode_bit(TravelMode::bicycle);
constexpr std::uint8_t drive = mode_bit(TravelMode::drive);
constexpr std::uint8_t wheelchair = mode_bit(TravelMode::wheelchair);

}  // namespace

TEST_CASE("lines of a layer meet at ends and at vertices that are exactly the same, and nowhere else") {
  const City city = layer_city({{R"("class":"residential")", {{100, 500}, {300, 500}, {600, 500}}},
                                {R"("class":"footway")", {{300, 500}, {300, 800}}},
                                {R"("class":"path")", {{450, 400}, {450, 600}}}});
  check_streets(city.streets);
  CHECK(city.streets.edges.size() == 4);
  CHECK(city.streets.nodes.size() == 6);
  CHECK_THAT(total_length_m(city.streets), WithinAbs(200.0 + 300.0 + 300.0 + 200.0, 1e-6));
  CHECK(count_of(city.street_counts, "street", "residential").count == 1);
}

TEST_CASE("structure, direction, speed, ride and names come from columns found by their names") {
  const City city = layer_city(
      {{R"("class":"residential","structure":"bridge","oneway":"yes","speed":35,"name":"Bridge Road","name_zh":"桥路")",
        {{100, 500}, {300, 500}}},
       {R"("class":"footway","structure":"steps","oneway":"")", {{300, 500}, {600, 500}}},
       {R"("class":"ferry","duration":"10")", {{600, 500}, {900, 500}}},
       {R"("class":"footway","structure":"lift")", {{300, 500}, {300, 510}}},
       {R"("class":"residential","oneway":"-1","speed":0)", {{100, 500}, {100, 800}}}});
  const auto& edges = city.streets.edges;
  REQUIRE(edges.size() == 5);
  CHECK(edges[0].structure == Structure::bridge);
  CHECK(edges[0].modes_forward == (walk | bicycle | drive | wheelchair));
  CHECK(edges[0].modes_backward == (walk | wheelchair));
  CHECK(edges[0].drive_kmh == 35.0F);
  CHECK(city.streets.names.at(0).zh == "桥路");
  CHECK(edges[1].structure == Structure::steps);
  CHECK(edges[1].modes_forward == walk);
  CHECK(edges[2].structure == Structure::ferry);
  CHECK(edges[2].ride_s == 600.0F);
  CHECK(edges[3].structure == Structure::lift);
  CHECK(edges[3].modes_forward == (walk | wheelchair));
  CHECK(edges[4].modes_forward == (walk | wheelchair));
  CHECK(edges[4].modes_backward == (walk | bicycle | drive | wheelchair));
  CHECK(edges[4].drive_kmh == 25.0F);
}

TEST_CASE("the scenario maps columns of other names") {
  const TemporaryFolder folder;
  Scenario scenario =
      layer_scenario(folder, {{R"("kind":"path","what":"tunnel")", {{100, 500}, {300, 500}}}});
  scenario.city.streets->source.columns = {{"class", "kind"}, {"structure", "what"}};
  const City city = build_city(scenario);
  CHECK(city.streets.classes == std::vector<std::string>{"path"});
  CHECK(city.streets.edges[0].structure == Structure::tunnel);
}

TEST_CASE("a layer without a usable class is refused with the values that are known") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(layer_scenario(folder, {{R"("kind":"path")", {{100, 500}, {300, 500}}}})),
             ContainsSubstring(
                 "test.toml:7: city.streets = streets.geojson: no column says which class each street is "
                 "of; it has kind"));
  const std::string refusal = refusal_of(
      layer_scenario(folder, {{R"("class":"alley")", {{100, 500}, {300, 500}}},
                              {R"("class":"alley")", {{300, 500}, {400, 500}}},
                              {R"("class":"path","structure":"brige")", {{300, 500}, {400, 500}}}}));
  CHECK_THAT(refusal,
             ContainsSubstring(
                 "class = alley: in feature 0: there is no such class of streets; known are motorway,"));
  CHECK_THAT(refusal,
             ContainsSubstring(
                 "structure = brige: in feature 2: there is no such structure; known are ground, bridge"));
  // The same mistake is told once.
  CHECK(refusal.find("alley") == refusal.rfind("alley"));
  CHECK_THAT(
      refusal_of(layer_scenario(folder, {{R"("class":"path","oneway":"maybe")", {{100, 500}, {300, 500}}}})),
      ContainsSubstring("oneway = maybe: in feature 0: it says no direction"));
  CHECK_THAT(
      refusal_of(layer_scenario(folder, {{R"("class":"road","speed":"fast")", {{100, 500}, {300, 500}}}})),
      ContainsSubstring("speed = fast: in feature 0: it is no speed"));
  CHECK_THAT(refusal_of(layer_scenario(folder,
                                       {{R"("class":"ferry","duration":"long")", {{100, 500}, {300, 500}}}})),
             ContainsSubstring("duration = long: in feature 0: it is no duration"));
}

TEST_CASE("motorways of a layer are barriers that a path does not cross without a bridge") {
  const std::vector<Feature> features = {
      {R"("class":"motorway","structure":"ground")", {{100, 500}, {900, 500}}},
      {R"("class":"path","structure":"ground")", {{300, 200}, {300, 800}}},
      {R"("class":"path","structure":"bridge")", {{500, 200}, {500, 800}}}};
  const TemporaryFolder folder;
  Scenario scenario = layer_scenario(folder, features);
  const City city = build_city(scenario);
  REQUIRE(city.street_crossings.size() == 1);
  CHECK(city.street_crossings[0].edge == 1);
  CHECK(count_of(city.street_counts, "barrier", "motorway").count == 1);
  scenario.city.streets->barriers = std::vector<std::string>{};
  CHECK(build_city(scenario).street_crossings.empty());
}
