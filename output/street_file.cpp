#include "output/street_file.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "output/table_columns.h"

namespace quarterhour {
namespace {

/// A whole number of a file as the narrower type of the model.
template <class Narrow, class Wide>
Narrow narrowed(const FileReader& file, const std::string& path, Wide value) {
  if (value < static_cast<Wide>(std::numeric_limits<Narrow>::min()) ||
      value > static_cast<Wide>(std::numeric_limits<Narrow>::max()))
    file.fail("it holds " + std::to_string(value) + ", which nothing in it can have", path);
  return static_cast<Narrow>(value);
}

void write_edges(FileWriter& file, const std::vector<StreetEdge>& edges) {
  using E = StreetEdge;
  file.table(
      {"/streets/edges",
       {column("from", edges, [](const E& edge) { return std::int64_t{edge.from}; }),
        column("to", edges, [](const E& edge) { return std::int64_t{edge.to}; }),
        column("first_point", edges, [](const E& edge) { return std::int64_t{edge.first_point}; }),
        column("point_count", edges, [](const E& edge) { return std::int64_t{edge.point_count}; }),
        column("first_height", edges, [](const E& edge) { return std::int64_t{edge.first_height}; }),
        column("height_count", edges, [](const E& edge) { return std::int64_t{edge.height_count}; }),
        column("length_m", edges, [](const E& edge) { return edge.length_m; }),
        column("climb_m", edges, [](const E& edge) { return edge.climb_m; }),
        column("descent_m", edges, [](const E& edge) { return edge.descent_m; }),
        column("structure", edges, [](const E& edge) { return static_cast<std::uint8_t>(edge.structure); }),
        column("class", edges, [](const E& edge) { return std::int32_t{edge.street_class}; }),
        column("modes_forward", edges, [](const E& edge) { return edge.modes_forward; }),
        column("modes_backward", edges, [](const E& edge) { return edge.modes_backward; }),
        column("drive_kmh", edges, [](const E& edge) { return edge.drive_kmh; }),
        column("ride_s", edges, [](const E& edge) { return edge.ride_s; }),
        column("crosses_barrier", edges, [](const E& edge) { return std::uint8_t{edge.crosses_barrier}; }),
        column("name", edges, [](const E& edge) { return edge.name; }),
        column("source_id", edges, [](const E& edge) { return edge.source_id; })}});
}

std::vector<StreetEdge> read_edges(const FileReader& file) {
  const std::string path = "/streets/edges";
  const Columns columns(file, path);
  std::vector<StreetEdge> edges(columns.rows());
  const auto plain = [&]<class T>(const char* name, T StreetEdge::* field) {
    const std::vector<T>& values = columns.of<T>(name);
    for (std::size_t row = 0; row < edges.size(); ++row) edges[row].*field = values[row];
  };
  const auto position = [&](const char* name, std::uint32_t StreetEdge::* field) {
    const auto& values = columns.of<std::int64_t>(name);
    for (std::size_t row = 0; row < edges.size(); ++row)
      edges[row].*field = narrowed<std::uint32_t>(file, path + "/" + name, values[row]);
  };
  const auto coded = [&](const char* name, std::uint8_t most, const auto& set) {
    const auto& values = columns.of<std::uint8_t>(name);
    for (std::size_t row = 0; row < edges.size(); ++row) {
      if (values[row] > most) file.fail("it holds a number that means nothing", path + "/" + name);
      set(edges[row], values[row]);
    }
  };
  position("from", &StreetEdge::from);
  position("to", &StreetEdge::to);
  position("first_point", &StreetEdge::first_point);
  position("point_count", &StreetEdge::point_count);
  position("first_height", &StreetEdge::first_height);
  position("height_count", &StreetEdge::height_count);
  plain("length_m", &StreetEdge::length_m);
  plain("climb_m", &StreetEdge::climb_m);
  plain("descent_m", &StreetEdge::descent_m);
  plain("drive_kmh", &StreetEdge::drive_kmh);
  plain("ride_s", &StreetEdge::ride_s);
  plain("name", &StreetEdge::name);
  plain("source_id", &StreetEdge::source_id);
  constexpr std::uint8_t all_modes = (1U << static_cast<unsigned>(travel_mode_count)) - 1U;
  coded("modes_forward", all_modes, [](StreetEdge& edge, std::uint8_t value) { edge.modes_forward = value; });
  coded("modes_backward", all_modes,
        [](StreetEdge& edge, std::uint8_t value) { edge.modes_backward = value; });
  coded("structure", structure_count - 1,
        [](StreetEdge& edge, std::uint8_t value) { edge.structure = static_cast<Structure>(value); });
  coded("crosses_barrier", 1,
        [](StreetEdge& edge, std::uint8_t value) { edge.crosses_barrier = value != 0; });
  const auto& classes = columns.of<std::int32_t>("class");
  for (std::size_t row = 0; row < edges.size(); ++row)
    edges[row].street_class = narrowed<std::uint16_t>(file, path + "/class", classes[row]);
  return edges;
}

void read_account(const FileReader& file, City& city) {
  const Columns counts(file, "/street_counts");
  for (std::size_t k = 0; k < counts.rows(); ++k) {
    const double length_m = counts.number("length_m", k);
    if (!(length_m >= 0.0) || std::isinf(length_m))
      file.fail("it holds a length below zero or without end", "/street_counts/length_m");
    city.street_counts.push_back({counts.text("what", k), counts.text("kind", k),
                                  counts.of<std::uint64_t>("count")[k], length_m, counts.text("reason", k)});
  }
  const Columns crossings(file, "/street_crossings");
  for (std::size_t k = 0; k < crossings.rows(); ++k) {
    const std::int64_t edge = crossings.of<std::int64_t>("edge")[k];
    if (edge < 0 || static_cast<std::uint64_t>(edge) >= city.streets.edges.size())
      file.fail("a crossing is on no street", "/street_crossings/edge");
    const PointM at{crossings.number("x", k), crossings.number("y", k)};
    if (!std::isfinite(at.x_m) || !std::isfinite(at.y_m))
      file.fail("a crossing has no place", "/street_crossings");
    city.street_crossings.push_back({static_cast<std::uint32_t>(edge), at});
  }
  const Columns islands(file, "/islands");
  for (std::size_t k = 0; k < islands.rows(); ++k) {
    const std::int64_t node = islands.of<std::int64_t>("node")[k];
    if (node < 0 || static_cast<std::uint64_t>(node) >= city.streets.nodes.size())
      file.fail("a part of the network has a node that is not there", "/islands/node");
    const std::int64_t junctions = islands.of<std::int64_t>("junctions")[k];
    const double length_m = islands.number("length_m", k);
    const double people = islands.number("people", k);
    if (junctions < 0 || !(length_m >= 0.0) || !(people >= 0.0) || std::isinf(length_m) || std::isinf(people))
      file.fail("a part of the network has fewer than no junctions, metres or people", "/islands");
    city.street_islands.push_back(
        {static_cast<std::uint32_t>(node), static_cast<std::size_t>(junctions), length_m, people});
  }
}

}  // namespace

void write_street_account(FileWriter& file, const City& city) {
  using N = StreetCount;
  const std::vector<N>& counts = city.street_counts;
  file.table({"/street_counts",
              {column("what", counts, [](const N& row) { return row.what; }),
               column("kind", counts, [](const N& row) { return row.kind; }),
               column("reason", counts, [](const N& row) { return row.reason; }),
               column("count", counts, [](const N& row) { return std::uint64_t{row.count}; }),
               column("length_m", counts, [](const N& row) { return row.length_m; })}});
  using X = StreetCrossing;
  const std::vector<X>& crossings = city.street_crossings;
  file.table({"/street_crossings",
              {column("edge", crossings, [](const X& row) { return std::int64_t{row.edge}; }),
               column("x", crossings, [](const X& row) { return row.at.x_m; }),
               column("y", crossings, [](const X& row) { return row.at.y_m; })}});
  std::vector<std::int32_t> numbers(city.street_islands.size());
  for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k] = static_cast<std::int32_t>(k);
  using I = StreetIsland;
  const std::vector<I>& islands = city.street_islands;
  file.table(
      {"/islands",
       {Column{"island", numbers},
        column("node", islands, [](const I& row) { return std::int64_t{row.node}; }),
        column("junctions", islands, [](const I& row) { return static_cast<std::int64_t>(row.nodes); }),
        column("length_m", islands, [](const I& row) { return row.length_m; }),
        column("people", islands, [](const I& row) { return row.people; })}});
}

