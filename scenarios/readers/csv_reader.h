// Tables of text: comma, semicolon or tab between cells, quotes as in RFC 4180.
#pragma once

#include "scenarios/readers/table.h"

namespace quarterhour {

/// Reads the whole table; `where` is not applied. Throws InputError with every fault of the file.
[[nodiscard]] Table read_text_table(const SourceSpec& source);

}  // namespace quarterhour
