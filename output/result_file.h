// The result and city files: HDF5 that GDAL, QGIS, h5py and xarray open in place. FORMAT.md tells what stands where.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sim/city.h"
#include "sim/matrix_study.h"
#include "sim/result.h"

namespace quarterhour {

/// Writes a result beside `path` and moves it into place when whole. Datasets depend on the study alone;
/// times and machine names are attributes that `compare` leaves out. A path that ends in .h5 also gets a .vrt
/// of the same name, for GIS programs know an .h5 file's place only through it. `seconds_taken`: of the run.
/// Throws OutputError.
void write_result(const StudyResult& result, const City& city, const std::filesystem::path& path,
                  std::optional<double> seconds_taken = std::nullopt);

/// The same for a study without a grid: tables only.
void write_result(const StudyResult& result, const TravelMatrix& matrix, const std::filesystem::path& path,
                  std::optional<double> seconds_taken = std::nullopt);

/// A city file holds everything of `City`, so that a run from it equals a run from the sources.
void write_city(const City& city, const std::filesystem::path& path);
/// Throws InputError when the file is not a city file of this major version, or is damaged.
[[nodiscard]] City read_city(const std::filesystem::path& path);

}  // namespace quarterhour
