#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <vector>

#include "scenarios/building/value_check.h"
#include "scenarios/readers/raster_reader.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// 2 x 3 cells.
TiffSpec six_cells(CellType type, std::vector<double> values) {
  TiffSpec spec;
  spec.rows = 2;
  spec.cols = 3;
  spec.type = type;
  spec.values = std::move(values);
  return spec;
}

std::vector<double> read_through(const TemporaryFolder& folder, RasterAccess access) {
  const RasterFile raster(source(folder.path("dem.tif"), "elevation"), access);
  std::vector<double> values(6);
  raster.read_rows(0, 2, values.data());
  return values;
}

bool same_numbers(const std::vector<double>& found, const std::vector<double>& expected) {
  for (std::size_t k = 0; k < expected.size(); ++k)
    if (std::isnan(expected[k]) ? !std::isnan(found[k]) : found[k] != expected[k]) return false;
  return found.size() == expected.size();
}

}  // namespace

TEST_CASE("no data is NaN and every other value itself, whatever the type and however the file is read") {
  const double nan = std::nan("");
  for (const CellType type : {CellType::int16, CellType::float32, CellType::float64}) {
    for (const RasterAccess access : {RasterAccess::windows, RasterAccess::once_through}) {
      const TemporaryFolder folder;
      TiffSpec spec = six_cells(type, {5.0, -9999.0, 0.0, -9998.0, 7.0, 9.0});
      spec.no_data = -9999.0;
      write_tiff(folder.path("dem.tif"), spec);
      CHECK(same_numbers(read_through(folder, access), {5.0, nan, 0.0, -9998.0, 7.0, 9.0}));
    }
  }
}

TEST_CASE("a no-data value is met by its neighbours in the last place, as GDAL has it") {
  const TemporaryFolder folder;
  const double lowest = -3.4028234663852886e38;
  const float beside = std::nextafter(-9999.0F, 0.0F);
  TiffSpec spec = six_cells(CellType::float32, {1.0, beside, -9999.0, -9998.0, infinity, std::nan("")});
  spec.no_data = -9999.0;
  write_tiff(folder.path("dem.tif"), spec);
  const double nan = std::nan("");
  CHECK(same_numbers(read_through(folder, RasterAccess::once_through), {1.0, nan, nan, -9998.0, nan, nan}));
  // The lowest float, which many programs write for no data, is found too.
  spec.values = {1.0, lowest, 2.0, 3.0, 4.0, lowest};
  spec.no_data = lowest;
  write_tiff(folder.path("dem.tif"), spec);
  CHECK(same_numbers(read_through(folder, RasterAccess::once_through), {1.0, nan, 2.0, 3.0, 4.0, nan}));
}

TEST_CASE("scale and offset are applied to values alone, and a raster that lies upside down is turned") {
  const TemporaryFolder folder;
  TiffSpec spec = six_cells(CellType::float32, {1.0, 2.0, -1.0, 4.0, 5.0, 6.0});
  spec.no_data = -1.0;
  spec.scale = 10.0;
  spec.offset = 0.5;
  spec.cell_height = -100.0;
  write_tiff(folder.path("dem.tif"), spec);
  for (const RasterAccess access : {RasterAccess::windows, RasterAccess::once_through})
    CHECK(same_numbers(read_through(folder, access), {40.5, 50.5, 60.5, 10.5, 20.5, std::nan("")}));
}

TEST_CASE("a file that ends too early is damaged, also when it is read straight through") {
  const TemporaryFolder folder;
  TiffSpec spec;
  spec.rows = 200;
  spec.cols = 300;
  spec.values.assign(60000, 1.0);
  write_tiff(folder.path("dem.tif"), spec);
  std::filesystem::resize_file(folder.path("dem.tif"), 120000);
  const RasterFile raster(source(folder.path("dem.tif"), "elevation"), RasterAccess::once_through);
  std::vector<double> values(60000);
  CHECK_THROWS_AS(raster.read_rows(0, 200, values.data()), InputError);
}

TEST_CASE("a value against the rule is counted and the first told, wherever it stands in a row") {
  const SourceSpec spec = source("dem.tif", "elevation");
  for (const std::size_t length : {1U, 7U, 8U, 9U, 30U}) {
    for (std::size_t at = 0; at < length; ++at) {
      for (const double wrong : {-9999.0, -12000.5, 9000.5}) {
        std::vector<double> row(length, 12.0);
        ValueCheck good(spec, elevation_rule());
        row[at] = std::nan("");
        good.row(0, 0, row.data(), static_cast<int>(length));
        CHECK_NOTHROW(good.finish());
        row[at] = wrong;
        ValueCheck check(spec, elevation_rule());
        check.row(3, 10, row.data(), static_cast<int>(length));
        try {
          check.finish();
          FAIL("nothing was thrown");
        } catch (const InputError& error) {
          const std::string told = error.what();
          CHECK(told.find("1 cells hold what is no height in metres, the first " + shown_number(wrong) +
                          " at row 3, column " + std::to_string(10 + at)) != std::string::npos);
        }
      }
    }
  }
  const std::vector<double> between{-11000.0, 12.0};
  ValueCheck check(spec, elevation_rule());
  check.row(0, 0, between.data(), 2);
  CHECK_NOTHROW(check.finish());
}
