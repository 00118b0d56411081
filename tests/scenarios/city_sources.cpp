#include "tests/scenarios/city_sources.h"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace quarterhour::testing {

namespace {

GDALDataType gdal_type(CellType type) {
  switch (type) {
    case CellType::byte: return GDT_Byte;
    case CellType::uint16: return GDT_UInt16;
    case CellType::int16: return GDT_Int16;
    case CellType::float32: return GDT_Float32;
    case CellType::float64: return GDT_Float64;
  }
  return GDT_Float64;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "quarterhour-city-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::filesystem::path TemporaryFolder::write(const std::string& name, const std::string& bytes) const {
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

void write_tiff(const std::filesystem::path& path, const TiffSpec& spec) {
  GDALAllRegister();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const std::unique_ptr<GDALDataset> dataset(
      driver->Create(path.c_str(), spec.cols, spec.rows, 1, gdal_type(spec.type), nullptr));
  double transform[6] = {spec.west,  spec.cell_width, spec.rotation,
                         spec.north, spec.rotation,   -spec.cell_height};
  dataset->SetGeoTransform(transform);
  if (!spec.crs.empty()) {
    OGRSpatialReference reference;
    reference.SetFromUserInput(spec.crs.c_str());
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    dataset->SetSpatialRef(&reference);
  }
  GDALRasterBand* band = dataset->GetRasterBand(1);
  if (spec.no_data) band->SetNoDataValue(*spec.no_data);
  if (spec.scale) band->SetScale(*spec.scale);
  if (spec.offset) band->SetOffset(*spec.offset);
  std::vector<double> values = spec.values;
  if (band->RasterIO(GF_Write, 0, 0, spec.cols, spec.rows, values.data(), spec.cols, spec.rows, GDT_Float64,
                     0, 0, nullptr) != CE_None) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

SourceSpec source(const std::filesystem::path& path, const std::string& key,
                  std::initializer_list<std::pair<const char*, const char*>> columns) {
  SourceSpec spec;
  spec.written = path.filename().string();
  spec.path = path;
  spec.place = {7, "city." + key};
  for (const auto& [role, column] : columns) spec.columns[role] = column;
  return spec;
}

Scenario bare_scenario() {
  Scenario scenario;
  scenario.file = "test.toml";
  Service clinic;
  clinic.id = "clinic";
  clinic.demand = {{"people", 1.0}};
  clinic.reach_s = 900.0;
  scenario.services = {clinic};
  scenario.city.crs_place = {4, "city.crs"};
  scenario.city.place = {3, "city"};
  return scenario;
}

std::optional<std::filesystem::path> shared_data(const std::string& name) {
  const char* folder = std::getenv("QUARTERHOUR_DATA");
  const std::filesystem::path path =
      std::filesystem::path(folder != nullptr ? folder : QUARTERHOUR_DATA) / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

double imbalance(const BalanceRow& row) {
  return row.read - (row.scored + row.buffer + row.outside + row.dropped);
}

std::string refusal_of(const Scenario& scenario) {
  try {
    (void)build_city(scenario);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

bool has_note(const std::vector<Note>& notes, const std::string& words) {
  for (const Note& note : notes) {
    if (note.text.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace quarterhour::testing
