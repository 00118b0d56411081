#include "sim/placement/fair.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "sim/placement/cover_search.h"
#include "sim/placement/fair_profile.h"
#include "sim/placement/fair_question.h"
#include "sim/placement/problem_checks.h"
#include "sim/placement/require_decision.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 200'000'000;
/// Of the work that is left the search for the lowest share may take half, for any other this part; one question of it so much.
constexpr std::uint64_t shares_to_come = 4;
constexpr std::uint64_t questions = 6;

void check(const FairProblem& problem) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  check_demand_and_reach(problem.demand, problem.reach, problem.covered_already);
  check_rules(problem.rules, problem.reach.set_count());
  if (problem.count.has_value() == problem.budget.has_value())
    refuse("there must be a count or a budget, not both");
  if (problem.count && *problem.count < 0) refuse("the count must not be negative");
  if (problem.budget && !(std::isfinite(*problem.budget) && *problem.budget >= 0.0))
    refuse("the budget must be finite and not negative");
  if (problem.budget && problem.cost.empty() && problem.reach.set_count() > 0)
    refuse("a budget needs the cost of each candidate");
  if (problem.count && !problem.cost.empty()) refuse("with a count every candidate costs the same");
  if (!problem.cost.empty() && problem.cost.size() != problem.reach.set_count())
    refuse("there must be one cost for each candidate");
  for (const double cost : problem.cost)
    if (!std::isfinite(cost) || cost <= 0.0) refuse("costs must be finite and positive");
  if (problem.demand_unit.size() != problem.demand.size())
    refuse("there must be one unit for each demand point");
  for (const std::int32_t unit : problem.demand_unit)
    if (unit < -1 || unit >= static_cast<std::int64_t>(problem.unit_count))
      refuse("a demand point's unit is out of range");
}

/// Finds the lowest share, then the next, each as high as it can be. How one share is found: among plans that leave the units now below
/// as they are, by halving; then one question asks whether any plan, whichever units it leaves below, has more.
class FairSearch {
 public:
  FairSearch(const FairProblem& problem, const CoverStop& stop)
      : problem_(problem),
        stop_(stop),
        meter_(stop, stop.work.value_or(default_work)),
        units_(problem),
        limits_(problem, units_.demand()),
        everybody_(problem.reach.set_count()) {
    std::iota(everybody_.begin(), everybody_.end(), 0U);
    if (rules_bind(problem.rules, problem.reach.set_count()))
      rules_ = std::make_unique<const RuledSites>(ruled_sites(problem.rules, problem.reach.set_count()));
  }

  FairPlan run() {
    FairPlan plan;
    if (nothing_affordable()) {
      plan.status = PlanStatus::infeasible;
      return plan;
    }
    const std::vector<double> nothing(problem_.unit_count, 0.0);
    const Feasibility any =
        ask(fair_question(problem_, units_.demand(), nothing, {}, limits_), meter_.left());
    if (any == Feasibility::can) {
      for (std::size_t place = 0; place < units_.count() && !meter_.spent(); ++place)
        if (raise(place) && proved_ == place) ++proved_;
      // What work is left goes to the first share that is not proved.
      while (proved_ < units_.count() && !meter_.spent() && raise(proved_, 1)) ++proved_;
      settle();
    }
    plan.found = any == Feasibility::can;
    plan.work = meter_.done();
    plan.chosen = chosen_;
    plan.share = shares_;
    plan.order = units_.order(shares_);
    plan.proved = proved_;
    plan.objective = profile_.empty() ? 1.0 : profile_.front();
    plan.bound = std::max(plan.objective, bound_);
    if (!plan.found) {
      plan.status = any == Feasibility::cannot ? PlanStatus::infeasible : meter_.why();
      return plan;
    }
    plan.gap = (plan.bound - plan.objective) / std::max(plan.objective, 1e-9);
    plan.status = status_at(plan.gap, stop_.gap, meter_.why());
    return plan;
  }

 private:
  [[nodiscard]] bool nothing_affordable() const {
    const std::vector<double>& cost = problem_.cost;
    return problem_.budget && !everybody_.empty() &&
           *std::min_element(cost.begin(), cost.end()) > *problem_.budget * (1.0 + 1e-12);
  }

