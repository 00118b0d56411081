// Runs a service on a drawn city and looks its scores up.
#pragma once

#include <string>

#include "sim/score/assess.h"
#include "tests/worlds/ascii_world.h"

namespace quarterhour::score_tests {

/// 3.6 km/h is 1 m/s: on flat ground seconds are metres.
inline constexpr double one_metre_per_second_kmh = 3.6;

/// Tobler at 1 m/s on the flat, 16 neighbours, guarded diagonals.
[[nodiscard]] TravelSettings one_metre_per_second();

/// "clinic" for everybody, within `reach_s` on foot.
[[nodiscard]] Service clinic(double reach_s);

/// The city's ledger assessed in state "before".
[[nodiscard]] StudyResult assess_ledger(const City& city, const Service& service,
                                        const TravelSettings& settings = one_metre_per_second());

/// Where a score stands; the rest of its row.
struct ScoreOf {
  std::string unit = "city";
  std::string group = "people";
  std::string state = "before";
};

/// The value of the only row that fits. Throws std::out_of_range when there is none or more than one.
[[nodiscard]] double score(const StudyResult& result, const std::string& metric, const ScoreOf& where = {});

/// Whether any row of the metric exists.
[[nodiscard]] bool has_score(const StudyResult& result, const std::string& metric);

/// The name of the reason that stands in a cell of the first layer.
[[nodiscard]] std::string reason_at(const StudyResult& result, CellIndex cell);

}  // namespace quarterhour::score_tests
