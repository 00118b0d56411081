// The readers of one file: tables of text, vector files and workbooks, rasters.
#include <gdal_priv.h>

#include <algorithm>

#include "scenarios/readers/raster_reader.h"
#include "scenarios/readers/table.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/seed_files.h"
#include "tests/fuzz/source_seeds.h"
#include "tests/fuzz/target.h"
#include "tests/scenarios/city_sources.h"

namespace quarterhour::fuzz {

namespace fs = std::filesystem;

Target table_target(const fs::path& folder) {
  SeedFiles files(folder);
  files.text("clinics.csv", clinics_csv());
  files.text("quoted.csv", "id;name;x;y\n1;\"a \"\"b\"\"; c\";106.5;29.5\n2;\"two\nlines\";106.6;29.6\n");
  files.text("tabs.tsv", "id\tcount\na\t1\nb\t2,5\nc\t\n");
  files.text("gbk.csv", "id,name\n1,\xC9\xBD\xB3\xC7\n");
  files.text("utf16.csv", std::string("\xFF\xFEi\0d\0\n\0"
                                      "1\0\n\0",
                                      12));
  return {"table",
          [files](Random& random) {
            const DamagedFile damaged = files.damage(random);
            SourceSpec source = testing::source(files.path(damaged.name()), "facilities");
            if (random.one_in(4)) source.where = "id = 1 OR capacity > 10";
            if (random.one_in(8)) source.encoding = "GBK";
            (void)read_table(source);
          },
          [files] {
            for (const std::string& name : files.names())
              (void)read_table(testing::source(files.path(name), "facilities"));
          }};
}

namespace {

/// The file of a Shapefile that is named in scenarios.
fs::path main_file(fs::path path) {
  if (path.extension() == ".shx" || path.extension() == ".dbf" || path.extension() == ".prj")
    path.replace_extension(".shp");
  return path;
}

void read_rows(const SeedFiles& files, const std::string& name) {
  SourceSpec source = testing::source(files.path(name), "elevation");
  if (name == "grid.asc") source.crs = "EPSG:32648";
  const RasterFile raster(source);
  (void)raster.files();
  (void)raster.unit();
  const RasterLayout layout = raster.layout();
  std::vector<double> values(static_cast<std::size_t>(std::min(layout.cols, 100'000)));
  for (const int row : {0, layout.rows / 2, layout.rows - 1}) raster.read_row(row, 0, values);
}

}  // namespace

Target vector_target(const fs::path& folder) {
  SeedFiles files(folder);
  files.text("districts.geojson", districts_geojson());
  write_vector(files.path("districts.gpkg"), "GPKG");
  files.binary("districts.gpkg");
  write_vector(files.path("districts.shp"), "ESRI Shapefile");
  for (const char* const part : {"districts.shp", "districts.shx", "districts.dbf", "districts.prj"})
    files.binary(part);
  write_vector(files.path("districts.fgb"), "FlatGeobuf");
  files.binary("districts.fgb");
  write_vector(files.path("ledger.xlsx"), "XLSX");
  files.archive("ledger.xlsx");
  return {"vector",
          [files](Random& random) {
            const DamagedFile damaged = files.damage(random);
            SourceSpec source = testing::source(main_file(files.path(damaged.name())), "districts");
            if (random.one_in(8)) source.where = "people > 10";
            (void)read_table(source);
          },
          [files] {
            for (const std::string& name : files.names())
              (void)read_table(testing::source(main_file(files.path(name)), "districts"));
          }};
}

Target raster_target(const fs::path& folder) {
  SeedFiles files(folder);
  write_dem(files.path("dem.tif"));
  files.binary("dem.tif");
  write_packed(files.path("dem.tif"), files.path("packed.tif"));
  files.binary("packed.tif");
  files.text("grid.asc",
             "ncols 4\nnrows 3\nxllcorner 500000\nyllcorner 3300000\ncellsize 100\nNODATA_value -9999\n"
             "1 2 3 4\n5 -9999 7 8\n9 10 11.5 1e3\n");
  files.text(
      "view.vrt",
      "<VRTDataset rasterXSize=\"12\" rasterYSize=\"10\"><SRS>EPSG:32648</SRS>\n"
      "<GeoTransform>500000, 100, 0, 3301000, 0, -100</GeoTransform>\n"
      "<VRTRasterBand dataType=\"Float32\" band=\"1\"><NoDataValue>-1</NoDataValue><Scale>2</Scale>\n"
      "<SimpleSource><SourceFilename relativeToVRT=\"1\">dem.tif</SourceFilename><SourceBand>1</SourceBand>\n"
      "<SrcRect xOff=\"0\" yOff=\"0\" xSize=\"12\" ySize=\"10\"/>\n"
      "<DstRect xOff=\"0\" yOff=\"0\" xSize=\"12\" "
      "ySize=\"10\"/></SimpleSource></VRTRasterBand></VRTDataset>\n");
  return {"raster",
          [files](Random& random) {
            const DamagedFile damaged = files.damage(random);
            read_rows(files, damaged.name());
          },
          [files] {
            for (const std::string& name : files.names()) read_rows(files, name);
          }};
}

}  // namespace quarterhour::fuzz
