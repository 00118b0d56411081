// The facility ledger: encodings, columns, places.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "scenarios/readers/coordinates.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

/// 12 × 12 cells of 100 m; the middle columns 3 … 8 are water without a value when `river` is set.
Scenario world(const TemporaryFolder& folder, bool river = false) {
  TiffSpec dem;
  dem.rows = dem.cols = 12;
  dem.no_data = -9999.0;
  dem.values = std::vector<double>(144, 20.0);
  for (std::size_t cell = 0; river && cell < 144; ++cell) {
    if (cell % 12 >= 1 && cell % 12 <= 10) dem.values[cell] = -9999.0;
  }
  write_tiff(folder.path("dem.tif"), dem);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  return scenario;
}

Scenario with_ledger(const TemporaryFolder& folder, const std::string& text, bool river = false,
                     std::initializer_list<std::pair<const char*, const char*>> columns = {}) {
  Scenario scenario = world(folder, river);
  scenario.city.facilities = {source(folder.write("ledger.csv", text), "facilities[0]", columns)};
  return scenario;
}

}  // namespace

TEST_CASE("A ledger reads alike from UTF-8, UTF-8 with a mark, GBK and GB18030, named or not") {
  const std::string header = "id,name,service,x,y,capacity\n";
  struct Written {
    const char* bytes;
    const char* encoding;
    const char* note;
  };
  const std::vector<Written> all = {{"渝中医院", "", ""},
                                    {"渝中医院", "UTF-8", ""},
                                    {"\xd3\xe5\xd6\xd0\xd2\xbd\xd4\xba", "GBK", ""},
                                    {"\xd3\xe5\xd6\xd0\xd2\xbd\xd4\xba", "GB18030", ""},
                                    {"\xd3\xe5\xd6\xd0\xd2\xbd\xd4\xba", "", "was read as GB18030"}};
  for (const Written& written : all) {
    for (const char* mark : {"", "\xef\xbb\xbf"}) {
      const bool is_utf8 = std::string(written.bytes) == "渝中医院";
      if (*mark != '\0' && !is_utf8) continue;
      const TemporaryFolder folder;
      Scenario scenario =
          with_ledger(folder, mark + header + "7," + written.bytes + ",clinic,500050,3299950,250\n");
      scenario.city.facilities[0].encoding = written.encoding;
      const City city = build_city(scenario);
      REQUIRE(city.ledger.size() == 1);
      const Facility& facility = city.ledger.front();
      CHECK(facility.id == "7");
      CHECK(facility.name.en == "渝中医院");
      CHECK(facility.service == "clinic");
      CHECK(facility.capacity == 250.0);
      CHECK(facility.location == PointM{500050.0, 3299950.0});
      CHECK(facility.cell == CellIndex{0});
      CHECK(facility.source == "ledger.csv, line 2");
      if (*written.note != '\0') CHECK(has_note(city.notes, written.note));
    }
  }
}

TEST_CASE("Columns are found by their mapping, else by their usual names, in degrees where they say so") {
  const TemporaryFolder folder;
  // 500050, 3299950 in EPSG:32648 lies on 105° E + 50 m; the cell of 100 m forgives the rounding of degrees.
  const CoordinateChange change(*CoordinateSystem::from_text("EPSG:32648"),
                                *CoordinateSystem::from_text("EPSG:4326"));
  const PointM degrees = change.apply({500150.0, 3299750.0});
  const std::string text = "ref,Latitude,Longitude,kind,since,until,run by,part\nk," +
                           std::to_string(degrees.y_m) + "," + std::to_string(degrees.x_m) +
                           ",school,2001,2040,county,north\n";
  const City city = build_city(with_ledger(folder, text, false,
                                           {{"id", "ref"},
                                            {"service", "kind"},
                                            {"opened", "since"},
                                            {"closed", "until"},
                                            {"owner", "run by"},
                                            {"district", "part"}}));
  const Facility& facility = city.ledger.front();
  CHECK(facility.cell == city.grid().index(2, 1));
  CHECK(facility.service == "school");
  CHECK(facility.opened_year == 2001);
  CHECK(facility.closed_year == 2040);
  CHECK(facility.owner == "county");
  CHECK(facility.district == "north");
  CHECK_FALSE(facility.capacity);
  CHECK(has_note(city.notes, "taken for degrees of EPSG:4326"));
}

