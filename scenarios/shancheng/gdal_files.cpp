#include "scenarios/shancheng/gdal_files.h"

#include <string>

#include "sim/errors.h"

namespace quarterhour::shancheng {

void fail(const std::filesystem::path& file) {
  const std::string reason = CPLGetLastErrorMsg();
  throw OutputError(file.string() + " could not be written" + (reason.empty() ? "" : ": " + reason) + ".");
}

OGRSpatialReference coordinate_system(const CityPlan& plan, const std::filesystem::path& file) {
  OGRSpatialReference system;
  system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (system.importFromEPSG(plan.epsg) != OGRERR_NONE) fail(file);
  return system;
}

GDALDriver* driver_named(const char* name, const std::filesystem::path& file) {
  GDALAllRegister();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(name);
  if (driver == nullptr) fail(file);
  return driver;
}

}  // namespace quarterhour::shancheng
