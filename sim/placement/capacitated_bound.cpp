#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/placement/capacitated_program.h"
#include "sim/placement/capacitated_search.h"

namespace quarterhour {

namespace {

// Steps of the subgradient method; measured on pmedcap1 … pmedcap10.
constexpr double root_scale = 1.0;
constexpr double branch_scale = 0.7;
constexpr double root_last_scale = 3e-3;
constexpr double branch_last_scale = 2e-2;
constexpr int root_patience = 20;
constexpr int branch_patience = 10;
constexpr double shrink = 0.6;
constexpr double momentum = 0.6;
constexpr double renewal = 0.08;
/// Sites are decided before points unless each is so near to open or closed.
constexpr double nearly_decided = 0.45;
// With a program's prices, and its rows: measured on Shancheng town, 243 candidates and 1,226 places.
constexpr int root_rounds_of_rows = 30;
constexpr int branch_rounds_of_rows = 3;
constexpr int steps_after_program = 20;
constexpr double scale_after_program = 0.1;
constexpr int steps_between_exchanges = 50;
/// What a question whether a plan costs nothing takes for the cost of one, as a share of all demand.
constexpr double cost_in_question = 0.005;
/// Knapsacks of more steps are bounded by their continuous relaxation.
constexpr std::int64_t most_steps_of_knapsack = 4'000'000;

}  // namespace

CapacitatedBound::CapacitatedBound(const CapacitatedInstance& instance, WorkMeter& meter, double gap)
    : instance_(instance),
      meter_(meter),
      gap_(gap),
      largest_multiplier_(0x1.0p61 / static_cast<double>(instance.points() + 1)),
      assigner_(instance),
      sharer_(instance),
      choice_(instance.limits.rules, instance.limits.cost),
      room_(instance.limits),
      spacing_(instance.limits.rules),
      price_(instance.points(), 0),
      banned_(instance.median.cost_of.size(), 0),
      share_of_way_(instance.median.cost_of.size(), 0.0),
      items_(instance.candidates()),
      profit_(instance.candidates(), 0),
      taken_(instance.candidates()),
      share_(instance.candidates(), 0.0),
      served_(instance.points(), 0.0) {
  // Whole points have knapsacks, whose bounds are above those of a program.
  if (instance.splits && CapacitatedProgram::is_small(instance))
    program_ = std::make_unique<CapacitatedProgram>(instance);
  // Prices of heavy points move in longer steps.
  double all_load = 0.0;
  for (const double load : instance.real_load) all_load += load;
  const double mean = all_load / static_cast<double>(std::max<std::size_t>(instance.points(), 1));
  for (std::size_t i = 0; i < instance.points(); ++i)
    weight_.push_back(std::max(instance.median.weight[i], mean > 0.0 ? instance.real_load[i] / mean : 1.0));
}

CapacitatedBound::~CapacitatedBound() = default;

bool CapacitatedBound::settle(CapacitatedBranch& branch) {
  using State = CapacitatedBranch::State;
  room_ = LimitedRoom(instance_.limits);
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site)
    if (branch.state[site] == State::open && instance_.stands[site] == 0) room_.add(site);
  if (!room_.is_within()) return false;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site)
    if (branch.state[site] == State::free && !room_.allows(site)) branch.state[site] = State::closed;
  return true;
}

void CapacitatedBound::ban(const CapacitatedBranch& branch) {
  std::fill(banned_.begin(), banned_.end(), 0);
  const MedianInstance& median = instance_.median;
  std::vector<std::uint32_t> only(instance_.points(), no_site);
  for (const CapacitatedBranch::Decision& decision : branch.decisions)
    if (decision.goes) only[decision.point] = decision.site;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w) {
      const std::uint32_t point = median.point_of[w];
      if (only[point] != no_site && only[point] != site) banned_[w] = 1;
    }
  }
  for (const CapacitatedBranch::Decision& decision : branch.decisions) {
    if (decision.goes) continue;
    for (std::size_t w = median.first_of_candidate[decision.site];
         w < median.first_of_candidate[decision.site + 1]; ++w)
      if (median.point_of[w] == decision.point) banned_[w] = 1;
  }
}

