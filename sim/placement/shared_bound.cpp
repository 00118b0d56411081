#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <numeric>

#include "sim/placement/branching.h"
#include "sim/placement/shared_search.h"

namespace quarterhour {

namespace {

/// As in the bound of covering (cover_bound.cpp).
constexpr double first_step = 0.1;
/// Longer first steps lead away from prices that are nearly the best already.
constexpr double first_step_of_warm = 0.005;
constexpr int patience = 30;
constexpr double momentum = 0.92;
constexpr double sharing = 0.05;
/// With so few candidates each is looked at closely.
constexpr std::size_t few = 256;

/// What the first point pays that does not fit when room goes to those that pay most for their weight; all together do not fit. By
/// halving, without sorting what is clear already.
double price_of_room(std::vector<std::pair<double, std::uint32_t>>& points, std::int64_t room,
                     std::span<const std::int64_t> weight) {
  auto begin = points.begin();
  auto end = points.end();
  while (end - begin > 1) {
    const auto middle = begin + (end - begin) / 2;
    std::nth_element(begin, middle, end, std::greater<>());
    std::int64_t sum = 0;
    for (auto at = begin; at != middle; ++at) sum += weight[at->second];
    if (sum > room) {
      end = middle;
    } else {
      room -= sum;
      begin = middle;
    }
  }
  return begin->first;
}

}  // namespace

SharedBound::SharedBound(const SharedInstance& instance, const LimitedSites& limits,
                         std::span<const NestedLevel> nesting, WorkMeter& meter)
    : instance_(instance),
      meter_(meter),
      limits_(limits),
      choice_(limits.rules, limits.cost),
      spacing_(limits.rules),
      nesting_(nesting),
      share_(instance.candidates, 0.0),
      last_worth_(instance.candidates, 0),
      prefix_(thresholds),
      served_best_(instance.candidates),
      times_(instance.point_count(), 0.0) {
  if (!nesting.empty()) nest_ = NestPrices(nesting, instance.candidates, instance.total);
  for (std::size_t k = 0; k < instance.candidates; ++k) served_best_[k].assign(instance.site[k].size(), 0);
}

std::int64_t SharedBound::worth_at_most(std::uint32_t candidate) {
  std::int64_t worth = 0;
  for (std::size_t p = 0; p < instance_.site[candidate].size(); ++p) {
    const SitePart& part = instance_.site[candidate][p];
    const auto at = [&](std::int64_t q) {
      return part_of(part.room, q) + (q > 0 ? 1 : 0) +
             sum_over(part.runs, prefix_[static_cast<std::size_t>(q)]);
    };
    if (!part.binds) {
      worth += at(0);
      continue;
    }
    // The dual is convex in the threshold: downhill from where it was lowest last.
    std::int64_t q = served_best_[candidate][p];
    std::int64_t lowest = at(q);
    for (const std::int64_t by : {std::int64_t{1}, std::int64_t{-1}})
      while (q + by >= 0 && q + by < thresholds) {
        const std::int64_t next = at(q + by);
        if (next >= lowest) break;
        lowest = next;
        q += by;
      }
    served_best_[candidate][p] = static_cast<std::uint8_t>(q);
    worth += lowest;
  }
  return worth;
}

/// The dual at the price of the first point that does not fit, which is the best; what is taken is counted per point.
std::int64_t SharedBound::fill_part(const SitePart& part, PointOrder& order,
                                    std::vector<double>* times) const {
  std::int64_t worth = 0;
  if (!part.binds) {
    for (const IndexRun run : part.runs)
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        worth += whole_[i];
        if (times != nullptr) (*times)[i] += 1.0;
      }
    return worth;
  }
  order.clear();
  for (const IndexRun run : part.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i)
      order.emplace_back(static_cast<double>(whole_[i]) / static_cast<double>(instance_.weight[i]), i);
  const double price = price_of_room(order, part.room, instance_.weight);
  worth = static_cast<std::int64_t>(std::ceil(price * static_cast<double>(part.room))) + 1;
  std::int64_t room = part.room;
  std::int64_t at_price = 0;
  for (const auto& [pays, i] : order) {
    const auto paid = static_cast<std::int64_t>(std::floor(price * static_cast<double>(instance_.weight[i])));
    worth += std::max<std::int64_t>(0, whole_[i] - std::max<std::int64_t>(0, paid - 1));
    if (pays > price) room -= instance_.weight[i];
    if (pays == price) at_price += instance_.weight[i];
  }
  if (times == nullptr) return worth;
  // Points of one price share what room is left.
  const double fits = std::min(1.0, static_cast<double>(room) / static_cast<double>(at_price));
  for (const auto& [pays, i] : order)
    if (pays >= price) (*times)[i] += pays > price ? 1.0 : fits;
  return worth;
}

