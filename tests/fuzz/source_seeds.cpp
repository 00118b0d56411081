#include "tests/fuzz/source_seeds.h"

#include <cpl_string.h>
#include <gdal_priv.h>
#include <gdal_utils.h>

#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "tests/fuzz/mutations.h"
#include "tests/scenarios/city_sources.h"

namespace quarterhour::fuzz {

namespace {

constexpr int rows = 10;
constexpr int cols = 12;

testing::TiffSpec blank() {
  testing::TiffSpec spec;
  spec.rows = rows;
  spec.cols = cols;
  spec.north = 3'301'000.0;
  return spec;
}

template <class Value>
void write(const std::filesystem::path& path, testing::TiffSpec spec, const Value& value) {
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) spec.values.push_back(value(row, col));
  }
  testing::write_tiff(path, spec);
}

}  // namespace

// 500000 E, 3300000 N of zone 48 is 105° E, 29.8305° N; 1200 m are 0.01241°, 1000 m are 0.00902°.
std::string clinics_csv() {
  return "id,name,service,x,y,capacity,opened_year\n"
         "1,North,clinic,105.003,29.8376,2000,1999\n"
         "2,\"South, by the river\",clinic,105.009,29.8326,,\n"
         "3,山城,clinic,105.006,29.8351,150.5,2010\n"
         "4,,school,105.0005,29.8317,0,\n";
}

std::string districts_geojson() {
  return R"({"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"id": 1, "name": "West", "people": 120.5},
  "geometry": {"type": "Polygon", "coordinates": [[[105.0, 29.8296], [105.0062, 29.8296], [105.0062, 29.8396], [105.0, 29.8396], [105.0, 29.8296]],
   [[105.002, 29.8316], [105.004, 29.8316], [105.004, 29.8336], [105.002, 29.8316]]]}},
 {"type": "Feature", "properties": {"id": 2, "name": "东区", "people": null},
  "geometry": {"type": "MultiPolygon", "coordinates": [[[[105.0062, 29.8296], [105.0125, 29.8296], [105.0125, 29.8396], [105.0062, 29.8396], [105.0062, 29.8296]]]]}}
]}
)";
}

std::string water_geojson() {
  return R"({"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"kind": "river"},
  "geometry": {"type": "LineString", "coordinates": [[105.0, 29.8311], [105.006, 29.8317], [105.0125, 29.8309]]}},
 {"type": "Feature", "properties": {"kind": "lake"},
  "geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [105.01, 29.8376, 3]},
   {"type": "Polygon", "coordinates": [[[105.010, 29.8366], [105.011, 29.8366], [105.011, 29.8378], [105.010, 29.8366]]]}]}}
]}
)";
}

void write_dem(const std::filesystem::path& path) {
  testing::TiffSpec spec = blank();
  spec.no_data = -9999.0;
  write(path, spec,
        [](int row, int col) { return row == 4 && col == 7 ? -9999.0 : 200.0 + 7.0 * row + 3.0 * col; });
}

void write_people(const std::filesystem::path& path) {
  testing::TiffSpec spec = blank();
  spec.type = testing::CellType::float64;
  spec.no_data = std::numeric_limits<double>::quiet_NaN();
  write(path, spec, [](int row, int col) { return static_cast<double>((row * 5 + col * 3) % 17); });
}

void write_land_classes(const std::filesystem::path& path) {
  testing::TiffSpec spec = blank();
  spec.type = testing::CellType::byte;
  write(path, spec, [](int row, int col) { return static_cast<double>(1 + (row / 3 + col / 4) % 3); });
}

void write_packed(const std::filesystem::path& from, const std::filesystem::path& path) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> source(GDALDataset::Open(from.c_str(), GDAL_OF_RASTER));
  CPLStringList options;
  for (const char* const option :
       {"TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16", "COMPRESS=DEFLATE", "PREDICTOR=3"})
    options.AddString(option);
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const std::unique_ptr<GDALDataset> packed(
      driver->CreateCopy(path.c_str(), source.get(), FALSE, options.List(), nullptr, nullptr));
  if (packed == nullptr) throw std::runtime_error("cannot write " + path.string());
}

void write_vector(const std::filesystem::path& path, const std::string& driver) {
  GDALAllRegister();
  const std::filesystem::path whole = path.parent_path() / "whole.geojson";
  write_bytes(whole, districts_geojson());
  const std::unique_ptr<GDALDataset> source(GDALDataset::Open(whole.c_str(), GDAL_OF_VECTOR));
  GDALDriver* made_by = GetGDALDriverManager()->GetDriverByName(driver.c_str());
  if (source == nullptr || made_by == nullptr) throw std::runtime_error("GDAL has no driver " + driver);
  std::unique_ptr<GDALDataset> target(made_by->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  CPLStringList options;
  if (driver == "ESRI Shapefile") options.AddString("ENCODING=UTF-8");
  if (target == nullptr || target->CopyLayer(source->GetLayer(0), "districts", options.List()) == nullptr)
    throw std::runtime_error("cannot write " + path.string());
  target.reset();
}

}  // namespace quarterhour::fuzz
