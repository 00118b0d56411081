// Numbers as text that reads back to the same bits.
#pragma once

#include <string>

namespace quarterhour {

/// The shortest decimal text that reads back to the same double, with a point whatever the locale; "nan", "inf".
[[nodiscard]] std::string shortest_text(double value);
[[nodiscard]] std::string shortest_text(float value);

}  // namespace quarterhour
