#include "sim/score/report_units.h"

#include <algorithm>

namespace quarterhour {

namespace {

bool anybody_lives_in(const std::vector<CellIndex>& cells, std::span<const PeopleGroup* const> groups) {
  return std::any_of(groups.begin(), groups.end(), [&cells](const PeopleGroup* group) {
    return std::any_of(cells.begin(), cells.end(),
                       [group](CellIndex cell) { return group->people[cell] > 0.0; });
  });
}

}  // namespace

std::vector<ReportUnit> report_units(const City& city, std::span<const PeopleGroup* const> groups) {
  std::vector<ReportUnit> units{{"city", "city", {}}};
  for (std::size_t cell = 0; cell < city.zone.size(); ++cell)
    if (city.zone[cell] == static_cast<std::uint8_t>(Zone::scored))
      units.front().cells.push_back(static_cast<CellIndex>(cell));

  for (const UnitSet& set : city.unit_sets) {
    const std::size_t first = units.size();
    for (const Unit& unit : set.units) units.push_back({set.kind, unit.id, {}});
    ReportUnit outside{set.kind, "(none)", {}};
    for (const CellIndex cell : units.front().cells) {
      const std::int32_t unit = set.unit_of_cell[cell];
      (unit < 0 ? outside : units[first + static_cast<std::size_t>(unit)]).cells.push_back(cell);
    }
    if (anybody_lives_in(outside.cells, groups)) units.push_back(std::move(outside));
  }
  return units;
}

}  // namespace quarterhour
