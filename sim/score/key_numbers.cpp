#include "sim/score/key_numbers.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "sim/score/assess.h"
#include "sim/score/circle.h"
#include "sim/score/comparisons.h"
#include "sim/score/completeness.h"
#include "sim/score/key_words.h"
#include "sim/score/plan_numbers.h"

namespace quarterhour {

namespace {

constexpr double kmh_per_m_per_s = 3.6;

const BalanceRow* balance_of_everybody(const std::vector<BalanceRow>& balance) {
  for (const BalanceRow& row : balance)
    if (row.group == "people") return &row;
  return nullptr;
}

/// Adds the numbers of one service.
class ServiceNumbers {
 public:
  /// `unit_sets`: those that the scores are told for.
  ServiceNumbers(const Service& service, const std::optional<BilingualName>& how,
                 const std::vector<UnitSet>& unit_sets, StudyResult& result)
      : service_(service),
        unit_sets_(unit_sets),
        result_(result),
        name_(shown_name(service)),
        limit_(limit_words(service, how)) {}

  void add_access() {
    add_circle_radius();
    add_coverage("before", {"today", "目前"});
    add_score("circle_share", "before", "circle_share",
              {"Share of people inside the straight-line circles around the sites of " + name_.en + ".",
               name_.zh + "直线圆内人口所占比例。"});
    add_score("overstatement", "before", "overstatement",
              {"How far the circle overstates " + name_.en +
                   ": (people in it - people covered) / people in it; below 0 it understates.",
               "直线圆对" + name_.zh + "可达性的高估：（圆内人数 − 实际覆盖人数）÷ 圆内人数；负值为低估。"});
    add_score("overstatement_flat_world", "before", "overstatement_flat_world",
              {"The same overstatement were the ground flat and the rivers kept: the rest is the hills.",
               "假设地面平坦、保留河流等阻隔时的同一高估；其余部分由地形起伏造成。"});
  }

  void add_plan() {
    const auto planned = std::count_if(result_.sites.begin(), result_.sites.end(), [this](const Site& site) {
      return site.planned && site.service == service_.id;
    });
    const bool has_plan = std::any_of(result_.proof.begin(), result_.proof.end(),
                                      [this](const ProofRow& row) { return row.service == service_.id; });
    if (!has_plan && planned == 0) return;
    add("sites_planned", static_cast<double>(planned), "sites",
        {"New sites of " + name_.en + " in the plan.", "规划新增" + name_.zh + "处数。"});
    add_coverage("after", {"with the plan", "规划实施后"});
    int number = 0;
    for (const ProofRow& proof : result_.proof)
      if (proof.service == service_.id)
        add_proof_numbers(proof, name_, ++number == 1 ? "plan_" : "plan_" + std::to_string(number) + "_",
                          result_);
  }

 private:
  void add(const std::string& id, double value, const std::string& unit_of_measure, BilingualName meaning) {
    result_.key_numbers.push_back({service_.id + "_" + id, value, unit_of_measure, std::move(meaning)});
  }

  void add_circle_radius() {
    for (const AccessLayer& layer : result_.access) {
      if (layer.service != service_.id) continue;
      add("flat_distance", layer.circle_radius_m, "m",
          {"Metres on flat ground that " + limit_.en +
               " allow: the radius of the circle drawn around a site of " + name_.en + ".",
           "平地上" + limit_.zh + "所及的米数，即" + name_.zh + "直线圆的半径。"});
      return;
    }
  }

  void add_coverage(const std::string& state, const BilingualName& when) {
    add_score("covered_" + state, state, "covered",
              {"People who reach " + name_.en + " within " + limit_.en + " " + when.en + ".",
               when.zh + limit_.zh + "内可达" + name_.zh + "的人数。"});
    add_score("covered_share_" + state, state, "covered_share",
              {"Share of people who reach " + name_.en + " within " + limit_.en + " " + when.en + ".",
               when.zh + limit_.zh + "内可达" + name_.zh + "的人口比例。"});
    add_score("served_share_" + state, state, "served_share",
              {"Share of people for whom " + name_.en + " within " + limit_.en + " has room " + when.en +
                   ", when everybody goes to the nearest that is not full.",
               when.zh + "按“就近、未满”原则，" + limit_.zh + "内有" + name_.zh + "可容纳的人口比例。"});
    // Of two states the later one: who is worst off then is what is left to do.
    if (state == "before" && has_scores("after")) return;
    for (const UnitSet& set : unit_sets_)
      if (set.units.size() > 1) add_worst(set, state, when);
  }

  [[nodiscard]] bool has_scores(const std::string& state) const {
    return std::any_of(result_.scores.begin(), result_.scores.end(),
                       [&](const ScoreRow& row) { return row.service == service_.id && row.state == state; });
  }

