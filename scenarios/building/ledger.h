// The facility ledger: every facility of every file, on the grid.
#pragma once

#include <string>
#include <vector>

#include "scenarios/building/relocation.h"
#include "scenarios/building/study_grid.h"
#include "sim/city.h"

namespace quarterhour {

/// Reads one file of the ledger, without cells. The service of a row is in the column mapped to `service`, or every
/// row gives the service that `gives` names; a `service` that is no column but the id of a service of the scenario is
/// taken for that. Rows whose mapped `count` is blank or 0 are left out. Throws InputError with every fault.
[[nodiscard]] std::vector<Facility> read_ledger(CityBuild& build, const SourceSpec& source,
                                                const CoordinateSystem& city_crs);

/// Faults of the same id twice for one service, naming both lines.
[[nodiscard]] std::vector<InputFault> repeated_ids(const std::vector<Facility>& ledger);

/// Puts the facilities of one file on cells: those on closed ground move to the nearest open cell within 500 m and are
/// listed; those beyond the grid have no cell and are listed. Throws InputError when a facility has no ground near, or
/// when the whole file lies beyond the grid.
void place_facilities(CityBuild& build, const SourceSpec& source, const Grid& grid,
                      const NearestGround& ground, std::vector<Facility>& facilities,
                      std::vector<MovedRow>& moved);

}  // namespace quarterhour