std::int64_t SharedBound::exact_worth(std::uint32_t site, PointOrder& order,
                                      std::vector<double>* times) const {
  std::int64_t worth = 0;
  for (const SitePart& part : instance_.site[site]) worth += fill_part(part, order, times);
  return worth;
}

bool SharedBound::look_closely(const SharedBranch& branch, std::span<const std::uint32_t> positions) {
  std::atomic<bool> is_lower{false};
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, positions.size(), 4),
                    [&](const tbb::blocked_range<std::size_t>& range) {
                      PointOrder order;
                      for (std::size_t at = range.begin(); at < range.end(); ++at) {
                        const std::uint32_t k = positions[at];
                        is_exact_[k] = 1;
                        const std::int64_t exact = exact_worth(branch.free[k], order, nullptr);
                        if (exact >= own_worth_[k]) continue;
                        worth_[k] -= own_worth_[k] - exact;
                        own_worth_[k] = exact;
                        is_lower.store(true, std::memory_order_relaxed);
                      }
                    });
  meter_.add(4 * positions.size());
  return is_lower.load();
}

void SharedBound::measure(const SharedBranch& branch) {
  const std::size_t points = instance_.point_count();
  tbb::parallel_for(std::size_t{0}, static_cast<std::size_t>(thresholds), [&](std::size_t q) {
    std::vector<std::int64_t>& prefix = prefix_[q];
    prefix.resize(points + 1);
    prefix[0] = 0;
    for (std::size_t i = 0; i < points; ++i)
      prefix[i + 1] =
          prefix[i] +
          std::max<std::int64_t>(0, whole_[i] - part_of(instance_.weight[i], static_cast<std::int64_t>(q)));
  });
  own_worth_.resize(branch.free.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, branch.free.size(), 512),
                    [&](const tbb::blocked_range<std::size_t>& range) {
                      for (std::size_t k = range.begin(); k < range.end(); ++k)
                        own_worth_[k] = worth_at_most(branch.free[k]);
                    });
  meter_.add(work_of_step(branch));
  is_exact_.assign(branch.free.size(), 0);
  worth_ = own_worth_;
  add_prices(branch);
}

void SharedBound::add_prices(const SharedBranch& branch) {
  for (std::size_t k = 0; k < branch.free.size(); ++k) {
    if (spacing_.active()) worth_[k] -= spacing_.surcharge(branch.free[k]);
    if (nest_.active()) worth_[k] += nest_.worth(branch.free[k]);
  }
}

std::vector<std::uint32_t> SharedBound::best_guesses(const SharedBranch& branch, std::size_t number) const {
  std::vector<std::uint32_t> guesses;
  for (std::uint32_t k = 0; k < branch.free.size(); ++k)
    if (is_exact_[k] == 0) guesses.push_back(k);
  if (guesses.size() <= number) return guesses;
  const auto rank = [&](std::uint32_t k) {
    return static_cast<double>(worth_[k]) / limits_.cost_of(branch.free[k]);
  };
  std::nth_element(guesses.begin(), guesses.begin() + static_cast<std::ptrdiff_t>(number), guesses.end(),
                   [&](std::uint32_t a, std::uint32_t b) {
                     const double rank_a = rank(a);
                     const double rank_b = rank(b);
                     return rank_a != rank_b ? rank_a > rank_b : a < b;
                   });
  guesses.resize(number);
  return guesses;
}

