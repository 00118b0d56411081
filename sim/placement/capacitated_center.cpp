#include "sim/placement/capacitated_center.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/placement/capacitated_search.h"
#include "sim/placement/center.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 400'000'000;
/// Less than this share of everybody is nobody.
constexpr double tolerance = 1e-9;

class CapacitatedCenterSearch {
 public:
  CapacitatedCenterSearch(const CapacitatedProblem& problem, const CoverStop& stop)
      : problem_(problem), stop_(stop), meter_(stop, stop.work.value_or(default_work)) {
    for (std::size_t i = 0; i < problem.ways.demand.size(); ++i) {
      const double load = problem.load.empty() ? problem.ways.demand[i] : problem.load[i];
      // Whoever takes no room has to get there all the same.
      weight_.push_back(load > 0.0 ? load : problem.ways.demand[i]);
      all_ += weight_.back();
    }
    for (std::size_t i = 0; i < weight_.size(); ++i)
      if (weight_[i] > 0.0)
        limits_.insert(limits_.end(), ways().cost.begin() + at(ways().first[i]),
                       ways().cost.begin() + at(ways().first[i + 1]));
    std::sort(limits_.begin(), limits_.end());
    limits_.erase(std::unique(limits_.begin(), limits_.end()), limits_.end());
  }

  CapacitatedPlan solve() {
    if (limits_.empty()) return nobody_to_serve();
    least_ = lowest_limit();
    if (!is_impossible_ && !is_cut_short_) search();
    return finish();
  }

 private:
  [[nodiscard]] const WaysToSites& ways() const { return problem_.ways.ways; }
  [[nodiscard]] static std::ptrdiff_t at(std::size_t place) { return static_cast<std::ptrdiff_t>(place); }

  CapacitatedPlan nobody_to_serve() {
    CapacitatedProblem nobody = problem_;
    nobody.all.reset();
    nobody.enough.reset();
    nobody.at_least = 0.0;
    nobody.start.clear();
    return solve_capacitated_median(nobody, stop_);
  }

  /// Position of the lowest limit that the problem without capacities leaves; its sites are where the first question starts.
  std::size_t lowest_limit() {
    WaysProblem open;
    std::vector<std::uint32_t> place(problem_.ways.candidates, no_place);
    std::vector<std::uint32_t> kept;
    for (std::uint32_t k = 0; k < problem_.ways.candidates; ++k) {
      if (stands(k)) continue;
      place[k] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(k);
    }
    open.candidates = kept.size();
    restrict_limits(problem_.ways, kept, open);
    for (std::size_t i = 0; i < weight_.size(); ++i) {
      open.demand.push_back(weight_[i]);
      open.standing.push_back(std::numeric_limits<double>::infinity());
      for (std::size_t w = ways().first[i]; w < ways().first[i + 1]; ++w) {
        const std::uint32_t k = place[ways().candidate[w]];
        if (k == no_place) {
          open.standing.back() = std::min(open.standing.back(), ways().cost[w]);
        } else {
          open.ways.candidate.push_back(k);
          open.ways.cost.push_back(ways().cost[w]);
        }
      }
      open.ways.first.push_back(open.ways.cost.size());
    }
    // Without any candidate only what stands is asked.
    if (kept.empty()) open.count = 0;
    if (kept.empty()) open.budget.reset();
    const CenterPlan plan = solve_center(open, part_of(stop_, 0.0, meter_.left() / 10));
    meter_.add(plan.work);
    plan_.unreachable = plan.unreachable;
    plan_.reason = plan.reason;
    note_end(plan.status);
    is_impossible_ = plan.status == PlanStatus::infeasible;
    for (const std::uint32_t k : plan.chosen) start_.push_back(kept[k]);
    return static_cast<std::size_t>(std::lower_bound(limits_.begin(), limits_.end(), plan.bound) -
                                    limits_.begin());
  }

  [[nodiscard]] bool stands(std::uint32_t candidate) const {
    return !problem_.stands.empty() && problem_.stands[candidate] != 0;
  }
  void note_end(PlanStatus status) {
    if (!is_cut_short(status)) return;
    is_cut_short_ = true;
    why_ = status;
  }
  [[nodiscard]] bool is_over() { return meter_.spent() || is_cut_short_ || is_impossible_; }
  [[nodiscard]] double gap() const {
    return (plan_.objective - limits_[std::min(least_, limits_.size() - 1)]) /
           std::max(plan_.objective, 1e-9);
  }

