// What another program can do to an HDF5 file without breaking it as HDF5.
#pragma once

#include <filesystem>

#include "tests/fuzz/random.h"

namespace quarterhour::fuzz {

/// One to three changes: values of datasets and attributes set to extremes, links taken out, renamed, led in circles or
/// into nothing, datasets put in place of others with another type or shape.
void damage_hdf5(const std::filesystem::path& file, Random& random);

}  // namespace quarterhour::fuzz
