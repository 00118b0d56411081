// Where a layer of a group has something to say.
#pragma once

#include <string>

#include "sim/city.h"

namespace quarterhour {

/// Tells of every cell whether it holds data: cells inside the study that are passable or where somebody of the group lives.
class DataCells {
 public:
  /// Keeps a reference to the city, which must outlive this object. No group of that id: nobody lives anywhere.
  DataCells(const City& city, const std::string& group_id);

  [[nodiscard]] bool operator()(std::size_t cell) const {
    if (!city_.zone.empty() && static_cast<Zone>(city_.zone[cell]) == Zone::outside) return false;
    if (city_.surface.passable.empty() || city_.surface.passable[cell] != 0) return true;
    return people_ != nullptr && (*people_)[cell] > 0.0;
  }
  [[nodiscard]] const Grid& grid() const { return city_.grid(); }

 private:
  const City& city_;
  /// Of the group; null where nobody lives anywhere.
  const PeopleRaster* people_ = nullptr;
};

}  // namespace quarterhour
