// The program's version, as files record it.
#pragma once

#include <string_view>

namespace quarterhour {

/// "0.1.0".
[[nodiscard]] std::string_view software_version();

}  // namespace quarterhour
