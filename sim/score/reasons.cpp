#include "sim/score/reasons.h"

#include "sim/score/cell_blocks.h"

namespace quarterhour {

namespace {

Reason reason_of(std::size_t cell, const ReasonEvidence& evidence) {
  if (evidence.covered[cell] != 0) return Reason::served;
  if (!evidence.only_across_border.empty() && evidence.only_across_border[cell] >= 0) return Reason::border;
  if (evidence.in_circle[cell] == 0) return Reason::no_facility;
  if (evidence.coverage.yes(CoverageCells::Question::on_flat_ground, cell)) return Reason::climb;
  if (evidence.covered_without_barriers[cell] != 0) return Reason::barrier;
  return Reason::detour;
}

}  // namespace

Raster<std::uint8_t> reasons(const PeopleRaster& people, const ReasonEvidence& evidence) {
  Raster<std::uint8_t> reasons(people.rows(), people.cols(), static_cast<std::uint8_t>(Reason::none));
  for_every_cell(people.size(), [&](std::size_t cell) {
    if (people[cell] > 0.0) reasons[cell] = static_cast<std::uint8_t>(reason_of(cell, evidence));
  });
  return reasons;
}

}  // namespace quarterhour
