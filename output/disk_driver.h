// Where HDF5's bytes go, so that a full disk is noticed without HDF5 noticing.
#pragma once

#include <filesystem>

#include "output/hdf5_handle.h"

namespace quarterhour {

/// What went wrong on the disk, as errno; 0: nothing.
struct DiskState {
  int error = 0;
};

/// Creates an HDF5 file whose writes go straight to the disk. HDF5 cannot close a file whose writes fail: it crashes
/// at the end of the process or stays in a loop. So a write that fails is kept in memory, its reason is left
/// in `state`, and HDF5 is told that all is well; the caller asks `state` and throws the file away.
/// `state` must outlive the file. Throws Hdf5Failure.
[[nodiscard]] Hdf5Handle create_on_disk(const std::filesystem::path& path, Hdf5Id creation_properties,
                                        DiskState& state);

}  // namespace quarterhour
