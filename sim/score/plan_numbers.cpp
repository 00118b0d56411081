#include "sim/score/plan_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/score/key_words.h"

namespace quarterhour {

namespace {

/// "clinic" and the prefix "plan_" as "clinic_plan_".
std::string id_start(const ProofRow& proof, const std::string& prefix) {
  return proof.service + "_" + prefix;
}

/// Whether the plan of a proof gives people to sites that can be full.
bool has_capacities(const ProofRow& proof, const StudyResult& result) {
  return std::any_of(result.plan.begin(), result.plan.end(), [&](const PlanRow& row) {
    return row.service == proof.service && row.problem == proof.problem && !std::isnan(row.people_assigned);
  });
}

void add_cover(const ProofRow& proof, const BilingualName& subject, bool counts_needs, const std::string& id,
               StudyResult& result) {
  const char* const unit = counts_needs ? "needs" : "people";
  const bool has_room = has_capacities(proof, result);
  const BilingualName what =
      counts_needs ? BilingualName{"Needs (people times services) met by ", "人次需求"}
      : has_room ? BilingualName{"People whom sites with room serve within the limit of ", "可容纳的服务人数"}
                 : BilingualName{"People within the limit of ", "需求人数"};
  if (proof.times > 1) {
    const std::string times = std::to_string(proof.times);
    result.key_numbers.push_back(
        {id + "objective",
         proof.objective,
         unit,
         {(counts_needs ? "Needs (people times services) with at least " : "People with at least ") + times +
              " facilities within the limit of " + subject.en + ", existing sites included.",
          "规划方案（含现有设施）下可到达至少 " + times + " 处" + subject.zh + "的" +
              (counts_needs ? "人次需求。" : "人数。")}});
    result.key_numbers.push_back(
        {id + "bound",
         proof.bound,
         unit,
         {"However sites for " + subject.en +
              " were chosen on the same terms, no more than these could have that many within the limit.",
          "在相同条件下，无论" + subject.zh + "如何选址，能达到上述条件的都不会超过此数。"}});
    return;
  }
  const BilingualName with_links =
      proof.with_links ? BilingualName{" and planned links", "与规划通道"} : BilingualName{};
  const BilingualName more = counts_needs ? BilingualName{"meet more needs", "满足的人次需求"}
                             : has_room   ? BilingualName{"serve more people", "服务人数"}
                                          : BilingualName{"cover more people", "覆盖人数"};
  result.key_numbers.push_back({id + "objective",
                                proof.objective,
                                unit,
                                {what.en + subject.en + " by the plan's own count, existing sites included.",
                                 "规划方案（含现有设施）覆盖的" + subject.zh + what.zh + "。"}});
  result.key_numbers.push_back({id + "bound",
                                proof.bound,
                                unit,
                                {"No other choice of sites" + with_links.en + " for " + subject.en +
                                     " on the same terms can " + more.en + " than this.",
                                 "在相同条件下，任何" + subject.zh + "选址" + with_links.zh + "方案的" +
                                     more.zh + "都不会超过此值。"}});
}

void add_require(const ProofRow& proof, const BilingualName& subject, const std::string& id,
                 StudyResult& result) {
  const bool has_prices = std::any_of(result.plan.begin(), result.plan.end(), [&](const PlanRow& row) {
    return !row.existing && row.service == proof.service && row.cost != 1.0;
  });
  const char* const unit = has_prices || proof.with_links ? "cost" : "sites";
  result.key_numbers.push_back(
      {id + "objective",
       proof.objective,
       unit,
       {"New sites of " + subject.en +
            " that the required share takes, or their cost where candidates have one.",
        "达到要求比例所需新增的" + subject.zh + "处数（候选点有成本时为成本）。"}});
  result.key_numbers.push_back(
      {id + "bound",
       proof.bound,
       unit,
       {std::string("No choice of sites") + (proof.with_links ? " and planned links" : "") + " for " +
            subject.en + " that reaches the share can do with less than this.",
        "任何达到要求比例的" + subject.zh + "选址方案都不会少于此值。"}});
}

void add_ways(const ProofRow& proof, const BilingualName& subject, const std::string& id,
              StudyResult& result) {
  const bool is_mean = proof.problem == "median";
  const bool has_room = has_capacities(proof, result);
  const std::string where = has_room ? "to the site that has room among those of " : "to the nearest of ";
  const BilingualName what = is_mean ? BilingualName{"Mean way " + where, "平均路程"}
                                     : BilingualName{"Longest way of anybody " + where, "最远路程"};
  const BilingualName least = is_mean ? BilingualName{"a shorter mean way", "平均路程"}
                                      : BilingualName{"a shorter longest way", "最远路程"};
  result.key_numbers.push_back({id + "objective",
                                proof.objective,
                                proof.unit_of_measure,
                                {what.en + subject.en + " with the plan, existing sites included.",
                                 std::string("规划方案（含现有设施）下到") +
                                     (has_room ? "所分配的" : "最近") + subject.zh + "的" + what.zh + "。"}});
  result.key_numbers.push_back(
      {id + "bound",
       proof.bound,
       proof.unit_of_measure,
       {"No other choice of sites for " + subject.en + " on the same terms has " + least.en + " than this.",
        "在相同条件下，任何" + subject.zh + "选址方案的" + least.zh + "都不会低于此值。"}});
}

void add_fair(const ProofRow& proof, const BilingualName& subject, const std::string& id,
              StudyResult& result) {
  const bool has_room = has_capacities(proof, result);
  const std::string share = has_room ? "服务比例" : "覆盖比例";
  const std::string done = has_room ? "served" : "covered";
  result.key_numbers.push_back(
      {id + "objective",
       proof.objective,
       proof.unit_of_measure,
       {(has_room ? "Served by " : "Covered by ") + subject.en + " of the unit that is " + done +
            " least, with the plan, existing sites included.",
        "规划方案（含现有设施）下，" + subject.zh + share + "最低单元的" + share + "。"}});
  result.key_numbers.push_back(
      {id + "bound",
       proof.bound,
       proof.unit_of_measure,
       {"No other choice of sites for " + subject.en + " on the same terms " +
            (has_room ? "serves" : "covers") + " more of every unit than this.",
        "在相同条件下，没有" + subject.zh + "选址方案能使每个单元的" + share + "都超过此值。"}});
}

bool is_service(const StudyResult& result, const std::string& id) {
  return std::any_of(result.services.begin(), result.services.end(),
                     [&](const Service& service) { return service.id == id; });
}

/// "district+circle15" as its two levels.
std::vector<std::string> levels_of(const std::string& subject) {
  std::vector<std::string> ids(1);
  for (const char letter : subject)
    if (letter == '+')
      ids.emplace_back();
    else
      ids.back() += letter;
  return ids;
}

BilingualName centres_of(const StudyResult& result, const std::string& subject) {
  BilingualName names;
  for (const std::string& id : levels_of(subject)) {
    BilingualName name{id, id};
    for (const Level& level : result.levels)
      if (level.id == id) name = shown_name(level.name, level.id);
    names.en += (names.en.empty() ? "" : ", ") + name.en;
    names.zh += (names.zh.empty() ? "" : "、") + name.zh;
  }
  const bool several = subject.find('+') != std::string::npos;
  return {(several ? "centres of levels " : "centres of level ") + names.en, names.zh + "中心"};
}

void add_links(const ProofRow& proof, const BilingualName& subject, const std::string& id,
               StudyResult& result) {
  if (!proof.with_links) return;
  double cost = 0.0;
  int built = 0;
  for (const LinkRow& link : result.links) {
    if (link.plan != proof.service) continue;
    cost += link.cost;
    ++built;
  }
  result.key_numbers.push_back({id + "links_built",
                                static_cast<double>(built),
                                "links",
                                {"Planned links that the plan for " + subject.en + " builds.",
                                 subject.zh + "规划方案建设的规划通道数。"}});
  if (built > 0)
    result.key_numbers.push_back(
        {id + "links_cost",
         cost,
         "cost",
         {"What the links that the plan for " + subject.en + " builds cost together.",
          subject.zh + "规划方案所建规划通道的成本合计。"}});
}

}  // namespace

void add_proof_numbers(const ProofRow& proof, const BilingualName& subject, const std::string& prefix,
                       StudyResult& result) {
  const std::string id = id_start(proof, prefix);
  if (proof.status == "infeasible") {
    result.key_numbers.push_back({id + "gap",
                                  std::numeric_limits<double>::quiet_NaN(),
                                  "1",
                                  {"No plan exists: " + proof.words.en, "无可行方案：" + proof.words.zh}});
    return;
  }
  if (proof.problem == "require")
    add_require(proof, subject, id, result);
  else if (proof.problem == "median" || proof.problem == "center")
    add_ways(proof, subject, id, result);
  else if (proof.problem == "fair")
    add_fair(proof, subject, id, result);
  else
    add_cover(proof, subject, !is_service(result, proof.service), id, result);
  add_links(proof, subject, id, result);
  const BilingualName status = status_words(proof.status);
  // Against nothing no share is a share.
  constexpr double nothing = 1e-9;
  const bool has_share = std::abs(proof.objective) > nothing || proof.gap <= 1e-6;
  result.key_numbers.push_back(
      {id + "gap",
       has_share ? proof.gap : std::numeric_limits<double>::quiet_NaN(),
       "1",
       {"Share by which a better plan for " + subject.en +
            " could be better than this one, at most; status: " + status.en + ".",
        subject.zh + "方案与理论界值之间的最大相对差距；状态：" + status.zh + "。"}});
}

void add_level_plans(StudyResult& result) {
  std::vector<std::string> told;
  for (const ProofRow& proof : std::vector<ProofRow>(result.proof)) {
    if (is_service(result, proof.service)) continue;
    const BilingualName subject = centres_of(result, proof.service);
    const auto number = 1 + std::count(told.begin(), told.end(), proof.service);
    told.push_back(proof.service);
    for (const std::string& id : levels_of(proof.service)) {
      if (number != 1) break;
      const auto planned = std::count_if(result.plan.begin(), result.plan.end(), [&](const PlanRow& row) {
        return !row.existing && row.service == id;
      });
      const BilingualName of_level = centres_of(result, id);
      result.key_numbers.push_back(
          {id + "_sites_planned",
           static_cast<double>(planned),
           "sites",
           {"New " + of_level.en + " in the plan.", "规划新增" + of_level.zh + "处数。"}});
    }
    add_proof_numbers(proof, subject, number == 1 ? "plan_" : "plan_" + std::to_string(number) + "_", result);
  }
}

}  // namespace quarterhour
