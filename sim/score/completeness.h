// How much of what a standard lists people have within reach.
#pragma once

#include "sim/layer_sink.h"
#include "sim/result.h"

namespace quarterhour {

/// Service column of /scores in rows that count all listed services together.
inline constexpr const char* all_services = "all_services";

/// Counts for each cell which of `result.listed_services` (of all services where that list is empty) cover it, and adds a
/// layer for each group that one of them is for, `people` first and always, and each state; "after" only where a listed
/// service has such a layer, and with the "before" layers of those that have none. A service that is not for the group
/// counts as its own first group reaches it. Adds to `result.scores`, under service `all_services`, by unit: people,
/// completeness (mean over people of services in reach over services listed) and complete_share (people with all; model.md
/// §7). Nothing where a listed service was not assessed. Where there is a `sink`, it takes the layers one by one instead of
/// `result.completeness`; layers of access may have been handed on before.
void add_completeness(const City& city, StudyResult& result, LayerSink* sink = nullptr);

}  // namespace quarterhour
