#include "sim/placement/plan_words.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace quarterhour {

std::string short_number(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

namespace {

std::string percent(double share) { return short_number(std::round(share * 1e6) / 1e4) + " %"; }

}  // namespace

std::string with_thousands(double whole) {
  std::string digits = std::to_string(static_cast<long long>(whole));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

BilingualName counted(std::span<const Service> bundle) {
  if (bundle.size() == 1) return {"people", "人"};
  return {"needs (people times services)", "人次需求"};
}

BilingualName name_of_unit(const Unit& unit) {
  BilingualName name = unit.name;
  if (name.en.empty()) name.en = unit.id;
  if (name.zh.empty()) name.zh = name.en;
  return name;
}

BilingualName unit_kind_words(const SitingProblem& problem) {
  if (problem.units != nullptr && problem.units->kind == "cluster") return {"cluster", "组团"};
  if (problem.units != nullptr && problem.units->kind == "group") return {"group", "人群"};
  return {"district", "行政区"};
}

BilingualName listed(const std::vector<BilingualName>& names) {
  constexpr std::size_t most = 5;
  BilingualName text;
  for (std::size_t k = 0; k < std::min(most, names.size()); ++k) {
    text.en += (k == 0 ? "" : ", ") + names[k].en;
    text.zh += (k == 0 ? "" : "、") + names[k].zh;
  }
  if (names.size() > most) {
    text.en += " and " + std::to_string(names.size() - most) + " more";
    text.zh += " 等 " + std::to_string(names.size()) + " 个";
  }
  return text;
}

BilingualName name_of_link(const CityLink& link) {
  BilingualName name = link.name;
  if (name.en.empty()) name.en = link.id;
  if (name.zh.empty()) name.zh = name.en;
  return name;
}

BilingualName links_words(const std::vector<BilingualName>& built) {
  if (built.empty()) return {"It builds none of the planned links.", "方案不建设任何规划通道。"};
  const BilingualName names = listed(built);
  return {std::string("It builds the planned link") + (built.size() == 1 ? " " : "s ") + names.en + ".",
          "方案建设规划通道：" + names.zh + "。"};
}

namespace {

/// A number of people, whole ones with thousands set apart.
std::string people(double number) {
  return std::round(number) == number ? with_thousands(number) : short_number(number);
}

/// "enlargements of existing ones by 500 people (3 at most)".
BilingualName enlargement_words(const SitingTask& task) {
  const std::string by = people(task.enlarge_by);
  const std::string most = task.most_enlarged ? std::to_string(*task.most_enlarged) : "";
  return {
      "enlargements of existing ones by " + by + " people" + (most.empty() ? "" : " (" + most + " at most)"),
      "现有设施扩建（每处增加 " + by + " 人" + (most.empty() ? "" : "，至多 " + most + " 处") + "）"};
}

}  // namespace

BilingualName room_words(const SitingTask& task) {
  if (!std::isfinite(task.capacity_of_new)) return {", each within its capacity", "（每处不超过其容量）"};
  const bool enlarges = task.enlarge_by > 0.0;
  const std::string most = people(task.capacity_of_new);
  return {std::string(enlarges ? ", each new one" : ", each") + " for at most " + most + " people",
          std::string(enlarges ? "（新址每处" : "（每处") + "至多服务 " + most + " 人）"};
}

BilingualName choice_words(const SitingTask& task) {
  BilingualName words;
  const bool enlarges = task.enlarge_by > 0.0;
  const BilingualName enlargements = enlarges ? enlargement_words(task) : BilingualName{};
  if (task.budget) {
    const bool links = !task.links.empty();
    words = {std::string(links ? "sites and planned links" : "sites") + (enlarges ? " and " : "") +
                 enlargements.en + " within a budget of " + short_number(*task.budget),
             "预算 " + short_number(*task.budget) + " 以内的任何" + (links ? "选址与规划通道" : "选址") +
                 (enlarges ? "与" : "") + enlargements.zh};
  } else {
    const int count = task.count.value_or(0);
    const char* const noun = task.level.empty() ? "site" : "centre";
    words = {std::to_string(count) + " new " + noun + (count == 1 ? "" : "s"),
             "任选 " + std::to_string(count) + " 处新址"};
  }
  if (enlarges && !task.budget) {
    words.en += " or " + enlargements.en;
    words.zh += "或" + enlargements.zh;
  }
  if (task.most_moved > 0) {
    const std::string most = std::to_string(task.most_moved);
    words.en += ", with at most " + most + " existing " + (task.most_moved == 1 ? "one" : "ones") + " moved,";
    words.zh += "（另可迁移至多 " + most + " 处现有设施）";
  }
  if (task.closing_brings > 0.0) {
    words.en += ", to which each existing one that closes adds " + short_number(task.closing_brings) + ",";
    words.zh += "（每关闭一处现有设施增加 " + short_number(task.closing_brings) + "）";
  }
  if (task.assignment != Assignment::nearest) {
    const BilingualName room = room_words(task);
    words.en += room.en + ",";
    words.zh += room.zh;
  }
  const bool has_rules = task.min_per_unit || task.max_per_unit || task.spacing_m || task.nest_s;
  if (has_rules) {
    words.en += " that keeps the rules";
    words.zh = "遵守各项条件、" + words.zh;
  }
  if (task.problem == "cover" && task.share_per_unit) {
    const bool is_group = task.unit_kind == "group";
    const std::string share = percent(*task.share_per_unit);
    const bool has_room = task.assignment != Assignment::nearest;
    words.en += std::string(has_rules ? " and" : " that") + (has_room ? " serves" : " covers") +
                " at least " + share + (is_group ? " of each group" : " in each unit");
    words.zh = std::string(is_group ? "每个人群至少" : "每个单元至少") + (has_room ? "服务 " : "覆盖 ") +
               share + "、" + words.zh;
  }
  return words;
}

namespace {

BilingualName name_of_service(const Service& service) {
  BilingualName name = service.name;
  if (name.en.empty()) name.en = service.id;
  if (name.zh.empty()) name.zh = name.en;
  return name;
}

// A plan of millions is optimal though a few people more are not ruled out.
bool is_told_as_best(const CoverPlan& plan) {
  return plan.status == PlanStatus::optimal && plan.bound - plan.objective < 0.5;
}

// As every other number of people is rounded; beside a bound, which is rounded up, down, so that no proof is told
// that is not there. A millionth of a person is rounding.
std::string covered_words(const CoverPlan& plan) {
  return with_thousands(is_told_as_best(plan) ? std::round(plan.objective)
                                              : std::floor(plan.objective + 1e-6));
}

bool has_prices(const SitingTask& task) {
  return !task.links.empty() || std::any_of(task.candidates.begin(), task.candidates.end(),
                                            [](const Candidate& candidate) { return candidate.cost != 1.0; });
}

}  // namespace

BilingualName requirement_words(std::span<const Service> bundle, const SitingTask& task) {
  const BilingualName what = counted(bundle);
  if (!task.share_per_unit)
    return {percent(task.share) + " of the " + what.en, "全部" + what.zh + "的 " + percent(task.share)};
  const bool is_group = task.unit_kind == "group";
  BilingualName each{percent(*task.share_per_unit) + (is_group ? " of each group" : " in each unit"),
                     (is_group ? "每个人群的 " : "每个单元的 ") + percent(*task.share_per_unit)};
  if (task.share <= 0.0) return each;
  return {percent(task.share) + " of the " + what.en + " and " + each.en,
          "全部" + what.zh + "的 " + percent(task.share) + "及" + each.zh};
}

BilingualName subject_words(std::span<const Service> bundle, const SitingTask& task) {
  if (task.level.empty()) return name_of_service(bundle.front());
  std::vector<BilingualName> services;
  for (const Service& service : bundle) services.push_back(name_of_service(service));
  BilingualName level = task.level_name;
  if (level.en.empty()) level.en = task.level;
  if (level.zh.empty()) level.zh = level.en;
  BilingualName hosted;
  for (std::size_t k = 0; k < services.size(); ++k) {
    hosted.en += (k == 0 ? "" : ", ") + services[k].en;
    hosted.zh += (k == 0 ? "" : "、") + services[k].zh;
  }
  return {"centres of level " + level.en + " (" + hosted.en + ")", level.zh + "中心（" + hosted.zh + "）"};
}

BilingualName backup_words(std::span<const Service> bundle, const SitingTask& task, const CoverPlan& plan) {
  const BilingualName choice = choice_words(task);
  const BilingualName what = counted(bundle);
  const std::string covered = covered_words(plan);
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  const std::string times = std::to_string(task.times);
  if (is_told_as_best(plan))
    return {"No choice of " + choice.en + " gives more " + what.en + " at least " + times +
                " facilities within reach than this plan, which gives them to " + covered + ".",
            "本方案使 " + covered + " " + what.zh + "可到达至少 " + times + " 处设施，" + choice.zh +
                "都不能更多。"};
  return {"No choice of " + choice.en + " can give at least " + times +
              " facilities within reach to more than " + bound + " " + what.en +
              "; this plan gives them to " + covered + ".",
          choice.zh + "最多只能使 " + bound + " " + what.zh + "可到达至少 " + times + " 处设施；本方案为 " +
              covered + " " + what.zh + "。"};
}

BilingualName cover_words(std::span<const Service> bundle, const SitingTask& task, const CoverPlan& plan) {
  if (task.times > 1) return backup_words(bundle, task, plan);
  const BilingualName choice = choice_words(task);
  const BilingualName what = counted(bundle);
  const std::string covered = covered_words(plan);
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  if (is_told_as_best(plan))
    return {"No choice of " + choice.en + " covers more " + what.en + " than this plan, which covers " +
                covered + ".",
            "本方案覆盖 " + covered + " " + what.zh + "，" + choice.zh + "都不能覆盖更多的" + what.zh + "。"};
  return {
      "No choice of " + choice.en + " can cover more than " + bound + " " + what.en + "; this plan covers " +
          covered + ".",
      choice.zh + "最多只能覆盖 " + bound + " " + what.zh + "；本方案覆盖 " + covered + " " + what.zh + "。"};
}

BilingualName require_words(std::span<const Service> bundle, const SitingTask& task,
                            const RequirePlan& plan) {
  const BilingualName goal = requirement_words(bundle, task);
  if (has_prices(task)) {
    const std::string cost = short_number(plan.cost);
    // Rounded down: a bound that is told must not be above the one that was proved.
    const std::string bound = short_number(std::floor(plan.bound * 1e6) / 1e6);
    if (plan.status == PlanStatus::optimal && plan.cost - plan.bound <= 1e-9 * plan.cost)
      return {"No choice that covers " + goal.en + " costs less than this plan: " + cost + ".",
              "满足" + goal.zh + "的方案中，没有比本方案（成本 " + cost + "）更便宜的。"};
    return {"No choice that covers " + goal.en + " can cost less than " + bound + "; this plan costs " +
                cost + ".",
            "满足" + goal.zh + "的方案，成本不可能低于 " + bound + "；本方案成本 " + cost + "。"};
  }
  const std::string sites = std::to_string(plan.chosen.size());
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  if (plan.status == PlanStatus::optimal)
    return {
        "No choice of fewer than " + sites + " new sites covers " + goal.en + ": this plan is the smallest.",
        "少于 " + sites + " 处新址无法满足" + goal.zh + "：本方案已是最少。"};
  if (plan.bound <= 0.0)
    return {"It was not proved how many new sites are needed at least to cover " + goal.en +
                "; this plan has " + sites + ".",
            "尚未证明满足" + goal.zh + "至少需要多少处新址；本方案为 " + sites + " 处。"};
  return {
      "At least " + bound + " new sites are needed to cover " + goal.en + "; this plan has " + sites + ".",
      "要满足" + goal.zh + "，至少需要 " + bound + " 处新址；本方案为 " + sites + " 处。"};
}

BilingualName no_plan_yet_words(std::span<const Service> bundle, const SitingTask& task) {
  const BilingualName subject = subject_words(bundle, task);
  return {"The search for " + subject.en +
              " ended before it found a choice that keeps the rules, and without a proof that there is none: "
              "give it "
              "more work or time, or loosen the rules.",
          "在找到符合各项条件的" + subject.zh +
              "选址之前搜索已结束，也未证明其不存在：请放宽条件，或增加计算量与时间。"};
}

BilingualName no_candidate_words(std::span<const Service> bundle, const SitingTask& task,
                                 const SitingProblem& problem) {
  const BilingualName subject = subject_words(bundle, task);
  if (task.candidates.empty())
    return {"There is no admissible site for " + subject.en + ": no candidate meets the conditions.",
            "没有可供新建" + subject.zh + "的地点：没有任何候选点满足条件。"};
  BilingualName why;
  if (problem.too_close > 0) {
    why.en = std::to_string(problem.too_close) + " stand closer than " +
             short_number(task.spacing_m.value_or(0.0)) + " m to one that is there";
    why.zh = std::to_string(problem.too_close) + " 处距现有设施不足 " +
             short_number(task.spacing_m.value_or(0.0)) + " 米";
  }
  if (problem.not_nested > 0) {
    const std::string minutes = short_number(task.nest_s.value_or(0.0) / 60.0);
    why.en += std::string(why.en.empty() ? "" : ", ") + std::to_string(problem.not_nested) +
              " lie more than " + minutes + " minutes from a centre of the level above";
    why.zh += std::string(why.zh.empty() ? "" : "，") + std::to_string(problem.not_nested) +
              " 处距上级中心超过 " + minutes + " 分钟";
  }
  return {"No candidate is left for " + subject.en + ": of " + std::to_string(task.candidates.size()) + ", " +
              why.en + ".",
          subject.zh + "没有可用的候选点：共 " + std::to_string(task.candidates.size()) + " 处，其中 " +
              why.zh + "。"};
}

BilingualName choice_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                    const SitingProblem& problem, const std::string& reason) {
  const BilingualName subject = subject_words(bundle, task);
  const SiteRules& rules = problem.rules;
  int wanted = 0;
  std::vector<BilingualName> short_of_candidates;
  for (std::size_t unit = 0; unit < rules.least.size(); ++unit) {
    wanted += rules.least[unit];
    const auto available = std::count(rules.unit.begin(), rules.unit.end(), static_cast<std::int32_t>(unit));
    if (available < rules.least[unit])
      short_of_candidates.push_back(name_of_unit(problem.units->units[unit]));
  }
  const BilingualName kind = unit_kind_words(problem);
  if (!short_of_candidates.empty()) {
    const BilingualName names = listed(short_of_candidates);
    return {"Too few candidates for " + subject.en + " to meet min_per_unit in these units of kind " +
                kind.en + ": " + names.en + ".",
            "以下" + kind.zh + "的候选点不足，无法满足" + subject.zh + "的最少处数：" + names.zh + "。"};
  }
  if (task.count && wanted > *task.count)
    return {"The minima per " + kind.en + " ask for " + std::to_string(wanted) + " new sites of " +
                subject.en + ", more than the count of " + std::to_string(*task.count) + ".",
            "各" + kind.zh + "最少处数合计需新增" + subject.zh + " " + std::to_string(wanted) +
                " 处，超过规定的 " + std::to_string(*task.count) + " 处。"};
  if (wanted > 0 || problem.rules.spacing_m > 0.0)
    return {
        "The rules leave no choice of sites for " + subject.en + (reason.empty() ? "" : ": " + reason) + ".",
        "各项条件之下没有可行的" + subject.zh + "选址。"};
  const std::string budget = short_number(task.budget.value_or(0.0));
  const bool enlarges = task.enlarge_by > 0.0;
  return {
      "The budget of " + budget + " is below the cost of " + (enlarges ? "an enlargement and of " : "") +
          "the cheapest site for " + subject.en + ".",
      "预算 " + budget + " 低于" + (enlarges ? "扩建及" : "") + "新建" + subject.zh + "最便宜候选点的成本。"};
}

// How a sentence begins that ends with what can be covered at most.
BilingualName all_candidates_words(std::size_t candidates, const BilingualName& subject) {
  if (candidates == 0)
    return {"No candidate is left for " + subject.en + ", and what exists covers",
            subject.zh + "没有可用的候选点，现有设施只能覆盖"};
  if (candidates == 1)
    return {"Even the only candidate for " + subject.en + ", with what exists, covers",
            "即使启用唯一的候选点，" + subject.zh + "也只能覆盖"};
  const std::string count = with_thousands(static_cast<double>(candidates));
  return {"Even all " + count + " candidates for " + subject.en + " together cover",
          "即使启用全部 " + count + " 处候选点，" + subject.zh + "也只能覆盖"};
}

BilingualName require_obstacle_words(std::span<const Service> bundle, const SitingTask& task,
                                     const SitingProblem& problem, const RequirePlan& plan) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName what = counted(bundle);
  std::vector<BilingualName> units;
  for (const RequirePlan::Shortage& shortage : plan.shortages) {
    if (shortage.by_rules)
      return {
          "The rules leave no choice of sites for " + subject.en + " that covers " +
              requirement_words(bundle, task).en + ".",
          "各项条件之下，" + subject.zh + "的任何选址都无法满足" + requirement_words(bundle, task).zh + "。"};
    if (shortage.unit < 0) {
      const BilingualName everything = all_candidates_words(problem.candidates.size(), subject);
      const std::string coverable = with_thousands(std::floor(shortage.coverable + 1e-6));
      const std::string required = with_thousands(std::ceil(shortage.required - 1e-6));
      return {
          everything.en + " only " + coverable + " " + what.en + "; " + required + " are required.",
          everything.zh + " " + coverable + " " + what.zh + "，而要求为 " + required + " " + what.zh + "。"};
    }
    units.push_back(name_of_unit(problem.units->units[static_cast<std::size_t>(shortage.unit)]));
  }
  const BilingualName names = listed(units);
  const BilingualName kind = unit_kind_words(problem);
  return {
      "Even all candidates for " + subject.en + " together miss the share required in these units of kind " +
          kind.en + ": " + names.en + ".",
      "即使启用全部候选点，以下" + kind.zh + "仍达不到" + subject.zh + "要求的覆盖比例：" + names.zh + "。"};
}

SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& problem,
                  const CoverPlan& plan) {
  SolvedPlan answer{plan.chosen, plan.objective, plan.bound,
                    plan.gap,    plan.status,    plan.work,
                    {},          true,           bundle.size() > 1 ? "needs" : "people"};
  if (plan.status == PlanStatus::infeasible) {
    answer.words = choice_obstacle_words(bundle, task, problem, plan.reason);
    answer.found = false;
  } else if (plan.chosen.empty() && !plan.reason.empty()) {
    answer.words = no_plan_yet_words(bundle, task);
    answer.found = false;
  } else {
    answer.words = cover_words(bundle, task, plan);
  }
  return answer;
}

SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& problem,
                  const RequirePlan& plan) {
  SolvedPlan answer{plan.chosen, plan.cost,   plan.bound,
                    plan.gap,    plan.status, plan.work,
                    {},          true,        has_prices(task) ? "cost" : "sites"};
  if (plan.status == PlanStatus::infeasible) {
    answer.words = require_obstacle_words(bundle, task, problem, plan);
    answer.found = false;
  } else if (plan.chosen.empty() && plan.status != PlanStatus::optimal &&
             plan.status != PlanStatus::within_gap) {
    answer.words = no_plan_yet_words(bundle, task);
    answer.found = false;
  } else {
    answer.words = require_words(bundle, task, plan);
  }
  return answer;
}

SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& problem,
                  const CoverWithSharesPlan& plan) {
  SolvedPlan answer = solved(bundle, task, problem, plan.plan);
  if (plan.plan.status != PlanStatus::infeasible) return answer;
  if (!plan.shortages.empty()) {
    RequirePlan required;
    required.shortages = plan.shortages;
    answer.words = require_obstacle_words(bundle, task, problem, required);
  } else if (task.share_per_unit) {
    const BilingualName subject = subject_words(bundle, task);
    const std::string share = percent(*task.share_per_unit);
    answer.words = {"No choice of " + choice_words(task).en + " exists for " + subject.en +
                        ": so many cannot reach " + share + " everywhere.",
                    "以此数量，" + subject.zh + "无法使每个单元都达到 " + share + "。"};
  }
  return answer;
}

}  // namespace quarterhour
