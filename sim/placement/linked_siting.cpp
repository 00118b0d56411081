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
    question.solve = [this](std::uint64_t open, std::optional<double> budget) {
      const Made made = make(open, budget);
      return LinkOutcome{made.plan.found, made.plan.objective, made.plan.bound, made.plan.status,
                         made.plan.work};
    };
    const LinkChoice choice = choose_links(question);
    std::optional<double> left;
    if (task_.budget) left = *task_.budget - choice.cost_of_links;
    // Where no set of links has a plan, the reason is that of all links together.
    std::uint64_t open = choice.built;
    if (!choice.found)
      for (const int link : question.candidates) open |= std::uint64_t{1} << static_cast<unsigned>(link);
    Made made = make(open, left);
    if (choice.found)
      conclude(choice, made);
    else
      fields_.open_links(open_before_);
    return made;
  }

 private:
  /// The best sites where exactly these links are open beside those that were before.
  Made make(std::uint64_t open, std::optional<double> budget) {
    fields_.open_links(open_before_ | open);
    SitingTask own = task_;
    own.links.clear();
    own.front.clear();
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
  std::uint64_t open_before_;
  double cheapest_ = 0.0;
};

}  // namespace

Made plan_with_links(const City& city, TravelFields& fields, std::span<const Service> bundle,
                     const SitingTask& task, const std::function<Made(const SitingTask&)>& make) {
  return LinkedSiting(city, fields, bundle, task, make).plan();
}

}  // namespace quarterhour