std::int64_t CapacitatedBound::most_profit(std::uint32_t site) {
  const MedianInstance& median = instance_.median;
  std::vector<KnapsackItem>& items = items_[site];
  items.clear();
  for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w) {
    const std::uint32_t point = median.point_of[w];
    const std::int64_t profit = price_[point] - median.cost_of[w];
    const bool fits = instance_.splits || instance_.load[point] <= instance_.capacity[site];
    if (profit <= 0 || banned_[w] != 0 || !fits) continue;
    items.push_back({profit, instance_.load[point], static_cast<std::uint32_t>(w)});
  }
  return continuous_knapsack(items, instance_.capacity[site], &taken_[site].parts);
}

std::int64_t CapacitatedBound::profit(std::uint32_t site) {
  const std::vector<KnapsackItem>& items = items_[site];
  Taken& taken = taken_[site];
  taken.points.clear();
  const std::int64_t capacity = instance_.capacity[site];
  const bool all_fit =
      std::all_of(taken.parts.begin(), taken.parts.end(), [](double part) { return part == 1.0; });
  const bool is_small =
      !instance_.splits && (capacity + 1) * static_cast<std::int64_t>(items.size()) <= most_steps_of_knapsack;
  if (all_fit || !is_small) {
    std::int64_t whole = 0;
    std::size_t kept = 0;
    for (std::size_t k = 0; k < items.size(); ++k) {
      if (taken.parts[k] <= 0.0) continue;
      taken.points.push_back(items[k].id);
      taken.parts[kept++] = taken.parts[k];
      whole += items[k].profit;
    }
    taken.parts.resize(kept);
    return all_fit ? whole : profit_[site];
  }
  meter_.add(static_cast<std::uint64_t>(capacity) * items.size() / 64 + 1);
  const std::int64_t best = knapsack_.solve(items, capacity);
  for (const std::uint32_t k : knapsack_.taken()) taken.points.push_back(items[k].id);
  taken.parts.assign(taken.points.size(), 1.0);
  return best;
}

CapacitatedBound::Relaxed CapacitatedBound::relax(const CapacitatedBranch& branch,
                                                  std::span<const double> multiplier) {
  using State = CapacitatedBranch::State;
  Relaxed relaxed;
  for (std::size_t i = 0; i < price_.size(); ++i) {
    price_[i] = std::max<std::int64_t>(0, std::llround(multiplier[i]));
    relaxed.value += price_[i];
  }
  std::size_t ways = 0;
  free_.clear();
  worth_.clear();
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    if (branch.state[site] == State::closed) continue;
    ways += instance_.median.first_of_candidate[site + 1] - instance_.median.first_of_candidate[site];
    profit_[site] = most_profit(site);
    if (branch.state[site] == State::free) {
      free_.push_back(site);
      worth_.push_back(profit_[site] - (spacing_.active() ? spacing_.surcharge(site) : 0));
      continue;
    }
    profit_[site] = profit(site);
    relaxed.value -= profit_[site];
    relaxed.open.push_back(site);
  }
  meter_.add(instance_.candidates() + ways / ways_a_step);
  relaxed.possible = choose();
  if (!relaxed.possible) return relaxed;
  relaxed.value -= choice_.value() + (spacing_.active() ? spacing_.total() : 0);
  for (const std::uint32_t position : choice_.taken()) relaxed.taken.push_back(free_[position]);
  relaxed.open.insert(relaxed.open.end(), relaxed.taken.begin(), relaxed.taken.end());
  return relaxed;
}

bool CapacitatedBound::choose() {
  std::vector<std::uint8_t> is_exact(free_.size(), 0);
  while (true) {
    if (!choice_.choose(free_, worth_, room_.held(), room_.left())) return false;
    if (choice_.is_priced()) meter_.add(free_.size() / 4);
    // The continuous bound of the others is no higher than what they are taken to be worth.
    bool is_lower = false;
    for (const std::uint32_t position : choice_.taken()) {
      if (is_exact[position] != 0) continue;
      is_exact[position] = 1;
      const std::uint32_t site = free_[position];
      const std::int64_t exact = profit(site);
      is_lower = is_lower || exact < profit_[site];
      worth_[position] -= profit_[site] - exact;
      profit_[site] = exact;
    }
    if (!is_lower) return true;
  }
}

bool CapacitatedBound::fix(CapacitatedBranch& branch, const Relaxed& relaxed, std::int64_t wanted) const {
  using State = CapacitatedBranch::State;
  // What a choice loses is told up to so much too high where money has a price.
  const std::int64_t too_high = instance_.limits.cost.empty() ? 0 : LimitedChoice::rounding;
  bool is_any = false;
  for (std::size_t k = 0; k < free_.size(); ++k) {
    const bool is_taken = choice_.is_taken(k);
    const std::int64_t loss =
        std::min((is_taken ? choice_.loss_without(k) : choice_.loss_with(k)) - too_high, INT64_MAX / 4);
    if (loss <= 0 || instance_.rounded_up(relaxed.value + loss) <= wanted) continue;
    branch.state[free_[k]] = is_taken ? State::open : State::closed;
    is_any = true;
  }
  return is_any;
}

