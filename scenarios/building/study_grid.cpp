#include "scenarios/building/study_grid.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "geometry/pace.h"
#include "scenarios/building/metric_system.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

/// 400 million cells need about 10 GB for the ground and the people alone.
constexpr double most_cells = 400e6;

struct Area {
  Table table;
  CoordinateSystem crs;
};

InputFault crs_fault(const CitySpec& spec, std::string message, std::string remedy) {
  const std::string key = spec.crs_place.key.empty() ? "city.crs" : spec.crs_place.key;
  return {"", spec.crs_place.line, key, spec.crs, std::move(message), std::move(remedy)};
}

/// Of the area where one is given: sources may reach far beyond it.
PointM centre_in_degrees(const RasterFile* elevation, const CountSource* population, const Area* area) {
  const CoordinateSystem degrees = *CoordinateSystem::from_text("EPSG:4326");
  if (area == nullptr && elevation != nullptr) {
    const RasterLayout& at = elevation->layout();
    const CoordinateChange change(elevation->crs(), degrees);
    return change.apply({0.5 * (at.west + at.east()), 0.5 * (at.north + at.south())});
  }
  Extent extent;
  if (area == nullptr) {
    extent = extent_of(*population, degrees);
  } else {
    const CoordinateChange change(area->crs, degrees);
    for (const TableRow& row : area->table.rows) {
      for (const PolygonRing& part : placed_shape(area->table, row, change).parts) {
        for (const PointM& point : part.points) extent.add(point);
      }
    }
  }
  return {0.5 * (extent.west + extent.east), 0.5 * (extent.north + extent.south)};
}

CoordinateSystem choose_crs(CityBuild& build, const RasterFile* elevation, const CountSource* population,
                            const Area* area) {
  const CitySpec& spec = build.spec();
  if (spec.crs != "auto") {
    const auto given = CoordinateSystem::from_text(spec.crs);
    if (!given) {
      throw InputError(
          crs_fault(spec, "the coordinate system is not known", "Give \"auto\", \"EPSG:…\" or WKT"));
    }
    if (!given->is_projected_in_metres()) {
      throw InputError(crs_fault(spec, "the city's coordinate system must be projected, in metres",
                                 "Give \"auto\" or a projected system such as UTM"));
    }
    return *given;
  }
  const PointM centre = centre_in_degrees(elevation, population, area);
  if (!std::isfinite(centre.x_m) || !std::isfinite(centre.y_m)) {
    throw InputError(crs_fault(spec, "the place of the city could not be found", "Give \"EPSG:…\""));
  }
  try {
    const int code = metric_system_code(centre.x_m, centre.y_m);
    const auto system = CoordinateSystem::from_text("EPSG:" + std::to_string(code));
    build.note("Coordinate system chosen for the place: EPSG:" + std::to_string(code) + ".");
    return *system;
  } catch (const std::invalid_argument& error) {
    throw InputError(
        crs_fault(spec, std::string("no system can be chosen: ") + error.what(), "Give \"EPSG:…\""));
  }
}

std::optional<Area> open_area(CityBuild& build) {
  const auto& source = build.spec().area;
  if (!source) return std::nullopt;
  Table table = read_table(*source);
  build.used(*source, table.files);
  for (const std::string& note : table.notes) build.note(note);
  const bool has_polygon = std::any_of(table.rows.begin(), table.rows.end(), [](const TableRow& row) {
    return row.shape.kind == Shape::Kind::polygons;
  });
  if (!has_polygon)
    throw InputError(source_fault(*source, "the area holds no polygon", "Give a layer of polygons"));
  CoordinateSystem crs = shape_crs(*source, table);
  return Area{std::move(table), std::move(crs)};
}

/// All polygons of the area. Where several overlap, their union is meant: rings are kept apart by feature.
std::vector<std::vector<std::vector<PointM>>> area_polygons(const Area& area, const CoordinateSystem& crs) {
  const CoordinateChange change(area.crs, crs);
  std::vector<std::vector<std::vector<PointM>>> polygons;
  for (const TableRow& row : area.table.rows) {
    if (row.shape.kind == Shape::Kind::polygons)
      polygons.push_back(lines_of(placed_shape(area.table, row, change)));
  }
  return polygons;
}

Grid snapped_grid(const CityBuild& build, const Extent& extent) {
  const CitySpec& spec = build.spec();
  const double cell = spec.cell_m;
  // Extents that are whole cells but for rounding get no extra row or column.
  constexpr double slack = 1e-6;
  const double west = std::floor(extent.west / cell + slack);
  const double east = std::max(std::ceil(extent.east / cell - slack), west + 1.0);
  const double south = std::floor(extent.south / cell + slack);
  const double north = std::max(std::ceil(extent.north / cell - slack), south + 1.0);
  const double cols = east - west;
  const double rows = north - south;
  if (!(rows * cols <= most_cells)) {
    throw InputError({"", spec.place.line, "city.cell_m", "",
                      "the grid would have " + std::to_string(rows) + " × " + std::to_string(cols) +
                          " cells, more than 400 million",
                      "Give larger cells, or an `area` that cuts out the city"});
  }
  return Grid(static_cast<int>(rows), static_cast<int>(cols), west * cell, north * cell, cell, cell);
}

