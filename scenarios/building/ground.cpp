#include "scenarios/building/ground.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "geometry/barriers.h"
#include "scenarios/building/opened_raster.h"
#include "scenarios/building/resample.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

struct Barriers {
  std::vector<std::vector<PointM>> lines;
  /// Cells whose centre lies in a barrier polygon.
  std::vector<CellIndex> closed_cells;
  bool all_rings = true;
};

Barriers read_barriers(CityBuild& build, const SourceSpec& source, const StudyGrid& study) {
  const Table table = read_table(source);
  build.used(source, table.files);
  for (const std::string& note : table.notes) build.note(note);
  if (!table.has_shapes) {
    throw InputError(
        source_fault(source, "a barrier needs shapes, and it has none", "Give lines or polygons"));
  }
  const CoordinateChange change(shape_crs(source, table), study.crs);
  Barriers barriers;
  std::size_t points = 0;
  Extent extent;
  for (const TableRow& row : table.rows) {
    if (row.shape.kind == Shape::Kind::points) ++points;
    if (row.shape.kind != Shape::Kind::lines && row.shape.kind != Shape::Kind::polygons) continue;
    auto lines = lines_of(placed_shape(table, row, change));
    for (const auto& line : lines) {
      for (const PointM& point : line) extent.add(point);
    }
    if (row.shape.kind == Shape::Kind::polygons) {
      for_each_centre_inside(study.grid, lines,
                             [&](CellIndex cell) { barriers.closed_cells.push_back(cell); });
    } else {
      barriers.all_rings = false;
    }
    std::move(lines.begin(), lines.end(), std::back_inserter(barriers.lines));
  }
  if (points > 0) {
    build.note(table.file + ": " + std::to_string(points) + " points are no barriers and were left out.");
  }
  const Grid& grid = study.grid;
  if (extent.empty() || extent.east < grid.west_m() || extent.west > grid.east_m() ||
      extent.north < grid.south_m() || extent.south > grid.north_m()) {
    throw InputError(source_fault(source, "no barrier of it lies on the city's grid: they do not overlap",
                                  "Check that it is of the same place, and its coordinate system"));
  }
  return barriers;
}

void note_missing(CityBuild& build, const SourceSpec& source, std::size_t cells, const char* what) {
  if (cells == 0) return;
  build.note(std::to_string(cells) + " cells of the study have no " + what + " in " + shown_name(source) +
             " and are impassable.");
}

template <class IsMissing>
std::size_t close_where(Raster<std::uint8_t>& open, const StudyGrid& study, IsMissing is_missing) {
  std::size_t closed = 0;
  for (std::size_t cell = 0; cell < open.size(); ++cell) {
    if (!is_missing(cell)) continue;
    open[cell] = 0;
    if (study.zone[cell] != static_cast<std::uint8_t>(Zone::outside)) ++closed;
  }
  return closed;
}

void read_elevation(CityBuild& build, const StudyGrid& study, const RasterFile& elevation, Surface& surface,
                    Raster<std::uint8_t>& open) {
  const SourceSpec& source = *build.spec().elevation;
  require_heights_in_metres(source, elevation);
  surface.elevation_m = resampled_quantity(source, elevation, study, elevation_rule());
  const Raster<double>& height = surface.elevation_m;
  note_missing(build, source,
               close_where(open, study, [&](std::size_t cell) { return std::isnan(height[cell]); }),
               "elevation");
}

void read_friction(CityBuild& build, const StudyGrid& study, Surface& surface, Raster<std::uint8_t>& open) {
  const SourceSpec& source = *build.spec().friction;
  const RasterFile raster = opened_raster(build, source);
  surface.friction_s_per_m = resampled_quantity(source, raster, study, friction_rule());
  const Raster<double>& friction = surface.friction_s_per_m;
  note_missing(build, source,
               close_where(open, study, [&](std::size_t cell) { return std::isnan(friction[cell]); }),
               "friction");
}

void read_land_class(CityBuild& build, const StudyGrid& study, Ground& ground, Raster<std::uint8_t>& open) {
  const LandClassSpec& spec = *build.spec().land_class;
  const RasterFile raster = opened_raster(build, spec.source);
  ground.land_class = resampled_class(spec.source, raster, study);
  const Raster<std::int32_t>& classes = ground.land_class;
  note_missing(build, spec.source,
               close_where(open, study, [&](std::size_t cell) { return classes[cell] < 0; }), "land class");
  if (spec.factors.empty()) return;
  ground.surface.speed_factor = Raster<float>(study.grid, 1.0F);
  for (std::size_t cell = 0; cell < classes.size(); ++cell) {
    const auto factor = spec.factors.find(classes[cell]);
    if (factor != spec.factors.end()) ground.surface.speed_factor[cell] = static_cast<float>(factor->second);
  }
}

