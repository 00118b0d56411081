#include "sim/placement/fair_words.h"

#include <fmt/core.h>

#include <cmath>
#include <vector>

#include "sim/placement/plan_words.h"

namespace quarterhour {

namespace {

/// "61.30 %", up or down to the next of the two decimals; what differs from such a number by rounding only is that number.
std::string percent(double share, double (*round)(double)) {
  const double parts = share * 1e4;
  const double near = std::round(parts);
  return fmt::format("{:.2f} %", (std::abs(near - parts) < 1e-4 ? near : round(parts)) / 100.0);
}
double upward(double x) { return std::ceil(x); }
double downward(double x) { return std::floor(x); }

/// How many units have the lowest share, and their names.
std::size_t lowest_count(const FairPlan& plan) {
  constexpr double same = 1e-9;
  std::size_t number = 0;
  while (number < plan.order.size() && plan.share[plan.order[number]] - plan.objective <= same) ++number;
  return number;
}

BilingualName lowest_units(const SitingProblem& problem, const FairPlan& plan) {
  std::vector<BilingualName> names;
  for (std::size_t k = 0; k < lowest_count(plan); ++k)
    names.push_back(name_of_unit(problem.units->units[plan.order[k]]));
  return listed(names);
}

BilingualName lowest_words(std::span<const Service> bundle, const SitingTask& task,
                           const SitingProblem& problem, const FairPlan& plan) {
  const BilingualName choice = choice_words(task);
  const BilingualName what = counted(bundle);
  const BilingualName kind = unit_kind_words(problem);
  if (plan.order.empty())
    return {"No " + kind.en + " has anybody who asks for " + subject_words(bundle, task).en + ".",
            "没有任何" + kind.zh + "需要" + subject_words(bundle, task).zh + "。"};
  const BilingualName lowest = lowest_units(problem, plan);
  const bool has_room = task.assignment == Assignment::nearest;
  const std::string done = has_room ? "covered" : "served";
  const std::string done_zh = has_room ? "覆盖" : "服务";
  if (plan.status == PlanStatus::optimal) {
    const std::string share = percent(plan.objective, downward);
    return {"With any choice of " + choice.en + " some " + kind.en + " has no more of its " + what.en + " " +
                done + " than the lowest with this plan: " + lowest.en + ", " + share + ".",
            choice.zh + "，总有" + kind.zh + "的" + what.zh + done_zh + "比例不高于本方案的最低值：" +
                lowest.zh + "，" + share + "。"};
  }
  const std::string bound = percent(plan.bound, upward);
  const std::string share = percent(plan.objective, downward);
  return {"With any choice of " + choice.en + " some " + kind.en + " has at most " + bound + " of its " +
              what.en + " " + done + "; the lowest with this plan: " + lowest.en + ", " + share + ".",
          choice.zh + "，总有" + kind.zh + "的" + what.zh + done_zh + "比例不超过 " + bound +
              "；本方案的最低值：" + lowest.zh + "，" + share + "。"};
}

/// How far the shares above the lowest are proved, " …"; nothing where there are none.
BilingualName order_words(const SitingTask& task, const SitingProblem& problem, const FairPlan& plan) {
  const std::size_t units = plan.order.size();
  if (units < 2) return {};
  if (task.assignment != Assignment::nearest)
    return {" Beside that the search was for the most served, not for raising the next lowest.",
            "在此前提下力求服务更多，未逐一提高其余比例。"};
  const BilingualName kind = unit_kind_words(problem);
  if (plan.proved == units)
    return {" Every other " + kind.en + " is proved to have the most that it can, from the lowest up.",
            "其余各" + kind.zh + "由低到高，均已证明为各自可能的最高值。"};
  const std::size_t lowest = lowest_count(plan);
  if (plan.proved <= lowest && lowest == 1)
    return {" How far the others could be raised was searched, not proved.",
            "其余各" + kind.zh + "的比例经搜索得出，未经证明。"};
  if (plan.proved <= lowest)
    return {
        " How few have no more than that, and how far the others could be raised, was searched, not proved.",
        "有多少" + kind.zh + "不高于此值，以及其余的可提高多少，经搜索得出，未经证明。"};
  const std::size_t others = plan.proved - lowest;
  const std::string en =
      others == 1 ? "the lowest is proved to have the most that it can"
                  : fmt::format("the {} lowest are proved to have the most that they can, from the lowest up",
                                others);
  return {" Of the others " + en + "; the rest was searched, not proved.",
          fmt::format("其余{}中最低的 {} 个，由低到高已证明为各自可能的最高值；其他经搜索得出，未经证明。",
                      kind.zh, others)};
}

}  // namespace

SolvedPlan solved(std::span<const Service> bundle, const SitingTask& task, const SitingProblem& problem,
                  const FairPlan& plan) {
  SolvedPlan answer{plan.chosen, plan.objective, plan.bound, plan.gap, plan.status, plan.work,
                    {},          plan.found,     "1"};
  if (plan.found) {
    const BilingualName lowest = lowest_words(bundle, task, problem, plan);
    const BilingualName order = order_words(task, problem, plan);
    answer.words = {lowest.en + order.en, lowest.zh + order.zh};
  } else if (plan.status == PlanStatus::infeasible) {
    answer.words = choice_obstacle_words(bundle, task, problem, {});
  } else {
    answer.words = no_plan_yet_words(bundle, task);
  }
  return answer;
}

BilingualName outside_units_words(std::span<const Service> bundle, const SitingTask& task,
                                  const SitingProblem& problem, double demand) {
  const BilingualName what = counted(bundle);
  const BilingualName kind = unit_kind_words(problem);
  const BilingualName subject = subject_words(bundle, task);
  const std::string number = with_thousands(std::ceil(demand - 1e-6));
  return {"In the plan for " + subject.en + " " + number + " " + what.en +
              " count for nothing: they are in no " + kind.en,
          subject.zh + "规划未计入 " + number + " " + what.zh + "：不属于任何" + kind.zh};
}

}  // namespace quarterhour