TEST_CASE("One service may stand for every row: by gives, by its id, or because it is the only one") {
  const TemporaryFolder folder;
  const std::string text = "id,x,y\na,500050,3299950\n";
  CHECK(build_city(with_ledger(folder, text, false, {{"gives", "school"}})).ledger.front().service ==
        "school");
  CHECK(build_city(with_ledger(folder, text, false, {{"service", "clinic"}})).ledger.front().service ==
        "clinic");
  CHECK(build_city(with_ledger(folder, text)).ledger.front().service == "clinic");
  Scenario two = with_ledger(folder, text);
  two.services.push_back(two.services.front());
  two.services.back().id = "school";
  CHECK_THAT(refusal_of(two), ContainsSubstring("does not say which service its facilities give"));
}

TEST_CASE("A place with several facilities is one place, and rows without any are left out") {
  const TemporaryFolder folder;
  const std::string text = "id,x,y,doctors\na,500050,3299950,3\nb,500150,3299950,0\nc,500250,3299950,\n";
  const City city = build_city(with_ledger(folder, text, false, {{"count", "doctors"}}));
  REQUIRE(city.ledger.size() == 1);
  CHECK(city.ledger.front().id == "a");
  CHECK(has_note(city.notes, "2 rows without a count were left out"));
}

TEST_CASE("A facility in the river moves to the nearest bank and is listed") {
  const TemporaryFolder folder;
  // Column 2 of the first row: the bank, column 0, is 200 m away; the other, column 11, is 900 m away.
  const City city = build_city(with_ledger(folder, "id,x,y\nferry,500260,3299950\n", true));
  CHECK(city.ledger.front().cell == CellIndex{0});
  CHECK(city.ledger.front().location == PointM{500260.0, 3299950.0});
  REQUIRE(city.moved.size() == 1);
  CHECK(city.moved[0].what == "facility");
  CHECK(city.moved[0].id == "ferry");
  CHECK(city.moved[0].action == "moved");
  CHECK(city.moved[0].to == PointM{500050.0, 3299950.0});
  CHECK(city.moved[0].distance_m == 210.0);
}

TEST_CASE("A facility in the river more than 500 m from the bank is an error that names it") {
  // The middle of a river of 22 columns: 1000 m and more from both banks.
  const TemporaryFolder folder;
  Scenario scenario = with_ledger(folder, "id,x,y\nwreck,501150,3299950\n");
  TiffSpec dem;
  dem.rows = 1;
  dem.cols = 24;
  dem.no_data = -9999.0;
  dem.values = std::vector<double>(24, -9999.0);
  dem.values.front() = dem.values.back() = 1.0;
  write_tiff(folder.path("dem.tif"), dem);
  const std::string refusal = refusal_of(scenario);
  CHECK_THAT(refusal, ContainsSubstring("facility wreck (ledger.csv, line 2)"));
  CHECK_THAT(refusal, ContainsSubstring("no open ground within 500 m"));
  CHECK_THAT(refusal, ContainsSubstring("test.toml:7: city.facilities[0]"));
}

TEST_CASE("A facility beyond the grid stays in the ledger without a cell") {
  const TemporaryFolder folder;
  const City city = build_city(with_ledger(folder, "id,x,y\nnear,500050,3299950\nfar,700050,3299950\n"));
  REQUIRE(city.ledger.size() == 2);
  CHECK(city.ledger[0].cell);
  CHECK_FALSE(city.ledger[1].cell);
  CHECK(has_note(city.notes, "1 of 2 facilities lie outside"));
  REQUIRE(city.moved.size() == 1);
  CHECK(city.moved[0].action == "outside");
}

