#include "sim/score/memory_needs.h"

#include <algorithm>

#include "sim/city.h"

namespace quarterhour {

namespace {

// Bytes of a cell.
constexpr double seconds = 4.0;
constexpr double metres = 4.0;
constexpr double position = 4.0;
constexpr double answer = 1.0;
constexpr double bit = 1.0 / 8.0;
constexpr double people = 8.0;
constexpr double height = 8.0;
constexpr double cut_moves = 2.0;
/// Of a SparseRaster that holds nothing: one number a page of 64 cells.
constexpr double page_number = 4.0 / 64.0;
/// Of a group's people, in small pages.
constexpr double people_page_number = 4.0 / static_cast<double>(people_page_cells);

/// A layer as it is handed on: seconds, metres, the nearest site, reason, covered and in_circle; near facilities choice, and
/// served share, both supplies and the serving site.
constexpr double handed_on = seconds + metres + position + 3.0 * answer;
constexpr double handed_on_near = 2.0;
constexpr double handed_on_supply = 3.0 * 4.0 + position;

/// A finished layer and what its sums need: dense rasters are seconds, metres, the nearest site, reason, covered, in_circle and
/// the answers of CoverageCells.
constexpr double dense_layer = seconds + metres + position + 4.0 * answer;
/// Near facilities: choice, the second and third nearest, who is reached across a border.
constexpr double sparse_layer = 2.0 + 2.0 * seconds + position;
/// Near facilities: served share and both supplies in double and as the layer shows them, and the serving site.
constexpr double sparse_supply = 3.0 * (8.0 + 4.0) + position;
/// Near facilities, while they are counted: the nearest, the latest, the cost across a border, who is covered at home.
constexpr double counting = seconds + position + seconds + answer;
constexpr double sparse_rasters = 15.0;

/// A cell's label while areas are drawn, and what tracing and simplifying takes for a cell on a border.
constexpr double label = 4.0;
constexpr double border_cell = 800.0;

/// Cells of ReportUnits, and of a distribution: all people in order, then those of every unit.
constexpr double cell_of_unit = 4.0;
constexpr double sorted_people = 24.0;
constexpr double people_of_unit = 16.0;

/// Packed chunks under way, and buffers of libraries.
constexpr double writing = 64e6;

}  // namespace

double MemoryNeeds::peak() const {
  return city + kept + std::max({searching, summing_up, handing_on, completeness});
}

MemoryNeeds memory_needs(const StudySize& size) {
  const auto cells = static_cast<double>(size.cells);
  const auto groups_of_service = static_cast<double>(size.groups_of_service);
  const auto partitions = 1.0 + static_cast<double>(size.unit_sets);
  const double lived_in = cells * size.share_lived_in;
  const double sparse = sparse_layer + (size.has_capacities ? sparse_supply : 0.0);
  const double layer = dense_layer + sparse * size.share_near + sparse_rasters * page_number;
  const double units = lived_in * cell_of_unit * partitions;

  MemoryNeeds needs;
  needs.city =
      cells *
      (2.0 * answer + (size.has_heights ? height : 0.0) + (size.has_barriers ? cut_moves + answer : 0.0) +
       (people * size.share_of_homes + people_page_number) * static_cast<double>(size.groups) +
       position * static_cast<double>(size.unit_sets));
  needs.kept = cells * bit * static_cast<double>(size.layers);
  // Seconds and the nearest facility, metres, answers and covered; then one more search and its answer.
  const double one_search =
      seconds + position + metres + 2.0 * answer + (seconds + position + answer) + counting * size.share_near;
  needs.searching = cells * ((groups_of_service - 1.0) * layer + one_search);
  needs.summing_up = cells * groups_of_service * layer + units +
                     groups_of_service * lived_in * (sorted_people + people_of_unit * partitions);
  const double layer_alone =
      handed_on + (handed_on_near + (size.has_capacities ? handed_on_supply : 0.0)) * size.share_near +
      sparse_rasters * page_number;
  // Areas of all layers of a service are drawn at the same time.
  needs.handing_on =
      cells * groups_of_service * (layer_alone + label + border_cell * size.share_on_borders) + writing;
  needs.completeness = cells * (2.0 + 4.0) + units + writing;
  return needs;
}

}  // namespace quarterhour
