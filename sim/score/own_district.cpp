#include "sim/score/own_district.h"

#include <limits>
#include <map>
#include <vector>

#include "sim/score/circle.h"

namespace quarterhour {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

struct FacilitiesOfDistrict {
  std::vector<SourceIndex> sources;
  std::vector<CellIndex> cells;
  std::vector<std::int32_t> positions;
};

std::map<std::int32_t, FacilitiesOfDistrict> by_district(std::span<const SourceIndex> sources,
                                                         std::span<const CellIndex> cells,
                                                         std::span<const std::int32_t> district_of_cell) {
  std::map<std::int32_t, FacilitiesOfDistrict> found;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    FacilitiesOfDistrict& district = found[district_of_cell[cells[k]]];
    district.sources.push_back(sources[k]);
    district.cells.push_back(cells[k]);
    district.positions.push_back(static_cast<std::int32_t>(k));
  }
  return found;
}

NearestTimes unreached_everywhere(const TravelField& field, const Grid& grid) {
  NearestTimes unreached{
      Raster<float>(grid, std::numeric_limits<float>::infinity()), {}, Raster<std::int32_t>(grid, -1)};
  if (field.in_double()) unreached.cost_in_double = Raster<double>(grid, inf);
  return unreached;
}

}  // namespace

NearestTimes nearest_usable(const TravelField& field, const Grid& grid,
                            std::span<const SourceIndex> facilities,
                            std::span<const CellIndex> facility_cells, double limit,
                            std::span<const std::int32_t> district_of_cell) {
  if (facilities.empty()) return unreached_everywhere(field, grid);
  if (district_of_cell.empty()) return field.nearest(facilities, limit);
  NearestTimes usable = unreached_everywhere(field, grid);
  for (const auto& [district, own] : by_district(facilities, facility_cells, district_of_cell)) {
    const NearestTimes times = field.nearest(own.sources, limit);
    for (std::size_t cell = 0; cell < usable.cost.size(); ++cell) {
      if (district_of_cell[cell] != district || times.source[cell] < 0) continue;
      usable.cost[cell] = times.cost[cell];
      if (field.in_double()) usable.cost_in_double[cell] = times.cost_in_double[cell];
      usable.source[cell] = own.positions[static_cast<std::size_t>(times.source[cell])];
    }
  }
  return usable;
}

Raster<std::uint8_t> cells_in_usable_circles(const Grid& grid, std::span<const CellIndex> facilities,
                                             double radius_m,
                                             std::span<const std::int32_t> district_of_cell) {
  if (district_of_cell.empty()) return cells_in_circles(grid, facilities, radius_m);
  Raster<std::uint8_t> inside(grid);
  visit_circles(grid, facilities, radius_m, [&](CellIndex centre, CellIndex first, CellIndex last) {
    for (std::size_t cell = first; cell <= last; ++cell)
      if (district_of_cell[cell] == district_of_cell[centre]) inside[cell] = 1;
  });
  return inside;
}

}  // namespace quarterhour
