// The units that scores are given for: the city, and each district, cluster, … with its cells.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "sim/city.h"

namespace quarterhour {

struct ReportUnit {
  /// "city", "district", …
  std::string kind;
  /// Id of the unit; "city" for the whole, "(none)" for scored cells that no unit of the kind holds.
  std::string id;
  /// Its scored cells where anybody of any group lives, rising: sums of people need no others.
  std::vector<CellIndex> cells;
};

class ReportUnits {
 public:
  /// The city first, then every kind's units in their order; "(none)" last, where people of `groups` live there. Keeps a
  /// reference to the city, which must outlive this object.
  ReportUnits(const City& city, std::span<const PeopleGroup* const> groups);

  [[nodiscard]] const std::vector<ReportUnit>& list() const { return list_; }
  [[nodiscard]] const ReportUnit& whole_city() const { return list_.front(); }
  [[nodiscard]] const City& city() const { return city_; }

  static constexpr std::size_t no_unit = std::numeric_limits<std::size_t>::max();
  /// Number of unit sets, and the place in `list` of the unit of a set that holds a scored cell; `no_unit` where the list has
  /// none.
  [[nodiscard]] std::size_t set_count() const { return sets_.size(); }
  [[nodiscard]] std::size_t place_of(std::size_t set, std::size_t cell) const {
    const std::int32_t unit = city_.unit_sets[set].unit_of_cell[cell];
    return unit < 0 ? sets_[set].outside : sets_[set].first + static_cast<std::size_t>(unit);
  }

 private:
  struct PlacesOfSet {
    std::size_t first = 0;
    std::size_t outside = no_unit;
  };

  const City& city_;
  std::vector<ReportUnit> list_;
  std::vector<PlacesOfSet> sets_;
};

}  // namespace quarterhour