  /// Whether a plan can do what is asked; takes it where it is the fairest so far.
  Feasibility ask(const FairQuestion& question, std::uint64_t work) {
    CoverStop stop;
    stop.seed = stop_.seed;
    stop.work = std::max<std::uint64_t>(1, work);
    stop.interrupted = stop_.interrupted;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_;
    if (stop_.seconds) stop.seconds = std::max(0.0, *stop_.seconds - spent.count());
    RequireDecision decision = decide_requirement(question.required, question.most, stop, chosen_);
    // Making a problem ready takes as long as looking at each run once.
    meter_.add(decision.plan.work + question.work + question.required.reach.runs.size() + 1);
    if (decision.answer != Feasibility::can) return decision.answer;
    std::vector<std::uint32_t>& chosen = decision.plan.chosen;
    std::erase_if(chosen, [&](std::uint32_t k) { return k >= everybody_.size(); });
    units_.fill(chosen, everybody_, rules_.get(), true);
    offer(std::move(chosen));
    return Feasibility::can;
  }

  void offer(std::vector<std::uint32_t> chosen) {
    std::vector<double> shares = units_.shares(chosen);
    std::vector<double> profile = units_.profile(shares);
    if (!shares_.empty() && !is_fairer(profile, profile_)) return;
    chosen_ = std::move(chosen);
    shares_ = std::move(shares);
    profile_ = std::move(profile);
    tell();
  }

  /// Raises the share at `place` of the rising list. True: it is proved that no plan with the shares below has more.
  bool raise(std::size_t place) {
    const bool is_last = place + 1 == units_.count();
    return raise(place, is_last ? 1 : place == 0 ? 2 : shares_to_come);
  }
  /// With so large a part of the work that is left.
  bool raise(std::size_t place, std::uint64_t part) {
    const std::uint64_t allowance = meter_.left() / part;
    end_ = meter_.done() + allowance;
    question_ = allowance / questions;
    return place == 0 ? raise_lowest() : raise_next(place);
  }

  [[nodiscard]] bool may_go_on() { return !meter_.spent() && meter_.done() < end_; }
  [[nodiscard]] std::uint64_t work_of_question() const {
    return std::min(question_, end_ - std::min(end_, meter_.done()));
  }

  /// By halving between what is in hand and what is proved.
  bool raise_lowest() {
    prove(units_.profile(units_.most()).front());
    double high = bound_;
    // Above this it was not found out whether there is more.
    double open_above = high;
    while (may_go_on()) {
      const double low = profile_.front();
      if (high - low <= share_hair) return true;
      const double ceiling = std::max(low, std::min(high, open_above));
      if (ceiling - low <= std::max(stop_.gap * low, 3.0 * share_hair)) {
        // Just above what is in hand: no plan does it, or it is taken and the search goes on from there.
        const Feasibility answer = ask(free_question(0, above(low)), work_of_question());
        if (answer == Feasibility::can) continue;
        if (answer == Feasibility::unknown) return false;
        prove(not_above(low));
        return true;
      }
      const double wanted = 0.5 * (low + ceiling);
      const std::vector<double> asked(problem_.unit_count, wanted);
      const Feasibility answer = ask(free_question(0, asked), work_of_question());
      if (answer == Feasibility::can) continue;
      open_above = wanted;
      if (answer != Feasibility::cannot) continue;
      high = wanted;
      prove(wanted);
    }
    return false;
  }

  /// By steps that grow while they succeed: most often little or nothing can be added.
  bool raise_next(std::size_t place) {
    const double high = units_.profile(units_.most())[place];
    constexpr double first_step = 0.01;
    double step = 0.0;
    while (may_go_on()) {
      const double low = profile_[place];
      if (high - low <= share_hair) return true;
      const std::vector<double> just = above(low);
      std::vector<double> asked = just;
      for (double& share : asked) share = std::max(share, std::min(high, low + step * (high - low)));
      if (ask(held_question(place, asked), work_of_question()) == Feasibility::can) {
        step = std::min(1.0, std::max(first_step, 2.0 * step));
        continue;
      }
      if (step > 0.0) {
        step = 0.0;
        continue;
      }
      // What is said of a share means little where one below it is not proved.
      if (proved_ < place) return false;
      const Feasibility answer = ask(free_question(place, just), work_of_question());
      if (answer != Feasibility::can) return answer == Feasibility::cannot;
    }
    return false;
  }

