// The register of Shancheng's facilities, as uneven as its history.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "geometry/grid.h"
#include "scenarios/shancheng/people.h"
#include "scenarios/shancheng/plan.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

/// Open facilities of each cluster near its people, one trade of the plan after the other, then the few that have
/// closed. Where nobody wrote a capacity, none is given. No two have the same name. `grid` and the locations in local metres; `district` is the name of
/// the one of `districts` that holds the location.
[[nodiscard]] std::vector<Facility> make_ledger(const CityPlan& plan, const Homes& homes,
                                                const std::vector<Unit>& districts, const Grid& grid,
                                                std::uint64_t seed);

/// The ledger as CSV (RFC 4180 but for its line ends, "\n"), in the coordinate system of the files.
[[nodiscard]] std::string ledger_csv(const CityPlan& plan, const std::vector<Facility>& ledger);

}  // namespace quarterhour::shancheng
