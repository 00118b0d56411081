// The sites of a study: who gives which service, facilities that count for lower services included.
#pragma once

#include <vector>

#include "sim/result.h"

namespace quarterhour {

/// Adds a site to `result.sites`, and one more for each service of the result that it counts for as well
/// (Service::counts_for), with that service's capacity. A site of the same id and service is never added twice.
void add_site(StudyResult& result, Site site);

/// Positions in `result.sites` of those that give the service and are not closed by a plan, rising.
[[nodiscard]] std::vector<std::size_t> sites_of(const StudyResult& result, const Service& service);

}  // namespace quarterhour