TEST_CASE("Every wrong row of a ledger is told at once, by line and column") {
  const TemporaryFolder folder;
  const std::string refusal =
      refusal_of(with_ledger(folder,
                             "id,x,y,capacity,opened\na,500050,3299950,many,\nb,500050,3299950,-5,\nc,,"
                             "3299950,,\nd,500050,3299950,,20\n"));
  CHECK_THAT(refusal, ContainsSubstring("ledger.csv:2: capacity = many: is not a number"));
  CHECK_THAT(refusal, ContainsSubstring("ledger.csv:3: capacity = -5: a capacity is negative"));
  CHECK_THAT(refusal, ContainsSubstring("ledger.csv:4: a facility has no coordinates"));
  CHECK_THAT(refusal, ContainsSubstring("ledger.csv:5: opened = 20: is no year"));
}

TEST_CASE("An id that stands twice for one service is refused, naming both lines; for two services it may") {
  const TemporaryFolder folder;
  const std::string refusal = refusal_of(with_ledger(
      folder, "id,service,x,y\na,clinic,500050,3299950\nb,clinic,500050,3299950\na,clinic,500150,3299950\n"));
  CHECK_THAT(refusal, ContainsSubstring("id = a"));
  CHECK_THAT(refusal, ContainsSubstring("ledger.csv, line 2"));
  CHECK_THAT(refusal, ContainsSubstring("ledger.csv, line 4"));
  CHECK(build_city(with_ledger(folder, "id,service,x,y\na,clinic,500050,3299950\na,school,500050,3299950\n"))
            .ledger.size() == 2);
}

TEST_CASE("Points for a key such as candidates come with costs, and with a cell only on open ground") {
  const TemporaryFolder folder;
  const Scenario scenario = world(folder, true);
  const City city = build_city(scenario);
  const SourceSpec sites = source(
      folder.write("sites.csv", "id,x,y,cost\na,500050,3299950,5\nb,500550,3299950,\nc,700050,3299950,2\n"),
      "x");
  const std::vector<NamedPoint> points = read_points(scenario, sites, city);
  REQUIRE(points.size() == 3);
  CHECK(points[0].cost == 5.0);
  CHECK(points[0].cell == CellIndex{0});
  CHECK(points[1].cost == 1.0);
  CHECK_FALSE(points[1].cell);
  CHECK_FALSE(points[2].cell);
}

TEST_CASE("Two candidates of one id are refused with both lines") {
  const TemporaryFolder folder;
  const Scenario scenario = world(folder, true);
  const City city = build_city(scenario);
  const SourceSpec sites = source(
      folder.write("sites.csv", "id,x,y\na,500050,3299950\nb,500050,3299950\na,500150,3299950\n"), "x");
  std::string refusal;
  try {
    static_cast<void>(read_points(scenario, sites, city));
  } catch (const InputError& error) {
    refusal = error.what();
  }
  CHECK_THAT(refusal, ContainsSubstring("sites.csv:4: id = a: the id stands in line 2 already"));
}

TEST_CASE("Candidates without a cost of their own cost what the place says, and a budget pays no cost of 0") {
  const TemporaryFolder folder;
  const Scenario scenario = world(folder, true);
  const City city = build_city(scenario);
  PlaceSpec place;
  place.budget = 100.0;
  place.cost = 40.0;
  const SourceSpec blank =
      source(folder.write("blank.csv", "id,x,y,cost\na,500050,3299950,5\nb,500050,3299950,\n"), "x");
  CHECK(read_points(scenario, blank, city, &place)[0].cost == 5.0);
  CHECK(read_points(scenario, blank, city, &place)[1].cost == 40.0);
  const SourceSpec none = source(folder.write("none.csv", "id,x,y\na,500050,3299950\n"), "x");
  CHECK(read_points(scenario, none, city, &place)[0].cost == 40.0);

  const SourceSpec free = source(folder.write("free.csv", "id,x,y,cost\na,500050,3299950,0\n"), "x");
  std::string refusal;
  try {
    static_cast<void>(read_points(scenario, free, city, &place));
  } catch (const InputError& error) {
    refusal = error.what();
  }
  CHECK_THAT(refusal, ContainsSubstring("free.csv:2: cost = 0: a cost of 0 cannot be paid from a budget"));
  place.budget.reset();
  CHECK(read_points(scenario, free, city, &place)[0].cost == 0.0);
}
