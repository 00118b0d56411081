#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>

#include "sim/placement/capacitated_search.h"

namespace quarterhour {

namespace {

/// A site is full within this share of its capacity.
constexpr double tolerance = 1e-9;

}  // namespace

Assigner::Assigner(const CapacitatedInstance& instance)
    : instance_(instance),
      is_open_(instance.candidates(), 0),
      taken_(instance.candidates(), 0.0),
      price_(instance.candidates(), 0.0),
      place_of_(instance.candidates(), 0),
      sum_(instance.candidates(), 0),
      times_(instance.candidates(), 0) {}

void Assigner::gather(std::span<const std::uint32_t> open) {
  for (const std::uint32_t site : open) {
    is_open_[site] = 1;
    taken_[site] = 0.0;
  }
  open_count_ = open.size();
  for (std::uint32_t place = 0; place < open.size(); ++place) place_of_[open[place]] = place;
  first_option_.assign(1, 0);
  options_.clear();
  constexpr std::size_t most_held = 16'000'000;
  const std::size_t pairs = instance_.points() * open.size();
  cost_at_.assign(pairs <= most_held ? pairs : 0, -1);
  const MedianInstance& median = instance_.median;
  for (std::size_t i = 0; i < instance_.points(); ++i) {
    for (std::size_t w = median.first[i]; w < median.first[i + 1]; ++w) {
      const std::uint32_t site = median.candidate[w];
      if (is_open_[site] == 0) continue;
      options_.push_back({median.cost[w], site});
      if (!cost_at_.empty()) cost_at_[i * open.size() + place_of_[site]] = median.cost[w];
    }
    first_option_.push_back(options_.size());
  }
  for (const std::uint32_t site : open) is_open_[site] = 0;
}

std::int64_t Assigner::cost_at(std::uint32_t point, std::uint32_t site) const {
  if (!cost_at_.empty()) return cost_at_[point * open_count_ + place_of_[site]];
  for (std::size_t k = first_option_[point]; k < first_option_[point + 1]; ++k)
    if (options_[k].site == site) return options_[k].cost;
  return -1;
}

bool Assigner::fits(std::uint32_t site, double load) const {
  const double capacity = instance_.real_capacity[site];
  return taken_[site] + load <= capacity + tolerance * capacity;
}

void Assigner::put(PlaceAssignment& assignment, std::uint32_t point, const Option& option) {
  assignment.site[point] = option.site;
  assignment.cost += option.cost;
  taken_[option.site] += instance_.real_load[point];
}

void Assigner::find_prices(std::span<const std::uint32_t> open) {
  constexpr int rounds = 60;
  constexpr double first_step = 0.5;
  constexpr double shrink = 0.93;
  double least = 0.0;
  double all_load = 0.0;
  for (std::size_t i = 0; i < instance_.points(); ++i) {
    if (first_option_[i] == first_option_[i + 1]) return;
    least += static_cast<double>(options_[first_option_[i]].cost);
    all_load += instance_.real_load[i];
  }
  for (const std::uint32_t site : open) price_[site] = 0.0;
  if (!(all_load > 0.0)) return;
  double step = first_step * least / all_load;
  for (int round = 0; round < rounds; ++round, step *= shrink) {
    for (const std::uint32_t site : open) taken_[site] = 0.0;
    for (std::uint32_t i = 0; i < instance_.points(); ++i) {
      std::size_t best = first_option_[i];
      for (std::size_t k = best + 1; k < first_option_[i + 1]; ++k)
        if (priced(i, options_[k]) < priced(i, options_[best])) best = k;
      taken_[options_[best].site] += instance_.real_load[i];
    }
    for (const std::uint32_t site : open) {
      const double capacity = instance_.real_capacity[site];
      if (!(capacity > 0.0) || std::isinf(capacity)) continue;
      price_[site] = std::max(0.0, price_[site] + step * (taken_[site] / capacity - 1.0));
    }
  }
}

bool Assigner::give_out(Order order, PlaceAssignment& assignment) {
  assignment.site.assign(instance_.points(), no_site);
  assignment.cost = 0;
  for (const Option& option : options_) taken_[option.site] = 0.0;
  struct Waiting {
    double urgency;
    std::uint32_t point;
    std::uint32_t best;
    bool operator<(const Waiting& other) const {
      return std::tie(urgency, other.point) < std::tie(other.urgency, point);
    }
  };
  // What is lost for each unit of room where the best site that has room is not had, or the load.
  const auto waiting_of = [&](std::uint32_t point, Option& best) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double load = instance_.real_load[point];
    double least = infinity;
    double second = infinity;
    std::uint32_t site = no_site;
    for (std::size_t k = first_option_[point]; k < first_option_[point + 1]; ++k) {
      if (!fits(options_[k].site, load)) continue;
      const double cost =
          order == Order::by_price ? priced(point, options_[k]) : static_cast<double>(options_[k].cost);
      if (cost < least) {
        second = std::exchange(least, cost);
        best = options_[k];
        site = best.site;
      } else if (cost < second) {
        second = cost;
      }
    }
    const double loss = load > 0.0 ? (second - least) / load : infinity;
    return Waiting{order == Order::by_load ? load : loss, point, site};
  };
  std::priority_queue<Waiting> waiting;
  Option best{};
  for (std::uint32_t i = 0; i < instance_.points(); ++i) {
    const Waiting first = waiting_of(i, best);
    if (first.best == no_site) return false;
    waiting.push(first);
  }
  while (!waiting.empty()) {
    const Waiting first = waiting.top();
    waiting.pop();
    const Waiting now = waiting_of(first.point, best);
    if (now.best == no_site) return false;
    // What fills up makes others more urgent: looked at again when their turn comes.
    if (now.best != first.best || now.urgency != first.urgency) {
      waiting.push(now);
      continue;
    }
    put(assignment, first.point, best);
  }
  return true;
}