  void search() {
    // The first limit above the lowest that is not refuted, in longer and longer strides.
    above_ = least_;
    lowest_unclear_ = limits_.size();
    for (std::size_t stride = 1; !plan_.found && !is_over(); stride *= 2) {
      const std::size_t limit = std::min(least_ + stride - 1, limits_.size() - 1);
      ask(limit);
      if (limit + 1 == limits_.size()) break;
    }
    if (!plan_.found) return;
    const auto is_near_enough = [&] { return is_over() || gap() <= std::max(stop_.gap, 1e-6); };
    // Limits up to what stays unclear are left for later; then these, for a better bound.
    for (std::size_t high = held_limit(); !is_near_enough() && above_ < high; high = held_limit())
      ask(above_ + (high - above_ - 1) / 2);
    while (!is_near_enough() && least_ < std::min(lowest_unclear_, held_limit()))
      if (!ask(least_ + (std::min(lowest_unclear_, held_limit()) - least_ - 1) / 2)) break;
  }

  /// Position of the longest way of the plan in hand.
  [[nodiscard]] std::size_t held_limit() const {
    return static_cast<std::size_t>(std::lower_bound(limits_.begin(), limits_.end(), plan_.objective) -
                                    limits_.begin());
  }

  /// Whether everybody can be served within a limit. Returns whether that became clear.
  bool ask(std::size_t limit) {
    CapacitatedProblem question = within(limits_[limit]);
    const auto nobody = static_cast<std::uint32_t>(question.ways.candidates++);
    question.capacity.push_back(std::numeric_limits<double>::infinity());
    question.stands.resize(question.ways.candidates - 1, 0);
    question.stands.push_back(1);
    if (question.ways.budget && !question.ways.cost.empty()) question.ways.cost.push_back(1.0);
    SiteRules& rules = question.ways.rules;
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    if (!rules.unit.empty()) rules.unit.push_back(-1);
    if (rules.spacing_m > 0.0) rules.location.push_back({nowhere, nowhere});
    WaysToSites with_nobody;
    for (std::size_t i = 0; i < weight_.size(); ++i) {
      for (std::size_t w = question.ways.ways.first[i]; w < question.ways.ways.first[i + 1]; ++w) {
        with_nobody.candidate.push_back(question.ways.ways.candidate[w]);
        with_nobody.cost.push_back(0.0);
      }
      with_nobody.candidate.push_back(nobody);
      with_nobody.cost.push_back(1.0);
      with_nobody.first.push_back(with_nobody.cost.size());
    }
    question.ways.ways = std::move(with_nobody);
    question.load = loads();
    question.ways.demand = weight_;
    question.all = all_;
    question.enough = 0.0;
    question.start = plan_.found ? plan_.chosen : start_;
    CapacitatedPlan answer = solve_capacitated_median(question, part_of(stop_, 0.0, meter_.left() / 3));
    meter_.add(answer.work);
    note_end(answer.status);
    if (answer.found && answer.objective <= tolerance * all_) {
      std::erase_if(answer.served, [&](const ServedPart& part) { return part.site == nobody; });
      take(std::move(answer));
      return true;
    }
    if (answer.bound > 0.0) {
      least_ = std::max(least_, limit + 1);
      is_impossible_ = !plan_.found && least_ >= limits_.size();
      plan_.reason = answer.reason;
      above_ = std::max(above_, least_);
      return true;
    }
    above_ = std::max(above_, limit + 1);
    lowest_unclear_ = std::min(lowest_unclear_, limit);
    return false;
  }

  [[nodiscard]] std::vector<double> loads() const {
    return problem_.load.empty() ? problem_.ways.demand : problem_.load;
  }

