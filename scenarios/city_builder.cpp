#include "scenarios/city_builder.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/building/facility_shapes.h"
#include "scenarios/building/ground.h"
#include "scenarios/building/ledger.h"
#include "scenarios/building/opened_raster.h"
#include "scenarios/building/people.h"
#include "scenarios/building/resample.h"
#include "scenarios/building/street_islands.h"
#include "scenarios/building/streets.h"
#include "scenarios/building/units.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"
#include "sim/compensated_sum.h"

namespace quarterhour {

namespace {

struct Opened {
  std::optional<RasterFile> elevation;
  std::optional<CountSource> population;
  /// In the order of the scenario's groups; nothing for those that are a share.
  std::vector<std::optional<CountSource>> groups;
};

CountSource opened_counts(CityBuild& build, const SourceSpec& source) {
  CountSource counts = open_counts(source);
  if (counts.raster) note_raster(build, source, *counts.raster);
  if (counts.table) {
    build.used(source, counts.table->files);
    for (const std::string& note : counts.table->notes) build.note(note);
  }
  return counts;
}

Opened open_sources(CityBuild& build) {
  const CitySpec& spec = build.spec();
  Opened opened;
  if (spec.elevation) {
    auto raster = build.attempt([&] { return opened_raster(build, *spec.elevation); });
    if (raster) opened.elevation.emplace(std::move(*raster));
  }
  const auto counts = [&](const SourceSpec& source) {
    return build.attempt([&] { return opened_counts(build, source); });
  };
  if (spec.population) opened.population = counts(*spec.population);
  for (const GroupSpec& group : spec.groups) {
    opened.groups.push_back(group.raster ? counts(*group.raster) : std::nullopt);
  }
  for (const auto* later : {&spec.households, &spec.jobs}) {
    if (*later) build.fault(source_fault(**later, "it is not used by this version", "Take the key out"));
  }
  return opened;
}

PeopleGroup settled_group(CityBuild& build, const CountSource& counts, const StudyGrid& study,
                          const NearestGround& ground, std::string id, City& city) {
  SpreadCounts spread = spread_counts(build, counts, study);
  city.balance.push_back(settle(id, spread, study, ground, build.spec().on_barrier, city.moved));
  PeopleGroup group;
  group.id = std::move(id);
  group.people = std::move(spread.people);
  return group;
}

void add_people(CityBuild& build, const Opened& opened, const StudyGrid& study, const NearestGround& ground,
                City& city) {
  PeopleGroup everybody;
  everybody.people = PeopleRaster(study.grid);
  if (opened.population) {
    auto settled = build.attempt(
        [&] { return settled_group(build, *opened.population, study, ground, "people", city); });
    if (settled) everybody = std::move(*settled);
  } else if (!build.spec().population) {
    build.warn("There is no population source: nobody lives here.");
    city.balance.push_back({"people", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0});
  }
  everybody.id = "people";
  everybody.name = {"Everybody", "全体居民"};
  city.groups.push_back(std::move(everybody));
  if (build.has_faults()) return;

  for (std::size_t i = 0; i < build.spec().groups.size(); ++i) {
    const GroupSpec& spec = build.spec().groups[i];
    PeopleGroup group;
    if (opened.groups[i]) {
      auto settled = build.attempt(
          [&] { return settled_group(build, *opened.groups[i], study, ground, spec.id, city); });
      if (settled) group = std::move(*settled);
    } else if (spec.share) {
      group.people = PeopleRaster(study.grid);
      city.groups.front().people.for_each_held([&](std::size_t cell, double people) {
        if (people > 0.0) group.people.at(cell) = people * *spec.share;
      });
      city.balance.push_back(share_of(city.balance.front(), spec.id, *spec.share));
    }
    group.id = spec.id;
    group.name = spec.name;
    group.speed_kmh = spec.speed_kmh;
    group.max_slope = spec.max_slope;
    group.mode = spec.mode;
    city.groups.push_back(std::move(group));
  }
}

void add_units(CityBuild& build, const StudyGrid& study, City& city) {
  const auto add = [&](const char* kind, const char* layer, const std::optional<SourceSpec>& source) {
    if (!source) return;
    auto set = build.attempt([&] { return read_units(build, kind, *source, study); });
    if (!set) return;
    city.drawn.push_back(drawn_outlines(layer, *set));
    city.unit_sets.push_back(std::move(*set));
  };
  add("district", "districts", build.spec().districts);
  add("cluster", "clusters", build.spec().clusters);
}

void add_ledger(CityBuild& build, const StudyGrid& study, const NearestGround& ground, City& city) {
  for (const SourceSpec& source : build.spec().facilities) {
    auto facilities = build.attempt([&] {
      std::vector<Facility> read = read_ledger(build, source, study.crs);
      place_facilities(build, source, study.grid, ground, read, city.moved);
      return read;
    });
    if (facilities) std::move(facilities->begin(), facilities->end(), std::back_inserter(city.ledger));
  }
  for (InputFault& fault : repeated_ids(city.ledger)) build.fault(std::move(fault));
}

/// In words how much of the network cannot be walked to.
void note_islands(CityBuild& build, const City& city) {
  const std::vector<StreetIsland>& islands = city.street_islands;
  if (islands.size() < 2) return;
  double length_m = 0.0;
  CompensatedSum people;
  for (std::size_t k = 1; k < islands.size(); ++k) {
    length_m += islands[k].length_m;
    people.add(islands[k].people);
  }
  build.note("The streets fall into " + std::to_string(islands.size()) +
             " parts that walkers cannot leave along streets; all but the longest have " +
             std::to_string(std::llround(length_m / 1000.0)) + " km together, and " +
             std::to_string(std::llround(people.value())) + " people live nearest to them.");
}

}  // namespace

City build_city(const Scenario& scenario) {
  CityBuild build(scenario);
  const Opened opened = open_sources(build);
  // The grid may stand on what could not be opened.
  build.throw_if_any();

  const RasterFile* elevation = opened.elevation ? &*opened.elevation : nullptr;
  const auto study = build.attempt(
      [&] { return choose_grid(build, elevation, opened.population ? &*opened.population : nullptr); });
  build.throw_if_any();

  std::optional<StudyStreets> streets;
  if (build.spec().streets) streets = build.attempt([&] { return read_streets(build, *study); });
  StreetBarriers barriers;
  if (streets) barriers = {streets->barriers, streets->areas};
  auto ground = build_ground(build, *study, elevation, streets ? &barriers : nullptr);
  City city{ground ? std::move(ground->surface)
                   : Surface{study->grid, {}, Raster<std::uint8_t>(study->grid, 1), {}, {}, {}, {}},
            study->crs.wkt2(),
            study->crs.name(),
            study->zone,
            {},
            {},
            {},
            {},
            {},
            {},
            {},
            {},
            {}};
  if (ground) {
    city.land_class = std::move(ground->land_class);
    city.drawn = std::move(ground->drawn);
    if (streets) {
      add_streets(build, std::move(*streets), ground->barriers, city);
      build.attempt([&] {
        if (elevation != nullptr) lay_streets_on(build, *elevation, study->crs, city);
        return true;
      });
    }
  }
  if (study->has_area) city.drawn.push_back({"area", study->outline, true});
  const NearestGround home(study->grid, city.surface.passable, &city.zone);
  const NearestGround site(study->grid, city.surface.passable, nullptr);
  add_people(build, opened, *study, home, city);
  add_units(build, *study, city);
  add_ledger(build, *study, site, city);
  build.throw_if_any();
  shape_facilities(city);
  if (city.has_streets()) {
    city.street_islands = street_islands(city);
    note_islands(build, city);
  }
  city.notes = build.notes();
  city.inputs = build.inputs();
  return city;
}

std::vector<NamedPoint> read_points(const Scenario& scenario, const SourceSpec& source, const City& city,
                                    const PlaceSpec* place) {
  CityBuild build(scenario);
  std::vector<NamedPoint> points;
  build.attempt([&] {
    const Table table = read_table(source);
    const auto city_crs = CoordinateSystem::from_text(city.crs_wkt);
    if (!city_crs) {
      throw InputError(source_fault(source, "the coordinate system of the city is not known",
                                    "Make the city file again with quarterhour city"));
    }
    const TablePoints found = points_of(source, table, city_crs);
    const CoordinateChange change(found.crs, *city_crs);
    const auto id = find_column(source, table, "id", {"id"});
    const auto name = find_column(source, table, "name", {"name"});
    const auto name_zh = find_column(source, table, "name_zh", {"name_zh"});
    const auto cost = find_column(source, table, "cost", {"cost"});
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const TableRow& row = table.rows[i];
      NamedPoint point;
      point.id = id ? row.cells[*id] : "";
      if (point.id.empty()) point.id = row_name(row);
      if (const auto [known, is_new] = first.emplace(point.id, i); !is_new) {
        build.fault(cell_fault(table, row, id ? table.columns[*id] : "", point.id,
                               "the id stands in " + row_name(table.rows[known->second]) + " already",
                               "Give each its own"));
      }
      point.name = {name ? row.cells[*name] : "", name_zh ? row.cells[*name_zh] : ""};
      point.cost = place != nullptr ? place->cost : 1.0;
      build.attempt([&] {
        const auto price =
            cost ? cost_in(table, row, *cost, place != nullptr && place->budget) : std::nullopt;
        point.cost = price.value_or(point.cost);
        return true;
      });
      if (!found.points[i]) {
        build.fault(cell_fault(table, row, "", "", "a point has no coordinates",
                               "Complete them, or leave the row out with `where`"));
        continue;
      }
      point.location = change.apply(*found.points[i]);
      const auto at = city.grid().cell_containing(point.location);
      if (at && city.surface.passable[city.grid().index(*at)] != 0) point.cell = city.grid().index(*at);
      points.push_back(std::move(point));
    }
    return true;
  });
  build.throw_if_any();
  return points;
}

}  // namespace quarterhour
