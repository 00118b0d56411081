#include "scenarios/standard.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "scenarios/standard_texts.h"
#include "scenarios/table_reader.h"

namespace quarterhour {

namespace {

constexpr NumberRule minutes_rule{
    .unit = "minutes", .least = 0, .most = 1440, .above_least = true, .example = "15"};
constexpr NumberRule metres_rule{
    .unit = "metres", .least = 0, .most = 1e6, .above_least = true, .example = "1000"};
constexpr NumberRule rank_rule{.unit = {}, .least = 1, .most = 99, .example = "3"};

StandardLevel ladder_level(std::string id, std::string name, std::string name_zh, int rank) {
  StandardLevel level;
  level.id = std::move(id);
  level.name = {std::move(name), std::move(name_zh)};
  level.rank = rank;
  return level;
}

std::optional<CountRange> read_range(TableReader& table, std::string_view key) {
  const TomlValue* found = table.value(key);
  if (found == nullptr) return std::nullopt;
  const auto number = [](const TomlValue& value) -> std::optional<double> {
    if (value.kind == TomlValue::Kind::integer) return static_cast<double>(value.integer);
    if (value.kind == TomlValue::Kind::real) return value.real;
    return std::nullopt;
  };
  if (found->kind == TomlValue::Kind::array && found->items.size() == 2) {
    const auto least = number(found->items[0]);
    const auto most = number(found->items[1]);
    if (least && most && *least >= 0 && *least <= *most) return CountRange{*least, *most};
  }
  table.fault(key, "must be a list of the least and the most",
              "Write " + std::string(key) + " = [1000, 3000]");
  return std::nullopt;
}

StandardLevel read_level(TableReader& table) {
  StandardLevel level;
  table.require("id", "the id of the level", "Add id = \"circle15\" or another name");
  level.id = table.text("id").value_or("");
  level.name = {table.text("name").value_or(level.id), table.text("name_zh").value_or("")};
  table.require("rank", "the rank of the level", "Add rank = 3; 1 is the highest");
  level.rank = static_cast<int>(table.whole_number("rank", rank_rule).value_or(0));
  level.reach_min = table.number("reach_min", minutes_rule);
  level.reach_m = table.number("reach_m", metres_rule);
  level.reach_least_m = table.number("reach_least_m", metres_rule);
  level.population = read_range(table, "population");
  level.dwellings = read_range(table, "dwellings");
  level.confirmed = table.flag("confirmed").value_or(false);
  table.finish();
  return level;
}

}  // namespace

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

const StandardService* Standard::service(std::string_view service_id) const {
  const auto found = std::find_if(services.begin(), services.end(),
                                  [&](const StandardService& each) { return each.id == service_id; });
  return found == services.end() ? nullptr : &*found;
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

Standard parse_standard(std::string_view text, const std::string& file) {
  const TomlValue data = parse_toml(text, file);
  FaultList faults(file);
  TableReader root(data, {1, ""}, faults);
  Standard standard;
  root.require("id", "the standard's id", "Add id = \"…\" as results will name it");
  standard.id = root.text("id").value_or("");
  standard.name = {root.text("name").value_or(standard.id), root.text("name_zh").value_or("")};
  standard.source = root.text("source").value_or("");
  for (TableReader& table : root.tables("level")) {
    StandardLevel level = read_level(table);
    if (!level.id.empty() && standard.level(level.id) != nullptr) {
      table.fault("id", "this level is defined twice", "Give each level an id of its own");
    }
    standard.levels.push_back(std::move(level));
  }
  root.finish();
  faults.throw_if_any();
  const Standard ladder = default_ladder();
  for (const StandardLevel& each : ladder.levels) {
    if (standard.level(each.id) == nullptr) standard.levels.push_back(each);
  }
  std::sort(standard.levels.begin(), standard.levels.end(),
            [](const StandardLevel& a, const StandardLevel& b) {
              return std::tie(a.rank, a.id) < std::tie(b.rank, b.id);
            });
  return standard;
}

Standard built_in_standard(std::string_view name) {
  for (const StandardText& each : standard_texts()) {
    if (each.name == name) return parse_standard(each.text, std::string(name) + ".toml");
  }
  throw std::invalid_argument("no built-in standard is called " + std::string(name));
}

}  // namespace quarterhour
