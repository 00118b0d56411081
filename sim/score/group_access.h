// One group's access to one service, with the control worlds that scores compare it with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/result.h"
#include "sim/score/choices.h"
#include "sim/score/reach_test.h"

namespace quarterhour {

/// The sites of a service that take part in a state.
struct OpenSites {
  /// The cell of each, where searches for it start, and its position in StudyResult::sites, in that list's order.
  std::vector<CellIndex> cells;
  std::vector<SourceIndex> sources;
  std::vector<std::int32_t> positions;
  /// People that each serves, NaN where that is not known.
  std::vector<double> capacity;
};

/// Coverage of every cell, 1 or 0, each by one question. Empty where the service has no such limit.
struct CoverageCells {
  /// By each limit alone, whatever `reach_by` says.
  Raster<std::uint8_t> by_minutes;
  Raster<std::uint8_t> by_metres;
  /// By the service's own test with its limit in minutes (in metres where the test is by metres alone) times
  /// 0.9 and 1.1: what covers at a speed 10 % lower or higher.
  Raster<std::uint8_t> at_lower_speed;
  Raster<std::uint8_t> at_higher_speed;
  /// Whether the service's own test has a limit in minutes; where not, those two stand for a limit in metres that is
  /// 10 % shorter or longer, and say nothing about speed.
  bool tested_by_minutes = true;
  /// By the service's own test on flat ground, barriers kept.
  Raster<std::uint8_t> on_flat_ground;
  /// By the service's own test over the bare ground, as if nobody knew of streets; empty where the city has none.
  Raster<std::uint8_t> on_bare_surface;
};

/// What supply leaves for the group, in double; the layer's rasters are these, rounded. Empty where the service's
/// capacities are not known.
struct SupplyAccess {
  /// Share of each cell's demand that is served after capacity, NaN without demand.
  Raster<double> served_share;
  /// Capacity for one unit of demand, see floating_catchment_supply. Empty also where one facility has no capacity.
  Raster<double> by_2sfca;
  Raster<double> by_e2sfca;
};

struct GroupAccess {
  const PeopleGroup* group = nullptr;
  /// Demand per person.
  double rate = 1.0;
  AccessLayer layer;
  CoverageCells coverage;
  Choices choices;
  SupplyAccess supply;
  /// Whether people may use facilities of their own district only.
  bool bound_to_district = false;
};

/// Builds the layer of `demand.group` in `state`. Seconds are searched as far as the scenario's limit, but
/// never less far than 1.1 times the service's own; metres without a limit. With no site every cell is
/// unreached. A site counts for the cells that may use it (sim/sharing.h); circles are drawn around all. `keep` says
/// whether the sites' catchments stay in `choices`. Throws std::invalid_argument when the city has no such group or the service lacks the limit of
/// its test.
[[nodiscard]] GroupAccess access_of_group(const City& city, TravelFields& fields, const Service& service,
                                          const GroupDemand& demand, const OpenSites& sites,
                                          const std::string& state, KeepReach keep = KeepReach::no);

/// People of the group times `rate` in the scored area, 0 elsewhere.
[[nodiscard]] Raster<double> scored_demand(const City& city, const PeopleGroup& group, double rate);

/// People of the group times `rate` in the scored area and the buffer, 0 elsewhere: all who compete for capacity.
[[nodiscard]] Raster<double> competing_demand(const City& city, const PeopleGroup& group, double rate);

/// The city's group. Throws std::invalid_argument when it has none of that id.
[[nodiscard]] const PeopleGroup& group_named(const City& city, const std::string& id);

}  // namespace quarterhour
