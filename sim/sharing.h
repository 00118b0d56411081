// Who may use whose facilities: services that are not shared across district borders.
#pragma once

#include <cstdint>
#include <span>

#include "geometry/travel_time.h"
#include "sim/city.h"
#include "sim/service.h"

namespace quarterhour {

/// District of every cell: the position of its unit in the city's first unit set of kind "district", -1 in none. Empty
/// where the city has no districts. A view into `city`, which must outlive it.
[[nodiscard]] std::span<const std::int32_t> district_of_cell(const City& city);

/// The districts that bind a service: `district_of_cell` where it is not shared across borders, else empty. A view
/// into `city`.
[[nodiscard]] std::span<const std::int32_t> binding_districts(const City& city, const Service& service);

/// Whether people in cell `a` may use a facility in cell `b`: always where `district_of_cell` is empty, else where both
/// cells have the same district. Cells in no district share with each other.
[[nodiscard]] inline bool same_district(std::span<const std::int32_t> district_of_cell, CellIndex a,
                                        CellIndex b) {
  return district_of_cell.empty() || district_of_cell[a] == district_of_cell[b];
}

/// Cuts the set of each facility k, `reach.set(k)`, to cells of the district that `facilities[k]` stands in. An index is
/// a cell, or layer * cell count + cell; a run stays within one layer. Sets stay disjoint rising runs. Returns `reach`
/// itself where `district_of_cell` is empty. Throws std::invalid_argument when there are not as many facilities as sets.
[[nodiscard]] IndexRuns within_own_district(IndexRuns reach, std::span<const CellIndex> facilities,
                                            std::span<const std::int32_t> district_of_cell);

}  // namespace quarterhour
