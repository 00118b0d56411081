#include "sim/placement/capacitated.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <stdexcept>
#include <utility>

#include "sim/compensated_sum.h"
#include "sim/placement/capacitated_search.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 400'000'000;
using State = CapacitatedBranch::State;

double load_at(const CapacitatedProblem& problem, std::size_t i) {
  return problem.load.empty() ? problem.ways.demand[i] : problem.load[i];
}

/// The limits of the candidates that do not stand.
WaysProblem new_sites_of(const CapacitatedProblem& problem) {
  std::vector<std::uint32_t> kept;
  for (std::uint32_t k = 0; k < problem.ways.candidates; ++k)
    if (problem.stands.empty() || problem.stands[k] == 0) kept.push_back(k);
  WaysProblem part;
  part.candidates = kept.size();
  restrict_limits(problem.ways, kept, part);
  return part;
}

bool asks_for_sites(const SiteRules& rules) {
  return std::any_of(rules.least.begin(), rules.least.end(), [](int least) { return least > 0; });
}

}  // namespace

void check_capacitated(const CapacitatedProblem& problem) {
  check_ways(problem.ways);
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  const auto is_amount = [](double value) { return value >= 0.0 && std::isfinite(value); };
  if (!problem.ways.standing.empty()) refuse("what stands is a candidate of a capacitated problem");
  if (!problem.load.empty() && problem.load.size() != problem.ways.demand.size())
    refuse("the loads do not belong to the demand points");
  if (!std::all_of(problem.load.begin(), problem.load.end(), is_amount))
    refuse("a load must be finite and not negative");
  if (problem.capacity.size() != problem.ways.candidates)
    refuse("the capacities do not belong to the candidates");
  for (const double capacity : problem.capacity)
    if (!(capacity >= 0.0)) refuse("a capacity must not be negative");
  if (!problem.stands.empty() && problem.stands.size() != problem.ways.candidates)
    refuse("what stands does not belong to the candidates");
  const SiteRules& rules = problem.ways.rules;
  for (std::size_t k = 0; k < problem.stands.size(); ++k) {
    if (problem.stands[k] == 0) continue;
    if (!rules.unit.empty() && rules.unit[k] >= 0) refuse("what stands is of no unit");
    if (rules.spacing_m > 0.0 && !std::isnan(rules.location[k].x_m)) refuse("what stands keeps no distance");
  }
  if (problem.all && !(*problem.all > 0.0 && std::isfinite(*problem.all)))
    refuse("what gaps are a share of must be finite and above 0");
  if (problem.enough && !(*problem.enough >= 0.0)) refuse("a sum is not negative");
  if (!(problem.at_least >= 0.0)) refuse("a sum is not negative");
  for (const std::uint32_t site : problem.start)
    if (site >= problem.ways.candidates) refuse("a site to start from is out of range");
}

double most_capacity(const CapacitatedProblem& problem) {
  double all = 0.0;
  for (std::size_t i = 0; i < problem.ways.demand.size(); ++i) all += load_at(problem, i);
  double most = 0.0;
  struct Free {
    double capacity;
    double cost;
  };
  std::vector<Free> free;
  for (std::size_t k = 0; k < problem.capacity.size(); ++k) {
    const bool has_cost = problem.ways.budget && !problem.ways.cost.empty();
    if (!problem.stands.empty() && problem.stands[k] != 0)
      most += problem.capacity[k];
    else
      free.push_back({problem.capacity[k], has_cost ? problem.ways.cost[k] : 1.0});
  }
  // The room that money buys most cheaply, a part of a site at the end.
  std::sort(free.begin(), free.end(),
            [](const Free& a, const Free& b) { return a.capacity * b.cost > b.capacity * a.cost; });
  double left = problem.ways.budget ? *problem.ways.budget : static_cast<double>(*problem.ways.count);
  for (const Free& site : free) {
    if (!(left > 0.0)) break;
    most += std::isinf(site.capacity) ? site.capacity : site.capacity * std::min(1.0, left / site.cost);
    left -= site.cost;
  }
  return most * (1.0 + 1e-9) < all ? most : std::numeric_limits<double>::infinity();
}

namespace {

/// What one search works on and towards.
struct CapacitatedSearch {
  const CapacitatedInstance& instance;
  const CoverStop& stop;
  WorkMeter& meter;
  CapacitatedIncumbent best;
  std::int64_t bound = 0;

