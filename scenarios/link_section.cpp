// [[link]]: footbridges, stairs, lifts and other ways that are planned, and what each would cost.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr NumberRule cost_rule{
    .unit = {}, .least = 0, .most = 1e15, .above_least = true, .example = "2500000"};
constexpr NumberRule ride_rule{
    .unit = "minutes", .least = 0, .most = 1440, .above_least = true, .example = "1.5"};

constexpr const char* line_example = "[[106.571, 29.562], [106.573, 29.561]]";

bool is_number(const TomlValue& value) {
  return value.kind == TomlValue::Kind::integer || value.kind == TomlValue::Kind::real;
}

double number_of(const TomlValue& value) {
  return value.kind == TomlValue::Kind::integer ? static_cast<double>(value.integer) : value.real;
}

std::vector<PointM> read_line(TableReader& table) {
  std::vector<PointM> line;
  const std::string remedy = std::string("Write line = ") + line_example;
  table.require("line", "the line of the link, from its beginning to its end,", remedy);
  const TomlValue* found = table.value("line");
  if (found == nullptr) return line;
  if (found->kind != TomlValue::Kind::array) {
    // Says what it is instead.
    static_cast<void>(table.numbers("line", {.unit = {}, .example = line_example}));
    return line;
  }
  for (const TomlValue& corner : found->items)
    if (corner.kind == TomlValue::Kind::array && corner.items.size() == 2 && is_number(corner.items[0]) &&
        is_number(corner.items[1]) && std::isfinite(number_of(corner.items[0]) + number_of(corner.items[1])))
      line.push_back({number_of(corner.items[0]), number_of(corner.items[1])});
  if (line.size() < 2 || line.size() != found->items.size()) {
    table.fault("line", "a line is a list of two corners or more, each of two numbers", remedy);
    line.clear();
  }
  return line;
}

LinkSpec read_link(TableReader& table) {
  LinkSpec link;
  link.place = table.place();
  table.require("id", "the id of the link", "Add id = \"east-bridge\"");
  link.id = table.text("id").value_or("");
  if (!link.id.empty() && !is_plain_id(link.id))
    table.fault("id", "a link's id must be 1 to 64 letters a-z, digits, _ or -",
                "Use a plain id and write the name as name or name_zh");
  link.name.en = table.text("name").value_or("");
  link.name.zh = table.text("name_zh").value_or("");
  std::vector<std::string> structures;
  for (int k = 0; k < structure_count; ++k) structures.emplace_back(name_of(static_cast<Structure>(k)));
  const auto structure = table.choice("structure", structures, "structure");
  for (int k = 0; k < structure_count; ++k)
    if (structure && structures[static_cast<std::size_t>(k)] == *structure)
      link.structure = static_cast<Structure>(k);
  link.line = read_line(table);
  link.line_place = table.place_of("line");
  link.crs_place = table.place_of("crs");
  link.crs = table.text("crs").value_or(link.crs);
  link.cost = table.number("cost", cost_rule).value_or(link.cost);
  link.one_way = table.flag("one_way").value_or(false);
  if (const auto minutes = table.number("ride_min", ride_rule)) link.ride_s = *minutes * 60.0;
  if (!is_ridden(link.structure))
    table.refuse("ride_min", "nobody rides on what is no lift, escalator, ferry or cable car",
                 "Remove the key, or write structure = \"lift\"");
  table.finish();
  return link;
}

}  // namespace

void read_link_sections(TableReader& root, ScenarioReading& reading) {
  std::vector<TableReader> tables = root.tables("link");
  for (TableReader& table : tables) {
    LinkSpec link = read_link(table);
    const bool known = std::any_of(reading.scenario.links.begin(), reading.scenario.links.end(),
                                   [&](const LinkSpec& other) { return other.id == link.id; });
    if (known && !link.id.empty())
      table.fault("id", "another [[link]] has this id", "Give each link its own id");
    reading.scenario.links.push_back(std::move(link));
  }
  if (tables.size() > most_planned_links)
    tables.back().fault("id", "this version plans at most " + std::to_string(most_planned_links) + " links",
                        "Remove some");
  if (tables.empty()) return;
  if (reading.has_matrix)
    root.refuse("link", "a study with travel.matrix has no streets that a link could join",
                "Remove the [[link]] tables");
  else if (!reading.may_have_streets())
    root.refuse("link", "a link joins streets, and there is no city.streets",
                "Name the streets in [city], or remove the [[link]] tables");
}

}  // namespace quarterhour