/// Areas of water of the streets' source are drawn as rings of their own, its lines with the other barriers.
void add_street_barriers(const StreetBarriers& streets, const StudyGrid& study, Barriers& barriers,
                         std::vector<Polyline>& lines, Ground& ground) {
  DrawnLayer water{"water", {}, true};
  for (const BarrierArea& area : streets.areas) {
    for_each_centre_inside(study.grid, area, [&](CellIndex cell) { barriers.closed_cells.push_back(cell); });
    water.lines.insert(water.lines.end(), area.begin(), area.end());
  }
  if (!water.lines.empty()) ground.drawn.push_back(std::move(water));
  for (const BarrierLine& barrier : streets.lines) lines.push_back(barrier.line);
  barriers.all_rings = barriers.all_rings && streets.lines.empty();
}

void close_barriers(const Barriers& barriers, const std::vector<Polyline>& street_barriers,
                    const StudyGrid& study, Ground& ground) {
  for (const CellIndex cell : barriers.closed_cells) ground.surface.passable[cell] = 0;
  std::vector<Polyline> all = barriers.lines;
  all.insert(all.end(), street_barriers.begin(), street_barriers.end());
  ground.surface.cut_moves = cut_moves(study.grid, all);
  ground.drawn.push_back({"barriers", std::move(all), barriers.all_rings});
}

}  // namespace

void require_heights_in_metres(const SourceSpec& source, const RasterFile& elevation) {
  const std::string unit = elevation.unit();
  if (unit == "ft" || unit == "foot" || unit == "feet" || unit == "US survey foot") {
    throw InputError(
        source_fault(source, "its heights are in feet, not in metres", "Convert them with gdal_calc.py"));
  }
}

std::optional<Ground> build_ground(CityBuild& build, const StudyGrid& study, const RasterFile* elevation,
                                   const StreetBarriers* streets) {
  const CitySpec& spec = build.spec();
  Ground ground{Surface{study.grid, {}, Raster<std::uint8_t>(study.grid, 1), {}, {}, {}, {}}, {}, {}, {}};
  Surface& surface = ground.surface;
  Raster<std::uint8_t>& open = surface.passable;
  bool whole = true;
  const auto step = [&](auto&& work) {
    const auto done = build.attempt([&] {
      work();
      return true;
    });
    whole = whole && done.has_value();
  };
  if (elevation != nullptr) {
    step([&] { read_elevation(build, study, *elevation, surface, open); });
  } else {
    build.warn("There is no elevation source: the city is flat.");
  }
  if (spec.friction) step([&] { read_friction(build, study, surface, open); });
  if (spec.land_class) step([&] { read_land_class(build, study, ground, open); });

  Raster<std::uint8_t> open_without_barriers = open;
  if (spec.land_class && !ground.land_class.empty()) {
    const std::vector<int>& closed = spec.land_class->closed;
    for (std::size_t cell = 0; cell < open.size(); ++cell) {
      if (std::find(closed.begin(), closed.end(), ground.land_class[cell]) != closed.end()) open[cell] = 0;
    }
  }
  Barriers all;
  for (const SourceSpec& source : spec.barriers) {
    step([&] {
      Barriers barriers = read_barriers(build, source, study);
      all.all_rings = all.all_rings && barriers.all_rings;
      std::move(barriers.lines.begin(), barriers.lines.end(), std::back_inserter(all.lines));
      all.closed_cells.insert(all.closed_cells.end(), barriers.closed_cells.begin(),
                              barriers.closed_cells.end());
    });
  }
  if (!whole) return std::nullopt;
  std::vector<Polyline> street_barriers;
  if (streets != nullptr) add_street_barriers(*streets, study, all, street_barriers, ground);
  if (!all.lines.empty() || !street_barriers.empty()) close_barriers(all, street_barriers, study, ground);
  ground.barriers = std::move(all.lines);
  if (open_without_barriers != open) surface.passable_without_barriers = std::move(open_without_barriers);
  return ground;
}

}  // namespace quarterhour