bool SharedBound::choose(const SharedBranch& branch, const LimitedRoom& room) {
  const std::size_t at_once = instance_.most_sites * 2 + 32;
  look_closely(branch, best_guesses(branch, branch.free.size() <= few ? few : at_once));
  constexpr int rounds = 6;
  for (int round = 0;; ++round) {
    if (!choice_.choose(branch.free, worth_, room.held(), room.left())) return false;
    if (choice_.is_priced()) meter_.add(branch.free.size() / 4);
    if (round == rounds) return true;
    std::vector<std::uint32_t> guesses;
    for (const std::uint32_t k : choice_.taken())
      if (is_exact_[k] == 0) guesses.push_back(k);
    if (guesses.empty()) return true;
    bool is_lower = look_closely(branch, guesses);
    is_lower = look_closely(branch, best_guesses(branch, at_once)) || is_lower;
    if (!is_lower) return true;
  }
}

void SharedBound::fix(SharedBranch& branch, std::int64_t value, std::int64_t wanted) {
  // What a choice loses is told up to so much too high where money has a price.
  const std::int64_t too_high = limits_.cost.empty() ? 0 : LimitedChoice::rounding;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < branch.free.size(); ++k) {
    const std::uint32_t candidate = branch.free[k];
    const bool taken = choice_.is_taken(k);
    const std::int64_t loss = (taken ? choice_.loss_without(k) : choice_.loss_with(k)) - too_high;
    if (loss > 0 && value - std::min(loss, INT64_MAX / 4) < wanted) {
      if (!taken) continue;
      fixed_in_.push_back(candidate);
    }
    branch.free[kept++] = candidate;
  }
  branch.free.resize(kept);
}

bool SharedBound::finish(SharedBranch& branch, std::int64_t enough) {
  if (!hold_fixed(fixed_in_, branch.in, branch.free)) {
    branch.bound = std::min(branch.bound, enough);
    return false;
  }
  branch.split = split_candidate(spacing_.crowded(), branch.free, share_, branch.split);
  return branch.bound > enough;
}

