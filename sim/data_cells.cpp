#include "sim/data_cells.h"

namespace quarterhour {

Raster<std::uint8_t> cells_with_data(const City& city, const std::string& group_id) {
  const PeopleGroup* residents = nullptr;
  for (const PeopleGroup& group : city.groups) {
    if (group.id == group_id) residents = &group;
  }
  Raster<std::uint8_t> holds(city.grid());
  for (std::size_t cell = 0; cell < holds.size(); ++cell) {
    const bool inside = city.zone.empty() || static_cast<Zone>(city.zone[cell]) != Zone::outside;
    const bool passable = city.surface.passable.empty() || city.surface.passable[cell] != 0;
    const bool lived_in = residents != nullptr && !residents->people.empty() && residents->people[cell] > 0.0;
    holds[cell] = inside && (passable || lived_in) ? 1 : 0;
  }
  return holds;
}

}  // namespace quarterhour
