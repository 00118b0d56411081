// What a requirement still asks for beside the facilities that stay, and who cannot get it.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/placement/require_instance.h"

namespace quarterhour {

namespace {

/// A share is met within this much of the demand it is taken of.
constexpr double share_tolerance = 1e-9;

std::vector<std::uint8_t> reachable_points(const RequireProblem& problem) {
  std::vector<std::int64_t> change(problem.demand.size() + 1, 0);
  for (const IndexRun run : problem.reach.runs) {
    ++change[run.begin];
    --change[run.end];
  }
  std::vector<std::uint8_t> reachable(problem.demand.size(), 0);
  std::int64_t depth = 0;
  for (std::size_t i = 0; i < reachable.size(); ++i) {
    depth += change[i];
    reachable[i] = depth > 0 ? 1 : 0;
  }
  return reachable;
}

/// Demand that one share is taken of.
struct Tally {
  double share = 0.0;
  double all_people = 0.0;
  double coverable_people = 0.0;
  std::int64_t all = 0;
  std::int64_t covered = 0;
  std::int64_t coverable = 0;
  std::int64_t rounded = 0;
  bool unreachable = false;

  /// Whole-number demand still to be covered. Where all of it must be, the points say so themselves.
  [[nodiscard]] std::int64_t need() const {
    if (share >= 1.0) return 0;
    const auto wanted = (share - share_tolerance) * static_cast<double>(all);
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(wanted)) - rounded - covered);
  }
  [[nodiscard]] bool falls_short() const { return share >= 1.0 ? unreachable : need() > coverable - covered; }
};

}  // namespace

OpenRequirement open_requirement(const RequireProblem& problem, std::span<const std::uint8_t> covered,
                                 std::vector<RequirePlan::Shortage>& shortages) {
  const std::size_t points = problem.demand.size();
  const std::size_t units = problem.share_of_unit.size();
  const std::vector<std::uint8_t> reachable = reachable_points(problem);
  OpenRequirement result;
  const IntegerDemand integers = integer_demand(problem.demand, 1);
  result.weight = integers.weight;
  result.must.assign(points, 0);
  result.unit.assign(points, static_cast<std::uint32_t>(units));
  // The last tally is the total's.
  std::vector<Tally> tally(units + 1);
  for (std::size_t u = 0; u < units; ++u) tally[u].share = problem.share_of_unit[u];
  tally[units].share = problem.share;
  for (std::size_t i = 0; i < points; ++i) {
    if (problem.demand[i] <= 0.0) continue;
    result.weight[i] = std::max<std::int64_t>(1, result.weight[i]);
    if (!problem.demand_unit.empty() && problem.demand_unit[i] >= 0)
      result.unit[i] = static_cast<std::uint32_t>(problem.demand_unit[i]);
    const bool rounded =
        static_cast<double>(result.weight[i]) != std::ldexp(problem.demand[i], integers.exponent);
    const bool held = covered[i] != 0;
    const bool can_be = held || reachable[i] != 0;
    const auto count = [&](Tally& sum) {
      sum.all_people += problem.demand[i];
      sum.all += result.weight[i];
      if (rounded) ++sum.rounded;
      if (held) sum.covered += result.weight[i];
      if (can_be) {
        sum.coverable += result.weight[i];
        sum.coverable_people += problem.demand[i];
      } else {
        sum.unreachable = true;
      }
    };
    if (result.unit[i] < units) count(tally[result.unit[i]]);
    count(tally[units]);
    const bool must = problem.share >= 1.0 || tally[result.unit[i]].share >= 1.0;
    result.must[i] = must && !held ? 1 : 0;
    if (held) result.weight[i] = 0;
  }
  for (std::size_t u = 0; u <= units; ++u) {
    if (u < units) result.need.push_back(tally[u].need());
    if (!tally[u].falls_short()) continue;
    RequirePlan::Shortage shortage;
    shortage.unit = u < units ? static_cast<std::int32_t>(u) : -1;
    shortage.coverable = tally[u].coverable_people;
    shortage.required = tally[u].share * tally[u].all_people;
    shortages.push_back(shortage);
  }
  result.need.push_back(0);
  result.need_total = tally[units].need();
  // Where everybody must be covered, no unit asks for more.
  if (problem.share >= 1.0) std::fill(result.need.begin(), result.need.end(), std::int64_t{0});
  return result;
}

IntegerCosts integer_costs(std::span<const double> cost, std::size_t points) {
  IntegerCosts result;
  const double highest = cost.empty() ? 1.0 : *std::max_element(cost.begin(), cost.end());
  // 64 times the highest cost for every point stays below 2^61.
  int point_bits = 0;
  std::frexp(static_cast<double>(points) + 1.0, &point_bits);
  const int cost_bits = 55 - point_bits;
  result.cost.resize(cost.size());
  for (const double measure : {1.0, 2.0, 4.0, 8.0, 16.0, 10.0, 100.0, 1000.0, 3.0, 7.0}) {
    if (highest * measure > 0x1.0p30) continue;
    std::int64_t divisor = 0;
    bool whole = true;
    for (std::size_t k = 0; k < cost.size() && whole; ++k) {
      const double scaled = cost[k] * measure;
      result.cost[k] = std::llround(scaled);
      divisor = std::gcd(divisor, result.cost[k]);
      whole = result.cost[k] > 0 && std::abs(static_cast<double>(result.cost[k]) - scaled) <= 1e-13 * scaled;
    }
    if (!whole) continue;
    int used_bits = 0;
    std::frexp(highest * measure, &used_bits);
    const int shift = std::max(0, cost_bits - used_bits - 1);
    for (std::int64_t& value : result.cost) value <<= shift;
    result.granule = std::max<std::int64_t>(divisor, 1) << shift;
    result.unit = std::ldexp(1.0 / measure, -shift);
    return result;
  }
  int used_bits = 0;
  std::frexp(highest, &used_bits);
  const int exponent = cost_bits - used_bits - 1;
  for (std::size_t k = 0; k < cost.size(); ++k)
    result.cost[k] = static_cast<std::int64_t>(std::floor(std::ldexp(cost[k], exponent)));
  result.unit = std::ldexp(1.0, -exponent);
  return result;
}

}  // namespace quarterhour
