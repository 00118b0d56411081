#include "sim/placement/backup_cover.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <utility>

#include "sim/placement/backup_search.h"

namespace quarterhour {

namespace {

constexpr std::uint64_t default_work = 400'000'000;

[[noreturn]] void refuse(const char* why) {
  throw std::invalid_argument(std::string("a backup covering problem: ") + why);
}

void check(const BackupCoverProblem& problem) {
  const std::size_t candidates = problem.reach.set_count();
  if (problem.need.size() != problem.demand.size()) refuse("every demand point has a need");
  for (const double demand : problem.demand)
    if (!(demand >= 0.0) || std::isinf(demand)) refuse("demand must be finite and not negative");
  for (const IndexRun run : problem.reach.runs)
    if (run.begin >= run.end || run.end > problem.demand.size()) refuse("a run is out of range");
  if (problem.count.has_value() == problem.budget.has_value()) refuse("give either a count or a budget");
  if (problem.count && *problem.count < 0) refuse("the count must not be negative");
  if (problem.budget && !(*problem.budget >= 0.0 && std::isfinite(*problem.budget)))
    refuse("the budget must be finite and not negative");
  if (!problem.cost.empty() && problem.cost.size() != candidates)
    refuse("every candidate has a cost, or none");
  if (problem.budget)
    for (const double cost : problem.cost)
      if (!(cost > 0.0) || std::isinf(cost)) refuse("costs must be finite and positive");
  check_rules(problem.rules, candidates);
}

class BackupSolver {
 public:
  BackupSolver(const BackupInstance& instance, const RuledSites* rules, WorkMeter& meter,
               const CoverStop& stop)
      : instance_(instance),
        rules_(rules),
        meter_(meter),
        stop_(stop),
        set_(instance, rules),
        bound_(instance.cover.total) {}

  [[nodiscard]] const std::vector<std::uint32_t>& best() const { return best_; }
  [[nodiscard]] std::int64_t covered() const { return covered_; }
  [[nodiscard]] std::int64_t bound() const { return std::max(bound_, covered_); }

  void offer(std::span<const std::uint32_t> chosen) {
    set_.assign(chosen);
    take();
  }

  void run() {
    const CoverInstance& cover = instance_.cover;
    std::vector<std::uint32_t> all(cover.candidate_count());
    std::iota(all.begin(), all.end(), 0U);
    fill_and_exchange(all, 1);
    if (settled()) return;
    BackupBranch root;
    root.free = all;
    root.bound = bound_;
    BackupBound lagrangian(instance_, rules_, meter_);
    const BackupBound::Offer offer_taken = [&](std::span<const std::uint32_t> taken) {
      if (rules_ == nullptr && cover.by_count) offer(taken);
    };
    constexpr int steps = 600;
    lagrangian.improve(root, covered_, steps, offer_taken);
    prove(root.bound);
    if (settled()) return;
    std::vector<std::uint32_t> liked = best_;
    constexpr double little = 1e-3;
    for (const std::uint32_t k : root.free)
      if (lagrangian.share()[k] > little) liked.push_back(k);
    liked.insert(liked.end(), root.in.begin(), root.in.end());
    std::sort(liked.begin(), liked.end());
    liked.erase(std::unique(liked.begin(), liked.end()), liked.end());
    constexpr int rounds = 30;
    fill_and_exchange(liked, rounds);
    constexpr int more_steps = 300;
    if (!lagrangian.improve(root, covered_, more_steps, offer_taken))
      root.bound = std::min(root.bound, covered_);
    prove(root.bound);
    if (settled() || (gap() <= stop_.gap && stop_.gap > 0.0)) return;
    branch(lagrangian, std::move(root), offer_taken);
  }

