#include "scenarios/building/streets.h"

#include <cmath>
#include <cstdio>
#include <iterator>
#include <mutex>
#include <utility>

#include "geometry/street_heights.h"
#include "scenarios/building/height_sampler.h"
#include "scenarios/building/layer_streets.h"
#include "scenarios/building/osm_streets.h"
#include "scenarios/building/street_crossings.h"
#include "scenarios/building/street_rules.h"
#include "scenarios/readers/osm_file_name.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr std::size_t most_values_told = 10;
/// Buildings and the like, by far the most in a map of everything.
constexpr const char* other_reason = "neither street nor barrier by the table";

std::string kilometres(double length_m) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f km", length_m / 1000.0);
  return text;
}

std::vector<std::string> kinds_of(const StreetTable& table, bool is_osm) {
  std::vector<std::string> kinds;
  for (const StreetClass& one : table.classes) kinds.push_back(is_osm ? one.tag.text() : one.name);
  return kinds;
}

StreetSource read_source(CityBuild& build, const StreetsSpec& spec, const StudyGrid& study,
                         StreetCounts& counts) {
  if (is_osm_file(spec.source.path)) {
    const OsmData data = read_osm(spec.source, streets_selection(spec.table));
    build.used(spec.source, {spec.source.path});
    counts.left_out("other ways", other_reason, 0.0, data.other_ways);
    return osm_streets(data, spec, study, counts);
  }
  const Table table = read_table(spec.source);
  build.used(spec.source, table.files);
  for (const std::string& note : table.notes) build.note(note);
  if (!table.has_shapes) {
    throw InputError(source_fault(spec.source, "streets need lines, and it has no shapes",
                                  "Give a layer of lines, or a file of OpenStreetMap"));
  }
  return layer_streets(table, spec, study, counts);
}

/// Why the study has no street at all.
InputFault no_street(const StreetsSpec& spec, const StreetCounts& counts, bool has_lines) {
  if (has_lines && counts.count_left_out(outside_reason) > 0) {
    return source_fault(spec.source, "no street of it lies on the city's grid: they do not overlap",
                        "Check that it is of the same place, and its coordinate system");
  }
  std::string why;
  for (const StreetCount& row : counts.rows()) {
    if (row.what == "left out" && why.size() < 200)
      why += (why.empty() ? ": " : "; ") + std::to_string(row.count) + " of " + row.kind + " (" + row.reason +
             ")";
  }
  return source_fault(spec.source,
                      "it holds no street that somebody may use" + (why.empty() ? "" : ". Left out" + why),
                      "Name a file with streets, or take city.streets out");
}

void tell(CityBuild& build, const StreetsSpec& spec, const StreetCounts& counts, const City& city) {
  const std::string file = shown_name(spec.source);
  std::string read = file + ": " + kilometres(counts.length_m("street")) + " of streets in " +
                     std::to_string(city.streets.edges.size()) + " edges between " +
                     std::to_string(city.streets.nodes.size()) + " nodes";
  const std::size_t left = counts.count("left out") - counts.count_left_out(other_reason);
  if (left > 0) {
    read += "; left out: " + std::to_string(left) + " ways or lines, " +
            kilometres(counts.length_m("left out")) + ", listed with reasons";
  }
  build.note(read + ".");
  if (counts.count("barrier") > 0) {
    build.note(file + ": " + std::to_string(counts.count("barrier")) +
               " water, railway, motorway, wall or fence features, " +
               kilometres(counts.length_m("barrier")) + ", are barriers.");
  }
  if (const std::size_t broken = counts.count_left_out(missing_nodes_reason); broken > 0) {
    build.warn(
        file + ": " + std::to_string(broken) +
        " ways lack nodes in the file; what is there of them was used. Cut extracts with complete ways.");
  }
  if (!counts.unknown_values().empty()) {
    std::string values;
    std::size_t told = 0;
    std::size_t all = 0;
    for (const auto& [value, count] : counts.unknown_values()) {
      all += count;
      if (told++ < most_values_told) values += (values.empty() ? "" : ", ") + value;
    }
    build.note(file + ": " + std::to_string(all) + " values of tags are not known and changed nothing: " +
               values + (told > most_values_told ? ", …." : "."));
  }
  if (!city.street_crossings.empty()) {
    std::size_t edges = 0;
    for (const StreetEdge& edge : city.streets.edges) edges += edge.crosses_barrier ? 1U : 0U;
    build.warn(std::to_string(edges) + " edges of streets meet a barrier at " +
               std::to_string(city.street_crossings.size()) +
               " places though no bridge, tunnel, ferry or crossing says how; they are listed.");
  }
}

}  // namespace

StudyStreets read_streets(CityBuild& build, const StudyGrid& study) {
  const StreetsSpec& spec = *build.spec().streets;
  StudyStreets streets;
  StreetSource source = read_source(build, spec, study, streets.counts);
  streets.split = split_streets(source, spec.table, kinds_of(spec.table, is_osm_file(spec.source.path)),
                                study.grid, streets.counts);
  if (streets.split.network.empty())
    throw InputError(no_street(spec, streets.counts, !source.lines.empty() || source.reaches_beyond));
  streets.barriers = std::move(source.barriers);
  streets.areas = std::move(source.areas);
  streets.crossing_spots = std::move(source.crossing_spots);
  return streets;
}

void add_streets(CityBuild& build, StudyStreets streets, const std::vector<Polyline>& other_barriers,
                 City& city) {
  const StreetsSpec& spec = *build.spec().streets;
  std::vector<BarrierLine> all = std::move(streets.barriers);
  for (const Polyline& line : other_barriers) all.push_back({line, 0, false});
  city.street_crossings =
      mark_crossings(streets.split, all, streets.crossing_spots, spec.table.crossing_within_m);
  city.streets = std::move(streets.split.network);
  for (BarrierLine& barrier : all) city.streets.barriers.push_back(std::move(barrier.line));
  city.street_counts = streets.counts.rows();
  tell(build, spec, streets.counts, city);
}

void lay_streets_on(CityBuild& build, const RasterFile& elevation, const CoordinateSystem& city_crs,
                    City& city) {
  HeightSampler sampler(elevation, city_crs);
  // GDAL and PROJ serve one thread at a time.
  std::mutex one_at_a_time;
  const StreetHeightReport report = lay_heights(city.streets, [&](PointM at) {
    const std::lock_guard lock(one_at_a_time);
    return sampler.height_at(at);
  });
  if (report.nodes_guessed + report.edges_guessed > 0)
    build.note("Heights of streets: " + std::to_string(report.edges_guessed) + " edges and " +
               std::to_string(report.nodes_guessed) +
               " of their ends lie where the elevation has no value; they took the nearest height along the "
               "streets.");
  if (report.nodes_without > 0)
    build.warn(
        std::to_string(report.nodes_without) +
        " ends of streets lie in parts of the network where nothing has a height; those parts are level.");
}

}  // namespace quarterhour
