#include "scenarios/scenario.h"

#include <system_error>
#include <utility>

#include "scenarios/fault_list.h"
#include "scenarios/sections.h"
#include "scenarios/table_reader.h"
#include "scenarios/toml_reader.h"

namespace quarterhour {

namespace {

std::filesystem::path folder_of_paths(const std::filesystem::path& file,
                                      const std::optional<std::filesystem::path>& data_folder) {
  if (!data_folder) return file.parent_path();
  std::error_code error;
  if (!std::filesystem::is_directory(*data_folder, error)) {
    throw InputError({data_folder->string(), 0, "", "", "there is no such folder",
                      "Give --data the folder that the scenario's paths are relative to"});
  }
  return *data_folder;
}

bool table_has(const TomlValue& root, std::string_view table, std::string_view key) {
  const TomlValue* found = root.find(table);
  return found != nullptr && found->find(key) != nullptr;
}

}  // namespace

Scenario read_scenario(const std::filesystem::path& file,
                       const std::optional<std::filesystem::path>& data_folder) {
  ScenarioReading reading;
  Scenario& scenario = reading.scenario;
  scenario.file = file;
  scenario.text = read_text_file(file);
  const TomlValue tree = parse_toml(scenario.text, file.string());
  reading.defaults.folder = folder_of_paths(file, data_folder);
  if (data_folder) reading.defaults.second_folder = file.parent_path().empty() ? "." : file.parent_path();
  reading.has_matrix = table_has(tree, "travel", "matrix");
  reading.has_city_file = table_has(tree, "city", "file");
  reading.has_streets = table_has(tree, "city", "streets");

  FaultList faults(file.string());
  TableReader root(tree, {1, ""}, faults);
  read_head(root, reading);
  read_city_section(root, reading);
  read_travel_section(root, reading);
  read_level_sections(root, reading);
  read_service_sections(root, reading);
  complete_levels(root, reading);
  read_link_sections(root, reading);
  read_place_sections(root, reading);
  read_output_section(root, reading);
  check_across_sections(root, reading);
  root.finish();
  faults.throw_if_any();
  return scenario;
}

}  // namespace quarterhour
