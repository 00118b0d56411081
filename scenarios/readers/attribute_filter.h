// The `where` condition on a table of text.
#pragma once

#include "scenarios/readers/table.h"

namespace quarterhour {

/// Keeps the rows for which `source.where` is true. A column whose cells all are numbers or blank is a number in
/// the condition (blank: NULL), unless one is written with a leading zero, as codes are. Throws InputError when
/// the condition cannot be understood.
void keep_where(const SourceSpec& source, Table& table);

}  // namespace quarterhour
