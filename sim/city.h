// The city as plain data: ground, people, facilities, districts, and the account of how they were read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geometry/raster.h"
#include "geometry/streets.h"
#include "geometry/surface.h"
#include "sim/sparse_raster.h"

namespace quarterhour {

/// A name in both languages; `zh` may be empty, then `en` is shown.
struct BilingualName {
  std::string en;
  std::string zh;
};

/// One closed ring or open line, in the city's coordinates.
using Polyline = std::vector<PointM>;

/// Where a cell stands in the study: outside it, in the area that is scored and planned for, or in the
/// buffer, whose people travel and compete for capacity but are not scored.
enum class Zone : std::uint8_t { outside = 0, scored = 1, buffer = 2 };

/// People in every cell. Homes are scattered, hence small pages.
inline constexpr std::size_t people_page_cells = 16;
using PeopleRaster = SparseRaster<double, people_page_cells>;

/// People of one group. The first group of a city is always `people`, everybody.
struct PeopleGroup {
  std::string id;
  BilingualName name;
  /// Flat walking speed, km/h; nothing: the scenario's [travel] speed.
  std::optional<double> speed_kmh;
  /// Steeper moves, up or down, are closed to the group (rise over run); nothing: any slope.
  std::optional<double> max_slope;
  /// People per cell, >= 0; people on passable cells only, unless they were kept on a barrier. Held near homes only.
  PeopleRaster people;
  /// How the group moves; nothing: the scenario's mode.
  std::optional<TravelMode> mode{};
};

/// A polygon that results are reported by.
struct Unit {
  std::string id;
  BilingualName name;
  /// Outer and inner rings, closed (first point repeated).
  std::vector<Polyline> rings;
};

/// All units of one kind, such as every district.
struct UnitSet {
  /// "district", "cluster", …
  std::string kind;
  std::vector<Unit> units;
  /// Position in `units` of the unit that holds the cell's centre, -1 for none.
  Raster<std::int32_t> unit_of_cell;
};

/// One line of the facility ledger.
struct Facility {
  std::string id;
  BilingualName name;
  /// Id of the service that it gives.
  std::string service;
  std::string level;
  PointM location;
  /// Nothing: the service's capacity.
  std::optional<double> capacity;
  std::optional<int> opened_year;
  std::optional<int> closed_year;
  std::string owner;
  std::string district;
  /// File and line that it was read from.
  std::string source;
  /// The passable cell that it stands on; nothing when it lies outside the study.
  std::optional<CellIndex> cell;
  /// The line or the closed rings that it is; empty for points.
  std::vector<Polyline> outline{};
  /// Where it is entered, when that is not its location alone: entrances, or points along the edge of an area or
  /// along a line; and the cells inside an area.
  std::vector<PointM> entrances{};
  std::vector<CellIndex> inside{};

  [[nodiscard]] bool has_shape() const { return !entrances.empty() || !inside.empty(); }
};

/// Where the people of one group went: read = scored + buffer + outside + dropped. `moved` and `kept` are memo
/// lines inside those: moved to the nearest passable cell, kept on a cell nobody can leave.
struct BalanceRow {
  std::string group;
  double read = 0.0;
  double scored = 0.0;
  double buffer = 0.0;
  double outside = 0.0;
  double dropped = 0.0;
  double moved = 0.0;
  double kept = 0.0;
};

/// Something that stood where nobody can stand and was moved, dropped or kept.
struct MovedRow {
  /// "people" or "facility".
  std::string what;
  /// Group id, or facility id.
  std::string id;
  /// "moved", "dropped", "kept" or "outside".
  std::string action;
  PointM from;
  PointM to;
  double people = 0.0;
  double distance_m = 0.0;
  std::string reason;
};

/// Something the reader of a result must know: a guess, a default, a source that was cut.
struct Note {
  /// "note" or "warning".
  std::string severity;
  std::string text;
};

/// An input as it was read, for provenance.
struct InputFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// Lines for drawing: outlines, streets, water.
struct DrawnLayer {
  /// "districts", "area", "barriers", …
  std::string name;
  std::vector<Polyline> lines;
  bool closed = false;
};

/// Something that the reader of the streets read, left out, kept against the rules or turned into a barrier.
struct StreetCount {
  /// "street", "left out", "barrier".
  std::string what;
  /// As the source calls it, such as "highway=footway".
  std::string kind;
  std::size_t count = 0;
  double length_m = 0.0;
  /// Why it was left out; empty for streets and barriers.
  std::string reason;
};

/// A street that meets a barrier though nothing says how it gets across (StreetEdge::crosses_barrier).
struct StreetCrossing {
  /// Position in StreetNetwork::edges.
  std::uint32_t edge = 0;
  PointM at;
};

/// A part of the network that walkers cannot leave along streets. The largest part is the first.
struct StreetIsland {
  /// A node of it, the lowest.
  std::uint32_t node = 0;
  std::size_t nodes = 0;
  double length_m = 0.0;
  /// Everybody whose cell joins it.
  double people = 0.0;
};

/// A link that is planned: the edge of City::streets whose `link` is its position in City::links.
struct CityLink {
  std::string id;
  BilingualName name;
  Structure structure = Structure::bridge;
  double cost = 1.0;
  double length_m = 0.0;
  Polyline line;
};

/// Everything the study knows about the place. All rasters have `surface.grid`'s shape.
struct City {
  Surface surface;
  /// Coordinate system as WKT2 and as a short name, such as "EPSG:32722".
  std::string crs_wkt;
  std::string crs_name;
  Raster<std::uint8_t> zone;  // of Zone
  std::vector<PeopleGroup> groups;
  std::vector<UnitSet> unit_sets;
  std::vector<Facility> ledger;
  /// Land class per cell as read, -1 without a value; empty when not given.
  Raster<std::int32_t> land_class;
  std::vector<DrawnLayer> drawn;
  std::vector<BalanceRow> balance;
  std::vector<MovedRow> moved;
  std::vector<Note> notes;
  std::vector<InputFile> inputs;
  /// Without edges where the scenario names no streets.
  StreetNetwork streets{};
  std::vector<StreetCount> street_counts{};
  std::vector<StreetCrossing> street_crossings{};
  std::vector<StreetIsland> street_islands{};
  std::vector<CityLink> links{};

  [[nodiscard]] const Grid& grid() const { return surface.grid; }
  [[nodiscard]] bool is_flat() const { return surface.elevation_m.empty(); }
  [[nodiscard]] bool has_streets() const { return !streets.empty(); }
};

}  // namespace quarterhour
