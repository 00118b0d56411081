#include "output/service_area_tables.h"

namespace quarterhour {
namespace {

void add(const ServiceArea& area, std::int32_t row, LineSet& outlines) {
  std::int32_t polygon = outlines.polygon.empty() ? 0 : outlines.polygon.back() + 1;
  for (const std::vector<Polyline>& rings : area.polygons) {
    for (const Polyline& ring : rings) {
      outlines.add(ring);
      outlines.feature.push_back(row);
      outlines.polygon.push_back(polygon);
    }
    ++polygon;
  }
}

}  // namespace

std::string outline_path(const std::string& service, const std::string& group, const std::string& state) {
  return "/outlines/" + service + "/" + group + "/" + state;
}

void write_service_areas(FileWriter& file, const StudyResult& result) {
  using A = ServiceArea;
  const std::vector<A>& areas = result.service_areas;
  if (areas.empty()) return;
  const auto site_id = [&result](const A& area) {
    return area.site < 0 ? std::string() : result.sites[static_cast<std::size_t>(area.site)].id;
  };
  const auto unit = [](const A& area, const Service& service) {
    return std::string(area.band == 0 ? "" : service.reach_by == ReachBy::metres ? "m" : "min");
  };
  const auto unit_of_bounds = [&](const A& area) {
    for (const Service& service : result.services)
      if (service.id == area.service) return unit(area, service);
    return unit(area, Service{});
  };
  file.table({"/service_areas",
              {column("service", areas, [](const A& area) { return area.service; }),
               column("group", areas, [](const A& area) { return area.group; }),
               column("state", areas, [](const A& area) { return area.state; }),
               column("kind", areas, [](const A& area) { return area.kind; }), column("site", areas, site_id),
               column("band", areas, [](const A& area) { return std::int32_t{area.band}; }),
               column("band_from", areas, [](const A& area) { return area.from; }),
               column("band_to", areas, [](const A& area) { return area.to; }),
               column("unit_of_measure", areas, unit_of_bounds),
               column("people", areas, [](const A& area) { return area.people; }),
               column("people_scored", areas, [](const A& area) { return area.people_scored; }),
               column("area_km2_cells", areas, [](const A& area) { return area.cells_km2; }),
               column("area_km2", areas, [](const A& area) { return area.area_km2; })}});
  // The rows of one layer stand together.
  for (std::size_t row = 0; row < areas.size();) {
    const std::string path = outline_path(areas[row].service, areas[row].group, areas[row].state);
    LineSet outlines;
    for (; row < areas.size() && outline_path(areas[row].service, areas[row].group, areas[row].state) == path;
         ++row)
      add(areas[row], static_cast<std::int32_t>(row), outlines);
    file.lines(path, outlines);
  }
}

}  // namespace quarterhour
