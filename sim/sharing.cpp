#include "sim/sharing.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace quarterhour {

namespace {

/// For every cell the first later cell of another district, or the number of cells.
std::vector<std::uint32_t> ends_of_district(std::span<const std::int32_t> district_of_cell) {
  std::vector<std::uint32_t> ends(district_of_cell.size());
  auto end = static_cast<std::uint32_t>(district_of_cell.size());
  for (std::size_t cell = district_of_cell.size(); cell-- > 0;) {
    if (cell + 1 < district_of_cell.size() && district_of_cell[cell] != district_of_cell[cell + 1])
      end = static_cast<std::uint32_t>(cell + 1);
    ends[cell] = end;
  }
  return ends;
}

}  // namespace

std::span<const std::int32_t> district_of_cell(const City& city) {
  for (const UnitSet& set : city.unit_sets)
    if (set.kind == "district") return set.unit_of_cell.values();
  return {};
}

std::span<const std::int32_t> binding_districts(const City& city, const Service& service) {
  if (service.shared_across_districts) return {};
  return district_of_cell(city);
}

IndexRuns within_own_district(IndexRuns reach, std::span<const CellIndex> facilities,
                              std::span<const std::int32_t> district_of_cell) {
  if (facilities.size() != reach.set_count())
    throw std::invalid_argument("sets of cells and facilities differ in number");
  if (district_of_cell.empty()) return reach;
  const std::vector<std::uint32_t> ends = ends_of_district(district_of_cell);
  const auto cell_count = static_cast<std::uint32_t>(district_of_cell.size());
  IndexRuns own;
  for (std::size_t k = 0; k < facilities.size(); ++k) {
    const std::int32_t home = district_of_cell[facilities[k]];
    for (const IndexRun run : reach.set(k)) {
      const std::uint32_t layer_start = run.begin - run.begin % cell_count;
      for (std::uint32_t begin = run.begin; begin < run.end;) {
        const std::uint32_t cell = begin - layer_start;
        const std::uint32_t end = std::min(run.end, layer_start + ends[cell]);
        if (district_of_cell[cell] == home) own.runs.push_back({begin, end});
        begin = end;
      }
    }
    own.first.push_back(own.runs.size());
  }
  return own;
}

}  // namespace quarterhour
