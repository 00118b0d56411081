#include "tests/output/small_study.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace quarterhour::test {
namespace {

constexpr float unreached = std::numeric_limits<float>::infinity();
constexpr float no_share = std::numeric_limits<float>::quiet_NaN();
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

const char* const utm_22_south =
    "PROJCRS[\"WGS 84 / UTM zone 22S\",BASEGEOGCRS[\"WGS 84\",DATUM[\"World Geodetic System 1984\","
    "ELLIPSOID[\"WGS 84\",6378137,298.257223563,LENGTHUNIT[\"metre\",1]]],PRIMEM[\"Greenwich\",0,"
    "ANGLEUNIT[\"degree\",0.0174532925199433]],ID[\"EPSG\",4326]],CONVERSION[\"UTM zone 22S\","
    "METHOD[\"Transverse Mercator\",ID[\"EPSG\",9807]],PARAMETER[\"Latitude of natural origin\",0,"
    "ANGLEUNIT[\"degree\",0.0174532925199433],ID[\"EPSG\",8801]],PARAMETER[\"Longitude of natural "
    "origin\",-51,"
    "ANGLEUNIT[\"degree\",0.0174532925199433],ID[\"EPSG\",8802]],PARAMETER[\"Scale factor at natural "
    "origin\","
    "0.9996,SCALEUNIT[\"unity\",1],ID[\"EPSG\",8805]],PARAMETER[\"False "
    "easting\",500000,LENGTHUNIT[\"metre\",1],"
    "ID[\"EPSG\",8806]],PARAMETER[\"False northing\",10000000,LENGTHUNIT[\"metre\",1],ID[\"EPSG\",8807]]],"
    "CS[Cartesian,2],AXIS[\"(E)\",east,ORDER[1],LENGTHUNIT[\"metre\",1]],AXIS[\"(N)\",north,ORDER[2],"
    "LENGTHUNIT[\"metre\",1]],ID[\"EPSG\",32722]]";

template <class T>
Raster<T> raster(const std::vector<T>& values) {
  Raster<T> filled(3, 4);
  filled.values() = values;
  return filled;
}

template <class T>
SparseRaster<T> sparse(const std::vector<T>& values) {
  SparseRaster<T> filled(3, 4);
  for (std::size_t cell = 0; cell < values.size(); ++cell) filled.at(cell) = values[cell];
  return filled;
}

/// Adds an edge whose line has `points` and whose profile has `heights_m`; node positions are its ends.
StreetEdge& add_edge(StreetNetwork& streets, std::uint32_t from, std::uint32_t to,
                     const std::vector<PointM>& points, const std::vector<float>& heights_m) {
  StreetEdge edge;
  edge.from = from;
  edge.to = to;
  edge.first_point = static_cast<std::uint32_t>(streets.points.size());
  edge.point_count = static_cast<std::uint32_t>(points.size());
  edge.first_height = static_cast<std::uint32_t>(streets.heights_m.size());
  edge.height_count = static_cast<std::uint32_t>(heights_m.size());
  for (std::size_t k = 0; k + 1 < points.size(); ++k)
    edge.length_m += std::hypot(points[k + 1].x_m - points[k].x_m, points[k + 1].y_m - points[k].y_m);
  for (std::size_t k = 0; k + 1 < heights_m.size(); ++k) {
    const double gain_m = static_cast<double>(heights_m[k + 1]) - static_cast<double>(heights_m[k]);
    (gain_m > 0.0 ? edge.climb_m : edge.descent_m) += std::fabs(gain_m);
  }
  edge.modes_forward = edge.modes_backward = mode_bit(TravelMode::walk);
  streets.points.insert(streets.points.end(), points.begin(), points.end());
  streets.heights_m.insert(streets.heights_m.end(), heights_m.begin(), heights_m.end());
  streets.edges.push_back(edge);
  return streets.edges.back();
}

/// A street, a bridge and steps in a row; a motorway that nobody walks on; a footway of its own beyond it.
void add_streets(City& city) {
  StreetNetwork& streets = city.streets;
  streets.nodes = {{{481010, 6670120}, 1.0},   {{481150, 6670120}, 4.5}, {{481250, 6670120}, 4.5},
                   {{481250, 6670050}, -2.25}, {{481350, 6670020}, 0.0}, {{481360, 6670020}, 0.1}};
  streets.classes = {"residential", "footway", "motorway"};
  streets.names = {{"Hill Road", "山路"}, {"", "石梯"}};
  // The second point is half a metre off the line between its neighbours, less than drawings care for.
  StreetEdge& street = add_edge(streets, 0, 1, {{481010, 6670120}, {481080, 6670120.5}, {481150, 6670120}},
                                {1.0F, 2.0F, 1.5F, 4.5F});
  street.modes_forward |= mode_bit(TravelMode::drive);
  street.drive_kmh = 30.0F;
  street.name = 0;
  street.source_id = 9007199254740993;
  StreetEdge& bridge = add_edge(streets, 1, 2, {{481150, 6670120}, {481250, 6670120}}, {4.5F, 4.5F});
  bridge.structure = Structure::bridge;
  bridge.name = 0;
  StreetEdge& steps = add_edge(streets, 2, 3, {{481250, 6670120}, {481270, 6670080}, {481250, 6670050}},
                               {4.5F, 0.5F, -2.25F});
  steps.structure = Structure::steps;
  steps.street_class = 1;
  steps.name = 1;
  StreetEdge& motorway = add_edge(streets, 3, 4, {{481250, 6670050}, {481350, 6670020}}, {-2.25F, 0.0F});
  motorway.street_class = 2;
  motorway.modes_forward = motorway.modes_backward = mode_bit(TravelMode::drive);
  motorway.drive_kmh = 110.0F;
  StreetEdge& footway = add_edge(streets, 4, 5, {{481350, 6670020}, {481360, 6670020}}, {0.0F, 0.1F});
  footway.street_class = 1;
  footway.crosses_barrier = true;
  footway.ride_s = 12.5F;
  streets.barriers = {{{481355, 6670000}, {481355, 6670040}},
                      {{481000, 6670000}, {481001, 6670001}, {481002, 6670000}}};
  city.street_counts = {{"street", "highway=residential", 2, 240.5, ""},
                        {"left out", "highway=construction", 1, 77.0, "it is being built"},
                        {"barrier", "barrier=wall", 2, 43.0, ""}};
  city.street_crossings = {{4, {481355, 6670020}}};
  city.street_islands = {{0, 4, 320.75, 1000.25}, {4, 2, 10.0, 0.5}};
}

AccessLayer access(const std::string& state) {
  AccessLayer layer;
  layer.service = "clinic";
  layer.group = "people";
  layer.state = state;
  layer.limit_s = 900.0;
  layer.limit_m = 1000.0;
  layer.circle_radius_m = 1000.0;
  layer.rounding_bound_s = 0.001;
  const bool after = state == "after";
  // 900.0005 s is past the limit by less than the rounding bound: covered.
  layer.seconds = raster<float>({60.0F, 0.0F, 90.0F, 900.0005F, 120.0F, 450.0F, 901.0F,
                                 after ? 0.0F : unreached, unreached, 600.0F, 1200.0F, unreached});
  layer.metres = raster<float>({10.0F, 0.0F, 100.0F, 900.0F, 50.0F, 111.5F, 212.0F, after ? 0.0F : unreached,
                                unreached, 150.0F, 250.0F, unreached});
  layer.covered =
      raster<std::uint8_t>({1, 1, 1, 1, 1, 1, 0, after ? std::uint8_t{1} : std::uint8_t{0}, 0, 1, 0, 0});
  layer.choice =
      sparse<std::uint16_t>({1, 1, 1, 1, 1, 1, 0, after ? std::uint16_t{1} : std::uint16_t{0}, 0, 1, 0, 0});
  layer.nearest_site = raster<std::int32_t>({0, 0, 0, 0, 0, 0, 0, after ? 1 : -1, -1, 0, 0, -1});
  layer.reason =
      raster<std::uint8_t>({0, 1, 1, 1, 1, 1, 3, after ? std::uint8_t{1} : std::uint8_t{4}, 2, 1, 5, 0});
  layer.in_circle = raster<std::uint8_t>({1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1});
  layer.served_share = SparseRaster<float>(3, 4, no_share);
  layer.served_share.at(1) = 1.0F;
  layer.served_share.at(3) = after ? 1.0F : 0.25F;
  layer.serving_site = SparseRaster<std::int32_t>(3, 4, -1);
  layer.serving_site.at(1) = layer.serving_site.at(3) = 0;
  layer.supply_2sfca = SparseRaster<float>(3, 4, 0.5F);
  layer.supply_e2sfca = SparseRaster<float>(3, 4, after ? 0.75F : 0.25F);
  return layer;
}

}  // namespace

