#include "scenarios/shancheng/files.h"

#include <cpl_conv.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <string>

#include "scenarios/shancheng/gdal_files.h"
#include "sim/errors.h"

namespace quarterhour::shancheng {

namespace {

/// The date of change that a GeoPackage carries: that of no clock.
constexpr const char* fixed_date = "2024-01-01T00:00:00.000Z";

/// A configuration option of this thread, given back as it was found.
class ThreadOption {
 public:
  ThreadOption(const char* key, const char* value) : key_(key) {
    if (const char* before = CPLGetThreadLocalConfigOption(key, nullptr)) before_ = before;
    had_ = CPLGetThreadLocalConfigOption(key, nullptr) != nullptr;
    CPLSetThreadLocalConfigOption(key, value);
  }
  ~ThreadOption() { CPLSetThreadLocalConfigOption(key_, had_ ? before_.c_str() : nullptr); }
  ThreadOption(const ThreadOption&) = delete;
  ThreadOption& operator=(const ThreadOption&) = delete;

 private:
  const char* key_;
  std::string before_;
  bool had_ = false;
};

void add_points(OGRSimpleCurve& curve, const CityPlan& plan, const Polyline& points) {
  for (const PointM& point : points) {
    const PointM at = plan.map(point);
    curve.addPoint(std::floor(100.0 * at.x_m + 0.5) / 100.0, std::floor(100.0 * at.y_m + 0.5) / 100.0);
  }
}

std::unique_ptr<OGRGeometry> shape_of(const CityPlan& plan, const Feature& feature, bool polygons) {
  if (!polygons) {
    auto line = std::make_unique<OGRLineString>();
    add_points(*line, plan, feature.lines.front());
    return line;
  }
  auto polygon = std::make_unique<OGRPolygon>();
  for (const Polyline& points : feature.lines) {
    OGRLinearRing ring;
    add_points(ring, plan, points);
    polygon->addRing(&ring);
  }
  return polygon;
}

}  // namespace

void write_raster(const CityPlan& plan, const Grid& grid, const Raster<float>& values,
                  const std::filesystem::path& file) {
  const QuietErrors quiet;
  // LZW is GDAL's own code: the bytes do not depend on the machine's zlib.
  const char* const options[] = {"COMPRESS=LZW", "PREDICTOR=3", "NUM_THREADS=1", nullptr};
  const OGRSpatialReference system = coordinate_system(plan, file);
  GDALDatasetUniquePtr dataset(
      driver_named("GTiff", file)
          ->Create(file.c_str(), grid.cols(), grid.rows(), 1, GDT_Float32, const_cast<char**>(options)));
  if (!dataset) fail(file);
  const PointM corner = plan.map({grid.west_m(), grid.north_m()});
  double transform[6] = {corner.x_m, grid.cell_width_m(), 0.0, corner.y_m, 0.0, -grid.cell_height_m()};
  bool good = dataset->SetGeoTransform(transform) == CE_None && dataset->SetSpatialRef(&system) == CE_None;
  // RasterIO only reads from the buffer that it is given for writing.
  good = good && dataset->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, grid.cols(), grid.rows(),
                                                     const_cast<float*>(values.values().data()), grid.cols(),
                                                     grid.rows(), GDT_Float32, 0, 0) == CE_None;
  dataset.reset();
  if (!good || CPLGetLastErrorType() == CE_Failure) fail(file);
}

void write_layer(const CityPlan& plan, const Layer& layer, const std::filesystem::path& file) {
  const QuietErrors quiet;
  const ThreadOption date("OGR_CURRENT_DATE", fixed_date);
  const OGRSpatialReference system = coordinate_system(plan, file);
  GDALDatasetUniquePtr dataset(
      driver_named("GPKG", file)->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) fail(file);
  OGRSpatialReference own = system;
  OGRLayer* written =
      dataset->CreateLayer(layer.name.c_str(), &own, layer.polygons ? wkbPolygon : wkbLineString, nullptr);
  if (written == nullptr) fail(file);
  bool good = dataset->StartTransaction() == OGRERR_NONE;
  for (const std::string& name : layer.fields) {
    OGRFieldDefn field(name.c_str(), OFTString);
    good = good && written->CreateField(&field) == OGRERR_NONE;
  }
  for (const Feature& feature : layer.features) {
    OGRFeature row(written->GetLayerDefn());
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
      if (!feature.values[i].empty()) row.SetField(static_cast<int>(i), feature.values[i].c_str());
    }
    row.SetGeometryDirectly(shape_of(plan, feature, layer.polygons).release());
    good = good && written->CreateFeature(&row) == OGRERR_NONE;
  }
  good = good && dataset->CommitTransaction() == OGRERR_NONE;
  dataset.reset();
  if (!good || CPLGetLastErrorType() == CE_Failure) fail(file);
}

void write_text(const std::string& text, const std::filesystem::path& file) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw OutputError(file.string() + " could not be written.");
}

}  // namespace quarterhour::shancheng
