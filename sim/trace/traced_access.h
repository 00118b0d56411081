// How somebody gets to a service: from a cell to the facility that is nearest, or by the longest way to a facility.
#pragma once

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
  /// The people's cell.
  CellIndex cell = 0;
  /// Position in StudyResult::sites of the facility at the other end; nothing: no way leads to any that they may use.
  std::optional<std::size_t> site;
  /// Empty without a facility; one way, or for round trips there and back.
  std::vector<Trace> ways;
  /// Whether the service's own test covers the cell from that facility.
  bool within_reach = false;
  /// People of the group in the cell.
  double people = 0.0;
  /// From the cell's centre to the facility's, in a straight line.
  double straight_m = 0.0;

  /// Over all ways.
  [[nodiscard]] double seconds() const;
  [[nodiscard]] double length_m() const;
};

/// Traces ways of one group to one service among the sites of a study. A service that is reached by metres alone is
/// traced along its shortest way, others along the fastest.
class AccessTracer {
 public:
  /// Keeps references to all, which must outlive this object. Planned sites of `study` take part. Throws
  /// std::invalid_argument when the service lacks the limit of its test.
  AccessTracer(const City& city, TravelFields& fields, const StudyResult& study, const Service& service,
               const PeopleGroup& group);

  /// From a cell to the nearest facility that people there may use, as the maps have it.
  [[nodiscard]] TracedAccess to_nearest(CellIndex cell);
  /// From a cell to a facility given as a position in the study's sites.
  [[nodiscard]] TracedAccess to_site(CellIndex cell, std::size_t site);
  /// The longest way of anybody in the scored area to this facility among those whom it covers and who have none nearer;
  /// nothing when there is nobody.
  [[nodiscard]] std::optional<TracedAccess> longest_to(std::size_t site);

 private:
  /// Cost of the nearest facility of every cell, and its position in `sites_`.
  const NearestTimes& nearest();
  TracedAccess trace(CellIndex cell, std::size_t position);

  const City& city_;
  TravelFields& fields_;
  const StudyResult& study_;
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
