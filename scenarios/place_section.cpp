// [[place]]: where new facilities may stand, and how many.
#include <algorithm>
#include <cmath>
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

constexpr NumberRule times_rule{.unit = "facilities", .least = 2, .most = 10, .example = "2"};
constexpr NumberRule share_rule{.unit = {}, .least = 0, .most = 1, .above_least = true, .example = "0.9"};
constexpr NumberRule minimum_rule{.unit = "sites", .least = 0, .most = 1e6, .example = "1"};
constexpr NumberRule spacing_rule{
    .unit = "metres", .least = 0, .most = 1e6, .above_least = true, .example = "1000"};
constexpr NumberRule count_rule_of_front{.unit = "sites", .least = 1, .most = 1e6, .example = "[10, 20, 40]"};
constexpr NumberRule money_rule_of_front{
    .unit = {}, .least = 0, .most = 1e15, .above_least = true, .example = "[1000000, 2000000]"};
constexpr NumberRule share_rule_of_front{
    .unit = {}, .least = 0, .most = 1, .above_least = true, .example = "[0.8, 0.9, 1.0]"};
constexpr NumberRule nest_rule{
    .unit = "minutes", .least = 0, .most = 1440, .above_least = true, .example = "30"};

void read_what(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  const std::vector<std::string> ids = service_ids(reading.scenario);
  if (table.has("service") && table.has("level")) {
    table.fault("level", "a [[place]] plans sites of one service, or centres of one level, not both",
                "Remove service or level");
  } else if (!table.has("level")) {
    table.require("service", "the service that new sites give",
                  "Add service = \"…\" with the id of a [[service]], or level = \"…\" for centres that host "
                  "its services");
  }
  place.service = table.choice("service", ids, "service").value_or("");
  std::vector<std::string> levels;
  for (const Level& level : reading.scenario.levels) levels.push_back(level.id);
  place.level = table.choice("level", levels, "level with services").value_or("");
  for (const Level& level : reading.scenario.levels)
    if (level.id == place.level && level.bundle.empty())
      table.fault("level", "no [[service]] is of this level, so its centres would host nothing",
                  "Give services this level, or the [[level]] a bundle");
  if (!place.level.empty() && reading.has_matrix)
    table.fault("level", "a study with travel.matrix has no levels", "Name a service instead");
}

bool is_about_ways(const PlaceSpec& place) { return place.problem == "median" || place.problem == "center"; }

void read_problem(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  table.require("problem", "the problem to solve",
                "Add problem = \"cover\", \"require\", \"median\", \"center\" or \"fair\"");
  const auto problem = table.choice("problem", {"cover", "require", "median", "center", "fair"}, "problem");
  place.problem = problem.value_or("cover");
  if (place.problem == "fair" && reading.has_matrix)
    table.fault("problem", "a study with travel.matrix has no map, so no units to be fair to",
                "Write problem = \"cover\", \"require\", \"median\" or \"center\"");
}

void read_amount(TableReader& table, PlaceSpec& place) {
  const auto count = table.whole_number("count", count_rule_of_sites);
  place.budget = table.number("budget", money_rule);
  place.cost = table.number("cost", money_rule).value_or(place.cost);
  // Where a share of each unit is asked for, nothing more is unless it is said.
  const double share_unsaid = table.has("share_per_unit") ? 0.0 : place.share;
  place.share = table.number("share", share_rule).value_or(share_unsaid);
  place.share_per_unit = table.number("share_per_unit", share_rule);
  if (place.problem == "require") {
    for (const char* key : {"count", "budget"})
      table.refuse(key, "the problem require finds out how many sites it takes",
                   "Remove the key, or write problem = \"cover\"");
    return;
  }
  table.refuse("share", "only the problem require is held to a share",
               "Remove the key, or write problem = \"require\"");
  if (place.problem != "cover") {
    table.refuse("share_per_unit", "only the problems require and cover are held to a share of each unit",
                 "Remove the key, or write problem = \"require\"");
    place.share_per_unit.reset();
  }
  if (count) place.count = static_cast<int>(*count);
  if (table.has("count") && table.has("budget")) {
    table.fault("budget", "new sites are limited by count or by budget, not by both",
                "Remove count or budget");
  } else if (!table.has("count") && !table.has("budget")) {
    table.require("count", "how many new sites", "Add count = 20, or a budget");
  }
}

/// Whether the ways of all services of a bundle are of one kind, so that they can be added and compared.
void check_one_quantity(TableReader& table, const PlaceSpec& place, const ScenarioReading& reading) {
  if (!is_about_ways(place) || place.level.empty()) return;
  const std::vector<Level>& levels = reading.scenario.levels;
  const auto level =
      std::find_if(levels.begin(), levels.end(), [&](const Level& l) { return l.id == place.level; });
  std::size_t by_metres = 0;
  for (const Service& service : reading.scenario.services)
    if (std::find(level->bundle.begin(), level->bundle.end(), service.id) != level->bundle.end() &&
        service.reach_by == ReachBy::metres)
      ++by_metres;
  if (by_metres != 0 && by_metres != level->bundle.size())
    table.fault("level",
                "minutes and metres cannot be added: some of its services are reached by metres alone, "
                "others are not",
                "Plan them apart, each as a service, or give all the same reach_by");
}

