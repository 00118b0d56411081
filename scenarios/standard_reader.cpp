// A standard's file: its levels and the services that it lists.
#include <algorithm>
#include <tuple>
#include <utility>

#include "scenarios/level_numbers.h"
#include "scenarios/nearest_key.h"
#include "scenarios/standard.h"
#include "scenarios/table_reader.h"

namespace quarterhour {

namespace {

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

/// Those of `keys` that stand in the table: a source or a doubt about any other would be about nothing.
std::vector<std::string> stated(const TableReader& table, const std::vector<std::string>& keys) {
  std::vector<std::string> found;
  for (const std::string& key : keys) {
    if (table.has(key)) found.push_back(key);
  }
  return found;
}

void read_sources_of_values(TableReader& table, const std::vector<std::string>& values,
                            StandardOrigin& origin) {
  auto sources = table.table("sources");
  if (!sources) return;
  for (const std::string& key : values) {
    if (auto text = sources->text(key)) origin.sources.emplace(key, std::move(*text));
  }
  sources->finish();
}

void read_unconfirmed(TableReader& table, const std::vector<std::string>& values, StandardOrigin& origin) {
  const TomlValue* found = table.value("unconfirmed");
  if (found == nullptr) return;
  const bool texts = found->kind == TomlValue::Kind::array && !found->items.empty() &&
                     std::all_of(found->items.begin(), found->items.end(),
                                 [](const TomlValue& item) { return item.kind == TomlValue::Kind::text; });
  if (!texts) {
    table.fault("unconfirmed", "must be a list of keys", "Write unconfirmed = [\"reach_m\"]");
    return;
  }
  if (!origin.confirmed) {
    table.fault("unconfirmed", "nothing of this entry is confirmed, so this has no effect",
                "Add confirmed = true, or remove unconfirmed");
  }
  for (const TomlValue& item : found->items) {
    if (std::find(values.begin(), values.end(), item.text) == values.end()) {
      table.fault("unconfirmed", "this entry states no value \"" + item.text + "\"",
                  values.empty() ? "Remove unconfirmed" : "Values stated here: " + listed(values));
      return;
    }
    origin.unconfirmed.push_back(item.text);
  }
}

void read_origin(TableReader& table, const std::vector<std::string>& keys_of_values, StandardOrigin& origin) {
  const std::vector<std::string> values = stated(table, keys_of_values);
  origin.source = table.text("source").value_or("");
  origin.confirmed = table.flag("confirmed").value_or(false);
  read_sources_of_values(table, values, origin);
  read_unconfirmed(table, values, origin);
}

StandardLevel read_level(TableReader& table) {
  StandardLevel level;
  table.require("id", "the id of the level", "Add id = \"circle15\" or another name");
  level.id = table.text("id").value_or("");
  level.name = {table.text("name").value_or(level.id), table.text("name_zh").value_or("")};
  table.require("rank", "the rank of the level", "Add rank = 3; 1 is the highest");
  level.rank = static_cast<int>(table.whole_number("rank", rank_rule).value_or(0));
  level.reach_min = table.number("reach_min", reach_minutes_rule);
  level.reach_m = table.number("reach_m", reach_metres_rule);
  level.reach_least_m = table.number("reach_least_m", reach_metres_rule);
  if (level.reach_m && level.reach_least_m && *level.reach_least_m > *level.reach_m) {
    table.fault("reach_least_m", "the lower end of the range is above reach_m",
                "Write at most " + shortest(*level.reach_m));
  }
  level.population = read_range(table, "population");
  level.dwellings = read_range(table, "dwellings");
  read_origin(table, {"reach_min", "reach_m", "reach_least_m", "population", "dwellings"}, level);
  table.finish();
  return level;
}

StandardService read_service(TableReader& table, const std::vector<std::string>& levels) {
  StandardService service;
  table.require("id", "the id of the service", "Add id = \"clinic\" as scenarios will name it");
  service.id = table.text("id").value_or("");
  service.name = {table.text("name").value_or(service.id), table.text("name_zh").value_or("")};
  table.require("level", "the level that lists the service", "Add level = \"circle15\" or another level");
  service.level = table.choice("level", levels, "level").value_or("");
  service.domain = table.text("domain").value_or("");
  service.required = table.flag("required").value_or(true);
  service.reach_min = table.number("reach_min", reach_minutes_rule);
  service.reach_m = table.number("reach_m", reach_metres_rule);
  service.capacity = table.number("capacity", capacity_rule);
  read_origin(table, {"level", "reach_min", "reach_m", "capacity"}, service);
  table.finish();
  return service;
}

void read_services(TableReader& root, Standard& standard) {
  const std::vector<std::string> levels = standard.level_ids();
  for (TableReader& table : root.tables("service")) {
    StandardService service = read_service(table, levels);
    const bool twice =
        std::any_of(standard.services.begin(), standard.services.end(), [&](const StandardService& other) {
          return !service.id.empty() && other.id == service.id && other.level == service.level;
        });
    if (twice) {
      table.fault("id", "this level lists the service twice",
                  "List a service once a level, or give one of the two another id");
    }
    standard.services.push_back(std::move(service));
  }
}

void add_missing_levels(Standard& standard) {
  const Standard ladder = default_ladder();
  for (const StandardLevel& each : ladder.levels) {
    if (standard.level(each.id) == nullptr) standard.levels.push_back(each);
  }
  std::sort(standard.levels.begin(), standard.levels.end(),
            [](const StandardLevel& a, const StandardLevel& b) {
              return std::tie(a.rank, a.id) < std::tie(b.rank, b.id);
            });
}

}  // namespace

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
  add_missing_levels(standard);
  read_services(root, standard);
  root.finish();
  faults.throw_if_any();
  return standard;
}

}  // namespace quarterhour
