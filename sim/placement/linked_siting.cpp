#include "sim/placement/linked_siting.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/compensated_sum.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/planned_sites.h"

namespace quarterhour {

namespace {

bool asks_for_minima(const SitingTask& task) { return task.min_per_unit.value_or(0) > 0; }

/// What stands, where money is left for no site: a plan too, because links may be worth their cost alone.
void plan_nothing(const City& city, TravelFields& fields, std::span<const Service> bundle, Made& made) {
  made.plan = {};
  made.plan.unit_of_measure = bundle.size() > 1 ? "needs" : "people";
  made.worth = worth_of_all(city, fields, made.siting, made.plan);
  CompensatedSum covered;
  for (const SiteWorth& site : made.worth) covered.add(site.people_newly_covered);
  made.plan.objective = made.plan.bound = covered.value();
}

class LinkedSiting {
 public:
  LinkedSiting(const City& city, TravelFields& fields, std::span<const Service> bundle,
               const SitingTask& task, const std::function<Made(const SitingTask&)>& make)
      : city_(city),
        fields_(fields),
        bundle_(bundle),
        task_(task),
        make_(make),
        open_before_(fields.open_links()) {
    cheapest_ = std::numeric_limits<double>::infinity();
    for (const Candidate& candidate : task.candidates) cheapest_ = std::min(cheapest_, candidate.cost);
  }

  Made plan() {
    LinkQuestion question;
    question.is_largest = task_.problem == "cover";
    question.budget = task_.budget;
    question.stop = task_.stop;
    for (const CityLink& link : city_.links) question.cost.push_back(link.cost);
    for (const int link : task_.links)
      if ((open_before_ >> static_cast<unsigned>(link) & 1U) == 0) question.candidates.push_back(link);
    // The dearest first: leaving one out, or building it, changes most.
    std::stable_sort(question.candidates.begin(), question.candidates.end(), [&](int a, int b) {
      return question.cost[static_cast<std::size_t>(a)] > question.cost[static_cast<std::size_t>(b)];
    });
    question.solve = [this](std::uint64_t open, std::optional<double> budget, const CoverStop& stop) {
      last_ = {open, budget, make(open, budget, stop)};
      const SolvedPlan& plan = last_.made.plan;
      return LinkOutcome{plan.found, plan.objective, plan.bound, plan.status, plan.work};
    };
    question.keep = [this](std::uint64_t built, std::optional<double> budget) {
      const bool is_last = last_.open == built && last_.budget == budget;
      best_ = is_last ? std::move(last_.made) : make(built, budget, task_.stop);
      last_.open = no_set;
    };
    const LinkChoice choice = choose_links(question);
    if (!choice.found) return without_plan(question, choice);
    fields_.open_links(open_before_ | choice.built);
    conclude(choice, best_);
    return std::move(best_);
  }

 private:
  /// The best sites where exactly these links are open beside those that were before.
  Made make(std::uint64_t open, std::optional<double> budget, const CoverStop& stop) {
    fields_.open_links(open_before_ | open);
    SitingTask own = task_;
    own.links.clear();
    own.front.clear();
    own.stop = stop;
    if (!task_.budget) return make_(own);
    own.budget = budget;
    const bool affords_none = *budget < cheapest_;
    // The problem alone, without any candidate that money is left for.
    if (affords_none) own.budget = task_.budget;
    if (affords_none) own.candidates.clear();
    Made made = make_(own);
    if (!made.plan.found && made.plan.status == PlanStatus::infeasible && !asks_for_minima(task_))
      plan_nothing(city_, fields_, bundle_, made);
    return made;
  }

  /// Why there is none: what all links together still lack; or what was found of sites alone before the search was ended.
  Made without_plan(const LinkQuestion& question, const LinkChoice& choice) {
    const bool is_impossible = choice.status == PlanStatus::infeasible;
    std::uint64_t open = open_before_;
    for (const int link : question.candidates)
      if (is_impossible) open |= std::uint64_t{1} << static_cast<unsigned>(link);
    fields_.open_links(open);
    SitingTask own = task_;
    own.links.clear();
    own.front.clear();
    Made made = make_(own);
    fields_.open_links(open_before_);
    if (is_impossible) {
      if (made.plan.found) made.plan.words = {};
      made.plan.found = false;
      made.plan.status = PlanStatus::infeasible;
      made.plan.words.en += made.plan.words.en.empty()
                                ? "No choice of sites and planned links keeps the rules within the budget."
                                : " That is with every planned link built.";
      made.plan.words.zh += made.plan.words.zh.empty() ? "没有既符合各项条件又在预算之内的选址与规划通道。"
                                                       : "（已计入全部规划通道）";
    } else if (made.plan.found && std::isfinite(choice.bound)) {
      const bool is_largest = question.is_largest;
      made.plan.bound = is_largest ? std::max(choice.bound, made.plan.objective)
                                   : std::min(choice.bound, made.plan.objective);
      made.plan.gap =
          std::abs(made.plan.bound - made.plan.objective) / std::max(std::abs(made.plan.objective), 1e-9);
    }
    return made;
  }

  void conclude(const LinkChoice& choice, Made& made) const {
    made.plan.objective = choice.value;
    made.plan.bound = choice.bound;
    made.plan.gap = choice.gap;
    made.plan.status = choice.status;
    made.plan.work = choice.work;
    made.plan.links = choice.built;
    if (task_.problem == "cover") {
      CoverPlan plan;
      plan.objective = choice.value;
      plan.bound = choice.bound;
      plan.status = choice.status;
      made.plan.words = cover_words(bundle_, task_, plan);
    } else {
      RequirePlan plan;
      plan.cost = choice.value;
      plan.bound = choice.bound;
      plan.status = choice.status;
      plan.chosen = made.plan.chosen;
      made.plan.words = require_words(bundle_, task_, plan);
      made.plan.unit_of_measure = "cost";
    }
    std::vector<BilingualName> names;
    for (std::size_t k = 0; k < city_.links.size(); ++k)
      if ((choice.built >> k & 1U) != 0) names.push_back(name_of_link(city_.links[k]));
    const BilingualName built = links_words(names);
    made.plan.words.en += " " + built.en;
    made.plan.words.zh += built.zh;
  }

  const City& city_;
  TravelFields& fields_;
  std::span<const Service> bundle_;
  const SitingTask& task_;
  const std::function<Made(const SitingTask&)>& make_;
  static constexpr std::uint64_t no_set = ~std::uint64_t{0};
  struct Solved {
    std::uint64_t open = no_set;
    std::optional<double> budget;
    Made made;
  };
  std::uint64_t open_before_;
  double cheapest_ = 0.0;
  Solved last_;
  Made best_;
};

}  // namespace

Made plan_with_links(const City& city, TravelFields& fields, std::span<const Service> bundle,
                     const SitingTask& task, const std::function<Made(const SitingTask&)>& make) {
  return LinkedSiting(city, fields, bundle, task, make).plan();
}

}  // namespace quarterhour
