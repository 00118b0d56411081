// A GeoPackage that is being written. Private to this folder: it shows GDAL.
#pragma once

#include <ogrsf_frmts.h>

#include <memory>
#include <string>
#include <vector>

#include "output/export_parts.h"

namespace quarterhour {

/// A GeoPackage of some name in a folder, in one transaction; every step that fails becomes an OutputError.
class GeoPackage {
 public:
  GeoPackage(const WholeFile& folder, const std::string& name, const std::string& crs_wkt);
  ~GeoPackage();
  GeoPackage(const GeoPackage&) = delete;
  GeoPackage& operator=(const GeoPackage&) = delete;

  void require(bool good) const;
  OGRLayer* layer(const std::string& name, OGRwkbGeometryType type);
  void field(OGRLayer* layer, const std::string& name, OGRFieldType type) const;
  void close();

 private:
  const WholeFile& folder_;
  GDALDataset* dataset_ = nullptr;
  std::unique_ptr<OGRSpatialReference> crs_;
};

using Feature = std::unique_ptr<OGRFeature>;

/// A cell of a table; NaN and "" where there is no such column of float64 or text.
[[nodiscard]] double number_at(const FileTable& table, const std::string& name, std::size_t row);
[[nodiscard]] std::string text_at(const FileTable& table, const std::string& name, std::size_t row);

/// The layers service_areas, service_area_outlines and isochrones, each where the result has some.
void export_service_areas(const FileReader& result, GeoPackage& package, std::vector<ExportedItem>& contents);

}  // namespace quarterhour