  [[nodiscard]] double gap() const { return best.gap_to(bound, instance); }
  [[nodiscard]] bool good_enough() const {
    if (instance.enough >= 0) return best.is_enough(instance) || bound > instance.enough;
    return best.found && gap() <= stop.gap;
  }
  void prove(std::int64_t least) { bound = std::max(bound, std::min(instance.rounded_up(least), best.cost)); }
  /// Nothing is left that costs as little as is wanted.
  void prove_rest() { prove(best.wanted(instance) + 1); }
  void tell() const {
    const int exponent = -instance.median.exponent;
    const auto told = [&](std::int64_t cost) {
      return std::ldexp(static_cast<double>(instance.all > 0 ? instance.all - cost : cost), exponent);
    };
    if (stop.progress && best.found) stop.progress(told(best.cost), told(bound), gap());
  }
};

struct LowestFirst {
  bool operator()(const CapacitatedBranch& a, const CapacitatedBranch& b) const { return a.bound > b.bound; }
};

/// The part of a branch where its split is decided one way.
CapacitatedBranch child_of(const CapacitatedBranch& parent, bool takes) {
  CapacitatedBranch child = parent;
  if (parent.by_site) {
    child.state[parent.split_site] = takes ? State::open : State::closed;
  } else {
    child.decisions.push_back({parent.split_point, parent.split_site, takes});
    if (takes) child.state[parent.split_site] = State::open;
  }
  return child;
}

/// Best bound first, until proved or the work is spent.
void branch_and_bound(CapacitatedSearch& search, CapacitatedBound& lagrangian, CapacitatedBranch root) {
  constexpr int steps_each = 60;
  std::priority_queue<CapacitatedBranch, std::vector<CapacitatedBranch>, LowestFirst> open;
  open.push(std::move(root));
  while (!open.empty()) {
    search.prove(open.top().bound);
    const bool is_proved = search.instance.rounded_up(search.bound) > search.best.wanted(search.instance);
    if (is_proved || search.good_enough() || search.meter.spent()) return;
    search.tell();
    const CapacitatedBranch parent = open.top();
    open.pop();
    // Nothing is left to decide: the knapsacks themselves are the plan, or it was met already.
    if (parent.split_site == no_site) continue;
    for (const bool takes : {true, false}) {
      CapacitatedBranch child = child_of(parent, takes);
      if (lagrangian.improve(child, search.best, steps_each, false)) open.push(std::move(child));
    }
  }
  search.prove_rest();
}

void search_plan(const CapacitatedProblem& problem, CapacitatedSearch& search) {
  const CapacitatedInstance& instance = search.instance;
  CapacitatedBranch root;
  // What the costs of a plan lose by rounding is less than a unit of each point's.
  root.bound = static_cast<std::int64_t>(
                   std::floor(std::ldexp(problem.at_least * (1.0 - 0x1.0p-51), instance.median.exponent))) -
               static_cast<std::int64_t>(instance.points());
  root.bound = std::max<std::int64_t>(root.bound, 0);
  root.state.assign(instance.candidates(), State::free);
  std::vector<std::uint32_t> start;
  for (std::uint32_t site = 0; site < instance.candidates(); ++site) {
    if (instance.stands[site] == 0) continue;
    root.state[site] = State::open;
    start.push_back(site);
  }
  CapacitatedBound lagrangian(instance, search.meter, search.stop.gap);
  if (!problem.start.empty()) {
    std::vector<std::uint32_t> sites = start;
    for (const std::uint32_t site : problem.start)
      if (instance.stands[site] == 0) sites.push_back(site);
    lagrangian.offer(std::move(sites), search.best);
    search.prove(root.bound);
    if (search.good_enough()) return;
  }
  // The plan without capacities is a start.
  MedianInstance unlimited = instance.median;
  unlimited.count = static_cast<int>(instance.most_open());
  MedianSet set(unlimited);
  set.assign(start);
  set.fill_greedily(search.meter);
  if (instance.standing == 0) set.exchange(search.meter);
  lagrangian.offer(set.chosen(), search.best);

  std::vector<double> multiplier(instance.points());
  PointSharer sharer(instance);
  PlaceAssignment first;
  // What a point would pay for one of as many sites, were they spread evenly; where points are shared out what it pays in the plan.
  const std::size_t each = instance.candidates() / std::max<std::size_t>(instance.most_open(), 1);
  for (std::size_t i = 0; i < multiplier.size(); ++i) {
    const std::size_t count = instance.median.first[i + 1] - instance.median.first[i];
    multiplier[i] =
        static_cast<double>(instance.median.cost[instance.median.first[i] + std::min(each, count - 1)]);
  }
  if (instance.splits && search.best.found && sharer.share(search.best.open, first, search.meter))
    multiplier = sharer.multipliers();
  root.multiplier = std::make_shared<const std::vector<double>>(std::move(multiplier));
  constexpr int most_steps = 1500;
  const bool open = lagrangian.improve(root, search.best, most_steps, true);
  search.prove(root.bound);
  search.tell();
  if (!open)
    search.prove_rest();
  else if (!search.good_enough() && !search.meter.spent())
    branch_and_bound(search, lagrangian, std::move(root));
}

void fill_plan(const CapacitatedProblem& problem, const CapacitatedInstance& instance,
               const CapacitatedIncumbent& best, CapacitatedPlan& plan) {
  plan.found = true;
  plan.served = best.assignment.parts;
  if (plan.served.empty())
    for (std::uint32_t place = 0; place < instance.points(); ++place)
      plan.served.push_back({place, best.assignment.site[place], 1.0});
  std::sort(plan.served.begin(), plan.served.end(), [](const ServedPart& a, const ServedPart& b) {
    return std::make_tuple(a.point, -a.part, a.site) < std::make_tuple(b.point, -b.part, b.site);
  });
  std::vector<double> load(problem.ways.candidates, 0.0);
  std::vector<std::uint8_t> serves(problem.ways.candidates, 0);
  CompensatedSum sum;
  for (ServedPart& part : plan.served) {
    load[part.site] += instance.real_load[part.point] * part.part;
    serves[part.site] = 1;
    const std::uint32_t i = instance.original[part.point];
    part.point = i;
    for (std::size_t w = problem.ways.ways.first[i]; w < problem.ways.ways.first[i + 1]; ++w)
      if (problem.ways.ways.candidate[w] == part.site)
        sum.add(problem.ways.ways.cost[w] * problem.ways.demand[i] * part.part);
  }
  plan.objective = sum.value();
  std::vector<std::uint32_t> ordered;
  std::vector<std::uint32_t> chosen;
  for (const std::uint32_t site : best.open)
    if (instance.stands[site] == 0) chosen.push_back(site);
  for (std::uint32_t site = 0; site < problem.ways.candidates; ++site)
    if (serves[site] != 0 && instance.stands[site] == 0) ordered.push_back(site);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return load[a] > load[b]; });
  plan.chosen = with_minima(problem.ways.rules, std::move(chosen), std::move(ordered));
}

}  // namespace

