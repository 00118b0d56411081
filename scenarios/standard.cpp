#include "scenarios/standard.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "scenarios/standard_texts.h"

namespace quarterhour {

namespace {

StandardLevel ladder_level(std::string id, std::string name, std::string name_zh, int rank) {
  StandardLevel level;
  level.id = std::move(id);
  level.name = {std::move(name), std::move(name_zh)};
  level.rank = rank;
  return level;
}

}  // namespace

const std::string& StandardOrigin::source_of(const std::string& key) const {
  const auto found = sources.find(key);
  return found == sources.end() ? source : found->second;
}

bool StandardOrigin::is_confirmed(std::string_view key) const {
  return confirmed && std::find(unconfirmed.begin(), unconfirmed.end(), key) == unconfirmed.end();
}

const StandardLevel* Standard::level(std::string_view level_id) const {
  const auto found = std::find_if(levels.begin(), levels.end(),
                                  [&](const StandardLevel& each) { return each.id == level_id; });
  return found == levels.end() ? nullptr : &*found;
}

std::vector<std::string> Standard::level_ids() const {
  std::vector<std::string> ids;
  ids.reserve(levels.size());
  for (const StandardLevel& each : levels) ids.push_back(each.id);
  return ids;
}

const StandardService* Standard::service(std::string_view service_id, std::string_view level_id) const {
  const StandardService* best = nullptr;
  // Lower is preferred: required before optional, then the higher level.
  const auto order = [this](const StandardService& each) {
    const StandardLevel* its_level = level(each.level);
    return std::pair(!each.required, its_level == nullptr ? 0 : its_level->rank);
  };
  for (const StandardService& each : services) {
    if (each.id != service_id || (!level_id.empty() && each.level != level_id)) continue;
    if (best == nullptr || order(each) < order(*best)) best = &each;
  }
  return best;
}

std::vector<std::string> built_in_standards() {
  std::vector<std::string> names;
  for (const StandardText& each : standard_texts()) names.emplace_back(each.name);
  return names;
}

Standard default_ladder() {
  Standard ladder;
  ladder.levels = {
      ladder_level("city", "City", "市级", 1),
      ladder_level("district", "District", "区级", 2),
      ladder_level("circle15", "15-minute circle", "街道（十五分钟）", 3),
      ladder_level("circle10", "10-minute circle", "十分钟", 4),
      ladder_level("circle5", "5-minute circle", "五分钟", 5),
  };
  return ladder;
}

Standard built_in_standard(std::string_view name) {
  for (const StandardText& each : standard_texts()) {
    if (each.name == name) return parse_standard(each.text, std::string(name) + ".toml");
  }
  throw std::invalid_argument("no built-in standard is called " + std::string(name));
}

}  // namespace quarterhour
