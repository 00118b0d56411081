#include "sim/trace/trace_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "sim/score/key_words.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

std::string metres_text(double metres) { return grouped_text(metres, 0); }

/// What is done on a structure; a street's name follows it.
BilingualName structure_words(const TraceLeg& leg) {
  const double rise_m = leg.climb_m - leg.descent_m;
  switch (leg.structure) {
    case Structure::ground: return {"along", "沿"};
    case Structure::bridge: return {"over a bridge", "过桥"};
    case Structure::tunnel: return {"through a tunnel", "穿隧道"};
    case Structure::steps:
      if (rise_m > 0.0) return {"up steps", "上台阶"};
      if (rise_m < 0.0) return {"down steps", "下台阶"};
      return {"over steps", "经台阶"};
    case Structure::lift: return {"by lift", "乘电梯"};
    case Structure::escalator: return {"by escalator", "乘自动扶梯"};
    case Structure::ferry: return {"by ferry", "乘渡轮"};
    case Structure::cable_car: return {"by cable car", "乘索道"};
  }
  return {};
}

/// A number beside a limit, in so many decimals that it is shown on the side of the limit where it is.
std::string beside_limit(double value, std::optional<double> limit, int decimals) {
  constexpr int most_decimals = 4;
  for (;; ++decimals) {
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (!limit || decimals == most_decimals || (std::stod(text) <= *limit) == (value <= *limit))
      return decimals == 0 ? grouped_text(value, 0) : text;
  }
}

/// Whether and why the service's own test is passed.
BilingualName reach_words(const TracedAccess& access) {
  if (access.in_other_district)
    return {"in another district, whose facilities people here may not use", "位于其他区，此处居民不得使用"};
  const BilingualName limit = limit_words(*access.service, std::nullopt);
  BilingualName words = access.within_reach
                            ? BilingualName{"within the limit of " + limit.en, "在限值 " + limit.zh + "以内"}
                            : BilingualName{"beyond the limit of " + limit.en, "超出限值 " + limit.zh};
  if (!std::isnan(access.shortest_m)) {
    const std::string metres = beside_limit(access.shortest_m, access.service->reach_m, 0);
    words.en += fmt::format(" (the shortest way, which decides by metres, is {} m)", metres);
    words.zh += fmt::format("（按米数以最短路 {} 米为准）", metres);
  }
  return words;
}

/// Structures on the way and how much there is of each: "40 m of steps, 120 m of bridges"; empty where there are none.
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
      count += way.count_of(kind.structure);
    }
    if (count == 0) continue;
    // A lift has no length on the map.
    const bool counted = kind.structure == Structure::lift;
    words.en += (words.en.empty() ? "" : ", ") +
                (counted ? fmt::format("{} {}", count, count == 1 ? "lift" : "lifts")
                         : fmt::format("{} m of {}", metres_text(length_m), kind.en));
    words.zh +=
        (words.zh.empty() ? "" : "、") + (counted ? fmt::format("{} {} 处", kind.zh, count)
                                                  : fmt::format("{} {} 米", kind.zh, metres_text(length_m)));
  }
  return words;
}

bool is_flat(const Trace& way) {
  return std::all_of(way.legs.begin(), way.legs.end(),
                     [](const TraceLeg& leg) { return leg.heights_m.empty(); });
}

/// ", 20 m up and 3 m down"; empty in a flat city.
BilingualName height_words(const TracedAccess& access) {
  double climb_m = 0.0;
  double descent_m = 0.0;
  bool flat = true;
  for (const Trace& way : access.ways) {
    climb_m += way.climb_m();
    descent_m += way.descent_m();
    flat = flat && is_flat(way);
  }
  if (flat) return {};
  return {fmt::format(", {} m up and {} m down", metres_text(climb_m), metres_text(descent_m)),
          fmt::format("，上升 {} 米，下降 {} 米", metres_text(climb_m), metres_text(descent_m))};
}

/// The facility's name, and in brackets its service, its id and that it is planned.
BilingualName facility_words(const Site& site, const Service& service) {
  const BilingualName name = shown_name(site.name, site.id);
  BilingualName known = shown_name(service);
  if (name.en != site.id) known = {known.en + ", " + site.id, known.zh + "，" + site.id};
  if (site.planned) known = {known.en + ", planned", known.zh + "，规划"};
  return {name.en + " (" + known.en + ")", name.zh + "（" + known.zh + "）"};
}

BilingualName no_way_words(const TracedAccess& access, const StudyResult& study,
                           const BilingualName& people_at) {
  const BilingualName service = shown_name(*access.service);
  const BilingualName group = shown_name(access.group->name, access.group->id);
  const BilingualName how = mode_words(access.mode);
  if (access.site) {
    const BilingualName facility = facility_words(study.sites[*access.site], *access.service);
    return {
        fmt::format("No way leads {} between {} and {} for {}.", how.en, people_at.en, facility.en, group.en),
        fmt::format("{}与{}之间没有{}{}可达的路径。", people_at.zh, facility.zh, group.zh, how.zh)};
  }
  if (sites_of(study, *access.service).empty())
    return {fmt::format("There is no facility of {} that {} could be traced to.", service.en, people_at.en),
            fmt::format("没有“{}”设施，{}无从追溯。", service.zh, people_at.zh)};
  return {fmt::format("No way leads {} between {} and any facility of {} that {} may use.", how.en,
                      people_at.en, service.en, group.en),
          fmt::format("{}与{}可使用的任何“{}”设施之间没有{}可达的路径。", people_at.zh, group.zh, service.zh,
                      how.zh)};
}

}  // namespace

