// The .vrt beside an .h5 result.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/city.h"
#include "sim/result.h"

namespace quarterhour {

/// One raster of the result under the name that GIS shows.
struct VirtualBand {
  std::string dataset;
  std::string description;
  /// GDAL's names of the number type and of the value without data.
  const char* type;
  const char* no_data;
};

/// Minutes, coverage, served share and supply of a layer as far as it has them; the share of a layer of completeness; people
/// and elevation.
void add_bands(const AccessLayer& layer, std::vector<VirtualBand>& bands);
void add_bands(const CompletenessLayer& layer, std::vector<VirtualBand>& bands);
void add_bands(const City& city, std::vector<VirtualBand>& bands);

/// Writes `<name>.vrt` beside `<name>.h5`: the bands with their names, at their place. Throws OutputError.
void write_virtual_raster(const std::vector<VirtualBand>& bands, const City& city,
                          const std::filesystem::path& result_path);

}  // namespace quarterhour
