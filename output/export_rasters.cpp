#include <gdal.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "output/export_parts.h"

namespace quarterhour {
namespace {

/// Copies a raster band by band of rows, as many at a time as GeoTIFF's tiles are high, so that no tile is packed twice
/// and a band is all that is held.
template <class T>
bool copy_rows(const FileReader& result, const std::string& path, const Grid& grid, GDALDataType type,
               GDALRasterBand& band) {
  int tile_cols = 0;
  int tile_rows = 0;
  band.GetBlockSize(&tile_cols, &tile_rows);
  const int height = std::max(tile_rows, raster_chunk);
  const auto cols = static_cast<std::size_t>(grid.cols());
  std::vector<T> values(static_cast<std::size_t>(std::min(height, grid.rows())) * cols);
  for (int first = 0; first < grid.rows(); first += height) {
    const int rows = std::min(height, grid.rows() - first);
    const auto part = std::span<T>(values).first(static_cast<std::size_t>(rows) * cols);
    result.raster_rows<T>(path, first, part);
    if (band.RasterIO(GF_Write, 0, first, grid.cols(), rows, part.data(), grid.cols(), rows, type, 0, 0,
                      nullptr) != CE_None)
      return false;
  }
  return true;
}

/// How GeoTIFF holds the numbers of a raster.
struct NumberType {
  GDALDataType gdal;
  bool (*copy)(const FileReader&, const std::string&, const Grid&, GDALDataType, GDALRasterBand&);
};

NumberType number_type(const std::string& type) {
  if (type == "float32") return {GDT_Float32, copy_rows<float>};
  if (type == "uint8") return {GDT_Byte, copy_rows<std::uint8_t>};
  if (type == "uint16") return {GDT_UInt16, copy_rows<std::uint16_t>};
  if (type == "int8" || type == "int32") return {GDT_Int32, copy_rows<std::int32_t>};
  return {GDT_Float64, copy_rows<double>};
}

}  // namespace

void export_rasters(const FileReader& result, const WholeFile& folder, std::vector<ExportedItem>& contents) {
  const std::optional<Grid> grid = result.grid();
  if (!grid) return;
  std::error_code error;
  std::filesystem::create_directory(folder.temporary() / "rasters", error);
  if (error) folder.fail(error.message());
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const std::string crs = result.text("/ground@crs_wkt");
  for (const std::string& path : result.datasets()) {
    const DatasetSpec* spec = schema().find(result.format(), path);
    if (spec == nullptr || !spec->is_raster()) continue;
    std::string name = path.substr(1);
    for (char& letter : name) letter = letter == '/' ? '.' : letter;
    const std::string file = "rasters/" + name + ".tif";

    CPLErrorReset();
    char** options = nullptr;
    options = CSLSetNameValue(options, "COMPRESS", "DEFLATE");
    options = CSLSetNameValue(options, "TILED", "YES");
    options = CSLSetNameValue(options, "BIGTIFF", "IF_SAFER");
    options = CSLSetNameValue(options, "NUM_THREADS", "ALL_CPUS");
    options = CSLSetNameValue(options, "ZLEVEL", "1");
    const NumberType numbers = number_type(result.type_of(path));
    GDALDataset* dataset = driver->Create((folder.temporary() / file).c_str(), grid->cols(), grid->rows(), 1,
                                          numbers.gdal, options);
    CSLDestroy(options);
    if (dataset == nullptr) folder.fail(GdalSession::reason("GeoTIFF cannot be created"));
    double transform[6] = {grid->west_m(),        grid->cell_width_m(), 0.0, grid->north_m(), 0.0,
                           -grid->cell_height_m()};
    bool good = dataset->SetGeoTransform(transform) == CE_None;
    if (!crs.empty()) good = dataset->SetProjection(crs.c_str()) == CE_None && good;
    GDALRasterBand* band = dataset->GetRasterBand(1);
    if (!spec->fill.empty()) {
      good =
          band->SetNoDataValue(spec->fill == "nan" ? std::nan("") : std::stod(spec->fill)) == CE_None && good;
    }
    band->SetDescription(spec->meaning.c_str());
    band->SetUnitType(spec->unit.c_str());
    good = numbers.copy(result, path, *grid, numbers.gdal, *band) && good;
    // Closing returns nothing in this release; what went wrong stands in GDAL's error state.
    GDALClose(dataset);
    if (!good || CPLGetLastErrorType() >= CE_Failure)
      folder.fail(GdalSession::reason("GeoTIFF cannot be written"));
    contents.push_back({file, "", path, spec->unit, spec->meaning, spec->meaning_zh});
  }
}

}  // namespace quarterhour
