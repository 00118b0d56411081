// What is fuzzed: a reader, with the whole files that its damaged ones are made from.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/fuzz/random.h"

namespace quarterhour::fuzz {

struct Target {
  std::string name;
  /// Damages one of its files and reads it. May throw InputError, OutputError and InfeasiblePlan, which the program
  /// turns into the exit codes 2 and 3, and std::bad_alloc; anything else is a finding.
  std::function<void(Random&)> run;
  /// Reads its files while they are whole, which must succeed: damage to what is refused anyway finds nothing.
  std::function<void()> read_whole;
};

/// Each makes its whole files in `folder`, which is its own, and keeps to it.
[[nodiscard]] Target scenario_target(const std::filesystem::path& folder);
[[nodiscard]] Target standard_target(const std::filesystem::path& folder);
[[nodiscard]] Target table_target(const std::filesystem::path& folder);
[[nodiscard]] Target vector_target(const std::filesystem::path& folder);
[[nodiscard]] Target raster_target(const std::filesystem::path& folder);
[[nodiscard]] Target streets_target(const std::filesystem::path& folder);
[[nodiscard]] Target city_target(const std::filesystem::path& folder);
[[nodiscard]] Target matrix_target(const std::filesystem::path& folder);
[[nodiscard]] Target city_file_target(const std::filesystem::path& folder);
[[nodiscard]] Target result_file_target(const std::filesystem::path& folder);

}  // namespace quarterhour::fuzz
