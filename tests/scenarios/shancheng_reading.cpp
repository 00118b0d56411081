#include "tests/scenarios/shancheng_reading.h"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "scenarios/shancheng/shancheng.h"

namespace quarterhour::testing {

namespace fs = std::filesystem;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(fs::temp_directory_path() / ("shancheng-test-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path next() { return path_ / std::to_string(count_++); }

 private:
  fs::path path_;
  int count_ = 0;
};

Polyline points_of(const OGRSimpleCurve& curve) {
  Polyline line;
  for (int i = 0; i < curve.getNumPoints(); ++i) line.push_back({curve.getX(i), curve.getY(i)});
  return line;
}

GDALDatasetUniquePtr opened(const fs::path& file, unsigned int kind) {
  GDALAllRegister();
  GDALDatasetUniquePtr dataset(GDALDataset::Open(file.c_str(), kind | GDAL_OF_READONLY));
  REQUIRE(dataset);
  return dataset;
}

}  // namespace

ReadRaster read_raster(const fs::path& file) {
  const GDALDatasetUniquePtr dataset = opened(file, GDAL_OF_RASTER);
  double transform[6] = {};
  REQUIRE(dataset->GetGeoTransform(transform) == CE_None);
  REQUIRE(dataset->GetSpatialRef() != nullptr);
  const char* code = dataset->GetSpatialRef()->GetAuthorityCode(nullptr);
  ReadRaster raster{Grid(dataset->GetRasterYSize(), dataset->GetRasterXSize(), transform[0], transform[3],
                         transform[1], -transform[5]),
                    {},
                    false,
                    code == nullptr ? "" : code};
  raster.values.resize(raster.grid.cell_count());
  int has_no_data = 0;
  dataset->GetRasterBand(1)->GetNoDataValue(&has_no_data);
  raster.has_no_data = has_no_data != 0;
  REQUIRE(dataset->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, raster.grid.cols(), raster.grid.rows(),
                                              raster.values.data(), raster.grid.cols(), raster.grid.rows(),
                                              GDT_Float32, 0, 0) == CE_None);
  return raster;
}

std::vector<ReadFeature> read_features(const fs::path& file) {
  const GDALDatasetUniquePtr dataset = opened(file, GDAL_OF_VECTOR);
  REQUIRE(dataset->GetLayerCount() == 1);
  std::vector<ReadFeature> features;
  for (const auto& row : dataset->GetLayer(0)) {
    ReadFeature feature;
    const OGRGeometry* shape = row->GetGeometryRef();
    REQUIRE(shape != nullptr);
    REQUIRE(shape->IsValid());
    if (wkbFlatten(shape->getGeometryType()) == wkbPolygon) {
      for (const OGRLinearRing* ring : *shape->toPolygon()) feature.lines.push_back(points_of(*ring));
    } else {
      feature.lines.push_back(points_of(*shape->toLineString()));
    }
    for (int i = 0; i < row->GetFieldCount(); ++i) {
      if (row->IsFieldSetAndNotNull(i)) {
        feature.fields[row->GetFieldDefnRef(i)->GetNameRef()] = row->GetFieldAsString(i);
      }
    }
    features.push_back(std::move(feature));
  }
  return features;
}

std::string crs_code_of(const fs::path& file) {
  const GDALDatasetUniquePtr dataset = opened(file, GDAL_OF_VECTOR);
  const OGRSpatialReference* system = dataset->GetLayer(0)->GetSpatialRef();
  REQUIRE(system != nullptr);
  const char* code = system->GetAuthorityCode(nullptr);
  return code == nullptr ? "" : code;
}

std::vector<std::map<std::string, std::string>> read_csv(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  const auto cells = [](const std::string& text) {
    std::vector<std::string> found(1);
    for (const char letter : text) {
      if (letter == ',') {
        found.emplace_back();
      } else {
        found.back() += letter;
      }
    }
    return found;
  };
  REQUIRE(std::getline(stream, line));
  const std::vector<std::string> names = cells(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(stream, line)) {
    const std::vector<std::string> values = cells(line);
    REQUIRE(values.size() == names.size());
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = values[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

bool holds(const std::vector<Polyline>& rings, PointM point) {
  bool inside = false;
  for (const Polyline& ring : rings) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const PointM a = ring[i];
      const PointM b = ring[i + 1];
      if ((a.y_m > point.y_m) == (b.y_m > point.y_m)) continue;
      if (point.x_m < a.x_m + (point.y_m - a.y_m) / (b.y_m - a.y_m) * (b.x_m - a.x_m)) inside = !inside;
    }
  }
  return inside;
}

fs::path fresh_folder() {
  static TemporaryFolder root;
  return root.next();
}

static const fs::path& written(const std::string& size, std::uint64_t seed) {
  static std::map<std::pair<std::string, std::uint64_t>, fs::path> folders;
  const auto found = folders.find({size, seed});
  if (found != folders.end()) return found->second;
  const fs::path folder = fresh_folder();
  write_shancheng({.size = size, .cell_m = std::nullopt, .seed = seed}, folder);
  return folders[{size, seed}] = folder;
}

const fs::path& town_of_seed(std::uint64_t seed) { return written("town", seed); }

const fs::path& city_of_seed(std::uint64_t seed) { return written("city", seed); }

}  // namespace quarterhour::testing