void CapacitatedBound::choose_split(CapacitatedBranch& branch) const {
  using State = CapacitatedBranch::State;
  const double whole = std::max(weight_of_shares_, 1e-9);
  double nearest = 1.0;
  bool any_free = false;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
    if (branch.state[site] != State::free) continue;
    any_free = true;
    const double from_half = std::abs(share_[site] / whole - 0.5);
    if (from_half >= nearest) continue;
    nearest = from_half;
    branch.split_site = site;
    branch.by_site = true;
  }
  if (any_free && (nearest <= nearly_decided || instance_.splits)) return;
  if (instance_.splits) {
    branch.split_site = no_site;
    return;
  }
  const MedianInstance& median = instance_.median;
  std::vector<std::uint32_t> choices(instance_.points(), 0);
  const auto for_each_way = [&](auto visit) {
    for (std::uint32_t site = 0; site < instance_.candidates(); ++site) {
      if (branch.state[site] == State::closed) continue;
      for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w)
        if (banned_[w] == 0) visit(site, w);
    }
  };
  for_each_way([&](std::uint32_t, std::size_t w) { ++choices[median.point_of[w]]; });
  for_each_way([&](std::uint32_t site, std::size_t w) {
    if (choices[median.point_of[w]] < 2) return;
    const double from_half = std::abs(share_of_way_[w] / whole - 0.5);
    if (from_half >= nearest) return;
    nearest = from_half;
    branch.by_site = false;
    branch.split_site = site;
    branch.split_point = median.point_of[w];
  });
  if (nearest >= 1.0) branch.split_site = no_site;
}

void CapacitatedBound::count(const Relaxed& relaxed) {
  std::fill(served_.begin(), served_.end(), 0.0);
  for (double& share : share_) share *= 1.0 - renewal;
  // Where points are shared out nothing is branched on but sites.
  if (!instance_.splits)
    for (double& share : share_of_way_) share *= 1.0 - renewal;
  weight_of_shares_ = weight_of_shares_ * (1.0 - renewal) + renewal;
  for (const std::uint32_t site : relaxed.open) {
    share_[site] += renewal;
    const Taken& taken = taken_[site];
    for (std::size_t k = 0; k < taken.points.size(); ++k) {
      served_[instance_.median.point_of[taken.points[k]]] += taken.parts[k];
      if (!instance_.splits) share_of_way_[taken.points[k]] += renewal * taken.parts[k];
    }
  }
}

bool CapacitatedBound::finish_shared_out(CapacitatedBranch& branch, CapacitatedIncumbent& incumbent) {
  std::vector<std::uint32_t> open;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site)
    if (branch.state[site] == CapacitatedBranch::State::open) open.push_back(site);
  branch.split_site = no_site;
  if (!room_.is_plan()) return false;
  PlaceAssignment assignment;
  if (!sharer_.share(open, assignment, meter_)) return meter_.spent();
  if (assignment.cost < incumbent.cost)
    incumbent = {assignment.cost, std::move(open), std::move(assignment), true};
  return false;
}

