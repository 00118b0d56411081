#include <gdal.h>
#include <gdal_priv.h>

#include <cmath>

#include "output/export_parts.h"

namespace quarterhour {
namespace {

GDALDataType gdal_type(const std::string& type) {
  if (type == "float32") return GDT_Float32;
  if (type == "uint8") return GDT_Byte;
  if (type == "uint16") return GDT_UInt16;
  if (type == "int8" || type == "int32") return GDT_Int32;
  return GDT_Float64;
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
    GDALDataset* dataset = driver->Create((folder.temporary() / file).c_str(), grid->cols(), grid->rows(), 1,
                                          gdal_type(result.type_of(path)), options);
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
    Raster<double> values = result.raster<double>(path);
    good = band->RasterIO(GF_Write, 0, 0, grid->cols(), grid->rows(), values.values().data(), grid->cols(),
                          grid->rows(), GDT_Float64, 0, 0, nullptr) == CE_None &&
           good;
    // Closing returns nothing in this release; what went wrong stands in GDAL's error state.
    GDALClose(dataset);
    if (!good || CPLGetLastErrorType() >= CE_Failure)
      folder.fail(GdalSession::reason("GeoTIFF cannot be written"));
    contents.push_back({file, "", path, spec->unit, spec->meaning, spec->meaning_zh});
  }
}

}  // namespace quarterhour
