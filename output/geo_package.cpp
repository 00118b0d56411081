#include "output/geo_package.h"

#include <gdal_priv.h>

#include <cmath>
#include <filesystem>
#include <utility>

namespace quarterhour {

GeoPackage::GeoPackage(const WholeFile& folder, const std::string& name, const std::string& crs_wkt)
    : folder_(folder) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  dataset_ = driver == nullptr
                 ? nullptr
                 : driver->Create((folder.temporary() / name).c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  require(dataset_ != nullptr);
  if (!crs_wkt.empty()) {
    crs_ = std::make_unique<OGRSpatialReference>();
    require(crs_->importFromWkt(crs_wkt.c_str()) == OGRERR_NONE);
    crs_->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }
  require(dataset_->StartTransaction() == OGRERR_NONE);
}

GeoPackage::~GeoPackage() {
  if (dataset_ != nullptr) GDALClose(dataset_);
}

void GeoPackage::require(bool good) const {
  if (good) return;
  // SQLite's own words on a full disk are about what is missing then.
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder_.temporary(), error);
  constexpr std::uintmax_t page_bytes = 4096;
  if (!error && space.available < page_bytes) folder_.fail("no space is left on the disk");
  folder_.fail(GdalSession::reason("the GeoPackage cannot be written"));
}

OGRLayer* GeoPackage::layer(const std::string& name, OGRwkbGeometryType type) {
  OGRLayer* created = dataset_->CreateLayer(name.c_str(), crs_.get(), type, nullptr);
  require(created != nullptr);
  return created;
}

void GeoPackage::field(OGRLayer* layer, const std::string& name, OGRFieldType type) const {
  // fid and geom are the package's own columns.
  OGRFieldDefn definition(name == "fid" || name == "geom" ? (name + "_").c_str() : name.c_str(), type);
  require(layer->CreateField(&definition) == OGRERR_NONE);
}

void GeoPackage::close() {
  CPLErrorReset();
  require(dataset_->CommitTransaction() == OGRERR_NONE);
  // Closing returns nothing in this release; what went wrong stands in GDAL's error state.
  GDALClose(std::exchange(dataset_, nullptr));
  require(CPLGetLastErrorType() < CE_Failure);
}

double number_at(const FileTable& table, const std::string& name, std::size_t row) {
  const Column* column = table.find(name);
  const auto* values = column == nullptr ? nullptr : std::get_if<std::vector<double>>(&column->values);
  return values == nullptr ? std::nan("") : (*values)[row];
}

std::string text_at(const FileTable& table, const std::string& name, std::size_t row) {
  const Column* column = table.find(name);
  const auto* values = column == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&column->values);
  return values == nullptr ? "" : (*values)[row];
}

}  // namespace quarterhour
