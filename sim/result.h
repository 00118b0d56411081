// What one run found out, as plain data: what writers write and reports read.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/cell_bits.h"
#include "sim/city.h"
#include "sim/service.h"
#include "sim/sparse_raster.h"

namespace quarterhour {

/// Why somebody is not served, the first that holds (model.md §7). `served` stands for covered people, `none`
/// for cells without a resident who could ask; `capacity` for people in reach of facilities that are full, `border` for
/// people whom only facilities of other districts would cover, of a service that is not shared.
enum class Reason : std::uint8_t {
  none = 0,
  served = 1,
  no_facility = 2,
  climb = 3,
  barrier = 4,
  detour = 5,
  capacity = 6,
  border = 7,
};
/// "no_facility", "climb", … as tables write it.
[[nodiscard]] const char* name_of(Reason reason);

/// Access of one group to one service in one state of the ledger ("before" or "after" the plan). Once its rasters have been
/// handed on (sim/score/finished_layers.h) they are empty, and `covered_bits` is what stays of them.
struct AccessLayer {
  std::string service;
  std::string group;
  std::string state;
  /// Seconds to the nearest facility; +infinity: unreached. For round trips to + from the same facility.
  Raster<float> seconds;
  /// The same in the engine's own precision when that is double, else empty.
  Raster<double> seconds_in_double;
  /// Planar walking metres to the facility nearest by metres, on its own shortest path; +infinity: unreached.
  Raster<float> metres;
  /// 1 covered by the service's own test (`reach_by`), 0 not. Authoritative.
  Raster<std::uint8_t> covered;
  /// Facilities that cover the cell by the service's own test; 65535 stands for that many and more.
  SparseRaster<std::uint16_t> choice;
  /// Position in StudyResult::sites of the nearest facility by time, -1 none.
  Raster<std::int32_t> nearest_site;
  Raster<std::uint8_t> reason;  // of Reason
  /// 1 inside the straight-line circle of a facility (radius: flat distance in the limit).
  Raster<std::uint8_t> in_circle;
  /// Share of the cell's demand that is served after capacity, NaN without demand; empty where capacities are not
  /// known.
  SparseRaster<float> served_share;
  /// Position in StudyResult::sites of the facility that serves most of the cell's demand, -1 none; empty likewise.
  SparseRaster<std::int32_t> serving_site;
  /// Capacity for each person in reach by 2SFCA and E2SFCA, 0 where no facility is in reach; empty likewise.
  SparseRaster<float> supply_2sfca;
  SparseRaster<float> supply_e2sfca;
  double limit_s = 0.0;
  double limit_m = 0.0;
  double circle_radius_m = 0.0;
  double rounding_bound_s = 0.0;
  /// Covered cells, of a layer that has been handed on.
  CellBits covered_bits{};