  void add_worst(const UnitSet& set, const std::string& state, const BilingualName& when) {
    const ScoreRow* worst =
        worst_unit(result_, {state, service_.id, everybody(), set.kind, "", "covered_share", 0.0, ""});
    if (worst == nullptr) return;
    const auto unit = std::find_if(set.units.begin(), set.units.end(),
                                   [worst](const Unit& candidate) { return candidate.id == worst->unit; });
    const BilingualName name =
        shown_name(unit == set.units.end() ? BilingualName{} : unit->name, worst->unit);
    const BilingualName kind = unit_kind_words(set.kind);
    const auto as_low = std::count_if(result_.scores.begin(), result_.scores.end(), [&](const ScoreRow& row) {
      return row.state == worst->state && row.service == worst->service && row.group == worst->group &&
             row.unit_kind == worst->unit_kind && row.metric == worst->metric && row.unit != "(none)" &&
             row.value == worst->value;
    });
    BilingualName others;
    if (as_low > 1)
      others = {" (as low in " + std::to_string(as_low - 1) + " more)",
                "（另有" + std::to_string(as_low - 1) + "个同样低）"};
    add("worst_" + set.kind + "_covered_share_" + state, worst->value, "1",
        {"Share of people who reach " + name_.en + " within " + limit_.en + " " + when.en + " in the " +
             kind.en + " where it is lowest: " + name.en + others.en + ".",
         when.zh + limit_.zh + "内可达" + name_.zh + "的人口比例最低的" + kind.zh + "：" + name.zh +
             others.zh + "。"});
  }

  [[nodiscard]] std::string everybody() const {
    return service_.demand.size() == 1 ? service_.demand.front().group : all_groups;
  }

  void add_score(const std::string& id, const std::string& state, const std::string& metric,
                 BilingualName meaning) {
    const std::string group = everybody();
    for (const ScoreRow& row : result_.scores) {
      if (row.service != service_.id || row.state != state || row.metric != metric ||
          row.unit_kind != "city" || row.group != group)
        continue;
      add(id, row.value, row.unit_of_measure, std::move(meaning));
      return;
    }
  }

  const Service& service_;
  const std::vector<UnitSet>& unit_sets_;
  StudyResult& result_;
  BilingualName name_;
  BilingualName limit_;
};

/// `city`: nullptr for times made elsewhere.
void add_services(const City* city, StudyResult& result) {
  static const std::vector<UnitSet> no_units;
  for (const Service& service : result.services) {
    std::optional<BilingualName> how;
    if (city != nullptr) how = travel_words(*city, result.travel, service);
    ServiceNumbers numbers(service, how, city != nullptr ? city->unit_sets : no_units, result);
    numbers.add_access();
    numbers.add_plan();
  }
  add_level_plans(result);
}

void add_people_read(const std::vector<BalanceRow>& balance, StudyResult& result) {
  if (const BalanceRow* everybody = balance_of_everybody(balance))
    result.key_numbers.push_back({"people_read",
                                  everybody->read,
                                  "people",
                                  {"People in the population source.", "人口数据源中的总人数。"}});
}

/// Of one service alone, completeness says nothing that its coverage does not.
void add_completeness_numbers(StudyResult& result) {
  if ((result.listed_services.empty() ? result.services.size() : result.listed_services.size()) < 2) return;
  for (const auto& [state, en, zh] :
       {std::tuple{"before", "today", "目前"}, std::tuple{"after", "with the plan", "规划实施后"}}) {
    for (const ScoreRow& row : result.scores) {
      if (row.service != all_services || row.state != state || row.group != "people" ||
          row.unit_kind != "city")
        continue;
      const std::string when_en = en;
      const std::string when_zh = zh;
      if (row.metric == "completeness")
        result.key_numbers.push_back(
            {std::string("completeness_") + state,
             row.value,
             "1",
             {"Share of the listed services that people have within reach " + when_en + ", on average.",
              when_zh + "人均可达服务项数占应配项数的比例。"}});
      if (row.metric == "complete_share")
        result.key_numbers.push_back(
            {std::string("complete_share_") + state,
             row.value,
             "1",
             {"Share of people who have all listed services within reach " + when_en + ".",
              when_zh + "各项应配服务均可达的人口比例。"}});
    }
  }
}

double people_scored(const City& city) {
  double people = 0.0;
  for (std::size_t cell = 0; cell < city.zone.size(); ++cell)
    if (city.zone[cell] == static_cast<std::uint8_t>(Zone::scored))
      people += city.groups.front().people[cell];
  return people;
}

}  // namespace

void add_key_numbers(const City& city, StudyResult& result) {
  if (city.is_flat())
    result.key_numbers.push_back(
        {"elevation_cells",
         0.0,
         "cells",
         {"No elevation was given: the city is treated as flat, and no hill slows anybody.",
          "未提供高程：城市按平地处理，任何坡度都不影响出行。"}});
  add_people_read(city.balance, result);
  if (!city.groups.empty())
    result.key_numbers.push_back(
        {"people_scored",
         people_scored(city),
         "people",
         {"People in the area that is scored and planned for.", "评估与规划范围内的人数。"}});
  if (const BalanceRow* everybody = balance_of_everybody(city.balance))
    result.key_numbers.push_back(
        {"people_moved",
         everybody->moved,
         "people",
         {"People read on ground nobody can stand on and moved to the nearest that is open.",
          "原落在不可通行处、已移到最近可通行处的人数。"}});
  result.key_numbers.push_back({"walking_speed",
                                flat_speed_m_per_s(result.travel.pace) * kmh_per_m_per_s,
                                "km/h",
                                {"Walking speed on flat ground in km/h, before slopes and slow ground.",
                                 "平地步行速度（公里/小时），未计坡度与慢速地面。"}});
  add_completeness_numbers(result);
  add_services(&city, result);
}

void add_key_numbers(const TravelMatrix& matrix, StudyResult& result) {
  add_people_read(matrix.balance, result);
  add_services(nullptr, result);
}

}  // namespace quarterhour
