#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <array>
#include <cstdint>

#include "sim/score/cell_blocks.h"
#include "sim/score/metrics.h"

namespace quarterhour {

namespace {

/// How circle and truth answer for a cell.
struct Answers {
  bool inside = false;
  bool covered = false;
  bool on_flat_ground = false;
};

Answers answers_at(const GroupAccess& access, std::size_t cell) {
  return {access.layer.in_circle[cell] != 0, access.layer.covered[cell] != 0,
          access.coverage.yes(CoverageCells::Question::on_flat_ground, cell)};
}

/// Sums over cells, each with its people or its area.
struct CircleSums {
  double circle = 0.0;
  double reached = 0.0;
  double circle_not_reached = 0.0;
  double reached_outside_circle = 0.0;
  double reached_on_flat_ground = 0.0;

  void add(const Answers& answers, double amount) {
    if (answers.inside) circle += amount;
    if (answers.covered) reached += amount;
    if (answers.inside && !answers.covered) circle_not_reached += amount;
    if (answers.covered && !answers.inside) reached_outside_circle += amount;
    if (answers.on_flat_ground) reached_on_flat_ground += amount;
  }
  [[nodiscard]] double overstatement() const { return ratio(circle - reached, circle); }
  [[nodiscard]] double overstatement_on_flat_ground() const {
    return ratio(circle - reached_on_flat_ground, circle);
  }
};

/// Cells of a unit by their answers, as bits.
using CellCounts = std::array<std::uint64_t, 8>;

std::size_t bits_of(const Answers& answers) {
  return (answers.inside ? 1U : 0U) + (answers.covered ? 2U : 0U) + (answers.on_flat_ground ? 4U : 0U);
}

/// Scored cells of each unit. Whole numbers add up to the same in any order.
std::vector<CellCounts> cell_counts(const GroupAccess& access, const ReportUnits& units) {
  const Raster<std::uint8_t>& zone = units.city().zone;
  tbb::enumerable_thread_specific<std::vector<CellCounts>> of_thread(
      std::vector<CellCounts>(units.list().size(), CellCounts{}));
  constexpr std::size_t worth_a_task = std::size_t{1} << 16U;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, zone.size(), worth_a_task),
                    [&](const tbb::blocked_range<std::size_t>& block) {
                      std::vector<CellCounts>& counts = of_thread.local();
                      for (std::size_t cell = block.begin(); cell != block.end(); ++cell) {
                        if (zone[cell] != static_cast<std::uint8_t>(Zone::scored)) continue;
                        const std::size_t bits = bits_of(answers_at(access, cell));
                        // Most ground is far from everything and adds to no sum.
                        if (bits == 0) continue;
                        ++counts.front()[bits];
                        for (std::size_t set = 0; set < units.set_count(); ++set) {
                          const std::size_t place = units.place_of(set, cell);
                          if (place != ReportUnits::no_unit) ++counts[place][bits];
                        }
                      }
                    });
  std::vector<CellCounts> counts(units.list().size(), CellCounts{});
  for (const std::vector<CellCounts>& some : of_thread)
    for (std::size_t unit = 0; unit < counts.size(); ++unit)
      for (std::size_t bits = 0; bits < counts[unit].size(); ++bits) counts[unit][bits] += some[unit][bits];
  return counts;
}

}  // namespace

void add_circle_metrics(std::span<const WeightedAccess> groups, const ReportUnits& units,
                        MetricsOfUnits& metrics) {
  tbb::parallel_for(std::size_t{0}, metrics.size(), [&](std::size_t k) {
    CircleSums sums;
    double people = 0.0;
    for (const auto& [access, weight] : groups) {
      for (const CellIndex cell : units.list()[k].cells) {
        const double here = access->group->people[cell] * weight;
        people += here;
        sums.add(answers_at(*access, cell), here);
      }
    }
    std::vector<Metric>& of_unit = metrics[k];
    of_unit.push_back({"circle_people", sums.circle, "people"});
    of_unit.push_back({"circle_share", ratio(sums.circle, people), "1"});
    of_unit.push_back({"circle_not_reached_people", sums.circle_not_reached, "people"});
    of_unit.push_back({"reached_outside_circle_people", sums.reached_outside_circle, "people"});
    of_unit.push_back({"overstatement", sums.overstatement(), "1"});
    of_unit.push_back({"overstatement_flat_world", sums.overstatement_on_flat_ground(), "1"});
  });
}

void add_area_metrics(const GroupAccess& access, const ReportUnits& units, MetricsOfUnits& metrics) {
  const std::vector<CellCounts> counts = cell_counts(access, units);
  const double cell_km2 = units.city().grid().cell_area_m2() * 1e-6;
  for (std::size_t k = 0; k < metrics.size(); ++k) {
    CircleSums cells;
    for (std::size_t bits = 0; bits < counts[k].size(); ++bits)
      cells.add({(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0}, static_cast<double>(counts[k][bits]));
    std::vector<Metric>& of_unit = metrics[k];
    of_unit.push_back({"circle_area_km2", cells.circle * cell_km2, "km2"});
    of_unit.push_back({"covered_area_km2", cells.reached * cell_km2, "km2"});
    of_unit.push_back({"circle_not_reached_area_km2", cells.circle_not_reached * cell_km2, "km2"});
    of_unit.push_back({"reached_outside_circle_area_km2", cells.reached_outside_circle * cell_km2, "km2"});
    of_unit.push_back({"overstatement_area", cells.overstatement(), "1"});
    of_unit.push_back({"overstatement_area_flat_world", cells.overstatement_on_flat_ground(), "1"});
  }
}

}  // namespace quarterhour