  /// Lower candidates in place of chosen ones where as much has enough, and no more is spent.
  void settle_ties() {
    std::sort(best_.begin(), best_.end());
    const std::vector<std::uint32_t> sites = best_;
    for (const std::uint32_t site : sites) {
      set_.assign(best_);
      set_.remove(site);
      const auto prefix = set_.wanted_prefix(0);
      const std::int64_t wanted = covered_ - set_.covered();
      for (std::uint32_t other = 0; other < site; ++other) {
        if (!set_.allows(other) || instance_.cover.cost[other] > instance_.cover.cost[site] ||
            sum_over(instance_.cover.reach.set(other), prefix) != wanted)
          continue;
        set_.add(other);
        if (!set_.keeps_rules()) {
          set_.remove(other);
          continue;
        }
        *std::find(best_.begin(), best_.end(), site) = other;
        break;
      }
    }
  }

  /// Without sites that nothing depends on, in order of what each adds.
  [[nodiscard]] std::vector<std::uint32_t> by_priority() {
    set_.assign(best_);
    for (auto site = best_.rbegin(); site != best_.rend(); ++site) {
      set_.remove(*site);
      if (set_.covered() != covered_ || !set_.keeps_rules()) set_.add(*site);
    }
    std::vector<std::uint32_t> left = set_.chosen();
    std::sort(left.begin(), left.end());
    set_.assign({});
    std::vector<std::uint32_t> ordered;
    while (!left.empty()) {
      const auto prefix = set_.wanted_prefix(1);
      const auto next = std::max_element(left.begin(), left.end(), [&](std::uint32_t a, std::uint32_t b) {
        const std::int64_t of_a = sum_over(instance_.cover.reach.set(a), prefix);
        const std::int64_t of_b = sum_over(instance_.cover.reach.set(b), prefix);
        return of_a != of_b ? of_a < of_b : a > b;
      });
      ordered.push_back(*next);
      set_.add(*next);
      left.erase(next);
    }
    return ordered;
  }

  [[nodiscard]] double gap() const {
    return static_cast<double>(bound() - covered_) / std::max(static_cast<double>(covered_), 1e-9);
  }

 private:
  [[nodiscard]] bool settled() const { return bound_ <= covered_ || meter_spent(); }
  [[nodiscard]] bool meter_spent() const { return meter_.spent(); }

  void prove(std::int64_t most) {
    bound_ = std::min(bound_, most / instance_.cover.granule * instance_.cover.granule);
    if (stop_.progress && !best_.empty())
      stop_.progress(std::ldexp(static_cast<double>(covered_), -instance_.exponent),
                     std::ldexp(static_cast<double>(bound()), -instance_.exponent), gap());
  }

  void take() {
    if (!set_.keeps_rules() || set_.covered() <= covered_ || !instance_.cover.affords(set_.spent())) return;
    covered_ = set_.covered();
    best_ = set_.chosen();
  }

  /// Adds the candidate of the pool that is worth most until none may join or is worth anything.
  void fill(std::span<const std::uint32_t> pool, int part) {
    while (!meter_.spent()) {
      const auto prefix = set_.wanted_prefix(part);
      std::int64_t most = 0;
      std::optional<std::uint32_t> next;
      for (const std::uint32_t k : pool) {
        if (!set_.allows(k)) continue;
        std::int64_t worth = sum_over(instance_.cover.reach.set(k), prefix);
        if (!instance_.cover.by_count)
          worth = static_cast<std::int64_t>(static_cast<double>(worth) / instance_.cover.cost[k]);
        if (worth <= most && !(next == std::nullopt && set_.wants(k))) continue;
        most = worth;
        next = k;
      }
      meter_.add(pool.size() / 4 + instance_.cover.point_count() / 8 + 1);
      if (!next) return;
      set_.add(*next);
    }
  }

  /// Takes out each site in turn and puts in what is worth most.
  bool exchange(std::span<const std::uint32_t> pool, int part) {
    bool is_better = false;
    for (const std::uint32_t site : std::vector<std::uint32_t>(set_.chosen())) {
      if (meter_.spent()) return is_better;
      set_.remove(site);
      const auto prefix = set_.wanted_prefix(part);
      std::int64_t most = sum_over(instance_.cover.reach.set(site), prefix);
      std::uint32_t next = site;
      for (const std::uint32_t k : pool) {
        if (!set_.allows(k)) continue;
        const std::int64_t worth = sum_over(instance_.cover.reach.set(k), prefix);
        if (worth > most) {
          most = worth;
          next = k;
        }
      }
      meter_.add(pool.size() / 4 + instance_.cover.point_count() / 8 + 1);
      set_.add(next);
      is_better = is_better || next != site;
    }
    return is_better;
  }

