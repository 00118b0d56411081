// The generated city as files that any GIS opens.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "scenarios/shancheng/plan.h"
#include "sim/city.h"

namespace quarterhour::shancheng {

/// One line or polygon of a layer, in local metres, with its attributes in the order of the layer's fields.
struct Feature {
  std::vector<Polyline> lines;
  std::vector<std::string> values;
};

struct Layer {
  /// Also the name of the layer in the file.
  std::string name;
  /// Polygons, rings first outer then inner; else one open line each.
  bool polygons = false;
  std::vector<std::string> fields;
  std::vector<Feature> features;
};

/// Float32 GeoTIFF in the plan's coordinate system, without a no-data value: every cell has one. `grid` in
/// local metres. Throws OutputError.
void write_raster(const CityPlan& plan, const Grid& grid, const Raster<float>& values,
                  const std::filesystem::path& file);

/// GeoPackage with one layer of text fields and a fixed date of change, so that equal layers are equal bytes.
/// Coordinates are rounded to 0.01 m; an empty value is written as NULL. Throws OutputError.
void write_layer(const CityPlan& plan, const Layer& layer, const std::filesystem::path& file);

/// Throws OutputError.
void write_text(const std::string& text, const std::filesystem::path& file);

}  // namespace quarterhour::shancheng
