// One broken scenario per rule, and what the program must say about it: exactly one fault each.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "tests/scenarios/scenario_files.h"

using namespace quarterhour;

namespace {

struct BrokenScenario {
  /// Name in tests/broken, less .toml.
  std::string name;
  int line;
  std::string key;
  /// Part of the sentence.
  std::string fragment;
};

const std::filesystem::path broken_folder = QUARTERHOUR_BROKEN_SCENARIOS;

const std::vector<BrokenScenario> broken_scenarios = {
    // clang-format off
    {"not_toml", 2, "", "not valid TOML"},
    {"key_twice", 4, "", "not valid TOML"},
    {"format_missing", 1, "format", "version of the scenario"},
    {"format_of_another_version", 1, "format", "format 1 only"},
    {"format_in_quotes", 1, "format", "whole number, not text"},
    {"title_not_text", 2, "title", "must be text, not a whole number"},
    {"title_empty", 2, "title", "must not be empty"},
    {"standard_unknown", 2, "standard", "nearest known standard is gb50180-2018"},
    {"standard_file_missing", 2, "standard", "The path tried is "},
    {"section_unknown", 8, "ouput", "nearest known key is output"},
    {"link_without_streets", 8, "link", "there is no city.streets"},
    {"link_line_of_one_corner", 11, "link[0].line", "two corners or more"},
    {"link_line_of_text", 11, "link[0].line", "each of two numbers"},
    {"link_without_id", 9, "link[0].id", "the id of the link is missing"},
    {"link_twice", 13, "link[1].id", "another [[link]] has this id"},
    {"link_structure_unknown", 12, "link[0].structure", "nearest known structure is bridge"},
    {"link_ride_of_a_bridge", 12, "link[0].ride_min", "nobody rides"},
    {"link_cost_of_nothing", 12, "link[0].cost", "above 0"},
    {"link_key_unknown", 12, "link[0].lines", "nearest known key is line"},
    {"links_unknown", 16, "place[0].links", "nearest known link is east"},
    {"links_without_any", 13, "place[0].links", "there is no [[link]]"},
    {"links_without_money", 16, "place[0].links", "compete for money"},
    {"level_without_rank", 8, "level[0].rank", "does not have is missing"},
    {"level_twice", 13, "level[1].id", "defined twice"},
    {"level_hosts_nothing", 12, "place[0].level", "host nothing"},
    {"levels_in_matrix", 14, "level[0]", "has no levels"},
    {"bundle_of_unknown_service", 11, "level[0].bundle", "there is no such service"},
    {"bundle_empty", 11, "level[0].bundle", "list is empty"},
    {"bundle_names_a_service_twice", 11, "level[0].bundle", "stands in the list twice"},
    {"city_missing", 1, "city", "section [city] is missing"},
    {"city_not_a_section", 2, "city", "must be a table, not text"},
    {"city_unknown_key", 5, "city.elevatoin", "nearest known key is elevation"},
    {"city_unlike_any_key", 5, "city.weather", "Known keys: "},
    {"streets_leave_out_unknown", 5, "city.streets.leave_out", "nearest known class or structure is steps"},
    {"streets_leave_out_empty", 5, "city.streets.leave_out", "list is empty"},
    {"streets_barrier_unknown", 5, "city.streets.barriers", "nearest known kind of barrier is water"},
    {"streets_barrier_of_a_layer", 5, "city.streets.barriers", "there is no such kind of barrier in a layer of streets"},
    {"streets_column_of_osm", 5, "city.streets.class", "says this itself"},
    {"streets_unknown_key", 5, "city.streets.clas", "nearest known key is class"},
    {"streets_missing", 5, "city.streets", "there is no such file"},
    {"streets_beside_matrix", 4, "city.streets", "no grid"},
    {"streets_beside_city_file", 4, "city.streets", "holds the whole city"},
    {"households_refused", 5, "city.households", "not read by this version"},
    {"jobs_refused", 5, "city.jobs", "not read by this version"},
    {"population_missing", 2, "city.population", "source of the population is missing"},
    {"nothing_to_do", 2, "city", "no facilities to assess and no [[place]]"},
    {"file_missing", 5, "city.elevation", "called dem.tif"},
    {"file_in_list_missing", 4, "city.facilities[1]", "there is no such file"},
    {"facilities_empty_list", 4, "city.facilities", "list is empty"},
    {"source_is_a_number", 5, "city.elevation", "must be a path or a table"},
    {"source_without_file", 5, "city.elevation.file", "file of this source is missing"},
    {"source_unknown_column", 3, "city.population.cuont", "nearest known key is count"},
    {"source_half_a_place", 3, "city.population.x", "without the other"},
    {"source_encoding_unknown", 3, "city.population.encoding", "nearest known encoding is GBK"},
    {"join_id_without_join", 3, "city.population.join_id", "no table is joined"},
    {"join_file_missing", 3, "city.population.join", "there is no such file"},
    {"join_beside_matrix", 3, "city.population", "people need no place"},
    {"datum_beside_matrix", 3, "city.population", "people need no place"},
    {"datum_unknown", 4, "city.facilities.datum", "nearest known datum is gcj02"},
    {"datum_beside_crs", 4, "city.facilities.datum", "both given"},
    {"datum_of_a_raster", 5, "city.elevation.datum", "no such key"},
    {"ledger_gives_unknown_service", 4, "city.facilities.gives", "nearest known service is clinic"},
    {"group_slope_zero", 8, "city.groups.wheelchair.max_slope", "above 0"},
    {"group_slope_on_flat_ground", 7, "city.groups.wheelchair.max_slope", "ground is flat"},
    {"cell_zero", 5, "city.cell_m", "at least 0.1"},
    {"cell_infinite", 5, "city.cell_m", "at most 100000"},
    {"cell_beside_grid", 7, "city.cell_m", "own cells"},
    {"crs_beside_grid", 7, "city.crs", "own cells"},
    {"grid_without_elevation", 5, "city.grid", "no city.elevation"},
    {"buffer_negative", 5, "city.buffer_m", "at least 0"},
    {"on_barrier_unknown", 5, "city.on_barrier", "nearest known action is move"},
    {"land_class_not_a_number", 5, "city.land_class.factors.wood", "whole number"},
    {"land_class_factor_zero", 5, "city.land_class.factors.3", "above 0"},
    {"land_class_closed_and_slow", 5, "city.land_class.closed", "closed and has a speed factor"},
    {"city_file_beside_source", 4, "city.population", "holds the whole city"},
    {"group_people_defined_again", 5, "city.groups.people", "cannot be defined again"},
    {"group_raster_and_share", 7, "city.groups.children.share", "not by both"},
    {"group_of_nobody", 5, "city.groups.children.share", "who belongs to the group is missing"},
    {"group_share_above_one", 6, "city.groups.children.share", "at most 1"},
    {"group_speed_nan", 7, "city.groups.children.speed_kmh", "above 0"},
    {"group_id_with_spaces", 5, "city.groups.small children", "letters a-z"},
    {"group_id_reserved", 5, "city.groups.crs", "meaning of its own in a result"},
    {"pace_unknown", 6, "travel.pace", "nearest known pace is tobler"},
    {"speed_zero", 6, "travel.speed_kmh", "above 0 and at most 100"},
    {"speed_absurd", 6, "travel.speed_kmh", "above 0 and at most 100"},
    {"speed_in_quotes", 6, "travel.speed_kmh", "not text"},
    {"speed_beside_coefficients", 7, "travel.speed_kmh", "coefficients alone"},
    {"coefficients_of_another_pace", 7, "travel.langmuir", "langmuir"},
    {"coefficient_zero", 7, "travel.langmuir.walk", "above 0"},
    {"coefficient_unknown", 7, "travel.langmuir.steep", "Known keys: walk, up, down, steep_down and steep_slope"},
    {"neighbours_four", 6, "travel.neighbours", "must be 8 or 16"},
    {"neighbours_not_whole", 6, "travel.neighbours", "whole number"},
    {"direction_unknown", 6, "travel.direction", "nearest known direction is round_trip"},
    {"diagonals_unknown", 6, "travel.diagonals", "free"},
    {"friction_weight_negative", 7, "travel.friction_weight", "at least 0"},
    {"friction_weight_without_friction", 6, "travel.friction_weight", "no city.friction"},
    {"limit_below_reach", 6, "travel.limit_min", "limit_min = 15 or more"},
    {"mode_without_streets", 6, "travel.mode", "no streets in [city]"},
    {"service_mode_without_streets", 8, "service[0].mode", "no streets in [city]"},
    {"off_street_without_streets", 6, "travel.off_street", "no streets in [city]"},
    {"strict_without_streets", 6, "travel.strict", "no streets in [city]"},
    {"off_street_unknown", 7, "travel.off_street", "no such rule off the streets"},
    {"access_negative", 7, "travel.access_m", "at least 0"},
    {"stairs_faster_than_level", 7, "travel.stairs.up", "at most 1"},
    {"ride_by_time_and_speed", 7, "travel.ferry.speed_kmh", "no effect"},
    {"ride_unknown_key", 7, "travel.lift.wait", "no such key"},
    {"matrix_beside_grid_key", 4, "city.cell_m", "no grid"},
    {"matrix_beside_pace", 6, "travel.pace", "used as they are"},
    {"matrix_without_values", 5, "travel.matrix", "exactly one of minutes and metres"},
    {"matrix_in_metres_reach_in_minutes", 8, "service[0].reach_min", "holds metres only"},
    {"matrix_candidates_by_rule", 13, "place[0].candidates", "given sites"},
    {"matrix_beside_facilities", 4, "city.facilities", "not read by this version"},
    {"matrix_without_candidates", 9, "place[0].candidates", "file of the sites is missing"},
    {"matrix_with_two_lists_of_sites", 18, "place[1].candidates", "place[0] names another file"},
    {"matrix_without_place", 1, "place", "a [[place]] is missing"},
    {"service_missing", 1, "service", "a [[service]] is missing"},
    {"service_single_brackets", 5, "service", "double brackets"},
    {"service_id_missing", 5, "service[0].id", "id of the service is missing"},
    {"service_id_twice", 9, "service[1].id", "has this id already"},
    {"service_id_with_slash", 6, "service[0].id", "letters a-z"},
    {"service_unknown_key", 8, "service[0].capcity", "nearest known key is capacity"},
    {"reach_missing", 5, "service[0].reach_min", "how far the service may be is missing"},
    {"reach_negative", 7, "service[0].reach_min", "above 0"},
    {"reach_absurd", 7, "service[0].reach_min", "minutes above 0 and at most 1440"},
    {"reach_m_nan", 7, "service[0].reach_m", "above 0"},
    {"reach_by_unknown", 8, "service[0].reach_by", "nearest known test is metres"},
    {"reach_by_without_its_reach", 8, "service[0].reach_by", "Add reach_m"},
    {"level_unknown", 8, "service[0].level", "nearest known level is circle10"},
    {"demand_of_unknown_group", 10, "service[0].demand.childen", "nearest known group is children"},
    {"demand_rate_negative", 8, "service[0].demand.people", "above 0"},
    {"demand_of_nobody", 8, "service[0].demand", "no group needs"},
    {"capacity_zero", 8, "service[0].capacity", "above 0"},
    {"counts_for_itself", 8, "service[0].counts_for", "own service already"},
    {"counts_for_unknown", 8, "service[0].counts_for", "there is no such service"},
    {"counts_for_level_above", 9, "service[0].counts_for", "not below circle15"},
    {"shared_in_quotes", 8, "service[0].shared_across_districts", "true or false"},
    {"catchment_weights_rising", 8, "service[0].catchment_weights", "weighs more than a nearer one"},
    {"catchment_weight_above_one", 8, "service[0].catchment_weights", "each item must be a number above 0 and at most 1"},
    {"place_service_missing", 8, "place[0].service", "is missing"},
    {"place_service_and_level", 13, "place[0].level", "not both"},
    {"place_level_unknown", 10, "place[0].level", "no such level with services"},
    {"max_below_min", 14, "place[0].max_per_unit", "below min_per_unit"},
    {"unit_without_rule", 13, "place[0].unit", "nothing is asked of each unit"},
    {"unit_kind_absent", 14, "place[0].unit", "no city.clusters"},
    {"nest_without_upper_level", 13, "place[0].nest_min", "no services of a level above circle15"},
    {"require_with_count", 11, "place[0].count", "how many sites it takes"},
    {"spacing_in_matrix", 14, "place[0].spacing_m", "has no map"},
    {"place_service_unknown", 9, "place[0].service", "nearest known service is clinic"},
    {"problem_missing", 8, "place[0].problem", "problem to solve is missing"},
    {"fair_without_units", 10, "place[0].problem", "there is no city.districts"},
    {"fair_in_matrix", 11, "place[0].problem", "no units to be fair to"},
    {"assignment_without_capacity", 12, "place[0].assignment", "how many people a site serves"},
    {"capacity_without_assignment", 12, "place[0].capacity", "how people are given to sites"},
    {"median_with_limit", 12, "place[0].problem", "travel.limit_min ends searches"},
    {"median_with_count_and_budget", 12, "place[0].budget", "not by both"},
    {"unreachable_with_cover", 12, "place[0].unreachable", "only the problems median and center"},
    {"median_of_minutes_and_metres", 16, "place[0].level", "minutes and metres cannot be added"},
    {"problem_unknown", 10, "place[0].problem", "nearest known problem is cover"},
    {"count_zero", 11, "place[0].count", "at least 1"},
    {"count_not_whole", 11, "place[0].count", "whole number"},
    {"count_and_budget", 12, "place[0].budget", "not by both"},
    {"neither_count_nor_budget", 8, "place[0].count", "how many new sites is missing"},
    {"candidates_unknown_rule", 12, "place[0].candidates.min_pepole", "nearest known key is min_people"},
    {"candidates_slope_on_flat_ground", 12, "place[0].candidates.max_slope", "ground is flat"},
    {"candidates_file_and_rule", 12, "place[0].candidates.max_slope", "no such key"},
    {"gap_negative", 12, "place[0].stop.gap", "at least 0"},
    {"seed_negative", 12, "place[0].seed", "at least 0"},
    {"share_of_cover", 12, "place[0].share", "only the problem require is held to a share"},
    {"share_per_unit_of_median", 12, "place[0].share_per_unit", "only the problems require and cover"},
    {"share_per_unit_with_times", 13, "place[0].share_per_unit", "does not go with times"},
    {"min_per_unit_without_units", 12, "place[0].min_per_unit", "no city.districts"},
    {"max_per_unit_without_units", 12, "place[0].max_per_unit", "no city.districts"},
    {"whole_places_of_centres", 17, "place[0].assignment", "places whole to sites of one service"},
    {"capacities_of_median_centres", 17, "place[0].assignment", "for the problems cover and require only"},
    {"shares_of_centres_with_room", 17, "place[0].share_per_unit", "does not go with the assignment of centres"},
    {"enlarging_of_whole_places", 14, "place[0].existing", "where people are shared out"},
    {"capacity_of_level", 15, "place[0].capacity", "a centre's services have a capacity each"},
    {"split_without_capacity", 14, "place[0].assignment", "no service of level circle15 says how many"},
    {"existing_of_nothing", 12, "place[0].existing", "it is not said what may happen"},
    {"existing_closed_by_count", 12, "place[0].existing.close", "without a budget money buys nothing"},
    {"existing_moved_by_budget", 12, "place[0].existing.move", "with a budget a facility is closed"},
    {"existing_of_median", 12, "place[0].existing", "for the problem cover of one service only"},
    {"existing_with_times", 12, "place[0].existing", "do not go with times"},
    {"enlarging_without_assignment", 12, "place[0].existing", "where sites can be full"},
    {"enlarging_by_nothing", 12, "place[0].existing.enlarge", "how many people more"},
    {"enlarging_with_cost_by_count", 12, "place[0].existing.enlarge_cost", "counts as one of the count"},
    {"enlarging_without_cost", 12, "place[0].existing.enlarge_cost", "what it costs to enlarge"},
    {"enlarging_and_closing", 12, "place[0].existing", "not both"},
    {"enlarging_of_median", 12, "place[0].existing", "enlarges facilities for the problems cover and require"},
    {"existing_unknown_key", 12, "place[0].existing.mvoe", "nearest known key is move"},
    {"times_of_one", 12, "place[0].times", "at least 2"},
    {"times_of_median", 12, "place[0].times", "with the problem cover only"},
    {"times_with_front", 12, "place[0].times", "do not go with front"},
    {"group_with_minimum", 12, "place[0].unit", "no sites of their own"},
    {"front_not_whole", 12, "place[0].front", "not whole"},
    {"front_share_above_one", 12, "place[0].front", "at most 1"},
    {"spacing_zero", 12, "place[0].spacing_m", "above 0"},
    {"levels_joint", 12, "place[0].levels", "planned together as centres"},
    {"level_between_joint_levels", 32, "place[1].level", "lies between levels that are planned together"},
    {"joint_alone", 16, "place[0].levels", "no other [[place]] is planned together"},
    {"nest_without_level", 12, "place[0].nest_min", "has no level"},
    {"output_without_tables", 9, "output.tables", "always written"},
    {"output_flag_in_quotes", 9, "output.exact_seconds", "true or false"},
    {"output_unknown_key", 9, "output.raster", "nearest known key is rasters"},
    // clang-format on
};

}  // namespace