  /// Greedy plans at several worths of demand that lacks more than one site, exchanges, and again from what is left when some leave at random.
  void fill_and_exchange(std::span<const std::uint32_t> pool, int rounds) {
    constexpr int most_part = 4;
    std::mt19937_64 random(stop_.seed);
    for (int part = 1; part <= (instance_.most_need > 1 ? most_part : 1) && !meter_.spent(); ++part) {
      set_.assign({});
      fill(pool, part);
      take();
      polish(pool, part);
    }
    for (int round = 1; round < rounds && !meter_.spent() && bound_ > covered_ && gap() > stop_.gap;
         ++round) {
      set_.assign(best_);
      const std::size_t leaving = std::min<std::size_t>(set_.chosen().size(), 2 + random() % 4);
      for (std::size_t k = 0; k < leaving; ++k) set_.remove(set_.chosen()[random() % set_.chosen().size()]);
      const int part = 1 + static_cast<int>(random() % most_part);
      fill(pool, part);
      take();
      polish(pool, part);
    }
  }

  void polish(std::span<const std::uint32_t> pool, int part) {
    constexpr int most_rounds = 8;
    for (const int stage : {part, 2 * part, 0})
      for (int round = 0; round < most_rounds && exchange(pool, stage); ++round) {
        fill(pool, stage);
        take();
      }
  }

  void branch(BackupBound& lagrangian, BackupBranch root, const BackupBound::Offer& offer_taken) {
    // Best bound first, then the latest; the map's last entry is the next.
    std::map<std::pair<std::int64_t, std::int64_t>, BackupBranch> open;
    std::int64_t serial = 0;
    const auto keep = [&](BackupBranch part) {
      const std::int64_t bound = part.bound;
      open.emplace(std::pair{bound, ++serial}, std::move(part));
    };
    keep(std::move(root));
    const auto none = static_cast<std::uint32_t>(instance_.cover.candidate_count());
    constexpr int steps = 10;
    constexpr std::size_t most_parts = 200'000;
    while (!open.empty() && open.rbegin()->first.first > covered_ && !meter_.spent() &&
           open.size() < most_parts && (gap() > stop_.gap || stop_.gap <= 0.0)) {
      const auto next = std::prev(open.end());
      const BackupBranch parent = std::move(next->second);
      open.erase(next);
      std::int64_t most = covered_;
      if (parent.split == none || parent.free.empty()) {
        // All that is left is chosen or not: a part with one plan, which is offered.
        std::vector<std::uint32_t> all = parent.in;
        offer(all);
      } else {
        for (const bool held : {true, false}) {
          BackupBranch child = parent;
          child.free.erase(std::lower_bound(child.free.begin(), child.free.end(), parent.split));
          if (held) child.in.push_back(parent.split);
          if (held && !may_hold(child)) continue;
          offer_held(child);
          if (lagrangian.improve(child, covered_, steps, offer_taken)) keep(std::move(child));
        }
      }
      while (!open.empty() && open.begin()->first.first <= covered_) open.erase(open.begin());
      if (!open.empty()) most = std::max(most, open.rbegin()->first.first);
      if (!meter_.spent()) prove(std::max(most, covered_));
    }
    if (open.empty() && !meter_.spent()) prove(covered_);
  }

  /// Sites that are held keep the rules and the budget.
  bool may_hold(const BackupBranch& part) {
    set_.assign(part.in);
    if (!instance_.cover.affords(set_.spent())) return false;
    if (rules_ == nullptr) return true;
    SiteRoom room(*rules_);
    for (const std::uint32_t k : part.in) room.add(k);
    return !room.broken();
  }

