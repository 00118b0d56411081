// A scenario as the user wrote it, checked and typed, before any other file is opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/street_table.h"
#include "sim/errors.h"
#include "sim/result.h"
#include "sim/service.h"

namespace quarterhour {

/// Where a value stands in the scenario, for errors found later (a file that is missing, a column that is not
/// there).
struct KeyPlace {
  int line = 0;
  /// Dotted path, such as "city.population.count".
  std::string key;
};

/// A file named in a scenario: a path, or a table { file, layer, where, id, x, y, count, name, crs, encoding, … }
/// that maps its columns.
struct SourceSpec {
  /// As written, and resolved against the scenario's folder or --data.
  std::string written;
  std::filesystem::path path;
  std::string layer;
  std::string where;
  std::string crs;
  std::string encoding;
  /// The further columns by role: "id", "x", "y", "count", "name", "name_zh", "service", "capacity", "from",
  /// "to", "minutes", "metres", "cost", …
  std::map<std::string, std::string> columns;
  KeyPlace place;
};

struct LandClassSpec {
  SourceSpec source;
  /// Speed factor per class, > 0; classes not named have 1.
  std::map<int, double> factors;
  /// Classes that nobody can walk on.
  std::vector<int> closed;
};

struct GroupSpec {
  std::string id;
  BilingualName name;
  /// Exactly one of the two.
  std::optional<SourceSpec> raster;
  std::optional<double> share;
  std::optional<double> speed_kmh;
  /// Steepest slope that the group can take, rise over run.
  std::optional<double> max_slope;
  KeyPlace place;
  std::optional<TravelMode> mode{};
};

/// streets = "x.osm.pbf", or { file, …, leave_out, barriers }.
struct StreetsSpec {
  SourceSpec source;
  /// Classes and structures that are taken out.
  std::vector<std::string> leave_out;
  /// Kinds of barriers to take from the file; nothing: all that there are.
  std::optional<std::vector<std::string>> barriers;
  /// What the classes mean.
  StreetTable table;
};

/// What happens to people on ground nobody can stand on.
enum class OnBarrier { move, keep, drop };

struct CitySpec {
  /// A city file made by `quarterhour city`; excludes every source below.
  std::optional<SourceSpec> file;
  std::optional<SourceSpec> elevation;
  std::optional<SourceSpec> population;
  std::optional<SourceSpec> area;
  std::optional<SourceSpec> districts;
  std::optional<SourceSpec> clusters;
  std::optional<SourceSpec> friction;
  std::optional<SourceSpec> households;
  std::optional<SourceSpec> jobs;
  std::vector<SourceSpec> facilities;
  std::vector<SourceSpec> barriers;
  std::optional<StreetsSpec> streets;
  std::optional<LandClassSpec> land_class;
  std::vector<GroupSpec> groups;
  /// "auto" or "EPSG:…" or any text that PROJ reads.
  std::string crs = "auto";
  KeyPlace crs_place;
  double cell_m = 100.0;
  /// grid = "elevation": that raster's own cells, unresampled.
  bool grid_of_elevation = false;
  /// Nothing: the largest reach.
  std::optional<double> buffer_m;
  OnBarrier on_barrier = OnBarrier::move;
  KeyPlace place;
};

/// [travel] matrix = { file, from, to, minutes | metres }.
struct MatrixSpec {
  SourceSpec source;
  Quantity quantity = Quantity::seconds;
};

/// candidates = { max_slope, min_people } over cells, or { file, id, x, y, cost } of given points.
struct CandidateSpec {
  /// Largest slope of the ground (rise over run).
  std::optional<double> max_slope;
  /// Fewest people in the cell.
  std::optional<double> min_people;
  std::optional<SourceSpec> points;
};

struct StopSpec {
  double gap = 0.001;
  std::optional<std::uint64_t> work;
  std::optional<double> seconds;
};

/// Links that one scenario may have: what is chosen from them is proved by trying sets of them.
inline constexpr std::size_t most_planned_links = 16;

/// One [[link]]: a way that is planned.
struct LinkSpec {
  std::string id;
  BilingualName name;
  Structure structure = Structure::bridge;
  /// Corners in the coordinates of `crs`: east, north, or longitude, latitude.
  std::vector<PointM> line;
  std::string crs = "EPSG:4326";
  double cost = 1.0;
  /// Of a ride; nothing: the scenario's.
  std::optional<double> ride_s;
  /// From the beginning of the line to its end only.
  bool one_way = false;
  KeyPlace place;
  KeyPlace line_place;
  KeyPlace crs_place;
};

struct PlaceSpec {
  /// Exactly one of the two: sites of one service, or centres of a level that host its bundle.
  std::string service;
  std::string level;
  /// "cover", "require", "median", "center" or "fair".
  std::string problem;
  std::optional<int> count;
  std::optional<double> budget;
  /// cover: facilities that must be within reach of somebody who counts.
  int times = 1;
  /// Of each new site, where the plan is made under capacities; nothing: the service's.
  std::optional<double> capacity;
  /// Who goes where under capacities: "whole" (each place to one site), "split" (people shared out); empty: to the nearest, however many.
  std::string assignment;
  /// median, center: leave out who can reach nothing.
  bool exclude_unreachable = false;
  /// require: share of all demand, and of each unit's.
  double share = 1.0;
  std::optional<double> share_per_unit;
  /// Fewest and most sites in each unit, existing ones counted.
  std::optional<int> min_per_unit;
  std::optional<int> max_per_unit;
  /// Kind of unit that the keys per unit and `fair` speak of, "cluster", "district" or "group"; empty: clusters where the city has any, else
  /// districts.
  std::string unit;
  /// Smallest straight distance between sites of the service or level, existing ones included.
  std::optional<double> spacing_m;
  /// Planned together with the other levels that say so, instead of level by level from the top.
  bool joint = false;
  /// A new centre lies within this walk of a centre of the next level above, seconds.
  std::optional<double> nest_s;
  CandidateSpec candidates;
  /// Cost of one new facility where a budget is given and candidates have no cost column.
  double cost = 1.0;
  /// Other counts, budgets or shares to plan for beside.
  std::vector<double> front;
  /// cover of a service: existing facilities that may be moved, with a count; what closing one adds to a budget.
  int most_moved = 0;
  double closing_brings = 0.0;
  double enlarge_by = 0.0;
  std::optional<int> most_enlarged;
  double enlargement_cost = 1.0;
  /// Ids of the links that may be built.
  std::vector<std::string> links;
  std::uint64_t seed = 1;
  StopSpec stop;
  KeyPlace place;
};

struct OutputSpec {
  bool rasters = true;
  bool exact_seconds = false;
};

struct Scenario {
  /// The file itself, its text, and the folder that its paths are relative to.
  std::filesystem::path file;
  std::string text;
  int format = 1;
  std::string title;
  std::string title_zh;
  std::string standard;
  CitySpec city;
  TravelSettings travel;
  std::optional<MatrixSpec> matrix;
  /// Completed from the standard where the scenario leaves values out.
  std::vector<Service> services;
  std::vector<KeyPlace> service_places;
  std::vector<LinkSpec> links;
  /// Levels of the services, by rank, with the bundles of their centres.
  std::vector<Level> levels;
  std::vector<StandardValue> standard_values;
  /// Services that completeness counts.
  std::vector<std::string> listed_services;
  std::vector<PlaceSpec> places;
  OutputSpec output;
  /// Values taken from the standard or a default, in words, for the result's notes.
  std::vector<Note> notes;
};

/// Reads and checks a scenario; every path is resolved against `data_folder` when given, else (or where it is not
/// there) against the scenario's folder. Files named inside must exist but are not opened. Throws InputError with every fault at once.
[[nodiscard]] Scenario read_scenario(const std::filesystem::path& file,
                                     const std::optional<std::filesystem::path>& data_folder);

}  // namespace quarterhour
