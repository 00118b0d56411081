// Where a layer of a group has something to say.
#pragma once

#include <string>

#include "sim/city.h"

namespace quarterhour {

/// 1 for cells inside the study that are passable or where somebody of the group lives, 0 for the others, which hold
/// no data. No group of that id: nobody lives anywhere.
[[nodiscard]] Raster<std::uint8_t> cells_with_data(const City& city, const std::string& group_id);

}  // namespace quarterhour
