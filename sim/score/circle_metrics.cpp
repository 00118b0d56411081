#include "sim/score/metrics.h"

namespace quarterhour {

namespace {

/// Sums over cells, each with its people or its area.
struct CircleSums {
  double circle = 0.0;
  double reached = 0.0;
  double circle_not_reached = 0.0;
  double reached_outside_circle = 0.0;
  double reached_on_flat_ground = 0.0;

  void add(const GroupAccess& access, CellIndex cell, double amount) {
    const bool inside = access.layer.in_circle[cell] != 0;
    const bool covered = access.layer.covered[cell] != 0;
    if (inside) circle += amount;
    if (covered) reached += amount;
    if (inside && !covered) circle_not_reached += amount;
    if (covered && !inside) reached_outside_circle += amount;
    if (access.coverage.on_flat_ground[cell] != 0) reached_on_flat_ground += amount;
  }
  [[nodiscard]] double overstatement() const { return ratio(circle - reached, circle); }
  [[nodiscard]] double overstatement_on_flat_ground() const {
    return ratio(circle - reached_on_flat_ground, circle);
  }
};

}  // namespace

void add_circle_metrics(std::span<const WeightedAccess> groups, const ReportUnit& unit,
                        std::vector<Metric>& metrics) {
  CircleSums sums;
  double people = 0.0;
  for (const auto& [access, weight] : groups) {
    for (const CellIndex cell : unit.cells) {
      const double here = access->group->people[cell] * weight;
      people += here;
      sums.add(*access, cell, here);
    }
  }
  metrics.push_back({"circle_people", sums.circle, "people"});
  metrics.push_back({"circle_share", ratio(sums.circle, people), "1"});
  metrics.push_back({"circle_not_reached_people", sums.circle_not_reached, "people"});
  metrics.push_back({"reached_outside_circle_people", sums.reached_outside_circle, "people"});
  metrics.push_back({"overstatement", sums.overstatement(), "1"});
  metrics.push_back({"overstatement_flat_world", sums.overstatement_on_flat_ground(), "1"});
}

void add_area_metrics(const GroupAccess& access, const ReportUnit& unit, double cell_area_m2,
                      std::vector<Metric>& metrics) {
  CircleSums cells;
  for (const CellIndex cell : unit.cells) cells.add(access, cell, 1.0);
  const double cell_km2 = cell_area_m2 * 1e-6;
  metrics.push_back({"circle_area_km2", cells.circle * cell_km2, "km2"});
  metrics.push_back({"covered_area_km2", cells.reached * cell_km2, "km2"});
  metrics.push_back({"circle_not_reached_area_km2", cells.circle_not_reached * cell_km2, "km2"});
  metrics.push_back({"reached_outside_circle_area_km2", cells.reached_outside_circle * cell_km2, "km2"});
  metrics.push_back({"overstatement_area", cells.overstatement(), "1"});
  metrics.push_back({"overstatement_area_flat_world", cells.overstatement_on_flat_ground(), "1"});
}

}  // namespace quarterhour
