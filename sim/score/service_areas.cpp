#include "sim/score/service_areas.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>
#include <utility>

#include "geometry/border_polygons.h"
#include "geometry/border_simplification.h"
#include "sim/compensated_sum.h"
#include "sim/data_cells.h"
#include "sim/score/group_access.h"

namespace quarterhour {

namespace {

constexpr double m2_per_km2 = 1e6;
constexpr double seconds_per_minute = 60.0;

ReachBy reach_by_of(const StudyResult& result, const std::string& service_id) {
  for (const Service& service : result.services)
    if (service.id == service_id) return service.reach_by;
  return ReachBy::minutes;
}

/// The bands of one layer, in min or m.
class Bands {
 public:
  Bands(const AccessLayer& layer, ReachBy reach_by)
      : layer_(layer),
        by_metres_(reach_by == ReachBy::metres),
        limit_(by_metres_ ? layer.limit_m : layer.limit_s / seconds_per_minute) {}

  /// Upper bound of a band; that of 0 is 0.
  [[nodiscard]] double bound(std::int32_t band) const { return limit_ * band / service_area_bands; }

  /// The band of a covered cell. The last one holds whatever is covered, for `covered` decides.
  [[nodiscard]] std::int32_t at(std::size_t cell) const {
    const auto shown = static_cast<double>(by_metres_ ? layer_.metres[cell] : minutes(cell));
    std::int32_t band = 1;
    while (band < service_area_bands && shown > bound(band)) ++band;
    return band;
  }

 private:
  [[nodiscard]] float minutes(std::size_t cell) const {
    const double seconds = layer_.seconds_in_double.empty() ? static_cast<double>(layer_.seconds[cell])
                                                            : layer_.seconds_in_double[cell];
    return static_cast<float>(seconds / seconds_per_minute);
  }

  const AccessLayer& layer_;
  bool by_metres_;
  double limit_;
};

struct Figures {
  CompensatedSum people;
  CompensatedSum people_scored;
  std::int64_t cells = 0;
};

/// The areas of one layer. A cell's label is its facility and its band at once, so that all areas come from one set of
/// borders.
class LayerAreas {
 public:
  LayerAreas(const City& city, const StudyResult& result, const AccessLayer& layer)
      : city_(city),
        layer_(layer),
        bands_(layer, reach_by_of(result, layer.service)),
        nobody_(static_cast<std::int32_t>(result.sites.size())),
        labels_(city.grid(), -1) {
    const DataCells holds(city, layer.group);
    for (std::size_t cell = 0; cell < labels_.size(); ++cell) {
      if (layer.covered[cell] == 0 || !holds(cell)) continue;
      const std::int32_t site = layer.nearest_site[cell] >= 0 ? layer.nearest_site[cell] : nobody_;
      labels_[cell] = site * service_area_bands + bands_.at(cell) - 1;
    }
    borders_ = trace_borders(labels_);
    simplify_borders(labels_, borders_);
  }

  [[nodiscard]] std::vector<ServiceArea> areas() const {
    std::vector<ServiceArea> found;
    add(
        "site", static_cast<std::size_t>(nobody_) + 1,
        [](std::int32_t label) { return label / service_area_bands; }, found);
    for (ServiceArea& area : found)
      if (area.site == nobody_) area.site = -1;
    add("band", service_area_bands, [](std::int32_t label) { return label % service_area_bands; }, found);
    add("covered", 1, [](std::int32_t) { return 0; }, found);
    return found;
  }

 private:
  void add(const char* kind, std::size_t count,
           const std::function<std::int32_t(std::int32_t)>& area_of_label,
           std::vector<ServiceArea>& found) const {
    std::vector<std::int32_t> area_of_part;
    for (const AreaPart& part : borders_.parts) area_of_part.push_back(area_of_label(part.label));
    std::vector<std::size_t> place(count, nowhere);
    std::vector<Figures> figures;
    const std::size_t first = found.size();
    for (const AreaPolygon& polygon : border_polygons(borders_, area_of_part)) {
      std::size_t& at = place[static_cast<std::size_t>(polygon.area)];
      if (at == nowhere) {
        at = found.size() - first;
        found.push_back(empty_area(kind, polygon.area));
        figures.emplace_back();
      }
      add_polygon(polygon, found[first + at]);
    }
    const PeopleRaster& people = group_named(city_, layer_.group).people;
    for (std::size_t cell = 0; cell < labels_.size(); ++cell) {
      if (labels_[cell] < 0) continue;
      Figures& of_area = figures[place[static_cast<std::size_t>(area_of_label(labels_[cell]))]];
      ++of_area.cells;
      of_area.people.add(people[cell]);
      if (static_cast<Zone>(city_.zone[cell]) == Zone::scored) of_area.people_scored.add(people[cell]);
    }
    for (std::size_t k = 0; k < figures.size(); ++k) {
      ServiceArea& area = found[first + k];
      area.people = figures[k].people.value();
      area.people_scored = figures[k].people_scored.value();
      area.cells_km2 = static_cast<double>(figures[k].cells) * cell_km2();
    }
  }

  [[nodiscard]] ServiceArea empty_area(const std::string& kind, std::int32_t number) const {
    ServiceArea area;
    area.service = layer_.service;
    area.group = layer_.group;
    area.state = layer_.state;
    area.kind = kind;
    if (kind == "site") area.site = number;
    if (kind == "band") {
      area.band = number + 1;
      area.from = bands_.bound(number);
      area.to = bands_.bound(number + 1);
    }
    return area;
  }

  void add_polygon(const AreaPolygon& polygon, ServiceArea& area) const {
    std::vector<Polyline>& rings = area.polygons.emplace_back();
    for (const std::vector<HalfCellPoint>& ring : polygon.rings) {
      area.area_km2 += signed_area_cells(ring) * cell_km2();
      Polyline& line = rings.emplace_back();
      line.reserve(ring.size());
      for (const HalfCellPoint& point : ring) line.push_back(place_of(point, city_.grid()));
    }
  }

  [[nodiscard]] double cell_km2() const { return city_.grid().cell_area_m2() / m2_per_km2; }

  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

  const City& city_;
  const AccessLayer& layer_;
  Bands bands_;
  /// Number of covered cells without a nearest facility, after all sites.
  std::int32_t nobody_;
  Raster<std::int32_t> labels_;
  AreaBorders borders_;
};

}  // namespace

void add_service_areas(const City& city, StudyResult& result, std::size_t first_layer) {
  std::vector<std::vector<ServiceArea>> of_layer(result.access.size() - first_layer);
  tbb::parallel_for(std::size_t{0}, of_layer.size(), [&](std::size_t k) {
    of_layer[k] = LayerAreas(city, result, result.access[first_layer + k]).areas();
  });
  for (std::vector<ServiceArea>& areas : of_layer) {
    result.service_areas.insert(result.service_areas.end(), std::make_move_iterator(areas.begin()),
                                std::make_move_iterator(areas.end()));
  }
}

}  // namespace quarterhour
