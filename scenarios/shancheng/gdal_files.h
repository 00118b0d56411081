// What every file that is written with GDAL needs.
#pragma once

#include <cpl_error.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <filesystem>

#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

/// Keeps GDAL's messages off standard error of this thread; the last one goes into the exception.
class QuietErrors {
 public:
  QuietErrors() {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
  }
  ~QuietErrors() { CPLPopErrorHandler(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

/// Throws OutputError with GDAL's last message.
[[noreturn]] void fail(const std::filesystem::path& file);

/// The plan's coordinate system; `file` is what it is needed for. Throws OutputError.
[[nodiscard]] OGRSpatialReference coordinate_system(const CityPlan& plan, const std::filesystem::path& file);

/// Throws OutputError when this GDAL has no such driver.
[[nodiscard]] GDALDriver* driver_named(const char* name, const std::filesystem::path& file);

}  // namespace quarterhour::shancheng
