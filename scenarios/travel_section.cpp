// [travel]: how people move, or a matrix of times made elsewhere.
#include <array>
#include <utility>

#include "geometry/pace.h"
#include "scenarios/nearest_key.h"
#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule speed_rule{
    .unit = "km/h", .least = 0, .most = 100, .above_least = true, .example = "4.0"};
constexpr NumberRule limit_rule{
    .unit = "minutes", .least = 0, .most = 10080, .above_least = true, .example = "60"};
constexpr NumberRule weight_rule{.unit = {}, .least = 0, .most = 1e6, .example = "1.0"};
constexpr NumberRule walk_rule{
    .unit = "seconds per metre", .least = 0, .most = 1000, .above_least = true, .example = "0.72"};
constexpr NumberRule climb_rule{
    .unit = "seconds per metre of height", .least = -1000, .most = 1000, .example = "6.0"};
constexpr NumberRule slope_rule{
    .unit = "metres of height per metre", .least = -100, .most = 0, .example = "-0.2125"};

/// Keys that only a study on a grid has a use for.
constexpr std::array grid_keys = {
    "pace",     "speed_kmh", "neighbours",        "direction", "diagonals", "friction_weight", "limit_min",
    "langmuir", "mode",      "off_street",        "strict",    "access_m",  "access_kmh",      "stairs",
    "lift",     "escalator", "off_street_factor", "ferry",     "cable_car", "bicycle_kmh"};

void read_langmuir(TableReader& travel, Pace& pace) {
  auto table = travel.table("langmuir");
  if (!table) return;
  LangmuirCoefficients langmuir;
  langmuir.walk_s_per_m = table->number("walk", walk_rule).value_or(langmuir.walk_s_per_m);
  langmuir.up_s_per_m = table->number("up", climb_rule).value_or(langmuir.up_s_per_m);
  langmuir.down_s_per_m = table->number("down", climb_rule).value_or(langmuir.down_s_per_m);
  langmuir.steep_down_s_per_m = table->number("steep_down", climb_rule).value_or(langmuir.steep_down_s_per_m);
  langmuir.steep_slope = table->number("steep_slope", slope_rule).value_or(langmuir.steep_slope);
  table->finish();
  pace.explicit_langmuir = langmuir;
  travel.refuse("speed_kmh",
                "with travel.langmuir the coefficients alone give the speed, so this key has no effect",
                "Remove speed_kmh, or remove langmuir to have the published rule scaled to that speed");
  if (pace.function != PaceFunction::langmuir) {
    travel.fault("langmuir", "these coefficients belong to pace = \"langmuir\" only",
                 "Write pace = \"langmuir\", or remove langmuir");
  }
}

void read_pace(TableReader& travel, ScenarioReading& reading) {
  Pace& pace = reading.scenario.travel.pace;
  if (const auto name = travel.choice("pace", pace_function_names(), "pace")) {
    pace.function = pace_function_named(*name).value_or(pace.function);
  } else if (!travel.has("pace")) {
    reading.note("travel.pace is not given: tobler.");
  }
  pace.speed_kmh = travel.number("speed_kmh", speed_rule).value_or(pace.speed_kmh);
  read_langmuir(travel, pace);
  if (!travel.has("speed_kmh") && !pace.explicit_langmuir) {
    reading.note("travel.speed_kmh is not given: 4 km/h on the flat, 1000 m in 15 minutes.");
  }
}

void read_rule(TableReader& travel, TravelSettings& settings) {
  if (const auto direction = read_direction(travel)) settings.direction = *direction;
  const auto neighbours = travel.whole_number("neighbours", {.unit = {}, .example = "16"});
  if (neighbours && *neighbours != 8 && *neighbours != 16) {
    travel.fault("neighbours", "must be 8 or 16", "Write neighbours = 16, or 8 for the coarser of the two");
  } else if (neighbours) {
    settings.neighbours = static_cast<int>(*neighbours);
  }
  if (const auto diagonals = travel.choice("diagonals", {"guarded", "free"}, "rule for diagonals")) {
    settings.diagonals = *diagonals == "free" ? Diagonals::free : Diagonals::guarded;
  }
  settings.friction_weight = travel.number("friction_weight", weight_rule).value_or(settings.friction_weight);
  if (const auto limit = travel.number("limit_min", limit_rule)) settings.limit_s = *limit * 60.0;
}

void read_matrix(TableReader& travel, ScenarioReading& reading) {
  const auto source = read_source(travel, "matrix", matrix_rule(), reading.defaults);
  if (!source) return;
  const auto has = [&](const char* role) { return source->columns.contains(role); };
  const std::string remedy =
      "Write matrix = { file = \"…\", from = \"from_id\", to = \"to_id\", minutes = \"minutes\" }";
  if (has("minutes") == has("metres")) {
    travel.fault("matrix", "exactly one of minutes and metres must name the column of values", remedy);
  }
  reading.scenario.matrix = MatrixSpec{*source, has("metres") ? Quantity::metres : Quantity::seconds};
}

}  // namespace

std::optional<Direction> read_direction(TableReader& table) {
  const auto name = table.choice("direction", {"to", "from", "round_trip"}, "direction");
  if (!name) return std::nullopt;
  return *name == "to" ? Direction::to : *name == "from" ? Direction::from : Direction::round_trip;
}

void read_travel_section(TableReader& root, ScenarioReading& reading) {
  const TomlValue empty;
  auto section = root.table("travel");
  TableReader travel = section ? *section : TableReader(empty, root.place_of("travel"), root.faults());
  if (reading.has_matrix) {
    for (const char* key : grid_keys) {
      travel.refuse(key,
                    "the times or metres of travel.matrix are used as they are, so this key has no effect",
                    "Remove the key, or remove matrix");
    }
    read_matrix(travel, reading);
  } else {
    read_pace(travel, reading);
    read_rule(travel, reading.scenario.travel);
    read_street_travel(travel, reading);
    travel.value("matrix");
  }
  travel.finish();
}

}  // namespace quarterhour
