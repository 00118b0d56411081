#include "sim/score/report_units.h"

#include <algorithm>

#include "sim/score/cell_blocks.h"

namespace quarterhour {

namespace {

/// Cells of a block of this many are looked through by one task.
constexpr std::size_t block_cells = std::size_t{1} << 18U;

/// Scored cells where anybody of any group lives, rising.
std::vector<CellIndex> lived_in_cells(const City& city) {
  std::vector<std::vector<CellIndex>> of_block((city.zone.size() + block_cells - 1) / block_cells);
  tbb::parallel_for(std::size_t{0}, of_block.size(), [&](std::size_t block) {
    const std::size_t end = std::min(city.zone.size(), (block + 1) * block_cells);
    for (std::size_t cell = block * block_cells; cell < end; ++cell) {
      if (city.zone[cell] != static_cast<std::uint8_t>(Zone::scored)) continue;
      if (std::any_of(city.groups.begin(), city.groups.end(),
                      [cell](const PeopleGroup& group) { return group.people[cell] > 0.0; }))
        of_block[block].push_back(static_cast<CellIndex>(cell));
    }
  });
  std::size_t count = 0;
  for (const std::vector<CellIndex>& some : of_block) count += some.size();
  std::vector<CellIndex> cells;
  cells.reserve(count);
  for (std::vector<CellIndex>& some : of_block) {
    cells.insert(cells.end(), some.begin(), some.end());
    some = {};
  }
  return cells;
}

bool anybody_lives_in(const std::vector<CellIndex>& cells, std::span<const PeopleGroup* const> groups) {
  return std::any_of(groups.begin(), groups.end(), [&cells](const PeopleGroup* group) {
    return std::any_of(cells.begin(), cells.end(),
                       [group](CellIndex cell) { return group->people[cell] > 0.0; });
  });
}

}  // namespace

ReportUnits::ReportUnits(const City& city, std::span<const PeopleGroup* const> groups)
    : city_(city), list_{{"city", "city", lived_in_cells(city)}} {
  for (const UnitSet& set : city.unit_sets) {
    const std::size_t first = list_.size();
    for (const Unit& unit : set.units) list_.push_back({set.kind, unit.id, {}});
    ReportUnit outside{set.kind, "(none)", {}};
    for (const CellIndex cell : list_.front().cells) {
      const std::int32_t unit = set.unit_of_cell[cell];
      (unit < 0 ? outside : list_[first + static_cast<std::size_t>(unit)]).cells.push_back(cell);
    }
    sets_.push_back({first, no_unit});
    if (!anybody_lives_in(outside.cells, groups)) continue;
    sets_.back().outside = list_.size();
    list_.push_back(std::move(outside));
  }
}

}  // namespace quarterhour