  /// Calls visit(cell) for every covered cell, by rising cell.
  template <class Visit>
  void for_each_covered(Visit visit) const {
    if (covered.empty()) return covered_bits.for_each_set(visit);
    for (std::size_t cell = 0; cell < covered.size(); ++cell)
      if (covered[cell] != 0) visit(cell);
  }
};

/// A part of the ground that one layer of access covers, as polygons and in figures. Of one layer the areas of its
/// facilities make a partition of what it covers, and so do its bands; they, and the outline of all, are put together
/// from the same simplified borders, so that neighbours share theirs point by point. Every cell centre lies in the
/// polygon of the area that the rasters put its cell in.
struct ServiceArea {
  std::string service;
  std::string group;
  std::string state;
  /// "site": covered cells whose nearest facility by time it is. "band": covered cells by thirds of the limit, in
  /// minutes, or in metres for a service that is reached by metres. "covered": all covered cells.
  std::string kind;
  /// Of "site": position in StudyResult::sites, -1 for covered cells without a nearest facility by time.
  std::int32_t site = -1;
  /// Of "band": 1 the nearest third.
  std::int32_t band = 0;
  /// Of "band": over the lower and up to the upper bound, min or m.
  double from = std::numeric_limits<double>::quiet_NaN();
  double to = std::numeric_limits<double>::quiet_NaN();
  /// People of the group in its cells, and those of them in the scored area.
  double people = 0.0;
  double people_scored = 0.0;
  /// Of the cells, and of the polygons.
  double cells_km2 = 0.0;
  double area_km2 = 0.0;
  /// Each an outer ring, anticlockwise, and its holes, clockwise; rings are closed (first point repeated).
  std::vector<std::vector<Polyline>> polygons;
};

/// One line of /scores.
struct ScoreRow {
  std::string state;
  std::string service;
  std::string group;
  /// "city", "district", "cluster", …
  std::string unit_kind;
  std::string unit;
  std::string metric;
  /// NaN: undefined or unreached, as the metric says.
  double value = 0.0;
  std::string unit_of_measure;
};

/// A place where a service is given: a ledger facility or one that the plan adds.
struct Site {
  std::string id;
  BilingualName name;
  std::string service;
  CellIndex cell = 0;
  PointM location;
  bool planned = false;
  /// An existing facility that a plan closes or moves: it takes part before the plan only.
  bool closed = false;
  /// People that it serves; NaN: unlimited.
  double capacity = std::numeric_limits<double>::quiet_NaN();
  /// People more that it serves after a plan that enlarges it.
  double enlarged_by = 0.0;
  /// The service of the ledger or plan that counts for this one too (Service::counts_for); empty: it gives the
  /// service itself.
  std::string counts_as;
  /// Position in City::ledger of the facility that it is; nothing for what is planned.
  std::optional<std::uint32_t> facility{};
  /// People of the service's demand groups whose nearest facility it is, and whom it alone covers.
  double people_nearest = 0.0;
  double people_in_reach = 0.0;
  double people_alone = 0.0;
};

/// One line of /plan: a site that the plan holds, new ones first, in order of priority, which enlarged ones share with new ones. The capacity of an
/// enlarged one is what it serves then.
struct PlanRow {
  std::string problem;
  std::string site_id;
  std::string service;
  std::string level;
  PointM location;
  int row = -1;
  int col = -1;
  double capacity = 0.0;  // NaN: unlimited
  /// Demand within its reach.
  double people_covered = 0.0;
  /// Demand within its reach that nothing earlier (existing, then higher priority) covers; of a plan with backup (ProofRow::times), that has enough
  /// facilities within reach with it and had not without.
  double people_newly_covered = 0.0;
  /// Demand that would be lost were this site alone taken out of the plan.
  double marginal_worth = 0.0;
  int priority = 0;
  double cost = 0.0;
  bool existing = false;
  /// "new", "keep", "enlarge", "move" or "close".
  std::string action;
  /// Id of the cluster that it stands in; empty: none.
  std::string cluster;
  /// The upper centre within whose reach it lies, and the minutes to it; empty and NaN where nesting was not asked for.
  std::string parent_site;
  double parent_minutes = std::numeric_limits<double>::quiet_NaN();
  /// Demand that the plan gives to it, where it was made under capacities with whole places; else NaN.
  double people_assigned = std::numeric_limits<double>::quiet_NaN();
};

/// One line of /load: a facility against its capacity in one state. `demand` is all demand, buffer included, whose
/// nearest facility within reach it is; `served` what it serves when people go to the nearest facility that is not
/// full; `overload` = max(0, demand - capacity). `chosen`: demand that chooses it by Huff's model, and what of that is over its capacity.
struct LoadRow {
  std::string state;
  std::string service;
  std::string site;
  double capacity = 0.0;
  double demand = 0.0;
  double served = 0.0;
  double overload = 0.0;
  double chosen = 0.0;
  double overload_by_choice = 0.0;
};

/// One line of /border_cost: scored people of `unit` whom only facilities of other districts cover, by the district of
/// the nearest of those, in the last state. They lose the service when it is not shared, and win it when it is.
struct BorderCostRow {
  std::string service;
  std::string unit;
  std::string other_unit;
  double people = 0.0;
};

/// One line of /structure_worth: who loses a service, of a group, when one thing closes and everything else stays.
struct StructureWorthRow {
  /// "facility", or what carries a street, such as "bridge".
  std::string kind;
  std::string id;
  BilingualName name;
  std::string service;
  std::string group;
  double people = 0.0;
  /// Those who keep the service by a longer way, and how much longer on average; NaN: not worked out.
  double people_farther = std::numeric_limits<double>::quiet_NaN();
  double extra_minutes = std::numeric_limits<double>::quiet_NaN();
  /// A point of it; NaN where there is no map.
  PointM at{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
};

/// One planned link (City::links, in its order), and the service or level whose plan builds it; empty: it is not built.
struct LinkRow {
  std::string id;
  BilingualName name;
  /// As name_of(Structure) has it.
  std::string structure;
  double cost = 0.0;
  double length_m = 0.0;
  std::string plan;
  Polyline line;
};

/// One line of /link_gains: people of a group who get a service today when one link is built alone.
struct LinkGainRow {
  std::string link;
  std::string service;
  std::string group;
  double people = 0.0;
};

/// How many of the listed services cover each cell, for one group in one state.
struct CompletenessLayer {
  std::string group;
  std::string state;
  Raster<std::uint16_t> services_in_reach;
  /// Services in reach over services listed.
  Raster<float> share;
};

/// One line of /standard_values: a value and where it came from, such as "gb50180-2018, table 3.0.4" or "the scenario".
struct StandardValue {
  std::string key;
  std::string value;
  std::string unit_of_measure;
  std::string source;
  bool confirmed = false;
};

/// One line of /proof: how good a plan is, at most.
struct ProofRow {
  std::string problem;
  std::string service;
  double objective = 0.0;
  double bound = 0.0;
  /// |objective - bound| / max(|objective|, 1e-9).
  double gap = 0.0;
  /// "optimal", "within gap", "work limit", "time limit", "interrupted", "infeasible".
  std::string status;
  /// Steps of work done, in the solver's own unit; repeatable.
  std::uint64_t work = 0;
  std::uint64_t seed = 0;
  /// One sentence in each language: the reason for "infeasible", or what the bound means.
  BilingualName words;
  /// Of objective and bound: "people", or "needs" where several services are planned together; "sites" or "cost"; "min" or "m".
  std::string unit_of_measure{};
  /// Facilities that must be within reach of somebody who counts (cover).
  int times = 1;
  /// Whether planned links were there to choose beside sites.
  bool with_links = false;
};

/// One line of /front: a measure of one point of a trade-off. Points are numbered from 1, by rising amount of what is spent or asked
/// for, whose own line has no bound; NaN: no plan was found.
struct FrontRow {
  /// Position in `proof` of the plan that the trade-off is about.
  int plan = 0;
  std::string problem;
  /// Id of the service or level.
  std::string service;
  int point = 0;
  /// "sites", "budget" or "share" for the amount; else what the plan reaches.
  std::string measure;
  double value = 0.0;
  double bound = 0.0;
  std::string unit_of_measure;
  /// Whether the plan is of this amount.
  bool planned = false;
};

/// A number that `run` prints and the report shows first, with its meaning.
struct KeyNumber {
  std::string id;
  double value = 0.0;
  std::string unit_of_measure;
  BilingualName meaning;
};

struct StudyResult {
  std::string title;
  std::string title_zh;
  std::string scenario_text;
  std::string standard;
  std::uint64_t seed = 0;
  TravelSettings travel;
  std::vector<Service> services;
  /// Levels that the scenario's services have, by rank.
  std::vector<Level> levels;
  std::vector<StandardValue> standard_values;
  /// Services that `completeness` counts: those of the scenario that the standard lists, or all without a standard.
  std::vector<std::string> listed_services;
  std::vector<AccessLayer> access;
  std::vector<CompletenessLayer> completeness;
  std::vector<ServiceArea> service_areas;
  std::vector<ScoreRow> scores;
  std::vector<Site> sites;
  std::vector<PlanRow> plan;
  std::vector<ProofRow> proof;
  std::vector<FrontRow> front;
  std::vector<LoadRow> load;
  std::vector<BorderCostRow> border_cost;
  std::vector<StructureWorthRow> structure_worth;
  std::vector<LinkRow> links;
  std::vector<LinkGainRow> link_gains;
  std::vector<KeyNumber> key_numbers;
  /// Notes of the run, after the city's own.
  std::vector<Note> notes;
  bool interrupted = false;
  /// What the scenario asks to be written ([output]).
  bool write_seconds = false;
  bool write_rasters = true;
};

}  // namespace quarterhour