  /// The problem with ways up to a limit alone.
  [[nodiscard]] CapacitatedProblem within(double limit) const {
    CapacitatedProblem part = problem_;
    part.all.reset();
    part.enough.reset();
    part.at_least = 0.0;
    part.start.clear();
    WaysToSites& kept = part.ways.ways;
    kept = {};
    for (std::size_t i = 0; i < weight_.size(); ++i) {
      for (std::size_t w = ways().first[i]; w < ways().first[i + 1]; ++w) {
        if (ways().cost[w] > limit) continue;
        kept.candidate.push_back(ways().candidate[w]);
        kept.cost.push_back(ways().cost[w]);
      }
      kept.first.push_back(kept.cost.size());
    }
    return part;
  }

  void take(CapacitatedPlan answer) {
    const double longest = longest_way(answer.served);
    if (plan_.found && longest >= plan_.objective) return;
    plan_.found = true;
    plan_.chosen = std::move(answer.chosen);
    plan_.served = std::move(answer.served);
    plan_.objective = longest;
    if (stop_.progress) stop_.progress(plan_.objective, limits_[std::min(least_, limits_.size() - 1)], gap());
  }

  [[nodiscard]] double longest_way(std::span<const ServedPart> served) const {
    double longest = 0.0;
    for (const ServedPart& part : served)
      for (std::size_t w = ways().first[part.point]; w < ways().first[part.point + 1]; ++w)
        if (ways().candidate[w] == part.site) longest = std::max(longest, ways().cost[w]);
    return longest;
  }

  /// The same sites, everybody where the sum of all ways is lowest within the longest.
  void shorten_ways() {
    CapacitatedProblem held = within(plan_.objective);
    held.stands.resize(held.ways.candidates, 0);
    std::vector<std::uint8_t> is_open = held.stands;
    for (const std::uint32_t k : plan_.chosen) is_open[k] = 1;
    for (std::size_t k = 0; k < is_open.size(); ++k)
      if (is_open[k] == 0) held.capacity[k] = 0.0;
    held.stands = is_open;
    held.ways.count = 0;
    held.ways.budget.reset();
    held.ways.cost.clear();
    held.ways.rules = {};
    CapacitatedPlan near = solve_capacitated_median(held, part_of(stop_, 0.0, meter_.limit() / 10));
    meter_.add(near.work);
    if (!near.found || longest_way(near.served) > plan_.objective) return;
    plan_.served = std::move(near.served);
  }

  CapacitatedPlan finish() {
    plan_.most_capacity = std::numeric_limits<double>::infinity();
    plan_.bound = limits_[std::min(least_, limits_.size() - 1)];
    if (!plan_.found) {
      plan_.status = is_impossible_ ? PlanStatus::infeasible : is_cut_short_ ? why_ : meter_.why();
      plan_.work = meter_.done();
      return std::move(plan_);
    }
    shorten_ways();
    plan_.bound = std::min(plan_.bound, plan_.objective);
    plan_.gap = (plan_.objective - plan_.bound) / std::max(plan_.objective, 1e-9);
    plan_.status = status_at(plan_.gap, stop_.gap, is_cut_short_ ? why_ : PlanStatus::work_limit);
    plan_.work = meter_.done();
    return std::move(plan_);
  }

  static constexpr std::uint32_t no_place = 0xFFFFFFFFU;
  const CapacitatedProblem& problem_;
  const CoverStop& stop_;
  WorkMeter meter_;
  /// What leaving a point out costs, and all of it.
  std::vector<double> weight_;
  double all_ = 0.0;
  /// Every way that anybody may have to go, rising; all below the position `least_` are refuted, and none from `above_` on was asked without
  /// a plan.
  std::vector<double> limits_;
  std::size_t least_ = 0;
  std::size_t above_ = 0;
  std::size_t lowest_unclear_ = 0;
  std::vector<std::uint32_t> start_;
  bool is_impossible_ = false;
  bool is_cut_short_ = false;
  PlanStatus why_ = PlanStatus::work_limit;
  CapacitatedPlan plan_;
};

}  // namespace

CapacitatedPlan solve_capacitated_center(const CapacitatedProblem& problem, const CoverStop& stop) {
  check_capacitated(problem);
  CapacitatedPlan plan;
  plan.most_capacity = most_capacity(problem);
  if (std::isfinite(plan.most_capacity)) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }
  return CapacitatedCenterSearch(problem, stop).solve();
}

}  // namespace quarterhour
