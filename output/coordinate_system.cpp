#include "output/coordinate_system.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "output/number_text.h"

namespace quarterhour {
std::string geo_transform(const Grid& grid, const std::string& separator) {
  const std::array<double, 6> terms = {grid.west_m(), grid.cell_width_m(),  0.0, grid.north_m(),
                                       0.0,           -grid.cell_height_m()};
  std::string text;
  for (const double term : terms) text += (text.empty() ? "" : separator) + shortest_text(term);
  return text;
}

std::string grid_mapping_name(const std::string& crs_wkt) {
  std::string wkt;
  for (const char letter : crs_wkt) {
    wkt += letter == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  static const std::array<std::pair<const char*, const char*>, 8> methods = {{
      {"transverse mercator", "transverse_mercator"},
      {"lambert azimuthal equal area", "lambert_azimuthal_equal_area"},
      {"lambert conic conformal", "lambert_conformal_conic"},
      {"lambert conformal conic", "lambert_conformal_conic"},
      {"albers", "albers_conical_equal_area"},
      {"polar stereographic", "polar_stereographic"},
      {"oblique mercator", "oblique_mercator"},
      {"mercator", "mercator"},
  }};
  const std::size_t method = wkt.find("method[");
  const std::string rest = method == std::string::npos ? wkt : wkt.substr(method);
  const auto known = std::find_if(methods.begin(), methods.end(), [&](const auto& name) {
    return rest.find(name.first) != std::string::npos;
  });
  return known == methods.end() ? "unknown" : known->second;
}

}  // namespace quarterhour
