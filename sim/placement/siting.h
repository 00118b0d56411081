// From a city and a service to a covering problem and back to a plan of sites.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/matrix_study.h"
#include "sim/placement/cover.h"
#include "sim/result.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// A place where a new facility may stand.
struct Candidate {
  /// Empty: named by the plan after its row and column.
  std::string id;
  BilingualName name;
  CellIndex cell = 0;
  double cost = 1.0;
};

/// Which cells are admissible: passable, inside the scored area, and within these limits.
struct CandidateRule {
  /// Largest slope (rise over run) of the ground at the cell: the largest absolute slope to a neighbour that
  /// shares an edge. Nothing: any.
  std::optional<double> max_slope;
  /// Fewest people in the cell. Nothing: any.
  std::optional<double> min_people;
};
/// Every admissible cell as a candidate, by rising cell index.
[[nodiscard]] std::vector<Candidate> admissible_cells(const City& city, const CandidateRule& rule);

/// One [[place]] of a scenario, on a grid.
struct SitingTask {
  std::string problem = "cover";
  std::optional<int> count;
  std::optional<double> budget;
  std::vector<Candidate> candidates;
  CoverStop stop;
};

/// Chooses sites for `service`, existing facilities kept: those in `result.sites` that give it. Demand is each
/// group's people times rate in the scored area, tested with the group's own times, by minutes, metres or both as
/// the service says. Adds the chosen sites to `result.sites` (planned), and rows to `result.plan` (new sites by
/// priority, then existing ones) and `result.proof`. Throws InfeasiblePlan with the reason in words when
/// no plan can be made; the proof row is added first.
void site_cover(const City& city, TravelFields& fields, const Service& service, const SitingTask& task,
                StudyResult& result);

/// The same on a travel matrix: every site that is not existing is a candidate; a demand point is covered when a
/// chosen site's value is at most the service's reach. Scores of coverage go to `result.scores`.
void site_cover(const TravelMatrix& matrix, const Service& service, const SitingTask& task,
                StudyResult& result);

}  // namespace quarterhour