bool CapacitatedBound::improve(CapacitatedBranch& branch, CapacitatedIncumbent& incumbent, int steps,
                               bool is_root) {
  using State = CapacitatedBranch::State;
  if (!settle(branch)) return false;
  const auto is_settled = [&] {
    return std::find(branch.state.begin(), branch.state.end(), State::free) == branch.state.end();
  };
  if (instance_.splits && is_settled()) return finish_shared_out(branch, incumbent);
  ban(branch);
  std::fill(share_.begin(), share_.end(), 0.0);
  std::fill(share_of_way_.begin(), share_of_way_.end(), 0.0);
  weight_of_shares_ = 0.0;
  std::vector<double> multiplier = *branch.multiplier;
  // With the linear program's prices few steps are left to go.
  const bool has_prices =
      program_ &&
      program_->solve(branch, banned_, is_root ? root_rounds_of_rows : branch_rounds_of_rows, meter_);
  if (has_prices) {
    multiplier = program_->price();
    steps = std::min(steps, is_root ? steps_after_program : steps_after_program / 4);
  }
  std::vector<double> best = multiplier;
  std::vector<double> direction(multiplier.size(), 0.0);
  std::vector<std::uint32_t> in;
  for (std::uint32_t site = 0; site < instance_.candidates(); ++site)
    if (branch.state[site] == State::open && instance_.stands[site] == 0) in.push_back(site);
  spacing_.begin(branch.disc_price ? *branch.disc_price : std::vector<std::int64_t>(), in);
  std::vector<std::int64_t> best_disc_price;
  double scale = has_prices ? scale_after_program : is_root ? root_scale : branch_scale;
  int without_gain = 0;
  std::int64_t highest = INT64_MIN;
  for (int step = 0; step < steps && !meter_.spent(); ++step) {
    const Relaxed relaxed = relax(branch, multiplier);
    if (!relaxed.possible) return false;
    // What is known beforehand may be far above what these prices say yet.
    if (relaxed.value > highest) {
      without_gain = 0;
      highest = relaxed.value;
      branch.bound = std::max(branch.bound, relaxed.value);
      best = multiplier;
      best_disc_price = spacing_.prices();
    } else if (++without_gain >= (is_root ? root_patience : branch_patience)) {
      scale *= shrink;
      without_gain = 0;
      multiplier = best;
      std::fill(direction.begin(), direction.end(), 0.0);
      spacing_.begin(best_disc_price, in);
      if (scale < (is_root ? root_last_scale : branch_last_scale)) break;
      continue;
    }
    count(relaxed);
    if (step % (is_root ? 5 : 20) == 0) offer(relaxed.open, incumbent);
    if (is_root && step % steps_between_exchanges == 0) exchange(incumbent);
    if (incumbent.is_enough(instance_)) return true;
    const std::int64_t wanted = incumbent.wanted(instance_);
    if (instance_.rounded_up(branch.bound) > wanted) return false;
    if (is_root && incumbent.found && incumbent.gap_to(branch.bound, instance_) <= gap_) break;
    double length = 0.0;
    for (std::size_t i = 0; i < direction.size(); ++i) {
      direction[i] = momentum * direction[i] + (1.0 - momentum) * (1.0 - served_[i]);
      length += direction[i] * direction[i] * weight_[i];
    }
    // A disc's price counts as a tenth of what a site saves, beside a point's price.
    const double of_site = static_cast<double>(choice_.value()) /
                           static_cast<double>(std::max<std::size_t>(relaxed.taken.size(), 1));
    const double of_point =
        std::max(1.0, static_cast<double>(relaxed.value)) / static_cast<double>(multiplier.size() + 1);
    const double disc_scale = std::max(1e-3, 0.1 * of_site / of_point);
    length += spacing_.look(relaxed.taken, disc_scale);
    if (fix(branch, relaxed, wanted)) {
      if (!settle(branch)) return false;
      if (instance_.splits && is_settled()) return finish_shared_out(branch, incumbent);
    }
    if (!(length > 1e-12)) {
      if (!instance_.splits) offer_forced(branch, relaxed.open, incumbent);
      break;
    }
    const auto value = static_cast<double>(relaxed.value);
    // Where it is asked whether a plan costs nothing, 1.05 times the bound says too little.
    const double asked = instance_.enough >= 0 ? cost_in_question * static_cast<double>(instance_.all) : 0.0;
    const double far =
        std::min(static_cast<double>(incumbent.cost), 1.05 * static_cast<double>(branch.bound) + 1.0 + asked);
    // From far below, a step no longer than from nothing: else each would be longer than the one before.
    const double width = scale * std::min(std::max(far, value + 1.0) - value, std::max(far, 1.0)) / length;
    for (std::size_t i = 0; i < multiplier.size(); ++i)
      multiplier[i] = std::clamp(multiplier[i] + width * direction[i] * weight_[i], 0.0, largest_multiplier_);
    spacing_.step(width, disc_scale);
  }
  branch.multiplier = std::make_shared<const std::vector<double>>(std::move(best));
  if (!best_disc_price.empty())
    branch.disc_price = std::make_shared<const std::vector<std::int64_t>>(std::move(best_disc_price));
  if (has_prices) {
    share_ = program_->part();
    share_of_way_ = program_->part_of_way();
    weight_of_shares_ = 1.0;
  }
  choose_split(branch);
  if (branch.split_site == no_site && !instance_.splits) offer_forced(branch, {}, incumbent);
  return instance_.rounded_up(branch.bound) <= incumbent.wanted(instance_);
}

}  // namespace quarterhour
