// What the people of a group ask for in every cell.
#pragma once

#include <cstddef>

#include "sim/city.h"

namespace quarterhour {

/// People of the group times `rate` in one zone or two, 0 elsewhere; worked out when asked for. Keeps references to the city
/// and the group, which must outlive it.
class CellDemand {
 public:
  enum class Of { scored, scored_and_buffer };
  CellDemand(const City& city, const PeopleGroup& group, double rate, Of zones)
      : zone_(&city.zone), people_(&group.people), rate_(rate), zones_(zones) {}

  [[nodiscard]] double operator[](std::size_t cell) const {
    const auto zone = static_cast<Zone>((*zone_)[cell]);
    const bool counts = zones_ == Of::scored ? zone == Zone::scored : zone != Zone::outside;
    return counts ? (*people_)[cell] * rate_ : 0.0;
  }
  [[nodiscard]] int rows() const { return zone_->rows(); }
  [[nodiscard]] int cols() const { return zone_->cols(); }
  [[nodiscard]] std::size_t size() const { return zone_->size(); }

 private:
  const Raster<std::uint8_t>* zone_;
  const PeopleRaster* people_;
  double rate_;
  Of zones_;
};

}  // namespace quarterhour
