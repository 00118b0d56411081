// Costs above which a search need not go, place by place.
#pragma once

#include <memory>

#include "geometry/grid.h"

namespace quarterhour {

/// Costs of the cells and street nodes of one TravelField that were made by searches from some sources (TravelField::ceiling), and put together
/// by `lower_to` and `raise_to`. They grow along no move and no street by more than it costs, in rounded sums too, so that a search that drops
/// what is no lower finds all that is.
class CostCeiling {
 public:
  ~CostCeiling();
  CostCeiling(CostCeiling&&) noexcept;
  CostCeiling& operator=(CostCeiling&&) noexcept;
  CostCeiling(const CostCeiling& other);
  CostCeiling& operator=(const CostCeiling& other);

  /// The lower, and the higher, of both at each place. Throws std::invalid_argument for a ceiling of another field's size.
  void lower_to(const CostCeiling& other);
  void raise_to(const CostCeiling& other);

  /// Of a cell, in the rule's quantity (seconds or metres); +infinity where every search may go on.
  [[nodiscard]] double at(CellIndex cell) const;

 private:
  friend class TravelField;
  struct Sums;
  explicit CostCeiling(std::unique_ptr<Sums> sums);
  std::unique_ptr<Sums> sums_;
};

}  // namespace quarterhour
