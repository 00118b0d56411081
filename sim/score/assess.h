// Who can reach what: access layers, circles, reasons and scores of one service in one state.
#pragma once

#include <string>

#include "sim/result.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// Assesses `service` for each of its demand groups and adds to `result` the access layers and score rows
/// (model.md §7; unit kinds "city" and every unit set of the city), and fills the people_* fields of the sites
/// that take part. `state` is "before" (the sites of the service that are not planned) or "after" (all of its
/// sites). Sites are those of `result.sites`; nearest_site holds positions in that list.
void assess(const City& city, TravelFields& fields, const Service& service, const std::string& state,
            StudyResult& result);

}  // namespace quarterhour
