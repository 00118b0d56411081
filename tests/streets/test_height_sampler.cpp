#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

#include "scenarios/building/height_sampler.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::WithinAbs;

namespace {

const CoordinateSystem utm = *CoordinateSystem::from_text("EPSG:32648");

RasterFile written(const TemporaryFolder& folder, const TiffSpec& spec) {
  write_tiff(folder.path("dem.tif"), spec);
  return RasterFile(source(folder.path("dem.tif"), "elevation"));
}

/// 2 x 2 cells of 10 m from (500000, 3300000) down.
TiffSpec four_cells(std::vector<double> values) {
  TiffSpec spec;
  spec.rows = spec.cols = 2;
  spec.cell_width = spec.cell_height = 10.0;
  spec.no_data = -9999.0;
  spec.values = std::move(values);
  return spec;
}

}  // namespace

TEST_CASE("a height is bilinear between the centres of four cells") {
  const TemporaryFolder folder;
  const RasterFile raster = written(folder, four_cells({100.0, 110.0, 120.0, 150.0}));
  HeightSampler sampler(raster, utm);
  // The centre of the northwestern cell is (5, -5) from the corner.
  CHECK(sampler.height_at({500005.0, 3299995.0}) == 100.0);
  CHECK(sampler.height_at({500015.0, 3299985.0}) == 150.0);
  CHECK_THAT(sampler.height_at({500010.0, 3299990.0}),
             WithinAbs((100.0 + 110.0 + 120.0 + 150.0) / 4.0, 1e-9));
  // A quarter of the way east and half of the way south: 100·3/8 + 110·1/8 + 120·3/8 + 150·1/8.
  CHECK_THAT(sampler.height_at({500007.5, 3299990.0}), WithinAbs(115.0, 1e-9));
  // Beyond the centres of the outer cells the nearest heights hold on, to the rim and no further.
  CHECK(sampler.height_at({500000.0, 3300000.0}) == 100.0);
  CHECK(sampler.height_at({500020.0, 3299980.0}) == 150.0);
  CHECK(std::isnan(sampler.height_at({499999.9, 3299995.0})));
  CHECK(std::isnan(sampler.height_at({500005.0, 3299979.9})));
}

TEST_CASE("no data is never mixed into a height, and has none itself") {
  const TemporaryFolder folder;
  const RasterFile raster = written(folder, four_cells({100.0, -9999.0, 120.0, 150.0}));
  HeightSampler sampler(raster, utm);
  CHECK(std::isnan(sampler.height_at({500015.0, 3299995.0})));
  CHECK(std::isnan(sampler.height_at({500010.1, 3299990.1})));
  // In the cell of 100, at the corner of all four: the mean of the three that have a value.
  CHECK_THAT(sampler.height_at({500009.999999, 3299990.000001}),
             WithinAbs((100.0 + 120.0 + 150.0) / 3.0, 1e-3));
}

TEST_CASE("a zero is a height") {
  const TemporaryFolder folder;
  const RasterFile raster = written(folder, four_cells({0.0, 0.0, 0.0, 0.0}));
  HeightSampler sampler(raster, utm);
  CHECK(sampler.height_at({500010.0, 3299990.0}) == 0.0);
}

TEST_CASE("a plane comes back exactly wherever it is sampled, across every tile and in any order") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 300;
  spec.cols = 5000;
  spec.cell_width = spec.cell_height = 10.0;
  spec.type = CellType::float64;
  for (int row = 0; row < spec.rows; ++row)
    for (int col = 0; col < spec.cols; ++col) spec.values.push_back(3.0 * col + 7.0 * row);
  const RasterFile raster = written(folder, spec);
  HeightSampler sampler(raster, utm);
  std::vector<PointM> points;
  // Back and forth over 40 tiles, many more than once.
  for (int i = 0; i < 2000; ++i) {
    const double x = std::fmod(i * 7919.37, 49000.0) + 20.0;
    const double y = std::fmod(i * 104.729, 2900.0) + 20.0;
    points.push_back({500000.0 + x, 3300000.0 - y});
  }
  const std::vector<double> together = sampler.heights_at(points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double col = (points[i].x_m - 500000.0) / 10.0 - 0.5;
    const double row = (3300000.0 - points[i].y_m) / 10.0 - 0.5;
    REQUIRE_THAT(together[i], WithinAbs(3.0 * col + 7.0 * row, 1e-6));
    REQUIRE(sampler.height_at(points[i]) == together[i]);
  }
}

TEST_CASE("points in metres find their heights in a raster in degrees") {
  const TemporaryFolder folder;
  TiffSpec spec = four_cells({10.0, 20.0, 10.0, 20.0});
  spec.crs = "EPSG:4326";
  spec.west = 105.0;
  spec.north = 29.85;
  spec.cell_width = spec.cell_height = 0.01;
  const RasterFile raster = written(folder, spec);
  HeightSampler sampler(raster, utm);
  const CoordinateChange to_utm(*CoordinateSystem::from_text("EPSG:4326"), utm);
  CHECK_THAT(sampler.height_at(to_utm.apply({105.01, 29.84})), WithinAbs(15.0, 1e-5));
  CHECK_THAT(sampler.height_at(to_utm.apply({105.0125, 29.836})), WithinAbs(17.5, 1e-5));
  CHECK(std::isnan(sampler.height_at({0.0, 1e9})));
}
