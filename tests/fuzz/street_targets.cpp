// Streets out of a damaged file: maps of OpenStreetMap in each of their formats, and layers of lines.
#include "scenarios/city_builder.h"
#include "scenarios/street_table.h"
#include "tests/fuzz/osm_seeds.h"
#include "tests/fuzz/seed_files.h"
#include "tests/fuzz/source_seeds.h"
#include "tests/fuzz/target.h"
#include "tests/scenarios/city_sources.h"

#include <gdal_priv.h>
#include <gdal_utils.h>

#include <stdexcept>

namespace quarterhour::fuzz {

namespace fs = std::filesystem;

namespace {

/// The layer as a GeoPackage.
void write_package(const fs::path& from, const fs::path& to) {
  GDALAllRegister();
  const std::unique_ptr<GDALDataset> source(GDALDataset::Open(from.c_str(), GDAL_OF_VECTOR));
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  const std::unique_ptr<GDALDataset> target(driver->Create(to.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (source == nullptr || target == nullptr || target->CopyLayer(source->GetLayer(0), "streets") == nullptr)
    throw std::runtime_error("cannot write " + to.string());
}

Scenario scenario_of(const SeedFiles& files, const std::string& streets) {
  Scenario scenario = testing::bare_scenario();
  scenario.city.elevation = testing::source(files.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  StreetsSpec spec;
  spec.source = testing::source(files.path(streets), "streets");
  spec.table = street_table();
  scenario.city.streets = std::move(spec);
  return scenario;
}

}  // namespace

Target streets_target(const fs::path& folder) {
  SeedFiles files(folder);
  write_dem(files.path("dem.tif"));
  files.text("map.osm", streets_osm());
  const fs::path map = files.path("map.osm");
  // Without compression the damage reaches the blocks themselves, which a checksum would refuse.
  convert_osm(map, files.path("plain.osm.pbf"), "pbf_compression=none");
  convert_osm(map, files.path("sparse.osm.pbf"), "pbf_dense_nodes=false");
  convert_osm(map, files.path("packed.osm.pbf"));
  convert_osm(map, files.path("map.osm.gz"));
  convert_osm(map, files.path("map.osm.bz2"));
  files.text("lines.geojson", streets_geojson());
  write_package(files.path("lines.geojson"), files.path("lines.gpkg"));
  for (const char* const name :
       {"plain.osm.pbf", "sparse.osm.pbf", "packed.osm.pbf", "map.osm.gz", "map.osm.bz2", "lines.gpkg"})
    files.binary(name);
  return {"streets",
          [files](Random& random) {
            const DamagedFile damaged = files.damage(random);
            const City city = build_city(scenario_of(files, damaged.name()));
            check_streets(city.streets);
          },
          [files] {
            for (const std::string& name : files.names())
              check_streets(build_city(scenario_of(files, name)).streets);
          }};
}

}  // namespace quarterhour::fuzz