bool SharedBound::improve(SharedBranch& branch, const std::int64_t& best, std::int64_t tolerance,
                          int iterations, const Offer& offer, double enough_gap) {
  const std::size_t points = instance_.point_count();
  fixed_in_.clear();
  const auto no_plan = [&] {
    branch.bound = std::min(branch.bound, std::max<std::int64_t>(best + tolerance, -1));
    return false;
  };
  LimitedRoom room(limits_);
  for (const std::uint32_t k : branch.in) room.add(k);
  if (!room.is_within()) return no_plan();
  std::erase_if(branch.free, [&](std::uint32_t k) { return !room.allows(k); });
  if (!nesting_.empty()) {
    // Whatever cannot stand beside all that may be cannot stand at all.
    std::vector<std::uint32_t> all = branch.in;
    all.insert(all.end(), branch.free.begin(), branch.free.end());
    for (const std::uint32_t k : drop_orphans(nesting_, all)) {
      if (std::find(branch.in.begin(), branch.in.end(), k) != branch.in.end()) return no_plan();
      branch.free.erase(std::lower_bound(branch.free.begin(), branch.free.end(), k));
    }
  }

  std::vector<double> multiplier(points);
  std::vector<double> direction(points, 0.0);
  for (std::size_t i = 0; i < points; ++i) multiplier[i] = static_cast<double>((*branch.multiplier)[i]);
  spacing_.begin(branch.disc_price ? *branch.disc_price : std::vector<std::int64_t>(), branch.in);
  nest_.begin(branch.nest_price ? *branch.nest_price : std::vector<std::int64_t>());
  double step = branch.is_warm ? first_step_of_warm : first_step;
  int stalled = 0;
  std::int64_t lowest = INT64_MAX;
  std::vector<std::int64_t> best_multiplier;
  std::vector<std::int64_t> best_disc_price;
  std::vector<std::int64_t> best_nest_price;
  std::vector<std::uint32_t> taken;
  whole_.resize(points);
  const int offers_apart = points <= 4096 ? 1 : 10;
  for (int iteration = 0; iteration < iterations && !meter_.spent(); ++iteration) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < points; ++i) {
      whole_[i] = static_cast<std::int64_t>(multiplier[i]);
      value += instance_.weight[i] - whole_[i];
    }
    measure(branch);
    if (nest_.active())
      for (const std::uint32_t k : branch.in) value += nest_.worth(k);
    if (!choose(branch, room)) return no_plan();
    for (std::size_t k = 0; k < branch.free.size(); ++k) last_worth_[branch.free[k]] = worth_[k];
    taken.clear();
    for (const std::uint32_t position : choice_.taken()) taken.push_back(branch.free[position]);
    std::fill(times_.begin(), times_.end(), 0.0);
    for (std::size_t site = instance_.candidates; site < instance_.site.size(); ++site)
      value += exact_worth(static_cast<std::uint32_t>(site), order_, &times_);
    for (const std::uint32_t k : branch.in) value += exact_worth(k, order_, &times_);
    for (const std::uint32_t k : taken) exact_worth(k, order_, &times_);
    value += choice_.value() + spacing_.total();

    double norm = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
      double& d = direction[i];
      d = momentum * d + (1.0 - momentum) * (times_[i] - 1.0);
      const auto top = static_cast<double>(instance_.weight[i]);
      const bool at_end = (d > 0.0 && multiplier[i] <= 0.0) || (d < 0.0 && multiplier[i] >= top);
      if (!at_end) norm += d * d * top;
    }
    const double disc_scale = 0.1 * static_cast<double>(std::max<std::int64_t>(choice_.value(), 1)) /
                              static_cast<double>(std::max<std::size_t>(taken.size(), 1));
    norm += spacing_.look(taken, disc_scale);
    std::vector<std::uint32_t> all = branch.in;
    all.insert(all.end(), taken.begin(), taken.end());
    // Steps of nest prices five and thirty times as long, or a hundredth, gave Grande Comore no better bound.
    norm += nest_.look(all, disc_scale);
    for (double& share : share_) share *= 1.0 - sharing;
    for (const std::uint32_t k : taken) share_[k] += sharing;
    if (iteration % offers_apart == 0) {
      offer(all);
    }
    if (value < lowest) {
      if (static_cast<double>(lowest) - static_cast<double>(value) > 1e-4 * static_cast<double>(value))
        stalled = 0;
      lowest = value;
      best_multiplier = whole_;
      best_disc_price = spacing_.prices();
      best_nest_price = nest_.prices();
    }
    if (lowest <= best + tolerance) break;
    fix(branch, value, best + tolerance + 1);
    if (++stalled >= patience) {
      step *= 0.5;
      stalled = 0;
      const bool is_enough = static_cast<double>(lowest - best) <=
                             enough_gap * static_cast<double>(std::max<std::int64_t>(best, 0));
      if (step < 1e-3 || is_enough) break;
      // On from the best prices, with no memory of the way past them.
      std::copy(best_multiplier.begin(), best_multiplier.end(), multiplier.begin());
      std::fill(direction.begin(), direction.end(), 0.0);
      spacing_.begin(best_disc_price, branch.in);
      nest_.begin(best_nest_price);
      continue;
    }
    if (norm <= 0.0) break;
    const double length = step * static_cast<double>(value - std::max<std::int64_t>(best, 0)) / norm;
    for (std::size_t i = 0; i < points; ++i) {
      const auto top = static_cast<double>(instance_.weight[i]);
      multiplier[i] = std::clamp(multiplier[i] - length * direction[i] * top, 0.0, top);
    }
    spacing_.step(length, disc_scale);
    nest_.step(length, disc_scale);
  }
  branch.bound = std::min(branch.bound, lowest);
  branch.is_warm = true;
  if (!best_multiplier.empty())
    branch.multiplier = std::make_shared<std::vector<std::int64_t>>(std::move(best_multiplier));
  if (!best_disc_price.empty())
    branch.disc_price = std::make_shared<std::vector<std::int64_t>>(std::move(best_disc_price));
  if (!best_nest_price.empty())
    branch.nest_price = std::make_shared<std::vector<std::int64_t>>(std::move(best_nest_price));
  return finish(branch, best + tolerance);
}

}  // namespace quarterhour
