#include "output/supply_tables.h"

#include <limits>

namespace quarterhour {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double seconds_per_minute = 60.0;

}  // namespace

std::string spaced(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void write_levels(FileWriter& file, const StudyResult& result) {
  using L = Level;
  const std::vector<L>& levels = result.levels;
  if (!levels.empty())
    file.table(
        {"/levels",
         {column("id", levels, [](const L& level) { return level.id; }),
          column("name", levels, [](const L& level) { return level.name.en; }),
          column("name_zh", levels, [](const L& level) { return level.name.zh; }),
          column("rank", levels, [](const L& level) { return std::int32_t{level.rank}; }),
          column("reach_min", levels,
                 [](const L& level) { return level.reach_s ? *level.reach_s / seconds_per_minute : none; }),
          column("reach_m", levels, [](const L& level) { return level.reach_m.value_or(none); }),
          column("bundle", levels, [](const L& level) { return spaced(level.bundle); }),
          column("population_min", levels,
                 [](const L& level) { return level.population_least.value_or(none); }),
          column("population_max", levels,
                 [](const L& level) { return level.population_most.value_or(none); })}});
  using V = StandardValue;
  const std::vector<V>& values = result.standard_values;
  if (values.empty()) return;
  file.table({"/standard_values",
              {column("key", values, [](const V& row) { return row.key; }),
               column("value", values, [](const V& row) { return row.value; }),
               column("unit_of_measure", values, [](const V& row) { return row.unit_of_measure; }),
               column("source", values, [](const V& row) { return row.source; }),
               column("confirmed", values, [](const V& row) { return std::uint8_t{row.confirmed}; })}});
}

static void write_links(FileWriter& file, const StudyResult& result) {
  if (result.links.empty()) return;
  using L = LinkRow;
  file.table({"/links",
              {column("id", result.links, [](const L& row) { return row.id; }),
               column("name", result.links, [](const L& row) { return row.name.en; }),
               column("name_zh", result.links, [](const L& row) { return row.name.zh; }),
               column("structure", result.links, [](const L& row) { return row.structure; }),
               column("cost", result.links, [](const L& row) { return row.cost; }),
               column("length_m", result.links, [](const L& row) { return row.length_m; }),
               column("plan", result.links, [](const L& row) { return row.plan; })}});
  LineSet lines;
  for (const LinkRow& link : result.links) lines.add(link.line);
  file.lines("/links", lines);
  using G = LinkGainRow;
  if (result.link_gains.empty()) return;
  file.table({"/link_gains",
              {column("link", result.link_gains, [](const G& row) { return row.link; }),
               column("service", result.link_gains, [](const G& row) { return row.service; }),
               column("group", result.link_gains, [](const G& row) { return row.group; }),
               column("people", result.link_gains, [](const G& row) { return row.people; })}});
}

void write_supply(FileWriter& file, const StudyResult& result) {
  using L = LoadRow;
  if (!result.load.empty())
    file.table(
        {"/load",
         {column("state", result.load, [](const L& row) { return row.state; }),
          column("service", result.load, [](const L& row) { return row.service; }),
          column("site", result.load, [](const L& row) { return row.site; }),
          column("capacity", result.load, [](const L& row) { return row.capacity; }),
          column("demand", result.load, [](const L& row) { return row.demand; }),
          column("served", result.load, [](const L& row) { return row.served; }),
          column("overload", result.load, [](const L& row) { return row.overload; }),
          column("chosen", result.load, [](const L& row) { return row.chosen; }),
          column("overload_by_choice", result.load, [](const L& row) { return row.overload_by_choice; })}});
  using W = StructureWorthRow;
  if (!result.structure_worth.empty())
    file.table(
        {"/structure_worth",
         {column("kind", result.structure_worth, [](const W& row) { return row.kind; }),
          column("id", result.structure_worth, [](const W& row) { return row.id; }),
          column("name", result.structure_worth, [](const W& row) { return row.name.en; }),
          column("name_zh", result.structure_worth, [](const W& row) { return row.name.zh; }),
          column("service", result.structure_worth, [](const W& row) { return row.service; }),
          column("group", result.structure_worth, [](const W& row) { return row.group; }),
          column("people", result.structure_worth, [](const W& row) { return row.people; }),
          column("people_farther", result.structure_worth, [](const W& row) { return row.people_farther; }),
          column("extra_minutes", result.structure_worth, [](const W& row) { return row.extra_minutes; }),
          column("x", result.structure_worth, [](const W& row) { return row.at.x_m; }),
          column("y", result.structure_worth, [](const W& row) { return row.at.y_m; })}});
  write_links(file, result);
  using B = BorderCostRow;
  if (result.border_cost.empty()) return;
  file.table({"/border_cost",
              {column("service", result.border_cost, [](const B& row) { return row.service; }),
               column("unit", result.border_cost, [](const B& row) { return row.unit; }),
               column("other_unit", result.border_cost, [](const B& row) { return row.other_unit; }),
               column("people", result.border_cost, [](const B& row) { return row.people; })}});
}

}  // namespace quarterhour
