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

void check(const CapacitatedProblem& problem) {
  check_ways(problem.ways);
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  const auto is_amount = [](double value) { return value >= 0.0 && std::isfinite(value); };
  if (problem.ways.is_limited()) refuse("a capacitated problem has a count and no other limit");
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
}

double load_at(const CapacitatedProblem& problem, std::size_t i) {
  return problem.load.empty() ? problem.ways.demand[i] : problem.load[i];
}

/// The most that the sites of a plan can serve together, where that is less than is asked for; else +infinity.
double most_capacity(const CapacitatedProblem& problem) {
  double all = 0.0;
  for (std::size_t i = 0; i < problem.ways.demand.size(); ++i) all += load_at(problem, i);
  double stands = 0.0;
  std::vector<double> free;
  for (std::size_t k = 0; k < problem.capacity.size(); ++k) {
    if (!problem.stands.empty() && problem.stands[k] != 0)
      stands += problem.capacity[k];
    else
      free.push_back(problem.capacity[k]);
  }
  std::sort(free.begin(), free.end(), std::greater<>());
  free.resize(std::min(free.size(), static_cast<std::size_t>(*problem.ways.count)));
  const double most = std::accumulate(free.begin(), free.end(), stands);
  return most * (1.0 + 1e-9) < all ? most : std::numeric_limits<double>::infinity();
}

/// What one search works on and towards.
struct CapacitatedSearch {
  const CapacitatedInstance& instance;
  const CoverStop& stop;
  WorkMeter& meter;
  CapacitatedIncumbent best;
  std::int64_t bound = 0;

  [[nodiscard]] double gap() const {
    return static_cast<double>(best.cost - bound) / std::max(static_cast<double>(best.cost), 1e-9);
  }
  [[nodiscard]] bool good_enough() const { return best.found && gap() <= stop.gap; }
  void prove(std::int64_t least) {
    bound = std::max(bound, std::min(on_granule(instance.median, least), best.cost));
  }
  void tell() const {
    const int exponent = -instance.median.exponent;
    if (stop.progress && best.found)
      stop.progress(std::ldexp(static_cast<double>(best.cost), exponent),
                    std::ldexp(static_cast<double>(bound), exponent), gap());
  }
};

struct LowestFirst {
  bool operator()(const CapacitatedBranch& a, const CapacitatedBranch& b) const { return a.bound > b.bound; }
};

/// The part of a branch where its split is decided one way; nothing where that leaves no plan.
std::optional<CapacitatedBranch> child_of(const CapacitatedInstance& instance,
                                          const CapacitatedBranch& parent, bool takes) {
  CapacitatedBranch child = parent;
  if (parent.by_site) {
    child.state[parent.split_site] = takes ? State::open : State::closed;
  } else {
    child.decisions.push_back({parent.split_point, parent.split_site, takes});
    if (takes) child.state[parent.split_site] = State::open;
  }
  if (!settle_count(instance, child)) return std::nullopt;
  return child;
}

/// Best bound first, until proved or the work is spent.
void branch_and_bound(CapacitatedSearch& search, CapacitatedBound& lagrangian, CapacitatedBranch root) {
  constexpr int steps_each = 60;
  std::priority_queue<CapacitatedBranch, std::vector<CapacitatedBranch>, LowestFirst> open;
  open.push(std::move(root));
  while (!open.empty()) {
    search.prove(open.top().bound);
    if (search.bound >= search.best.cost || search.good_enough() || search.meter.spent()) return;
    search.tell();
    const CapacitatedBranch parent = open.top();
    open.pop();
    // Nothing is left to decide: the knapsacks themselves are the plan, or it was met already.
    if (parent.split_site == CapacitatedPlan::no_site) continue;
    for (const bool takes : {true, false}) {
      auto child = child_of(search.instance, parent, takes);
      if (!child) continue;
      if (lagrangian.improve(*child, search.best, steps_each, false)) open.push(*std::move(child));
    }
  }
  search.bound = search.best.cost;
}