void write_streets(FileWriter& file, const City& city) {
  if (!city.has_streets()) return;
  const StreetNetwork& streets = city.streets;
  using N = StreetNode;
  file.table({"/streets/nodes",
              {column("x", streets.nodes, [](const N& node) { return node.at.x_m; }),
               column("y", streets.nodes, [](const N& node) { return node.at.y_m; }),
               column("height_m", streets.nodes, [](const N& node) { return node.height_m; })}});
  write_edges(file, streets.edges);
  LineSet points;
  points.add(streets.points);
  file.lines("/streets/points", points);
  file.samples("/streets/heights_m", streets.heights_m);
  file.table(
      {"/streets/classes", {column("id", streets.classes, [](const std::string& name) { return name; })}});
  using S = StreetName;
  file.table({"/streets/names",
              {column("name", streets.names, [](const S& name) { return name.en; }),
               column("name_zh", streets.names, [](const S& name) { return name.zh; })}});
  LineSet barriers;
  for (const std::vector<PointM>& barrier : streets.barriers) barriers.add(barrier);
  file.lines("/streets/barriers", barriers);
  write_street_account(file, city);
}

void read_streets(const FileReader& file, City& city) {
  if (!file.contains("/streets")) return;
  StreetNetwork streets;
  const Columns nodes(file, "/streets/nodes");
  for (std::size_t k = 0; k < nodes.rows(); ++k)
    streets.nodes.push_back({{nodes.number("x", k), nodes.number("y", k)}, nodes.number("height_m", k)});
  streets.edges = read_edges(file);
  streets.points = file.lines("/streets/points").points;
  for (const double height_m : file.values("/streets/heights_m"))
    streets.heights_m.push_back(static_cast<float>(height_m));
  const Columns classes(file, "/streets/classes");
  for (std::size_t k = 0; k < classes.rows(); ++k) streets.classes.push_back(classes.text("id", k));
  const Columns names(file, "/streets/names");
  for (std::size_t k = 0; k < names.rows(); ++k)
    streets.names.push_back({names.text("name", k), names.text("name_zh", k)});
  streets.barriers = polylines(file.lines("/streets/barriers"));
  try {
    check_streets(streets);
  } catch (const std::invalid_argument& error) {
    file.fail(error.what(), "/streets");
  }
  for (const std::vector<PointM>& barrier : streets.barriers) {
    for (const PointM& point : barrier)
      if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m))
        file.fail("a point has no place", "/streets/barriers");
  }
  for (const StreetEdge& edge : streets.edges) {
    if (!city.is_flat() && edge.height_count == 0)
      file.fail("a street has no heights although the city has some", "/streets/edges/height_count");
  }
  city.streets = std::move(streets);
  read_account(file, city);
}

}  // namespace quarterhour