/// How many facilities everybody who counts must have within reach.
void read_times(TableReader& table, PlaceSpec& place) {
  const auto times = table.whole_number("times", times_rule);
  if (!times) return;
  place.times = static_cast<int>(*times);
  const std::string remedy = "Remove the key, or ";
  if (place.problem != "cover")
    table.fault("times", "this version plans for backup with the problem cover only",
                remedy + "write problem = \"cover\"");
  if (place.joint)
    table.fault("times", "levels that are planned together are covered once in this version",
                remedy + "write levels = \"top_down\"");
  for (const char* key : {"assignment", "front", "links"})
    if (table.has(key))
      table.fault("times", std::string("this version's plans for backup do not go with ") + key,
                  remedy + key);
}

/// What is done about demand that nothing can reach.
void read_unreachable(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  if (is_about_ways(place) && reading.scenario.travel.limit_s)
    table.fault("problem",
                "travel.limit_min ends searches, and " + place.problem + " asks how far everybody has",
                "Remove travel.limit_min, or write problem = \"cover\"");
  const auto unreachable = table.choice("unreachable", {"exclude"}, "treatment");
  if (!is_about_ways(place)) {
    table.refuse("unreachable", "only the problems median and center need everybody to be reached",
                 "Remove the key");
    return;
  }
  place.exclude_unreachable = unreachable.has_value();
}

/// The kind of unit that the keys per unit speak of.
void read_unit(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  const bool is_fair = place.problem == "fair" && !reading.has_matrix;
  const bool is_needed = is_fair || place.min_per_unit || place.max_per_unit || place.share_per_unit;
  const CitySpec& city = reading.scenario.city;
  const auto unit = table.choice("unit", {"cluster", "district", "group"}, "kind of unit");
  if (unit) place.unit = *unit;
  // A kind that is not known is one fault, whatever the city has.
  if (!unit && table.has("unit")) return;
  if (unit && !is_needed)
    table.fault(
        "unit", "nothing is asked of each unit",
        "Remove the key, add min_per_unit, max_per_unit or share_per_unit, or write problem = \"fair\"");
  if (place.unit == "group") {
    if (place.min_per_unit || place.max_per_unit)
      table.fault("unit", "groups of people have no sites of their own to count",
                  "Remove min_per_unit and max_per_unit, or write unit = \"district\"");
    return;
  }
  // What a city file holds is known only when it is opened.
  if (!is_needed || reading.has_city_file) return;
  const bool clusters = unit ? *unit == "cluster" : city.clusters.has_value();
  if (clusters ? city.clusters.has_value() : city.districts.has_value()) return;
  const std::string kind = clusters ? "cluster" : "district";
  const char* key = unit                 ? "unit"
                    : is_fair            ? "problem"
                    : place.min_per_unit ? "min_per_unit"
                    : place.max_per_unit ? "max_per_unit"
                                         : "share_per_unit";
  table.fault(key, "there is no city." + kind + "s, so the city has no such units",
              "Name their polygons in [city] " + kind + "s");
}

void read_rules(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  if (const auto least = table.whole_number("min_per_unit", minimum_rule))
    place.min_per_unit = static_cast<int>(*least);
  if (const auto most = table.whole_number("max_per_unit", minimum_rule))
    place.max_per_unit = static_cast<int>(*most);
  if (place.min_per_unit && place.max_per_unit && *place.min_per_unit > *place.max_per_unit)
    table.fault("max_per_unit", "is below min_per_unit", "Write a max_per_unit of at least min_per_unit");
  place.spacing_m = table.number("spacing_m", spacing_rule);
  read_unit(table, place, reading);
  if (const auto minutes = table.number("nest_min", nest_rule)) place.nest_s = *minutes * 60.0;
  const auto levels = table.choice("levels", {"top_down", "joint"}, "order of levels");
  place.joint = levels && *levels == "joint";
  if (!reading.has_matrix) return;
  for (const char* key : {"min_per_unit", "max_per_unit", "share_per_unit", "spacing_m", "nest_min"})
    table.refuse(key, "a study with travel.matrix has no map, so no units, distances or upper centres",
                 "Remove the key");
}

/// Under capacities units have shares of one service.
void check_shares_of_centres(TableReader& table, const PlaceSpec& place) {
  if (!place.share_per_unit || place.assignment.empty() || place.level.empty()) return;
  table.fault("share_per_unit",
              "in this version a share of each unit does not go with the assignment of centres",
              "Remove the key or assignment, or write a service instead of the level");
}

