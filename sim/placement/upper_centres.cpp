#include "sim/placement/upper_centres.h"

#include <algorithm>

namespace quarterhour {

namespace {

/// Sites of services that are of the level themselves, and those that were planned as its centres.
std::vector<std::size_t> centres_of(const Level& level, const StudyResult& result) {
  const auto is_of_level = [&](const Site& site) {
    const bool own_service = std::any_of(
        result.services.begin(), result.services.end(),
        [&](const Service& service) { return service.id == site.service && service.level == level.id; });
    return own_service || std::any_of(result.plan.begin(), result.plan.end(), [&](const PlanRow& row) {
             return !row.existing && row.site_id == site.id && row.level == level.id;
           });
  };
  std::vector<std::size_t> centres;
  for (std::size_t k = 0; k < result.sites.size(); ++k) {
    const bool known = std::any_of(centres.begin(), centres.end(), [&](std::size_t other) {
      return result.sites[other].id == result.sites[k].id && result.sites[other].cell == result.sites[k].cell;
    });
    if (!known && is_of_level(result.sites[k])) centres.push_back(k);
  }
  return centres;
}

}  // namespace

const Level* level_above(const StudyResult& result, const std::string& id) {
  const auto own = std::find_if(result.levels.begin(), result.levels.end(),
                                [&](const Level& level) { return level.id == id; });
  const Level* above = nullptr;
  for (const Level& level : result.levels)
    if (own != result.levels.end() && level.rank < own->rank && !level.bundle.empty() &&
        (above == nullptr || level.rank > above->rank))
      above = &level;
  return above;
}

std::optional<UpperCentres> upper_centres(const City& city, TravelFields& fields,
                                          std::span<const Service> bundle, const SitingTask& task,
                                          const StudyResult& result, std::span<const CellIndex> cells) {
  if (!task.nest_s) return std::nullopt;
  UpperCentres upper;
  upper.nearest.assign(cells.size(), -1);
  upper.seconds.assign(cells.size(), 0.0);
  const Level* level = level_above(result, task.level.empty() ? bundle.front().level : task.level);
  if (level == nullptr) return upper;
  upper.level = level->id;
  upper.sites = centres_of(*level, result);
  if (upper.sites.empty()) return upper;
  std::vector<SourceIndex> centres;
  for (const std::size_t k : upper.sites) centres.push_back(fields.source_of(result.sites[k]));
  TravelRule rule = fields.rule_for(city.groups.front(), bundle.front());
  rule.direction = Direction::to;
  const TravelField& field = fields.field(rule);
  const NearestTimes times = field.nearest(centres, *task.nest_s + field.rounding_bound(*task.nest_s));
  for (std::size_t k = 0; k < cells.size(); ++k) {
    upper.nearest[k] = times.source[cells[k]];
    if (upper.nearest[k] < 0) continue;
    upper.seconds[k] = times.cost_in_double.empty() ? static_cast<double>(times.cost[cells[k]])
                                                    : times.cost_in_double[cells[k]];
  }
  return upper;
}

}  // namespace quarterhour
