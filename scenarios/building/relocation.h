// People and facilities on ground where nobody can stand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/building/people.h"
#include "sim/city.h"

namespace quarterhour {

/// Nobody is moved further (model.md §1).
inline constexpr double longest_move_m = 500.0;

class NearestGround {
 public:
  /// Keeps references, which must outlive this object. `zone` may be nullptr; where it is given, cells outside the
  /// study are no ground to move to.
  NearestGround(const Grid& grid, const Raster<std::uint8_t>& passable, const Raster<std::uint8_t>* zone);

  struct Found {
    CellIndex cell = 0;
    double distance_m = 0.0;
  };
  /// The nearest open cell within 500 m, centre to centre; the lowest index of equals.
  [[nodiscard]] std::optional<Found> from(CellIndex cell) const;
  [[nodiscard]] bool is_open(CellIndex cell) const;

 private:
  struct Offset {
    double distance_m;
    int row_step;
    int col_step;
  };
  const Grid& grid_;
  const Raster<std::uint8_t>& passable_;
  const Raster<std::uint8_t>* zone_;
  std::vector<Offset> offsets_;
};

/// Moves, keeps or drops the people of one group who stand on closed cells, as `action` says; those with no ground
/// within 500 m are kept where they are. Lists each cell in `moved` and returns the group's balance.
[[nodiscard]] BalanceRow settle(const std::string& group, SpreadCounts& counts, const StudyGrid& study,
                                const NearestGround& ground, OnBarrier action, std::vector<MovedRow>& moved);

/// The balance of a share of a group whose balance is known.
[[nodiscard]] BalanceRow share_of(const BalanceRow& whole, const std::string& group, double share);

}  // namespace quarterhour
