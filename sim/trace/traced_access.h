// How somebody gets to a service: from a cell to the facility that is nearest, or by the longest way to a facility.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "sim/result.h"
#include "sim/score/reach_test.h"
#include "sim/trace/trace.h"

namespace quarterhour {

/// What was found for one question.
struct TracedAccess {
  const Service* service = nullptr;
  const PeopleGroup* group = nullptr;
  TravelMode mode = TravelMode::walk;
  /// The people's cell, and how many of the group live there.
  CellIndex cell = 0;
  double people = 0.0;
  /// Position in StudyResult::sites of the facility at the other end; nothing: no way leads to any that people may use.
  std::optional<std::size_t> site;
  /// One way, or for round trips there and back; none where the facility was asked for and cannot be reached.
  std::vector<Trace> ways;
  /// Whether the service's own test covers the cell from this facility; and whether it belongs to another district, whose
  /// facilities people may not use.
  bool within_reach = false;
  bool in_other_district = false;
  /// Where the test is by both limits: metres of the shortest way, which need not be the way shown. Else NaN.
  double shortest_m = std::numeric_limits<double>::quiet_NaN();
  /// Of the longest way to a facility: the people among whom it is the longest. Else NaN.
  double people_served = std::numeric_limits<double>::quiet_NaN();

  /// Over all ways. Where the test is by this quantity alone the sum is moved, by no more than its rounding, to the side of
  /// the limit on which the test puts it.
  [[nodiscard]] double seconds() const;
  [[nodiscard]] double length_m() const;
  /// From where the first way begins to where it ends.
  [[nodiscard]] double straight_m() const;
};

/// Traces ways of one group to one service among the sites of a study. A service that is reached by metres alone is
/// traced along its shortest way to the facility nearest by metres, others along the fastest. The longest time that a
/// scenario wants searched does not bind here.
class AccessTracer {
 public:
  /// Keeps references to all but the study, which must outlive this object. Planned sites of `study` take part. Throws
  /// std::invalid_argument when the service lacks the limit of its test.
  AccessTracer(const City& city, TravelFields& fields, const StudyResult& study, const Service& service,
               const PeopleGroup& group);

  /// From a cell to the nearest facility that people there may use; where the test is by both limits to the nearest of
  /// those that pass it, if any does.
  [[nodiscard]] TracedAccess to_nearest(CellIndex cell);
  /// From a cell to a facility given as a position in the study's sites.
  [[nodiscard]] TracedAccess to_site(CellIndex cell, std::size_t site);
  /// The longest way of anybody in the scored area to this facility among those whom it covers and who have none nearer;
  /// nothing when there is nobody.
  [[nodiscard]] std::optional<TracedAccess> longest_to(std::size_t site);

 private:
  /// Cost of the nearest facility of every cell, and its position in `sites_`.
  const NearestTimes& nearest();
  /// Position in `sites_` of the nearest facility that passes both limits in a cell.
  [[nodiscard]] std::optional<std::size_t> nearest_within_both(CellIndex cell) const;
  [[nodiscard]] std::size_t position_of(std::size_t site) const;
  TracedAccess trace(CellIndex cell, std::optional<std::size_t> position, double limit);

  const City& city_;
  TravelFields& fields_;
  const Service& service_;
  const PeopleGroup& group_;
  ReachTest test_;
  Quantity quantity_;
  /// Positions in the study's sites of the service's own, where searches for each start, and its cell.
  std::vector<std::size_t> sites_;
  std::vector<SourceIndex> sources_;
  std::vector<CellIndex> cells_;
  std::optional<NearestTimes> nearest_;
};

}  // namespace quarterhour
