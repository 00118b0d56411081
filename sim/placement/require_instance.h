// A covering requirement made ready for search: whole-number demand and costs, no demand that is covered already, no
// candidate that cannot matter. Internal to placement.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/placement/cover_instance.h"
#include "sim/placement/require.h"

namespace quarterhour {

struct RequireInstance {
  /// Demand and reach as in covering; `cover.cost` are the problem's own. Budget without limit.
  CoverInstance cover;
  /// Unit of each point; those of none have the last.
  std::vector<std::uint32_t> unit;
  /// Points that every plan covers, because all of their unit or of the whole must be.
  std::vector<std::uint8_t> must;
  /// Demand that must still be covered in each unit, and in all, by points that a candidate reaches.
  std::vector<std::int64_t> need;
  std::int64_t need_total = 0;
  /// Whole-number costs, rounded down; a unit of them is `cost_unit`. Every plan's cost is a multiple of `granule`.
  std::vector<std::int64_t> cost;
  double cost_unit = 1.0;
  std::int64_t granule = 1;
  /// Sum of all costs.
  std::int64_t cost_total = 0;
  /// Of the problem's candidates, of which some may not be left; null: none.
  std::shared_ptr<const std::vector<RequireFact>> facts;

  [[nodiscard]] std::size_t point_count() const { return cover.point_count(); }
  [[nodiscard]] std::size_t candidate_count() const { return cover.candidate_count(); }
};

/// Costs as whole numbers, rounded down where they have no common measure.
struct IntegerCosts {
  std::vector<std::int64_t> cost;
  double unit = 1.0;
  std::int64_t granule = 1;
};
/// `points`: of the problem; sums of one multiplier for each, up to 64 times the highest cost, stay below 2^61.
[[nodiscard]] IntegerCosts integer_costs(std::span<const double> cost, std::size_t points);

/// Demand of the problem's points as whole numbers, and what must still be covered of it.
struct OpenRequirement {
  /// 0 where covered already or without demand.
  std::vector<std::int64_t> weight;
  std::vector<std::uint8_t> must;
  std::vector<std::uint32_t> unit;
  std::vector<std::int64_t> need;
  std::int64_t need_total = 0;
};
/// Also fills `shortages` with the units, and the total, that fall short when every candidate is used.
[[nodiscard]] OpenRequirement open_requirement(const RequireProblem& problem,
                                               std::span<const std::uint8_t> covered,
                                               std::vector<RequirePlan::Shortage>& shortages);

[[nodiscard]] RequireInstance prepare_require(const RequireProblem& problem, OpenRequirement requirement,
                                              std::shared_ptr<const RuledSites> rules);
/// The same requirement with some of the candidates only: `kept`, rising; multipliers of points come along.
[[nodiscard]] RequireInstance restricted(const RequireInstance& instance, std::span<const std::uint32_t> kept,
                                         std::vector<std::int64_t> multiplier);

/// Drops points that must be covered and are whenever another that must be is. Returns whether any was dropped.
bool drop_implied_points(RequireInstance& instance);

}  // namespace quarterhour
