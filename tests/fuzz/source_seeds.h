// Whole sources of a city of 12 × 10 cells.
#pragma once

#include <filesystem>
#include <string>

namespace quarterhour::fuzz {

/// A ledger of four facilities in degrees.
[[nodiscard]] std::string clinics_csv();
/// Two districts in degrees, one with a hole.
[[nodiscard]] std::string districts_geojson();
/// A river in degrees.
[[nodiscard]] std::string water_geojson();

/// 10 rows, 12 columns of 100 m in UTM zone 48 N, with a hole of no data.
void write_dem(const std::filesystem::path& path);
/// People on the same cells.
void write_people(const std::filesystem::path& path);
/// Bytes 1 to 3 on the same cells.
void write_land_classes(const std::filesystem::path& path);
/// The raster `from` again as GeoTIFF, tiled and deflated.
void write_packed(const std::filesystem::path& from, const std::filesystem::path& path);
/// The two districts, with names and people, by one of GDAL's drivers.
void write_vector(const std::filesystem::path& path, const std::string& driver);

}  // namespace quarterhour::fuzz
