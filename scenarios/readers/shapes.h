// GDAL's geometries as plain shapes.
#pragma once

#include "scenarios/readers/table.h"

class OGRGeometry;

namespace quarterhour {

/// Curves become lines. Of a collection the polygons are taken, else the lines, else the points; `mixed` is set
/// when something was left. A null or empty geometry is Kind::none.
[[nodiscard]] Shape shape_of(const OGRGeometry* geometry, bool& mixed);

}  // namespace quarterhour
