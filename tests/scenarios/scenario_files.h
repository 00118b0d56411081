// A folder of its own for each test, with the small files that scenarios of the tests name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/scenario.h"

namespace quarterhour {

class ScenarioFiles {
 public:
  /// Makes the folder and in it the named files of the printed scenario and of tests/broken.
  ScenarioFiles();
  ~ScenarioFiles();
  ScenarioFiles(const ScenarioFiles&) = delete;
  ScenarioFiles& operator=(const ScenarioFiles&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Writes a file and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view text) const;
  /// Writes `text` as scenario.toml and reads it.
  [[nodiscard]] Scenario read(std::string_view text) const;

 private:
  std::filesystem::path folder_;
};

/// The faults of a scenario; empty when it has none.
[[nodiscard]] std::vector<InputFault> faults_of(const std::filesystem::path& file,
                                                const std::optional<std::filesystem::path>& data_folder = {});

/// The scenario of the interface, less its `streets` line, which has the number `streets_line`.
[[nodiscard]] std::string printed_scenario();
/// The same with its `streets` line.
[[nodiscard]] std::string printed_scenario_with_streets();
inline constexpr int streets_line = 9;

/// A scenario that only says what it must, and `more` at its end.
[[nodiscard]] std::string small_scenario(std::string_view more = {});

}  // namespace quarterhour
