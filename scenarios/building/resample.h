// Rasters brought to the grid of the study. No data is never mixed in as a number.
#pragma once

#include "scenarios/building/study_grid.h"
#include "scenarios/building/value_check.h"

namespace quarterhour {

/// A quantity such as height or friction, in float64, NaN where there is no data. Where the cells of the source are
/// the grid's own they are copied. Where a cell of the grid is wider than 1.5 cells of the source: the mean over the
/// area of the cell, of the parts that have a value, if they are at least half of it. Else bilinear between the
/// cells that have a value, at the centre, where the source has a value there. Throws InputError when the source does
/// not overlap the grid, is damaged, or a value is against the rule.
[[nodiscard]] Raster<double> resampled_quantity(const SourceSpec& source, const RasterFile& raster,
                                                const StudyGrid& study, const ValueRule& rule);

/// A class, never averaged: -1 where there is no data. Copied as above; where a cell of the grid is wider than 1.5
/// cells of the source the most frequent class (no data counts as one; the lowest of equals), else the class at the
/// centre. Classes are whole numbers from 0 to 2^31 - 1; anything else throws InputError.
[[nodiscard]] Raster<std::int32_t> resampled_class(const SourceSpec& source, const RasterFile& raster,
                                                   const StudyGrid& study);

}  // namespace quarterhour
