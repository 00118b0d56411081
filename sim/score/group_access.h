// One group's access to one service, with the control worlds that scores compare it with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/result.h"
#include "sim/score/cell_demand.h"
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

/// Whether each cell is covered, by several questions: a bit each.
class CoverageCells {
 public:
  enum class Question : std::uint8_t {
    /// By each limit alone, whatever `reach_by` says. Not asked where the service has no such limit.
    by_minutes = 1,
    by_metres = 2,
    /// By the service's own test with its limit in minutes (in metres where the test is by metres alone) times
    /// 0.9 and 1.1: what covers at a speed 10 % lower or higher.
    at_lower_speed = 4,
    at_higher_speed = 8,
    /// By the service's own test on flat ground, barriers kept.
    on_flat_ground = 16,
    /// By the service's own test over the bare ground, as if nobody knew of streets; not asked where the city has none.
    on_bare_surface = 32,
  };

  CoverageCells() = default;
  explicit CoverageCells(const Grid& grid) : answers_(grid) {}

  /// Takes the answer of every cell, 1 or 0. Once for each question.
  void answer(Question question, const Raster<std::uint8_t>& covered);
  [[nodiscard]] bool asked(Question question) const {
    return (asked_ & static_cast<std::uint8_t>(question)) != 0;
  }
  /// False too where the question was not asked.
  [[nodiscard]] bool yes(Question question, std::size_t cell) const {
    return (answers_[cell] & static_cast<std::uint8_t>(question)) != 0;
  }

  /// Whether the service's own test has a limit in minutes; where not, the answers at another speed stand for a limit in metres
  /// that is 10 % shorter or longer, and say nothing about speed.
  bool tested_by_minutes = true;

 private:
  Raster<std::uint8_t> answers_;
  std::uint8_t asked_ = 0;
};

/// What supply leaves for the group, in double; the layer's rasters are these, rounded. Empty where the service's
/// capacities are not known.
struct SupplyAccess {
  /// Share of each cell's demand that is served after capacity, NaN without demand.
  SparseRaster<double> served_share;
  /// Capacity for one unit of demand, see floating_catchment_supply. Empty also where one facility has no capacity.
  SparseRaster<double> by_2sfca;
  SparseRaster<double> by_e2sfca;
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
[[nodiscard]] CellDemand scored_demand(const City& city, const PeopleGroup& group, double rate);

/// People of the group times `rate` in the scored area and the buffer, 0 elsewhere: all who compete for capacity.
[[nodiscard]] CellDemand competing_demand(const City& city, const PeopleGroup& group, double rate);

/// The city's group. Throws std::invalid_argument when it has none of that id.
[[nodiscard]] const PeopleGroup& group_named(const City& city, const std::string& id);

}  // namespace quarterhour
