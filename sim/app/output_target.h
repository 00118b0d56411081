// Whether an output may be written, asked before any work is done.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "scenarios/scenario.h"

namespace quarterhour::app {

/// Every file that a scenario reads: itself and all that it names.
[[nodiscard]] std::vector<std::filesystem::path> files_of(const Scenario& scenario);

/// Throws InputError where `output` names no file, or where it or the .vrt that goes with it is one of `inputs`
/// (by any name, links included), or where a file stands there that holds something else than HDF5; throws OutputError where nothing can be written there.
void require_writable(const std::filesystem::path& output, const std::vector<std::filesystem::path>& inputs);
/// The same for an output of another kind: `is_own` says of a file that is not empty whether it may be replaced.
void require_writable(const std::filesystem::path& output, const std::vector<std::filesystem::path>& inputs,
                      const std::function<bool(const std::filesystem::path&)>& is_own);

}  // namespace quarterhour::app
