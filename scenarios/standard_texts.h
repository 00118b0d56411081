// The files of scenarios/standards/, made part of the program when it is built, so that no path is needed when
// it runs.
#pragma once

#include <span>
#include <string_view>

namespace quarterhour {

struct StandardText {
  /// The file's name without .toml.
  std::string_view name;
  std::string_view text;
};

/// In the order of scenarios/CMakeLists.txt.
[[nodiscard]] std::span<const StandardText> standard_texts();

}  // namespace quarterhour
