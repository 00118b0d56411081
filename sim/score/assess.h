// Who can reach what: access layers, circles, reasons and scores of one service in one state.
#pragma once

#include <string>

#include "sim/result.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// Group name in /scores of all demand groups of a service together, where it has several. Its "people" are
/// demand: people times rate, so that somebody of two groups asks twice. It has no area metrics.
inline constexpr const char* all_groups = "all_groups";

/// Assesses `service` for each of its demand groups and adds to `result` the access layers and score rows
/// (model.md §7; unit kinds "city" and every unit set of the city), and fills the people_* fields of the
/// sites that take part. `state` is "before" (the sites of the service that are not planned) or "after" (all
/// of its sites that no plan closes). Sites are those of `result.sites`; nearest_site holds positions in that list. Only people
/// in the scored zone are counted, facilities anywhere on the grid serve. The people_* fields of a site hold
/// demand (people times rate) of the scored area, in the state assessed last. A layer's `limit_s` or
/// `limit_m` is NaN where the service has no such limit. Where a site (or, without sites, the service) has a capacity
/// the layers carry what capacity leaves, and `result.load` gains a row for each site (supply.h). Where the city has
/// districts `result.border_cost` holds what their borders cost the service (border_cost.h); a service that is not shared
/// across them (sim/sharing.h) is scored as people may use it. Metrics: see sim/score/README.md. Throws
/// std::invalid_argument when the service has no demand group, a group that the city lacks, or no limit for
/// its test, when its catchment weights are out of range, or when `state` is another word.
void assess(const City& city, TravelFields& fields, const Service& service, const std::string& state,
            StudyResult& result);

}  // namespace quarterhour
