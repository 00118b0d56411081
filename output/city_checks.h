// Whether what a city file holds is a city: other programs can write anything into it.
#pragma once

#include "output/file_reader.h"
#include "sim/city.h"

namespace quarterhour {

/// Throws InputError for `file`, with the path of the dataset, where a value breaks what City and Surface promise about
/// theirs, such as people that are not a number or a unit set without cells.
void check_city(const FileReader& file, const City& city);

}  // namespace quarterhour