BilingualName cell_words(const Grid& grid, CellIndex cell, std::optional<Degrees> at) {
  const CellPosition position = grid.position(cell);
  BilingualName words{fmt::format("cell row {}, column {}", position.row, position.col),
                      fmt::format("第 {} 行第 {} 列网格", position.row, position.col)};
  if (!at) return words;
  const auto degrees = [](double value, const char* positive, const char* negative) {
    return fmt::format("{:.5f} {}", std::fabs(value), value < 0.0 ? negative : positive);
  };
  const std::string where = degrees(at->north, "N", "S") + ", " + degrees(at->east, "E", "W");
  return {words.en + " (" + where + ")", words.zh + "（" + where + "）"};
}

BilingualName leg_words(const TraceLeg& leg) {
  if (leg.off_street) return {"over the ground", "街道以外的地面"};
  BilingualName words = structure_words(leg);
  const bool is_street = leg.structure == Structure::ground;
  if (!leg.name.en.empty() || !leg.name.zh.empty()) {
    const BilingualName name = shown_name(BilingualName{leg.name.en, leg.name.zh}, "");
    return {words.en + (is_street ? " " : ", ") + name.en, words.zh + (is_street ? "" : "，") + name.zh};
  }
  if (is_street) {
    words.en += " an unnamed street";
    words.zh += "未命名道路";
  }
  const bool says_class =
      is_street || leg.structure == Structure::bridge || leg.structure == Structure::tunnel;
  if (says_class && !leg.street_class.empty()) {
    words.en += " (" + leg.street_class + ")";
    words.zh += "（" + leg.street_class + "）";
  }
  return words;
}

BilingualName access_words(const TracedAccess& access, const StudyResult& study,
                           const BilingualName& people_at) {
  if (!access.site || access.ways.empty()) return no_way_words(access, study, people_at);
  const Service& service = *access.service;
  const BilingualName group = shown_name(access.group->name, access.group->id);
  const BilingualName facility = facility_words(study.sites[*access.site], service);
  const BilingualName how = mode_words(access.mode);
  const bool to = access.ways.front().leads_to_facility;
  const bool back = access.ways.size() > 1;
  const BilingualName heights = height_words(access);
  const BilingualName structures = structures_on(access);
  const BilingualName reach = reach_words(access);
  std::optional<double> limit_min;
  if (service.reach_by != ReachBy::metres && service.reach_s) limit_min = *service.reach_s / 60.0;
  const std::string minutes = beside_limit(access.seconds() / 60.0, limit_min, 1);
  const std::string metres = beside_limit(
      access.length_m(), service.reach_by == ReachBy::metres ? service.reach_m : std::nullopt, 0);
  const std::string straight = metres_text(access.straight_m());
  BilingualName words;
  words.en = fmt::format("From {} to {}{}, {}, {}: {} minutes, {} m ({} m in a straight line){}{}; {}.",
                         to ? people_at.en : facility.en, to ? facility.en : people_at.en,
                         back ? " and back" : "", group.en, how.en, minutes, metres, straight, heights.en,
                         structures.en.empty() ? "" : ", with " + structures.en, reach.en);
  words.zh = fmt::format("从{}到{}{}，{}，{}：{} 分钟，{} 米（直线 {} 米）{}{}；{}。",
                         to ? people_at.zh : facility.zh, to ? facility.zh : people_at.zh, back ? "往返" : "",
                         group.zh, how.zh, minutes, metres, straight,
                         structures.zh.empty() ? "" : "，途经" + structures.zh, heights.zh, reach.zh);
  if (!std::isnan(access.people_served)) {
    const std::string people = grouped_text(access.people_served, 0);
    words.en += fmt::format(
        " It is the longest way of the {} people who have it as the nearest within reach.", people);
    words.zh += fmt::format("以此处为可达范围内最近设施的 {} 人中，这是最远的一条路径。", people);
  }
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
  const bool flat = is_flat(way);
  int number = 0;
  for (const TraceLeg& leg : way.legs) {
    ++number;
    const BilingualName words = leg_words(leg);
    BilingualName heights;
    if (!flat)
      heights = {
          fmt::format("  up {:>3} m  down {:>3} m", metres_text(leg.climb_m), metres_text(leg.descent_m)),
          fmt::format("  上 {:>3} 米  下 {:>3} 米", metres_text(leg.climb_m), metres_text(leg.descent_m))};
    const std::string minutes = fmt::format("{:.1f}", leg.seconds / 60.0);
    const std::string metres = metres_text(leg.length_m);
    lines.en.push_back(
        fmt::format("{:>3}. {:>5} min {:>6} m{}  {}", number, minutes, metres, heights.en, words.en));
    lines.zh.push_back(
        fmt::format("{:>3}. {:>5} 分钟 {:>6} 米{}  {}", number, minutes, metres, heights.zh, words.zh));
  }
  return lines;
}

}  // namespace quarterhour
