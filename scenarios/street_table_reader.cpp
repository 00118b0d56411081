#include "scenarios/street_table.h"

#include <algorithm>
#include <utility>

#include "scenarios/street_table_text.h"
#include "scenarios/table_reader.h"

namespace quarterhour {

namespace {

constexpr NumberRule speed_rule{
    .unit = "km/h", .least = 0, .most = 300, .above_least = true, .example = "25"};
constexpr NumberRule distance_rule{.unit = "metres", .least = 0, .most = 1000, .example = "10"};

const std::vector<std::string>& mode_names() {
  static const std::vector<std::string> names = {"walk", "bicycle", "drive", "wheelchair"};
  return names;
}

const std::vector<std::string>& structure_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (int i = 0; i < structure_count; ++i) all.emplace_back(name_of(static_cast<Structure>(i)));
    return all;
  }();
  return names;
}

/// A list of texts that may be empty and may be left out.
std::vector<std::string> texts(TableReader& table, const std::string& key) {
  std::vector<std::string> found;
  const TomlValue* list = table.value(key);
  if (list == nullptr) return found;
  for (const TomlValue& item : list->items) {
    if (item.kind == TomlValue::Kind::text) found.push_back(item.text);
  }
  if (list->kind != TomlValue::Kind::array || found.size() != list->items.size())
    table.fault(key, "must be a list of texts", "Write for example " + key + " = [\"yes\"]");
  return found;
}

StreetTag tag_of(TableReader& table, const std::string& key, const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == text.size()) {
    table.fault(key, "\"" + text + "\" is no tag", "Write for example \"highway=footway\"");
    return {};
  }
  return {text.substr(0, sign), text.substr(sign + 1)};
}

std::vector<StreetTag> tags(TableReader& table, const std::string& key) {
  std::vector<StreetTag> found;
  for (const std::string& text : texts(table, key)) found.push_back(tag_of(table, key, text));
  return found;
}

std::uint8_t modes(TableReader& table, const std::string& key) {
  unsigned bits = 0;
  for (const std::string& name :
       table.choices(key, mode_names(), "mode").value_or(std::vector<std::string>{})) {
    const auto at = std::find(mode_names().begin(), mode_names().end(), name) - mode_names().begin();
    bits |= 1U << static_cast<unsigned>(at);
  }
  return static_cast<std::uint8_t>(bits);
}

void read_classes(TableReader& root, StreetTable& streets) {
  root.require("class", "the table of classes", "Add [class]");
  auto classes = root.table("class");
  if (!classes) return;
  for (const std::string& name : classes->keys()) {
    auto table = classes->table(name);
    if (!table) continue;
    StreetClass one;
    one.name = name;
    const auto tag = table->text("tag");
    one.tag = tag ? tag_of(*table, "tag", *tag) : StreetTag{"highway", name};
    table->require("modes", "who may use the class", "Add modes = [\"walk\"]");
    table->require("drive_kmh", "the speed of driving", "Add drive_kmh = 10");
    one.modes = modes(*table, "modes");
    one.never = modes(*table, "never");
    one.drive_kmh = table->number("drive_kmh", speed_rule).value_or(1.0);
    one.one_way = table->flag("oneway").value_or(false);
    if (const auto structure = table->choice("structure", structure_names(), "structure"))
      one.structure = structure_named(*structure).value_or(Structure::ground);
    table->finish();
    streets.classes.push_back(std::move(one));
  }
}

void read_also(TableReader& root, StreetTable& streets) {
  auto also = root.table("also");
  if (!also) return;
  for (const std::string& key : also->keys()) {
    const auto name = also->choice(key, streets.class_names(), "class");
    if (name) streets.also.emplace_back(tag_of(*also, key, key), *streets.class_named(*name));
  }
}

void read_access(TableReader& root, StreetTable& streets) {
  root.require("access", "the access tags", "Add [access]");
  auto access = root.table("access");
  if (!access) return;
  streets.open_values = texts(*access, "open");
  for (std::size_t mode = 0; mode < streets.access.size(); ++mode) {
    auto table = access->table(mode_names()[mode]);
    if (!table) continue;
    AccessRule& rule = streets.access.at(mode);
    rule.closing = texts(*table, "closing");
    rule.opening = texts(*table, "opening");
    rule.closed_values = texts(*table, "closed");
    table->finish();
  }
  access->finish();
}

void read_barriers(TableReader& root, StreetTable& streets) {
  auto barriers = root.table("barrier");
  if (!barriers) return;
  for (const std::string& name : barriers->keys()) {
    auto table = barriers->table(name);
    if (!table) continue;
    streets.barriers.push_back({name, tags(*table, "areas"), tags(*table, "lines")});
    table->finish();
  }
}

void read_crossing(TableReader& root, StreetTable& streets) {
  auto crossing = root.table("crossing");
  if (!crossing) return;
  streets.crossing_within_m = crossing->number("within_m", distance_rule).value_or(0.0);
  streets.crossing_ways = tags(*crossing, "ways");
  streets.crossing_nodes = tags(*crossing, "nodes");
  crossing->finish();
}

}  // namespace

StreetTable parse_street_table(std::string_view text, const std::string& file) {
  const TomlValue tree = parse_toml(text, file);
  FaultList faults(file);
  TableReader root(tree, {1, ""}, faults);
  StreetTable streets;
  read_classes(root, streets);
  read_also(root, streets);
  read_access(root, streets);
  read_barriers(root, streets);
  read_crossing(root, streets);
  root.finish();
  faults.throw_if_any();
  return streets;
}

const StreetTable& street_table() {
  static const StreetTable table = parse_street_table(street_table_text(), "osm_streets.toml");
  return table;
}

}  // namespace quarterhour
