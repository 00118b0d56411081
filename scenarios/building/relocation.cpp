#include "scenarios/building/relocation.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "sim/compensated_sum.h"

namespace quarterhour {

NearestGround::NearestGround(const Grid& grid, const Raster<std::uint8_t>& passable,
                             const Raster<std::uint8_t>* zone)
    : grid_(grid), passable_(passable), zone_(zone) {
  const int rows = std::min(grid.rows() - 1, static_cast<int>(longest_move_m / grid.cell_height_m()));
  const int cols = std::min(grid.cols() - 1, static_cast<int>(longest_move_m / grid.cell_width_m()));
  for (int row = -rows; row <= rows; ++row) {
    for (int col = -cols; col <= cols; ++col) {
      const double distance_m = std::hypot(row * grid.cell_height_m(), col * grid.cell_width_m());
      if (distance_m > 0.0 && distance_m <= longest_move_m) offsets_.push_back({distance_m, row, col});
    }
  }
  std::sort(offsets_.begin(), offsets_.end(), [](const Offset& a, const Offset& b) {
    return std::tie(a.distance_m, a.row_step, a.col_step) < std::tie(b.distance_m, b.row_step, b.col_step);
  });
}

bool NearestGround::is_open(CellIndex cell) const {
  if (passable_[cell] == 0) return false;
  return zone_ == nullptr || (*zone_)[cell] != static_cast<std::uint8_t>(Zone::outside);
}

std::optional<NearestGround::Found> NearestGround::from(CellIndex cell) const {
  const CellPosition at = grid_.position(cell);
  for (const Offset& offset : offsets_) {
    if (!grid_.contains(at.row + offset.row_step, at.col + offset.col_step)) continue;
    const CellIndex other = grid_.index(at.row + offset.row_step, at.col + offset.col_step);
    if (is_open(other)) return Found{other, offset.distance_m};
  }
  return std::nullopt;
}

BalanceRow settle(const std::string& group, SpreadCounts& counts, const StudyGrid& study,
                  const NearestGround& ground, OnBarrier action, std::vector<MovedRow>& moved) {
  const Grid& grid = study.grid;
  BalanceRow balance;
  balance.group = group;
  balance.read = counts.read;
  balance.outside = counts.outside;
  CompensatedSum moved_people;
  CompensatedSum kept_people;
  CompensatedSum dropped_people;
  std::vector<std::pair<CellIndex, double>> arrivals;
  counts.people.for_each_held([&](std::size_t held, double people) {
    const auto cell = static_cast<CellIndex>(held);
    if (people == 0.0 || ground.is_open(cell)) return;
    MovedRow row{"people",          group,  "kept", grid.centre(cell),
                 grid.centre(cell), people, 0.0,    "nobody can stand there"};
    if (action == OnBarrier::drop) {
      row.action = "dropped";
      dropped_people.add(people);
      counts.people.at(cell) = 0.0;
    } else if (const auto found = action == OnBarrier::move ? ground.from(cell) : std::nullopt) {
      row.action = "moved";
      row.to = grid.centre(found->cell);
      row.distance_m = found->distance_m;
      moved_people.add(people);
      arrivals.emplace_back(found->cell, people);
      counts.people.at(cell) = 0.0;
    } else {
      if (action == OnBarrier::move) row.reason += ", and there is no open ground within 500 m";
      kept_people.add(people);
    }
    moved.push_back(std::move(row));
  });
  for (const auto& [cell, people] : arrivals) counts.people.at(cell) += people;

  CompensatedSum scored;
  CompensatedSum buffer;
  counts.people.for_each_held([&](std::size_t cell, double people) {
    if (study.zone[cell] == static_cast<std::uint8_t>(Zone::scored)) scored.add(people);
    if (study.zone[cell] == static_cast<std::uint8_t>(Zone::buffer)) buffer.add(people);
  });
  balance.scored = scored.value();
  balance.buffer = buffer.value();
  balance.dropped = dropped_people.value();
  balance.moved = moved_people.value();
  balance.kept = kept_people.value();
  return balance;
}

BalanceRow share_of(const BalanceRow& whole, const std::string& group, double share) {
  return {group,
          whole.read * share,
          whole.scored * share,
          whole.buffer * share,
          whole.outside * share,
          whole.dropped * share,
          whole.moved * share,
          whole.kept * share};
}

}  // namespace quarterhour