TEST_CASE("each broken scenario gives one fault with its file, line, key and remedy") {
  const ScenarioFiles files;
  for (const BrokenScenario& broken : broken_scenarios) {
    const std::filesystem::path file = broken_folder / (broken.name + ".toml");
    INFO(broken.name);
    const auto faults = faults_of(file, files.folder());
    for (const InputFault& fault : faults) UNSCOPED_INFO(sentence(fault));
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].file == file.string());
    CHECK(faults[0].line == broken.line);
    CHECK(faults[0].key == broken.key);
    CHECK_FALSE(faults[0].message.ends_with("."));
    CHECK_FALSE(faults[0].remedy.ends_with("."));
    CHECK_FALSE(faults[0].remedy.empty());
    CHECK(sentence(faults[0]).find(broken.fragment) != std::string::npos);
  }
}

TEST_CASE("every file of the folder of broken scenarios is in the table") {
  std::set<std::string> listed = {"many_faults"};
  for (const BrokenScenario& broken : broken_scenarios) listed.insert(broken.name);
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(broken_folder)) {
    if (entry.path().extension() == ".toml") found.insert(entry.path().stem().string());
  }
  CHECK(found == listed);
}

TEST_CASE("many faults are told at once, in the order of the lines, each with the value found") {
  const ScenarioFiles files;
  const auto faults = faults_of(broken_folder / "many_faults.toml", files.folder());
  struct Expected {
    int line;
    std::string key;
    std::string value;
  };
  const std::vector<Expected> expected = {
      {2, "titel", "\"Clinics\""},
      {7, "city.elevation", "\"missing.tif\""},
      {8, "city.streets.leave_out", "\"stps\""},
      {9, "city.cell_m", "-100"},
      {13, "travel.speed_kmh", "nan"},
      {14, "travel.neighbours", "12"},
      {18, "service[0].level", "\"circle51\""},
      {22, "service[1].id", "\"clinic\""},
      {23, "service[1].reach_min", "0"},
      {24, "service[1].demand.adults", "1.0"},
      {27, "place[0].service", "\"clinik\""},
      {30, "place[0].budget", "3.5"},
  };
  for (const InputFault& fault : faults) UNSCOPED_INFO(sentence(fault));
  REQUIRE(faults.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(faults[i].line == expected[i].line);
    CHECK(faults[i].key == expected[i].key);
    CHECK(faults[i].value == expected[i].value);
  }
}