/// What does not go with a share of each unit beside the most covered.
void check_shares_of_cover(TableReader& table, const PlaceSpec& place) {
  if (place.problem != "cover" || !place.share_per_unit) return;
  for (const char* key : {"times", "links", "existing"})
    if (table.has(key) && !(place.enlarge_by > 0.0))
      table.fault("share_per_unit",
                  std::string("in this version a share of each unit does not go with ") + key,
                  std::string("Remove the key, or ") + key);
  if (place.joint)
    table.fault("share_per_unit", "levels that are planned together have no such rule in this version",
                "Remove the key, or write levels = \"top_down\"");
}

/// Other amounts of what limits the plan, or of what is asked of it.
void read_front(TableReader& table, PlaceSpec& place) {
  const bool is_require = place.problem == "require" || place.share_per_unit;
  const bool is_count = !is_require && !place.budget;
  const auto amounts = table.numbers("front", is_require ? share_rule_of_front
                                              : is_count ? count_rule_of_front
                                                         : money_rule_of_front);
  if (!amounts) return;
  if (is_count && std::any_of(amounts->begin(), amounts->end(),
                              [](double amount) { return amount != std::floor(amount); }))
    table.fault("front", "a count of sites is not whole", "Write front = [10, 20, 40]");
  if (place.joint)
    table.fault("front", "levels that are planned together are planned for one count each in this version",
                "Remove the key, or write levels = \"top_down\"");
  place.front = *amounts;
}

/// Whether some level above the plan's own has services whose centres a new site can lie near.
void check_nesting(TableReader& table, const PlaceSpec& place, const ScenarioReading& reading) {
  if (!place.nest_s || reading.has_matrix) return;
  std::string own = place.level;
  for (const Service& service : reading.scenario.services)
    if (service.id == place.service) own = service.level;
  const StandardLevel* level = reading.standard.level(own);
  if (level == nullptr) {
    table.fault("nest_min", "service " + place.service + " has no level, so no level is above it",
                "Give the service a level, or remove the key");
    return;
  }
  for (const Level& upper : reading.scenario.levels)
    if (upper.rank < level->rank && !upper.bundle.empty()) return;
  table.fault("nest_min", "the scenario has no services of a level above " + own,
              "Add a [[service]] of an upper level, or remove the key");
}

/// Which links compete with sites.
void read_links(TableReader& table, PlaceSpec& place, const ScenarioReading& reading) {
  const TomlValue* found = table.value("links");
  if (found == nullptr) return;
  std::vector<std::string> ids;
  for (const LinkSpec& link : reading.scenario.links) ids.push_back(link.id);
  if (ids.empty()) {
    table.fault("links", "there is no [[link]] to choose from", "Add [[link]] tables, or remove the key");
    return;
  }
  const bool all = found->kind == TomlValue::Kind::text && found->text == "all";
  if (!all && found->kind == TomlValue::Kind::text) {
    table.fault("links", "is neither \"all\" nor a list of ids",
                "Write links = \"all\", or links = [\"" + ids.front() + "\"]");
    return;
  }
  place.links = all ? ids : table.choices("links", ids, "link").value_or(std::vector<std::string>{});
  const bool has_money = place.problem == "require" || (place.problem == "cover" && table.has("budget"));
  if (!has_money)
    table.fault("links", "links and sites compete for money, and this plan has none to spend",
                "Write problem = \"cover\" and a budget, or problem = \"require\"");
  if (table.has("assignment"))
    table.fault("links", "this version's plans with links do not go with assignment",
                "Remove the key, or assignment");
  if (place.joint)
    table.fault("links", "levels that are planned together have no links in this version",
                "Remove the key, or write levels = \"top_down\"");
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
  read_what(table, place, reading);
  read_problem(table, place, reading);
  read_amount(table, place);
  read_capacity(table, place, reading);
  read_unreachable(table, place, reading);
  check_one_quantity(table, place, reading);
  read_rules(table, place, reading);
  check_shares_of_centres(table, place);
  check_nesting(table, place, reading);
  check_joint(table, place);
  read_times(table, place);
  read_existing(table, place, reading);
  check_shares_of_cover(table, place);
  read_front(table, place);
  read_links(table, place, reading);
  read_candidates(table, place, reading);
  if (const auto seed = table.whole_number("seed", seed_rule)) place.seed = static_cast<std::uint64_t>(*seed);
  place.stop = read_stop(table);
  table.finish();
  return place;
}

}  // namespace

void read_place_sections(TableReader& root, ScenarioReading& reading) {
  std::vector<TableReader> tables = root.tables("place");
  for (TableReader& table : tables) {
    PlaceSpec place = read_place(table, reading);
    if (place.stop.seconds) {
      reading.warn("a plan for " + (place.service.empty() ? place.level : place.service) +
                   " stops by the clock (stop.seconds): it may not repeat.");
    }
    reading.scenario.places.push_back(std::move(place));
  }
  check_joint_levels(tables, reading);
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
