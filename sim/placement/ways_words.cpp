#include "sim/placement/ways_words.h"

#include <fmt/core.h>

#include <cmath>

#include "sim/placement/plan_words.h"

namespace quarterhour {

namespace {

/// "7.42 minutes", rounded up or down so that it promises no more than was proved.
BilingualName way_words(double way, bool in_metres, double (*round)(double)) {
  const double parts = in_metres ? 1.0 : 100.0;
  // What differs from a round number by rounding only is that number.
  const double near = std::round(way * parts);
  const double shown = (std::abs(near - way * parts) < 1e-6 ? near : round(way * parts)) / parts;
  if (in_metres) return {fmt::format("{:.0f} metres", shown), fmt::format("{:.0f} 米", shown)};
  return {fmt::format("{:.2f} minutes", shown), fmt::format("{:.2f} 分钟", shown)};
}

BilingualName amount(std::span<const Service> bundle, double demand, std::size_t places) {
  // Few people are few, but never none.
  const double whole = std::ceil(demand - 1e-6);
  const bool one_service = bundle.size() == 1;
  return {
      fmt::format("{:.0f} {} in {} place{}", whole, one_service ? "people" : "needs (people times services)",
                  places, places == 1 ? "" : "s"),
      fmt::format("{} 处的 {:.0f} {}", places, whole, one_service ? "人" : "人次需求")};
}

}  // namespace

BilingualName ways_words(std::span<const Service> bundle, const SitingTask& task, const SolvedPlan& plan,
                         bool in_metres) {
  const BilingualName choice = choice_words(task);
  const BilingualName subject = subject_words(bundle, task);
  const bool is_mean = task.problem == "median";
  const auto nearest = [](double x) { return std::round(x); };
  const auto up = [](double x) { return std::ceil(x); };
  const auto down = [](double x) { return std::floor(x); };
  if (plan.status == PlanStatus::optimal) {
    const BilingualName way = way_words(plan.objective, in_metres, nearest);
    if (is_mean)
      return {"No choice of " + choice.en + " for " + subject.en +
                  " makes the way shorter on average than this plan: " + way.en + ".",
              choice.zh + "，没有任何" + subject.zh + "方案的平均路程比本方案（" + way.zh + "）更短。"};
    return {"No choice of " + choice.en + " for " + subject.en +
                " makes the longest way of anybody shorter than this plan: " + way.en + ".",
            choice.zh + "，没有任何" + subject.zh + "方案的最远路程比本方案（" + way.zh + "）更短。"};
  }
  const BilingualName way = way_words(plan.objective, in_metres, up);
  const BilingualName bound = way_words(plan.bound, in_metres, down);
  if (is_mean)
    return {
        "With any choice of " + choice.en + " for " + subject.en + " the way is at least " + bound.en +
            " on average; with this plan it is " + way.en + ".",
        choice.zh + "，" + subject.zh + "的平均路程不可能低于 " + bound.zh + "；本方案为 " + way.zh + "。"};
  return {
      "With any choice of " + choice.en + " for " + subject.en + " somebody has a way of at least " +
          bound.en + "; with this plan nobody's is longer than " + way.en + ".",
      choice.zh + "，" + subject.zh + "的最远路程不可能低于 " + bound.zh + "；本方案最远为 " + way.zh + "。"};
}

BilingualName unreachable_words(std::span<const Service> bundle, const SitingTask& task, double demand,
                                std::size_t places) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName who = amount(bundle, demand, places);
  return {who.en + " can reach no candidate and no existing site for " + subject.en +
              ": write unreachable = \"exclude\" to plan for all others.",
          who.zh + "到不了" + subject.zh +
              "的任何候选点或现有设施：如只为其余居民规划，请写 unreachable = \"exclude\"。"};
}

BilingualName excluded_words(std::span<const Service> bundle, const SitingTask& task, double demand,
                             std::size_t places) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName who = amount(bundle, demand, places);
  return {"The plan for " + subject.en + " leaves out " + who.en +
              " who can reach no candidate and no existing site",
          subject.zh + "规划未计入" + who.zh + "，他们到不了任何候选点或现有设施"};
}

BilingualName no_room_words(std::span<const Service> bundle, const SitingTask& task, double room,
                            double demand) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName choice = choice_words(task);
  const std::string asked = fmt::format("{:.0f}", std::ceil(demand - 1e-6));
  const std::string had = fmt::format("{:.0f}", std::floor(room + 1e-6));
  return {"With any choice of " + choice.en + " for " + subject.en + " there is room for " + had +
              " people at most, and " + asked + " ask for it: more sites or a larger capacity are needed.",
          choice.zh + "，" + subject.zh + "最多只能服务 " + had + " 人，而需求为 " + asked +
              " 人：需要更多选址或更大容量。"};
}

BilingualName no_places_words(std::span<const Service> bundle, const SitingTask& task) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName choice = choice_words(task);
  const bool is_whole = task.assignment == Assignment::whole;
  return {"With any choice of " + choice.en + " for " + subject.en +
              (is_whole ? " the places cannot be given whole to sites that they reach and that have room"
                        : " not everybody can be given to sites that they reach and that have room") +
              ": more sites or a larger capacity are needed.",
          choice.zh +
              (is_whole ? "，总有地点无法整体分配给可达且有余量的" : "，总有居民无法分配给可达且有余量的") +
              subject.zh + "：需要更多选址或更大容量。"};
}

BilingualName too_few_words(std::span<const Service> bundle, const SitingTask& task) {
  const BilingualName subject = subject_words(bundle, task);
  const BilingualName choice = choice_words(task);
  return {"With any choice of " + choice.en + " for " + subject.en +
              " some people can reach no site at all: more sites are needed.",
          choice.zh + "，总有居民到不了任何" + subject.zh + "：需要更多选址。"};
}

}  // namespace quarterhour