  [[nodiscard]] std::vector<double> above(double share) const {
    std::vector<double> asked(problem_.unit_count, 0.0);
    for (std::size_t unit = 0; unit < asked.size(); ++unit)
      if (units_.demand()[unit] > 0.0) asked[unit] = units_.just_above(unit, share);
    return asked;
  }
  /// What the lowest share is at most once it is refuted that every unit can have more than `share`.
  [[nodiscard]] double not_above(double share) const {
    double most = share;
    for (std::size_t unit = 0; unit < problem_.unit_count; ++unit)
      if (units_.demand()[unit] > 0.0) most = std::max(most, units_.least_refuted(unit, share));
    return most;
  }

  /// Whether every unit but the lowest `place` of the plan in hand can have what is asked while those keep what they have.
  [[nodiscard]] FairQuestion held_question(std::size_t place, std::vector<double> asked) {
    const std::vector<std::size_t> order = units_.order(shares_);
    for (std::size_t k = 0; k < place; ++k) asked[order[k]] = profile_[k];
    return fair_question(problem_, units_.demand(), asked, {}, limits_);
  }
  /// Whether every unit but any `place` can have what is asked while those have the shares now at the bottom.
  [[nodiscard]] FairQuestion free_question(std::size_t place, const std::vector<double>& asked) {
    std::vector<Exemption> exemptions;
    for (std::size_t k = 0; k < place; ++k) {
      if (!exemptions.empty() && profile_[k] - exemptions.back().share <= share_hair)
        ++exemptions.back().units;
      else
        exemptions.push_back({profile_[k], 1});
    }
    return fair_question(problem_, units_.demand(), asked, exemptions, limits_);
  }

  void prove(double most) {
    bound_ = std::min(bound_, most);
    tell();
  }
  void tell() const {
    if (!stop_.progress || profile_.empty()) return;
    const double bound = std::max(bound_, profile_.front());
    stop_.progress(profile_.front(), bound, (bound - profile_.front()) / std::max(profile_.front(), 1e-9));
  }

  /// Lower candidates where they do the same, then the order of priority.
  void settle() {
    constexpr std::size_t most_comparisons = 50'000'000;
    if (!rules_ && problem_.cost.empty() && chosen_.size() * everybody_.size() <= most_comparisons) {
      std::vector<std::uint8_t> counts(problem_.demand.size(), 0);
      for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] = problem_.demand[i] > 0.0 && problem_.demand_unit[i] >= 0 ? 1 : 0;
      for (const IndexRun run : problem_.covered_already)
        std::fill(counts.begin() + run.begin, counts.begin() + run.end, std::uint8_t{0});
      chosen_ = with_lowest_candidates(problem_.reach, counts, chosen_);
    }
    std::sort(chosen_.begin(), chosen_.end());
    std::vector<std::uint32_t> ordered;
    units_.fill(ordered, chosen_, nullptr, false);
    // Those that raise nobody stay where a minimum may want them.
    if (rules_)
      for (const std::uint32_t k : chosen_)
        if (std::find(ordered.begin(), ordered.end(), k) == ordered.end()) ordered.push_back(k);
    chosen_ = std::move(ordered);
    shares_ = units_.shares(chosen_);
    profile_ = units_.profile(shares_);
  }

  const FairProblem& problem_;
  const CoverStop& stop_;
  WorkMeter meter_;
  FairUnits units_;
  UnitLimits limits_;
  std::vector<std::uint32_t> everybody_;
  std::unique_ptr<const RuledSites> rules_;
  /// The fairest plan so far.
  std::vector<std::uint32_t> chosen_;
  std::vector<double> shares_;
  std::vector<double> profile_;
  /// No plan brings the lowest unit above this.
  double bound_ = 1.0;
  std::size_t proved_ = 0;
  /// Work at which the search for the share in hand ends, and what one question of it may take.
  std::uint64_t end_ = 0;
  std::uint64_t question_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

FairPlan solve_fair(const FairProblem& problem, const CoverStop& stop) {
  check(problem);
  return FairSearch(problem, stop).run();
}

}  // namespace quarterhour
