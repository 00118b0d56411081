// [[place]]: where new facilities may stand, and how many.
#include <array>
#include <cstdint>
#include <utility>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule count_rule_of_sites{.unit = "sites", .least = 1, .most = 1e6, .example = "20"};
constexpr NumberRule money_rule{
    .unit = {}, .least = 0, .most = 1e15, .above_least = true, .example = "1000000"};
constexpr NumberRule slope_rule{
    .unit = "metres of height per metre", .least = 0, .most = 100, .example = "0.15"};
constexpr NumberRule people_rule{.unit = "people", .least = 0, .most = 1e9, .example = "1"};
constexpr NumberRule seed_rule{.unit = {}, .least = 0, .example = "1"};
constexpr NumberRule gap_rule{.unit = {}, .least = 0, .most = 1, .example = "0.001"};
constexpr NumberRule work_rule{.unit = "steps", .least = 1, .example = "1000000"};
constexpr NumberRule seconds_rule{
    .unit = "seconds", .least = 0, .most = 1e7, .above_least = true, .example = "60"};

/// Keys of problems and options that the design names and this version does not have.
constexpr std::array later_keys = {"share",    "share_per_unit", "min_per_unit", "max_per_unit",
                                   "capacity", "assignment",     "times",        "spacing_m",
                                   "existing", "levels",         "nest_min",     "unreachable"};

void read_problem(TableReader& table, PlaceSpec& place) {
  table.require("problem", "the problem to solve", "Add problem = \"cover\"");
  const auto problem = table.choice("problem", {"cover", "require", "median", "center", "fair"}, "problem");
  if (problem && *problem != "cover") {
    table.fault("problem", "this version solves the problem cover only", "Write problem = \"cover\"");
  }
  place.problem = problem.value_or("cover");
}

void read_amount(TableReader& table, PlaceSpec& place) {
  if (const auto count = table.whole_number("count", count_rule_of_sites))
    place.count = static_cast<int>(*count);
  place.budget = table.number("budget", money_rule);
  place.cost = table.number("cost", money_rule).value_or(place.cost);
  if (table.has("count") && table.has("budget")) {
    table.fault("budget", "new sites are limited by count or by budget, not by both",
                "Remove count or budget");
  } else if (!table.has("count") && !table.has("budget")) {
    table.require("count", "how many new sites", "Add count = 20, or a budget");
  }
}

void read_candidates(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  const std::string remedy = "Write candidates = { file = \"sites.csv\", id = \"id\" }";
  if (reading.has_matrix) table.require("candidates", "with travel.matrix, the file of the sites", remedy);
  const TomlValue* found = table.value("candidates");
  if (found == nullptr) return;
  const bool is_rule = found->kind == TomlValue::Kind::table && found->find("file") == nullptr;
  if (!is_rule) {
    place.candidates.points = read_source(table, "candidates", site_rule(), reading.defaults);
    const auto& earlier = reading.scenario.places;
    const bool differs = place.candidates.points && !earlier.empty() && earlier[0].candidates.points &&
                         earlier[0].candidates.points->path != place.candidates.points->path;
    if (reading.has_matrix && differs) {
      table.fault("candidates", "one travel.matrix has one list of sites, and place[0] names another file",
                  "Name the same file in each [[place]]");
    }
    return;
  }
  auto rule = table.table("candidates");
  if (reading.has_matrix) {
    table.fault("candidates", "a study with travel.matrix chooses among given sites, not among cells",
                remedy);
    return;
  }
  place.candidates.max_slope = rule->number("max_slope", slope_rule);
  place.candidates.min_people = rule->number("min_people", people_rule);
  rule->value("file");
  rule->finish();
}

StopSpec read_stop(TableReader& table) {
  StopSpec stop;
  auto limits = table.table("stop");
  if (!limits) return stop;
  stop.gap = limits->number("gap", gap_rule).value_or(stop.gap);
  if (const auto work = limits->whole_number("work", work_rule))
    stop.work = static_cast<std::uint64_t>(*work);
  stop.seconds = limits->number("seconds", seconds_rule);
  limits->finish();
  return stop;
}

PlaceSpec read_place(TableReader& table, const ScenarioReading& reading) {
  PlaceSpec place;
  place.place = table.place();
  table.require("service", "the service that new sites give",
                "Add service = \"…\" with the id of a [[service]]");
  const std::vector<std::string> ids = service_ids(reading.scenario);
  place.service = table.choice("service", ids, "service").value_or("");
  read_problem(table, place);
  read_amount(table, place);
  read_candidates(table, place, reading);
  if (const auto seed = table.whole_number("seed", seed_rule)) place.seed = static_cast<std::uint64_t>(*seed);
  place.stop = read_stop(table);
  for (const char* key : later_keys) {
    table.refuse(key, "this version's plans do not have this option", "Remove the key");
  }
  table.finish();
  return place;
}

}  // namespace

void read_place_sections(TableReader& root, ScenarioReading& reading) {
  for (TableReader& table : root.tables("place")) {
    PlaceSpec place = read_place(table, reading);
    if (place.stop.seconds) {
      reading.warn("a plan for " + place.service + " stops by the clock (stop.seconds): it may not repeat.");
    }
    reading.scenario.places.push_back(std::move(place));
  }
}

void read_output_section(TableReader& root, ScenarioReading& reading) {
  auto output = root.table("output");
  if (!output) return;
  OutputSpec& spec = reading.scenario.output;
  spec.rasters = output->flag("rasters").value_or(spec.rasters);
  if (!output->flag("tables").value_or(true))
    output->fault("tables", "the tables hold the proof and the balance of people, and are always written",
                  "Remove the key");
  spec.exact_seconds = output->flag("exact_seconds").value_or(spec.exact_seconds);
  output->finish();
}

}  // namespace quarterhour