void Assigner::move_points(PlaceAssignment& assignment, WorkMeter& meter) {
  bool moved = true;
  while (moved && !meter.spent()) {
    moved = false;
    meter.add(instance_.points());
    for (std::uint32_t i = 0; i < instance_.points(); ++i) {
      const double load = instance_.real_load[i];
      for (std::size_t k = first_option_[i]; k < first_option_[i + 1]; ++k) {
        const Option& option = options_[k];
        if (option.site == assignment.site[i]) break;
        if (!fits(option.site, load)) continue;
        taken_[assignment.site[i]] -= load;
        assignment.cost -= cost_at(i, assignment.site[i]);
        put(assignment, i, option);
        moved = true;
        break;
      }
    }
  }
}

bool Assigner::change_places(PlaceAssignment& assignment, WorkMeter& meter) {
  std::vector<std::vector<std::uint32_t>> points_at(open_count_);
  for (std::uint32_t i = 0; i < instance_.points(); ++i)
    points_at[place_of_[assignment.site[i]]].push_back(i);
  bool changed = false;
  // One of two that gain by changing places goes nearer: look at who would, and at whom it would meet there.
  for (std::uint32_t a = 0; a < instance_.points(); ++a) {
    for (std::size_t k = first_option_[a]; k < first_option_[a + 1]; ++k) {
      const std::uint32_t from = assignment.site[a];
      const Option& there = options_[k];
      if (there.site == from) break;
      const std::int64_t gain = cost_at(a, from) - there.cost;
      std::uint32_t best = no_site;
      std::int64_t best_loss = gain;
      const std::vector<std::uint32_t>& others = points_at[place_of_[there.site]];
      meter.add(others.size() / 16 + 1);
      for (const std::uint32_t b : others) {
        const std::int64_t back = cost_at(b, from);
        if (back < 0 || assignment.site[b] != there.site) continue;
        const std::int64_t loss = back - cost_at(b, there.site);
        if (loss >= best_loss) continue;
        const double more = instance_.real_load[b] - instance_.real_load[a];
        if (!fits(from, more) || !fits(there.site, -more)) continue;
        best = b;
        best_loss = loss;
      }
      if (best == no_site) continue;
      const double more = instance_.real_load[best] - instance_.real_load[a];
      taken_[from] += more;
      taken_[there.site] -= more;
      assignment.cost += best_loss - gain;
      assignment.site[a] = there.site;
      assignment.site[best] = from;
      points_at[place_of_[there.site]].push_back(a);
      points_at[place_of_[from]].push_back(best);
      changed = true;
      break;
    }
  }
  return changed;
}

bool Assigner::assign(std::span<const std::uint32_t> open, PlaceAssignment& assignment, WorkMeter& meter) {
  gather(open);
  meter.add(options_.size());
  find_prices(open);
  bool is_found = false;
  for (const Order order : {Order::by_price, Order::by_loss, Order::by_load}) {
    PlaceAssignment other;
    if (!give_out(order, other)) continue;
    do move_points(other, meter);
    while (!meter.spent() && change_places(other, meter));
    if (!is_found || other.cost < assignment.cost) assignment = std::move(other);
    // Where points may be left out, what comes first decides who is.
    if (std::exchange(is_found, true) || instance_.all == 0) break;
  }
  return is_found;
}

std::vector<std::uint32_t> Assigner::recentred(std::span<const std::uint32_t> open,
                                               const PlaceAssignment& assignment) {
  const MedianInstance& median = instance_.median;
  std::vector<std::vector<std::uint32_t>> points_of(open.size());
  for (std::uint32_t i = 0; i < instance_.points(); ++i) {
    const auto at = std::find(open.begin(), open.end(), assignment.site[i]);
    points_of[static_cast<std::size_t>(at - open.begin())].push_back(i);
  }
  std::vector<std::uint8_t> is_used(instance_.candidates(), 0);
  LimitedRoom room(instance_.limits);
  for (const std::uint32_t site : open) {
    is_used[site] = 1;
    if (instance_.stands[site] == 0) room.add(site);
  }
  std::vector<std::uint32_t> moved;
  for (std::size_t k = 0; k < open.size(); ++k) {
    std::uint32_t best = open[k];
    if (instance_.stands[best] == 0 && !points_of[k].empty()) {
      double load = 0.0;
      std::vector<std::uint32_t> met;
      for (const std::uint32_t i : points_of[k]) {
        load += instance_.real_load[i];
        for (std::size_t w = median.first[i]; w < median.first[i + 1]; ++w) {
          const std::uint32_t site = median.candidate[w];
          if (times_[site]++ == 0) met.push_back(site);
          sum_[site] += median.cost[w];
        }
      }
      std::sort(met.begin(), met.end());
      for (const std::uint32_t site : met) {
        const bool is_better = times_[site] == points_of[k].size() && sum_[site] < sum_[best] &&
                               is_used[site] == 0 && load <= instance_.real_capacity[site];
        if (is_better && room.allows_exchange(site, open[k])) best = site;
      }
      for (const std::uint32_t site : met) {
        times_[site] = 0;
        sum_[site] = 0;
      }
      is_used[best] = 1;
      if (best != open[k]) {
        room.remove(open[k]);
        room.add(best);
      }
    }
    moved.push_back(best);
  }
  return moved;
}

}  // namespace quarterhour