  /// What is held, filled up, is a plan.
  void offer_held(const BackupBranch& part) {
    set_.assign(part.in);
    fill(part.free, 1);
    take();
  }

  const BackupInstance& instance_;
  const RuledSites* rules_;
  WorkMeter& meter_;
  const CoverStop& stop_;
  BackupSet set_;
  std::vector<std::uint32_t> best_;
  /// Below 0 until there is a plan.
  std::int64_t covered_ = -1;
  std::int64_t bound_ = 0;
};

}  // namespace

CoverPlan solve_backup_cover(const BackupCoverProblem& problem, const CoverStop& stop) {
  check(problem);
  CoverPlan plan;
  double base = 0.0;
  for (std::size_t i = 0; i < problem.demand.size(); ++i)
    if (problem.need[i] == 0) base += problem.demand[i];
  const auto infeasible = [&](std::string reason) {
    plan.objective = plan.bound = base;
    plan.status = PlanStatus::infeasible;
    plan.reason = std::move(reason);
    return plan;
  };
  const std::size_t candidates = problem.reach.set_count();
  if ((problem.budget || *problem.count > 0) && candidates == 0)
    return infeasible("no candidate site is admissible");
  if (problem.budget) {
    const double cheapest =
        problem.cost.empty() ? 1.0 : *std::min_element(problem.cost.begin(), problem.cost.end());
    if (cheapest > *problem.budget * (1.0 + 1e-12))
      return infeasible("the budget is below the cheapest candidate");
  }
  const BackupInstance instance = backup_instance(problem);
  WorkMeter meter(stop, stop.work.value_or(default_work));
  std::shared_ptr<const RuledSites> rules;
  const std::size_t most_sites =
      problem.count ? std::min(static_cast<std::size_t>(*problem.count), candidates) : candidates;
  if (rules_bind(problem.rules, most_sites))
    rules = std::make_shared<const RuledSites>(ruled_sites(problem.rules, candidates));
  BackupSolver solver(instance, rules.get(), meter, stop);
  if (rules) {
    // A plan that keeps the rules, or why there is none.
    CoverProblem once{problem.demand, problem.reach,  {},  problem.count,
                      problem.cost,   problem.budget, 0.0, problem.rules};
    CoverStop part = stop;
    part.gap = 1.0;
    const CoverPlan start = solve_cover(once, part);
    plan.work += start.work;
    if (start.status == PlanStatus::infeasible) {
      plan.work = start.work;
      return infeasible(start.reason);
    }
    solver.offer(start.chosen);
  } else {
    solver.offer({});
  }
  solver.run();
  if (solver.covered() < 0) {
    plan.status = meter.why();
    plan.reason = "the search ended before it found a choice that keeps the rules";
    plan.bound = base + std::ldexp(static_cast<double>(solver.bound()), -instance.exponent);
    return plan;
  }
  solver.settle_ties();
  plan.chosen = solver.by_priority();
  std::vector<std::uint32_t> times(problem.demand.size(), 0);
  for (const std::uint32_t k : plan.chosen)
    for (const IndexRun run : problem.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) ++times[i];
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i] >= problem.need[i]) plan.objective += problem.demand[i];
  // Half a unit for each rounded weight, then outward by more than the roundings of the sums. Where nothing can be won, nothing was
  // rounded.
  const double units = static_cast<double>(solver.bound()) + 0.5 * static_cast<double>(instance.rounded);
  const bool none = solver.bound() == 0;
  plan.bound = none ? base : base + std::ldexp(units, -instance.exponent);
  if (instance.rounded > 0 && !none) plan.bound *= 1.0 + 4.0 * std::numeric_limits<double>::epsilon();
  plan.bound = std::max(plan.bound, plan.objective);
  plan.gap = std::abs(plan.objective - plan.bound) / std::max(std::abs(plan.objective), 1e-9);
  plan.work += meter.done();
  plan.status = status_at(plan.gap, stop.gap, meter.why());
  return plan;
}

}  // namespace quarterhour
