// Fewer points on the borders between areas, with the areas' neighbours, holes and cells as they were.
#pragma once

#include "geometry/area_borders.h"

namespace quarterhour {

/// How far a border may be moved by `simplify_borders`, in cells. Just under half a cell straightens every slanted line
/// that was drawn with cells; from half a cell on, corners that stick out by one cell are cut off and areas shrink.
inline constexpr double border_tolerance_cells = 0.45;

/// Takes points out of the arcs of `borders`, which trace_borders made of `labels`, by Polyline_simplification_2 of CGAL
/// (Dyken, Dæhlen & Sevaldrud 2009, "Simultaneous curve simplification"): the cheapest point of all first, while every
/// point of the traced border stays within the tolerance of the simplified one. Ends of arcs stay, no arcs cross or
/// touch that did not, and no cell centre changes sides or comes to lie on a border. The same borders give the same
/// bits.
void simplify_borders(const Raster<std::int32_t>& labels, AreaBorders& borders,
                      double tolerance_cells = border_tolerance_cells);

}  // namespace quarterhour
