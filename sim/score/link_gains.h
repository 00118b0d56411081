// What each planned link alone would bring.
#pragma once

#include "sim/result.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// Lists the city's planned links in `result.links`, none of them built.
void list_links(const City& city, StudyResult& result);

/// Adds to `result.link_gains` for each planned link, service and demand group how much scored demand the sites of `result`
/// cover by the service's own test with that link alone open, beyond what they cover without any: rows for all_groups too where a service
/// has several. Leaves the links of `fields` as they were.
void add_link_gains(const City& city, TravelFields& fields, StudyResult& result);

}  // namespace quarterhour