City small_city() {
  City city{.surface = {Grid(3, 4, 481000.0, 6670150.0, 100.0, 50.0), {}, {}, {}, {}, {}, {}},
            .crs_wkt = utm_22_south,
            .crs_name = "EPSG:32722",
            .zone = raster<std::uint8_t>({0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2}),
            .groups = {},
            .unit_sets = {},
            .ledger = {},
            .land_class = raster<std::int32_t>({1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, -1}),
            .drawn = {},
            .balance = {{"people", 1061.25, 1000.25, 50.0, 10.0, 1.0, 7.0, 3.0}},
            .moved = {{"people",
                       "people",
                       "moved",
                       {481350.0, 6670025.0},
                       {481350.0, 6670075.0},
                       7.0,
                       50.0,
                       "no ground"}},
            .notes = {{"warning", "three cells have no height: 高程缺失"}},
            .inputs = {{"dem.tif", 1234567890123ULL, "00ff"}, {"people.csv", 42, "ab"}}};
  city.surface.elevation_m =
      raster<double>({0.0, 1.5, 2.25, -3.0, 10.1, 11.0, 12.0, 13.0, 20.0, 21.0, 22.0, no_value});
  city.surface.passable = raster<std::uint8_t>({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0});
  city.surface.speed_factor = raster<float>({1.0F, 1.0F, 0.5F, 0.6F, 1, 1, 1, 1, 1, 1, 1, 1});
  city.surface.friction_s_per_m = raster<double>({0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, no_value});
  city.surface.cut_moves = raster<std::uint16_t>({65535, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  city.surface.passable_without_barriers = Raster<std::uint8_t>(3, 4, 1);
  city.groups = {{"people",
                  {"everybody", "全体人口"},
                  {},
                  {},
                  raster<double>({10, 0.1, 0.2, 100, 0, 0, 300, 599.95, 50, 0, 0, 0})},
                 {"elderly_65", {"65 and older", "老年人"}, 3.2, {}, Raster<double>(3, 4, 1.0 / 3.0)}};
  const Polyline square = {{481000, 6670000}, {481400, 6670000}, {481400, 6670150}, {481000, 6670000}};
  const Polyline hole = {{481100, 6670010}, {481200, 6670010}, {481200, 6670020}, {481100, 6670010}};
  city.unit_sets = {{"district",
                     {{"yuzhong", {"Yuzhong", "渝中"}, {square, hole}}, {"empty", {"Empty", ""}, {}}},
                     raster<std::int32_t>({-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})},
                    {"cluster", {}, Raster<std::int32_t>(3, 4, -1)}};
  Facility clinic;
  clinic.id = "c1";
  clinic.name = {"First clinic", "第一诊所"};
  clinic.service = "clinic";
  clinic.level = "circle15";
  clinic.location = {481150.0, 6670125.0};
  clinic.capacity = 30000.0;
  clinic.opened_year = 1998;
  clinic.owner = "city";
  clinic.district = "yuzhong";
  clinic.source = "facilities.csv:2";
  clinic.cell = 1;
  clinic.outline = {square, hole};
  clinic.entrances = {{481150.0, 6670130.0}, {481160.0, 6670120.0}};
  clinic.inside = {1, 5};
  Facility far;
  far.id = "c2";
  far.service = "clinic";
  far.location = {1.0, 2.0};
  far.closed_year = 2020;
  city.ledger = {clinic, far};
  city.groups.back().mode = TravelMode::wheelchair;
  city.drawn = {{"area", {square}, true},
                {"barriers", {{{481000, 6670000}, {481050, 6670050}}, hole}, false}};
  add_streets(city);
  return city;
}

void remove_streets(City& city) {
  city.streets = {};
  city.street_counts.clear();
  city.street_crossings.clear();
  city.street_islands.clear();
}

StudyResult small_result() {
  StudyResult result;
  result.title = "One clinic";
  result.title_zh = "一处诊所";
  result.scenario_text = "format = 1\ntitle = \"One clinic\"\n";
  result.standard = "gb50180-2018";
  result.seed = 18446744073709551615ULL;
  Service clinic;
  clinic.id = "clinic";
  clinic.name = {"Clinic", "卫生服务中心"};
  clinic.level = "circle15";
  clinic.demand = {{"people", 1.0}, {"elderly_65", 0.5}};
  clinic.reach_s = 900.0;
  result.services = {clinic};
  result.access = {access("before"), access("after")};
  result.scores = {{"before", "clinic", "people", "city", "city", "covered_share", 0.25, "1"},
                   {"after", "clinic", "people", "city", "city", "covered_share", 0.75, "1"},
                   {"after", "clinic", "people", "district", "yuzhong", "minutes_p90", no_value, "min"}};
  Site first;
  first.id = "c1";
  first.name = {"First clinic", "第一诊所"};
  first.service = "clinic";
  first.cell = 1;
  first.location = {481150.0, 6670125.0};
  first.capacity = 500.0;
  first.people_nearest = 400.0;
  first.people_in_reach = 410.0;
  first.people_alone = 5.0;
  Site planned;
  planned.id = "new-1";
  planned.service = "clinic";
  planned.cell = 7;
  planned.location = {481350.0, 6670075.0};
  planned.planned = true;
  planned.counts_as = "hospital";
  planned.people_nearest = planned.people_in_reach = planned.people_alone = 599.95;
  result.sites = {first, planned};
  result.plan = {{"cover",
                  "new-1",
                  "clinic",
                  "circle15",
                  {481350.0, 6670075.0},
                  1,
                  3,
                  no_value,
                  599.95,
                  599.95,
                  599.95,
                  1,
                  2.5,
                  false,
                  "new",
                  "west bank",
                  "h1",
                  12.5}};
  result.proof = {{"cover",
                   "clinic",
                   700.0,
                   701.0,
                   1.0 / 700.0,
                   "within gap",
                   12345,
                   7,
                   {"no plan with 1 clinic serves more than 701 people", "任何方案至多服务 701 人"},
                   "people"}};
  result.key_numbers = {
      {"covered_share_after", 0.75, "1", {"people within 15 minutes", "15 分钟内人口比例"}}};
  result.notes = {{"note", "speed 4 km/h"}};
  result.travel.limit_s = 3600.0;
  Level circle15;
  circle15.id = "circle15";
  circle15.name = {"15-minute circle", "十五分钟生活圈"};
  circle15.rank = 3;
  circle15.reach_s = 900.0;
  circle15.reach_m = 1000.0;
  circle15.population_least = 50000.0;
  circle15.bundle = {"clinic", "school"};
  result.levels = {circle15};
  result.standard_values = {{"level.circle15.reach_m", "1000", "m", "GB 50180-2018, 2.0.4", true},
                            {"service.clinic.capacity", "500", "people", "the scenario, line 12", false}};
  result.load = {{"before", "clinic", "c1", 500.0, 640.5, 500.0, 140.5},
                 {"after", "clinic", "new-1", no_value, 599.95, 599.95, 0.0}};
  result.border_cost = {{"clinic", "yuzhong", "(none)", 12.25}};
  // West of the planned site's cell the first clinic's, in two pieces that touch, one with a hole.
  const std::vector<Polyline> ring = {
      {{481100, 6670000}, {481300, 6670000}, {481300, 6670150}, {481100, 6670150}, {481100, 6670000}},
      {{481150, 6670050}, {481150, 6670100}, {481200, 6670100}, {481200, 6670050}, {481150, 6670050}}};
  const std::vector<Polyline> piece = {
      {{481000, 6670050}, {481100, 6670050}, {481000, 6670100}, {481000, 6670050}}};
  const std::vector<Polyline> east = {
      {{481300, 6670050}, {481400, 6670050}, {481400, 6670100}, {481300, 6670100}, {481300, 6670050}}};
  ServiceArea first_area{"clinic", "people", "after", "site",       0, 0, no_value, no_value, 100.5,
                         90.25,    0.03,     0.03,    {ring, piece}};
  ServiceArea planned_area{"clinic", "people", "after", "site", 1,     0,     no_value,
                           no_value, 599.95,   599.95,  0.005,  0.005, {east}};
  ServiceArea second_band{"clinic", "people", "after", "band", -1,    2,     5.0,
                          10.0,     1.0,      1.0,     0.005,  0.005, {east}};
  ServiceArea all{"clinic", "people", "after", "covered",          -1, 0, no_value, no_value, 700.45,
                  690.2,    0.035,    0.035,   {ring, piece, east}};
  ServiceArea before = first_area;
  before.state = "before";
  result.service_areas = {before, first_area, planned_area, second_band, all};
  result.completeness = {{"people", "before", Raster<std::uint16_t>(3, 4, 1), Raster<float>(3, 4, 0.5F)}};
  return result;
}

ScratchFolder::ScratchFolder(const std::string& name)
    : path_(std::filesystem::temp_directory_path() /
            ("quarterhour-" + name + "-" + std::to_string(::getpid()))) {
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchFolder::listing() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

}  // namespace quarterhour::test
