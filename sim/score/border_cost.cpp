#include "sim/score/border_cost.h"

#include <map>

#include "sim/sharing.h"

namespace quarterhour {

namespace {

/// Home and other district; as unsigned numbers, so that "no district" comes last.
using DistrictPair = std::pair<std::uint32_t, std::uint32_t>;

std::string id_of(std::uint32_t district, const std::vector<Unit>& districts) {
  return district < districts.size() ? districts[district].id : "(none)";
}

const std::vector<Unit>& districts_of(const City& city) {
  static const std::vector<Unit> none;
  for (const UnitSet& set : city.unit_sets)
    if (set.kind == "district") return set.units;
  return none;
}

}  // namespace

void add_border_cost(const City& city, const Service& service, const OpenSites& sites,
                     const std::vector<GroupAccess>& groups, StudyResult& result) {
  std::erase_if(result.border_cost, [&](const BorderCostRow& row) { return row.service == service.id; });
  const std::span<const std::int32_t> district = district_of_cell(city);
  if (district.empty()) return;
  std::map<DistrictPair, double> people;
  for (const GroupAccess& access : groups) {
    const CellDemand demand = scored_demand(city, *access.group, access.rate);
    access.choices.only_across_border.for_each_held([&](std::size_t cell, std::int32_t facility) {
      if (facility < 0 || !(demand[cell] > 0.0)) return;
      const CellIndex other = sites.cells[static_cast<std::size_t>(facility)];
      people[{static_cast<std::uint32_t>(district[cell]), static_cast<std::uint32_t>(district[other])}] +=
          demand[cell];
    });
  }
  const std::vector<Unit>& units = districts_of(city);
  for (const auto& [pair, lost] : people)
    result.border_cost.push_back({service.id, id_of(pair.first, units), id_of(pair.second, units), lost});
}

}  // namespace quarterhour
