// The key numbers as lines of text.
#pragma once

#include <string>

#include "sim/result.h"

namespace quarterhour::app {

/// Notes worth knowing first, then a line for each key number: "412,300 people  …meaning…". English.
[[nodiscard]] std::string key_number_text(const StudyResult& result);

}  // namespace quarterhour::app
