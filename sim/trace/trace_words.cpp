#include "sim/trace/trace_words.h"

#include <fmt/core.h>

#include <cmath>
#include <utility>

#include "sim/score/key_words.h"

namespace quarterhour {

namespace {

std::string minutes_text(double seconds) { return fmt::format("{:.1f}", seconds / 60.0); }
std::string metres_text(double metres) { return grouped_text(metres, 0); }

/// What is done on a structure, and the word that leads over to a street's name.
struct StructureWords {
  BilingualName what;
  BilingualName of;
};

StructureWords structure_words(const TraceLeg& leg) {
  const double rise_m = leg.climb_m - leg.descent_m;
  switch (leg.structure) {
    case Structure::ground: return {{"along", "沿"}, {" ", ""}};
    case Structure::bridge: return {{"over a bridge", "过桥"}, {" of ", "，"}};
    case Structure::tunnel: return {{"through a tunnel", "穿隧道"}, {" of ", "，"}};
    case Structure::steps:
      if (rise_m > 0.0) return {{"up steps", "上台阶"}, {" of ", "，"}};
      if (rise_m < 0.0) return {{"down steps", "下台阶"}, {" of ", "，"}};
      return {{"over steps", "经台阶"}, {" of ", "，"}};
    case Structure::lift: return {{"by lift", "乘电梯"}, {", ", "，"}};
    case Structure::escalator: return {{"by escalator", "乘自动扶梯"}, {", ", "，"}};
    case Structure::ferry: return {{"by ferry", "乘渡轮"}, {", ", "，"}};
    case Structure::cable_car: return {{"by cable car", "乘索道"}, {", ", "，"}};
  }
  return {};
}

/// "within the 15 minutes", or by how much it is beyond.
BilingualName reach_words(const TracedAccess& access) {
  const Service& service = *access.service;
  BilingualName limit;
  if (service.reach_by != ReachBy::metres) {
    const std::string minutes = grouped_text(service.reach_s.value_or(NAN) / 60.0, 2);
    limit = {minutes + " minutes", minutes + " 分钟"};
  }
  if (service.reach_by != ReachBy::minutes) {
    const std::string metres = grouped_text(service.reach_m.value_or(NAN), 1);
    limit.en += (limit.en.empty() ? "" : " and ") + metres + " m";
    limit.zh += (limit.zh.empty() ? "" : "且 ") + metres + " 米";
  }
  if (access.within_reach) return {"within the " + limit.en, "在 " + limit.zh + "以内"};
  return {"not within the " + limit.en, "不在 " + limit.zh + "以内"};
}

/// Structures on the way and how much there is of each: "steps 40 m, bridges 120 m"; empty where there are none.
BilingualName structures_on(const TracedAccess& access) {
  struct Kind {
    Structure structure;
    const char* en;
    const char* zh;
  };
  constexpr Kind kinds[] = {{Structure::steps, "steps", "台阶"},
                            {Structure::bridge, "bridges", "桥梁"},
                            {Structure::tunnel, "tunnels", "隧道"},
                            {Structure::lift, "lifts", "电梯"},
                            {Structure::escalator, "escalators", "自动扶梯"},
                            {Structure::ferry, "ferries", "渡轮"},
                            {Structure::cable_car, "cable cars", "索道"}};
  BilingualName words;
  for (const Kind& kind : kinds) {
    double length_m = 0.0;
    int count = 0;
    for (const Trace& way : access.ways) {
      length_m += way.length_along_m(kind.structure);
      for (const TraceLeg& leg : way.legs)
        count += !leg.off_street && leg.structure == kind.structure ? 1 : 0;
    }
    if (count == 0) continue;
    // A lift has no length on the map.
    const bool counted = kind.structure == Structure::lift;
    words.en += (words.en.empty() ? "" : ", ") +
                (counted ? fmt::format("{} {}", count, count == 1 ? "lift" : "lifts")
                         : fmt::format("{} m of {}", metres_text(length_m), kind.en));
    words.zh +=
        (words.zh.empty() ? "" : "，") + (counted ? fmt::format("{} {} 处", kind.zh, count)
                                                  : fmt::format("{} {} 米", kind.zh, metres_text(length_m)));
  }
  return words;
}

}  // namespace

BilingualName cell_words(const Grid& grid, CellIndex cell, std::optional<Degrees> at) {
  const CellPosition position = grid.position(cell);
  BilingualName words{fmt::format("cell row {}, column {}", position.row, position.col),
                      fmt::format("第 {} 行第 {} 列格网", position.row, position.col)};
  if (!at) return words;
  const auto degrees = [](double value, const char* positive, const char* negative) {
    return fmt::format("{:.5f} {}", std::fabs(value), value < 0.0 ? negative : positive);
  };
  const std::string where = degrees(at->north, "N", "S") + ", " + degrees(at->east, "E", "W");
  return {words.en + " (" + where + ")", words.zh + "（" + where + "）"};
}

BilingualName leg_words(const TraceLeg& leg) {
  if (leg.off_street) return {"over the ground", "街道以外的地面"};
  const auto [what, of] = structure_words(leg);
  if (!leg.name.en.empty() || !leg.name.zh.empty()) {
    const BilingualName name = shown_name(BilingualName{leg.name.en, leg.name.zh}, "");
    return {what.en + of.en + name.en, what.zh + of.zh + name.zh};
  }
  const bool is_street = leg.structure == Structure::ground;
  const bool says_class =
      is_street || leg.structure == Structure::bridge || leg.structure == Structure::tunnel;
  BilingualName words = what;
  if (is_street) {
    words.en += " an unnamed street";
    words.zh += "未命名道路";
  }
  if (says_class && !leg.street_class.empty()) {
    words.en += " (" + leg.street_class + ")";
    words.zh += "（" + leg.street_class + "）";
  }
  return words;
}

BilingualName access_words(const TracedAccess& access, const StudyResult& study, const BilingualName& from,
                           TravelMode mode) {
  const BilingualName service = shown_name(*access.service);
  const BilingualName group = shown_name(access.group->name, access.group->id);
  if (!access.site)
    return {fmt::format("No way leads {} between {} and any facility of {} that {} may use.",
                        mode_words(mode).en, from.en, service.en, group.en),
            fmt::format("{}与{}可使用的任何“{}”设施之间没有{}可达的路径。", from.zh, group.zh, service.zh,
                        mode_words(mode).zh)};
  const Site& site = study.sites[*access.site];
  const BilingualName facility = shown_name(site.name, site.id);
  const bool to = access.ways.front().leads_to_facility;
  const bool both = access.ways.size() > 1;
  const BilingualName reach = reach_words(access);
  const BilingualName structures = structures_on(access);
  double climb_m = 0.0;
  double descent_m = 0.0;
  for (const Trace& way : access.ways) {
    climb_m += way.climb_m();
    descent_m += way.descent_m();
  }
  // What is known of the facility beside its name.
  BilingualName known = service;
  if (facility.en != site.id) known = {known.en + ", " + site.id, known.zh + "，" + site.id};
  if (site.planned) known = {known.en + ", planned", known.zh + "，规划"};
  BilingualName words;
  words.en = fmt::format(
      "From {} to {} ({}){}, {}, {}: {} minutes, {} m ({} m in a straight line), {} m up and {} m "
      "down{}; "
      "{}.",
      to ? from.en : facility.en, to ? facility.en : from.en, known.en, both ? " and back" : "", group.en,
      mode_words(mode).en, minutes_text(access.seconds()), metres_text(access.length_m()),
      metres_text(access.straight_m), metres_text(climb_m), metres_text(descent_m),
      structures.en.empty() ? "" : ", with " + structures.en, reach.en);
  words.zh = fmt::format("{}{}（{}）{}，{}，{}：{} 分钟，{} 米（直线 {} 米），上升 {} 米，下降 {} 米{}；{}。",
                         to ? "从" + from.zh + "到" : "从", facility.zh, known.zh,
                         both ? "往返" : (to ? "" : "到" + from.zh), group.zh, mode_words(mode).zh,
                         minutes_text(access.seconds()), metres_text(access.length_m()),
                         metres_text(access.straight_m), metres_text(climb_m), metres_text(descent_m),
                         structures.zh.empty() ? "" : "，其中" + structures.zh, reach.zh);
  return words;
}

BilingualName nobody_words(const BilingualName& facility, const Service& service) {
  const BilingualName name = shown_name(service);
  return {fmt::format("Nobody in the scored area has {} as the nearest place of {} within reach.",
                      facility.en, name.en),
          fmt::format("评分范围内没有人以{}为可达范围内最近的“{}”设施。", facility.zh, name.zh)};
}

LegLines leg_lines(const Trace& way) {
  LegLines lines;
  int number = 0;
  for (const TraceLeg& leg : way.legs) {
    ++number;
    const BilingualName words = leg_words(leg);
    lines.en.push_back(fmt::format("{:>3}. {:>5} min {:>6} m  up {:>3} m  down {:>3} m  {}", number,
                                   minutes_text(leg.seconds), metres_text(leg.length_m),
                                   metres_text(leg.climb_m), metres_text(leg.descent_m), words.en));
    lines.zh.push_back(fmt::format("{:>3}. {:>5} 分钟 {:>6} 米  上 {:>3} 米  下 {:>3} 米  {}", number,
                                   minutes_text(leg.seconds), metres_text(leg.length_m),
                                   metres_text(leg.climb_m), metres_text(leg.descent_m), words.zh));
  }
  return lines;
}

}  // namespace quarterhour
