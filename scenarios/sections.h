// One reader for each section of a scenario. They add to the scenario what they read and to the faults what is
// wrong; checks that need two sections stand in scenario_checks.cpp.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/source_section.h"
#include "scenarios/standard.h"
#include "scenarios/table_reader.h"

namespace quarterhour {

/// What every section needs to know beside its own table.
struct ScenarioReading {
  Scenario scenario;
  SourceDefaults defaults;
  Standard standard;
  /// [travel] matrix is given: a study without a grid.
  bool has_matrix = false;
  /// Ids under [city.groups], faulty ones included, so that one mistake is told once.
  std::set<std::string> declared_groups;
  /// [city] file is given: sources are inside it.
  bool has_city_file = false;
  /// [city] streets is given.
  bool has_streets = false;
  /// Whether the city may have streets: named here, or inside a city file.
  [[nodiscard]] bool may_have_streets() const { return has_streets || has_city_file; }
  /// Values of levels that the scenario writes itself: "circle15.reach_min".
  std::set<std::string> level_values;

  void note(std::string text) { scenario.notes.push_back({"note", std::move(text)}); }
  void warn(std::string text) { scenario.notes.push_back({"warning", std::move(text)}); }
};

/// format, title, title_zh, standard, and top-level sections that this version does not honour.
void read_head(TableReader& root, ScenarioReading& reading);
void read_city_section(TableReader& root, ScenarioReading& reading);
/// city.streets: a file of OpenStreetMap, or a layer of lines with its columns.
void read_streets_section(TableReader& city, ScenarioReading& reading);
/// [city.groups.<id>].
void read_city_groups(TableReader& city, ScenarioReading& reading);
void read_travel_section(TableReader& root, ScenarioReading& reading);
/// The keys of [travel] that say how streets are used.
void read_street_travel(TableReader& travel, ScenarioReading& reading);
/// [[level]], before the services that take their reaches from it.
void read_level_sections(TableReader& root, ScenarioReading& reading);
/// The levels of the scenario's services and what their centres host; after the services.
void complete_levels(TableReader& root, ScenarioReading& reading);
/// After [travel], whose direction is the default of every service.
void read_service_sections(TableReader& root, ScenarioReading& reading);
/// [[link]], before the places that name them.
void read_link_sections(TableReader& root, ScenarioReading& reading);
void read_place_sections(TableReader& root, ScenarioReading& reading);
/// [[place]] capacity and assignment: sites that can be full, and who goes where.
void read_capacity(TableReader& table, PlaceSpec& place, const ScenarioReading& reading);
/// [place.existing]: what may happen to facilities that stand.
void read_existing(TableReader& table, PlaceSpec& place, const ScenarioReading& reading);
/// What levels that are planned together cannot have.
void check_joint(TableReader& table, const PlaceSpec& place);
/// What they must be to each other; `tables` are those of the scenario's places.
void check_joint_levels(std::vector<TableReader>& tables, const ScenarioReading& reading);
void read_output_section(TableReader& root, ScenarioReading& reading);

/// Consistency of one section with another: groups and services that are named but not defined, a search limit
/// below a reach, facilities and plans that are both absent, settings without an effect.
void check_across_sections(TableReader& root, const ScenarioReading& reading);

/// In the order of the scenario.
[[nodiscard]] std::vector<std::string> service_ids(const Scenario& scenario);

/// The key `direction`; nothing when absent or faulty.
[[nodiscard]] std::optional<Direction> read_direction(TableReader& table);

/// The key `mode`, likewise; riding and driving need streets.
[[nodiscard]] std::optional<TravelMode> read_mode(TableReader& table, bool has_streets);

/// An id becomes the name of a group in the result: letters, digits, _ and -.
[[nodiscard]] bool is_plain_id(std::string_view id);

}  // namespace quarterhour