CapacitatedPlan solve_capacitated_median(const CapacitatedProblem& problem, const CoverStop& stop) {
  check_capacitated(problem);
  CapacitatedPlan plan;
  plan.most_capacity = most_capacity(problem);
  for (std::uint32_t i = 0; i < problem.ways.demand.size(); ++i)
    if ((problem.ways.demand[i] > 0.0 || load_at(problem, i) > 0.0) &&
        problem.ways.ways.first[i] == problem.ways.ways.first[i + 1])
      plan.unreachable.push_back(i);
  if (!plan.unreachable.empty() || std::isfinite(plan.most_capacity)) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }
  if (const WaysProblem new_sites = new_sites_of(problem);
      new_sites.candidates > 0 || asks_for_sites(new_sites.rules))
    plan.reason = limits_broken(new_sites, stop);
  if (!plan.reason.empty()) {
    plan.status = PlanStatus::infeasible;
    return plan;
  }
  const CapacitatedInstance instance = capacitated_instance(problem);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  CapacitatedSearch search{instance, stop, meter, {}, 0};
  // No plan costs as much.
  for (std::size_t i = 0; i < instance.points(); ++i)
    search.best.cost += instance.median.cost[instance.median.first[i + 1] - 1];
  search.best.cost += instance.median.granule + 2 * instance.step(search.best.cost);
  search_plan(problem, search);
  plan.work = meter.done();
  const bool is_proved = instance.rounded_up(search.bound) > search.best.wanted(instance);
  if (!search.best.found) {
    plan.status = is_proved ? PlanStatus::infeasible : meter.why();
    plan.bound = is_proved ? std::numeric_limits<double>::infinity() : 0.0;
    return plan;
  }
  fill_plan(problem, instance, search.best, plan);
  // As of solve_median: rounded down once a point, and a product to nearest.
  const double bound =
      std::ldexp(static_cast<double>(search.bound), -instance.median.exponent) * (1.0 - 0x1.0p-51);
  const bool is_best = search.bound >= search.best.cost;
  const bool is_exact = is_best && instance.median.is_exact && !instance.splits;
  plan.bound = is_exact ? plan.objective : std::min(bound, plan.objective);
  plan.gap = (plan.objective - plan.bound) /
             std::max(problem.all ? *problem.all - plan.objective : plan.objective, 1e-9);
  // What is the best in whole numbers is left with their rounding.
  plan.status = status_at(plan.gap, stop.gap, is_best ? PlanStatus::within_gap : meter.why());
  return plan;
}

}  // namespace quarterhour
