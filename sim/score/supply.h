// Capacity against demand: who is served, supply for each person, the load of each facility.
#pragma once

#include <string>
#include <vector>

#include "sim/score/group_access.h"

namespace quarterhour {

/// What is known of the capacities of the sites that take part. partly: a site of unknown capacity never fills, and supply
/// for each person is undefined. Without any site, the service's own capacity decides.
enum class Capacities { unknown, partly, known };
[[nodiscard]] Capacities capacities_of(const Service& service, const OpenSites& sites);

/// Lets the service's groups compete for its capacities, scored people and those of the buffer alike, and fills the
/// supply of each group, the rasters served_share, serving_site, supply_2sfca and supply_e2sfca of its layer, and
/// Reason::capacity in cells that are covered and less than half served. Adds a row to `result.load` for each site, with who chooses it by Huff's model (a minute, or 60 metres, is
/// the least way), and
/// a note where capacities are known in part, once for the service. The groups' catchments are used up. Throws
/// std::invalid_argument when the service's catchment weights are none, outside (0, 1], or rising.
void add_supply(const City& city, TravelFields& fields, const Service& service, const OpenSites& sites,
                std::vector<GroupAccess>& groups, StudyResult& result);

}  // namespace quarterhour
