// A result as files that GIS programs, spreadsheets and statistics packages open.
#pragma once

#include <filesystem>

namespace quarterhour {

/// Writes a folder: rasters/*.tif (GeoTIFF), layers.gpkg (GeoPackage: plan, sites, ledger, moved, streets and where they
/// cross barriers, units with their scores, service areas, their outlines and isochrones, drawn lines), tables/*.csv
/// (UTF-8 with byte order mark) and contents.csv, which lists each file with its unit and meaning. The folder appears
/// whole or not at all; an earlier export of that name is replaced, any other folder that is not empty is refused. Throws
/// InputError when the result cannot be read, OutputError when the folder cannot be written.
void export_result(const std::filesystem::path& result, const std::filesystem::path& folder);

}  // namespace quarterhour