Grid grid_of_raster(const SourceSpec& source, const RasterFile& elevation) {
  if (!elevation.crs().is_projected_in_metres()) {
    throw InputError(source_fault(source,
                                  "grid = \"elevation\" needs a raster in metres, and this one is in " +
                                      elevation.crs().name() +
                                      (elevation.crs().is_geographic() ? ", in degrees" : ""),
                                  "Reproject it with gdalwarp -t_srs, or leave `grid` out and give cell_m"));
  }
  const RasterLayout& at = elevation.layout();
  if (static_cast<double>(at.rows) * at.cols > most_cells) {
    throw InputError(source_fault(source, "the grid would have more than 400 million cells",
                                  "Cut out the city with gdal_translate -projwin"));
  }
  return Grid(at.rows, at.cols, at.west, at.north, at.cell_width, at.cell_height);
}

void mark(Raster<std::uint8_t>& zone, std::size_t cell, Zone value) {
  zone[cell] = static_cast<std::uint8_t>(value);
}

void zone_by_area(CityBuild& build, StudyGrid& study,
                  const std::vector<std::vector<std::vector<PointM>>>& polygons, double buffer_m) {
  const Raster<std::uint8_t> near = centres_within(study.grid, study.outline, buffer_m);
  for (std::size_t cell = 0; cell < near.size(); ++cell) {
    if (near[cell] != 0) mark(study.zone, cell, Zone::buffer);
  }
  std::size_t scored = 0;
  for (const auto& rings : polygons) {
    for_each_centre_inside(study.grid, rings, [&](CellIndex cell) {
      mark(study.zone, cell, Zone::scored);
      ++scored;
    });
  }
  if (scored == 0) {
    throw InputError(
        source_fault(*build.spec().area, "no cell of the grid has its centre in the area",
                     "Give smaller cells, or check the coordinate systems of the area and the grid"));
  }
}

}  // namespace

double largest_reach_m(const Scenario& scenario) {
  double largest = 0.0;
  for (const Service& service : scenario.services) {
    if (service.reach_m) largest = std::max(largest, *service.reach_m);
    if (!service.reach_s) continue;
    for (const GroupDemand& demand : service.demand) {
      Pace pace = scenario.travel.pace;
      for (const GroupSpec& group : scenario.city.groups) {
        if (group.id == demand.group && group.speed_kmh) pace.speed_kmh = *group.speed_kmh;
      }
      largest = std::max(largest, *service.reach_s / seconds_per_metre(pace, 0.0));
    }
  }
  return largest;
}

StudyGrid choose_grid(CityBuild& build, const RasterFile* elevation, const CountSource* population) {
  const CitySpec& spec = build.spec();
  const std::optional<Area> area = open_area(build);
  if (elevation == nullptr && population == nullptr && !area) {
    throw InputError({"", spec.place.line, "city", "", "nothing says where the city is",
                      "Give `elevation`, `population` or `area`"});
  }
  if (spec.grid_of_elevation && elevation == nullptr) {
    throw InputError({"", spec.place.line, "city.grid", "elevation",
                      "there is no elevation to take the cells of", "Give `elevation`"});
  }

  const CoordinateSystem crs = spec.grid_of_elevation
                                   ? elevation->crs()
                                   : choose_crs(build, elevation, population, area ? &*area : nullptr);
  const double buffer_m = spec.buffer_m.value_or(largest_reach_m(build.scenario()));
  StudyGrid study{crs, Grid(1, 1, 0.0, 0.0, 1.0, 1.0), {}, {}, area.has_value()};
  std::vector<std::vector<std::vector<PointM>>> polygons;
  Extent extent;
  if (area) {
    polygons = area_polygons(*area, crs);
    for (const auto& rings : polygons) study.outline.insert(study.outline.end(), rings.begin(), rings.end());
    for (const auto& ring : study.outline) {
      for (const PointM& point : ring) extent.add(point);
    }
    extent = {extent.west - buffer_m, extent.south - buffer_m, extent.east + buffer_m,
              extent.north + buffer_m};
  } else if (elevation != nullptr) {
    study.outline = {outline_of(*spec.elevation, *elevation, crs)};
    for (const PointM& point : study.outline.front()) extent.add(point);
  } else {
    extent = extent_of(*population, crs);
    if (extent.empty()) {
      throw InputError(
          source_fault(population->source, "none of its rows has a place", "Check its coordinate columns"));
    }
    // Points on the rim of the extent lie inside the grid.
    const double rim = population->raster ? 0.0 : 0.5 * spec.cell_m;
    extent = {extent.west - rim, extent.south - rim, extent.east + rim, extent.north + rim};
    study.outline = {{{extent.west, extent.north},
                      {extent.west, extent.south},
                      {extent.east, extent.south},
                      {extent.east, extent.north},
                      {extent.west, extent.north}}};
  }

  study.grid =
      spec.grid_of_elevation ? grid_of_raster(*spec.elevation, *elevation) : snapped_grid(build, extent);
  study.zone = Raster<std::uint8_t>(study.grid, static_cast<std::uint8_t>(Zone::outside));
  if (area) {
    zone_by_area(build, study, polygons, buffer_m);
  } else if (spec.grid_of_elevation || elevation == nullptr) {
    std::fill(study.zone.values().begin(), study.zone.values().end(),
              static_cast<std::uint8_t>(Zone::scored));
  } else {
    CellOverlaps overlaps(study.grid);
    for (const CellArea& part : overlaps.of({{study.outline.front(), false}})) {
      if (part.area_m2 > 1e-9 * study.grid.cell_area_m2()) mark(study.zone, part.cell, Zone::scored);
    }
  }
  return study;
}

}  // namespace quarterhour