void search_plan(CapacitatedSearch& search) {
  const CapacitatedInstance& instance = search.instance;
  CapacitatedBranch root;
  root.state.assign(instance.candidates(), State::free);
  std::vector<std::uint32_t> start;
  for (std::uint32_t site = 0; site < instance.candidates(); ++site) {
    if (instance.stands[site] == 0) continue;
    root.state[site] = State::open;
    start.push_back(site);
  }
  CapacitatedBound lagrangian(instance, search.meter);
  // The plan without capacities is a start.
  MedianInstance unlimited = instance.median;
  unlimited.count = static_cast<int>(instance.most_open());
  MedianSet set(unlimited);
  set.assign(start);
  set.fill_greedily(search.meter);
  if (instance.standing == 0) set.exchange(search.meter);
  lagrangian.offer(set.chosen(), search.best);

  // What a point would pay for one of as many sites, were they spread evenly.
  std::vector<double> multiplier(instance.points());
  const std::size_t each = instance.candidates() / std::max<std::size_t>(instance.most_open(), 1);
  for (std::size_t i = 0; i < multiplier.size(); ++i) {
    const std::size_t count = instance.median.first[i + 1] - instance.median.first[i];
    multiplier[i] =
        static_cast<double>(instance.median.cost[instance.median.first[i] + std::min(each, count - 1)]);
  }
  root.multiplier = std::make_shared<const std::vector<double>>(std::move(multiplier));
  constexpr int most_steps = 1500;
  const bool open = lagrangian.improve(root, search.best, most_steps, true);
  search.prove(root.bound);
  search.tell();
  if (!open)
    search.bound = search.best.cost;
  else if (!search.good_enough() && !search.meter.spent())
    branch_and_bound(search, lagrangian, std::move(root));
}

void fill_plan(const CapacitatedProblem& problem, const CapacitatedInstance& instance,
               const CapacitatedIncumbent& best, CapacitatedPlan& plan) {
  plan.found = true;
  plan.site_of_point.assign(problem.ways.demand.size(), CapacitatedPlan::no_site);
  std::vector<double> served(problem.ways.candidates, 0.0);
  std::vector<std::uint8_t> serves(problem.ways.candidates, 0);
  CompensatedSum sum;
  for (std::size_t place = 0; place < instance.points(); ++place) {
    const std::uint32_t i = instance.original[place];
    const std::uint32_t site = best.assignment.site[place];
    plan.site_of_point[i] = site;
    served[site] += instance.real_load[place];
    serves[site] = 1;
    for (std::size_t w = problem.ways.ways.first[i]; w < problem.ways.ways.first[i + 1]; ++w)
      if (problem.ways.ways.candidate[w] == site) sum.add(problem.ways.ways.cost[w] * problem.ways.demand[i]);
  }
  plan.objective = sum.value();
  for (std::uint32_t site = 0; site < problem.ways.candidates; ++site)
    if (serves[site] != 0 && instance.stands[site] == 0) plan.chosen.push_back(site);
  std::stable_sort(plan.chosen.begin(), plan.chosen.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return served[a] > served[b]; });
}

}  // namespace

CapacitatedPlan solve_capacitated_median(const CapacitatedProblem& problem, const CoverStop& stop) {
  check(problem);
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
  const CapacitatedInstance instance = capacitated_instance(problem);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  CapacitatedSearch search{instance, stop, meter, {}, 0};
  // No plan costs as much.
  for (std::size_t i = 0; i < instance.points(); ++i)
    search.best.cost += instance.median.cost[instance.median.first[i + 1] - 1];
  search.best.cost += instance.median.granule;
  search_plan(search);
  plan.work = meter.done();
  if (!search.best.found) {
    plan.status = search.bound >= search.best.cost ? PlanStatus::infeasible : meter.why();
    return plan;
  }
  fill_plan(problem, instance, search.best, plan);
  // As of solve_median: rounded down once a point, and a product to nearest.
  const double bound =
      std::ldexp(static_cast<double>(search.bound), -instance.median.exponent) * (1.0 - 0x1.0p-51);
  const bool is_exact = search.bound >= search.best.cost && instance.median.is_exact;
  plan.bound = is_exact ? plan.objective : std::min(bound, plan.objective);
  plan.gap = (plan.objective - plan.bound) / std::max(plan.objective, 1e-9);
  // What is the best in whole numbers is left with their rounding.
  const bool is_best = search.bound >= search.best.cost;
  plan.status = status_at(plan.gap, stop.gap, is_best ? PlanStatus::within_gap : meter.why());
  return plan;
}

}  // namespace quarterhour
