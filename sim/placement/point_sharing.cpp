#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/placement/capacitated_search.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// A site is full within this share of its capacity.
constexpr double tolerance = 1e-9;
/// Less than this share of all load is nothing.
constexpr double nothing = 1e-12;

}  // namespace

void PointSharer::gather(std::span<const std::uint32_t> open) {
  open_.assign(open.begin(), open.end());
  std::vector<std::uint32_t> place_of(instance_.candidates(), nowhere);
  for (std::uint32_t place = 0; place < open_.size(); ++place) place_of[open_[place]] = place;
  const MedianInstance& median = instance_.median;
  first_option_.assign(1, 0);
  options_.clear();
  for (std::size_t i = 0; i < instance_.points(); ++i) {
    for (std::size_t w = median.first[i]; w < median.first[i + 1]; ++w) {
      const std::uint32_t place = place_of[median.candidate[w]];
      if (place != nowhere) options_.push_back({median.cost[w], place});
    }
    first_option_.push_back(options_.size());
  }
  amount_.assign(options_.size(), 0.0);
  room_.clear();
  for (const std::uint32_t site : open_) room_.push_back(instance_.real_capacity[site] * (1.0 + tolerance));
  taken_.assign(open_.size(), 0.0);
  all_load_ = std::accumulate(instance_.real_load.begin(), instance_.real_load.end(), 0.0);
  crumb_ = nothing * all_load_;
  potential_.assign(open_.size(), 0.0);
  potential_of_sink_ = 0.0;
  moves_.assign(open_.size() * open_.size(), {});
}

double& PointSharer::amount(std::uint32_t point, std::uint32_t place) {
  std::size_t k = first_option_[point];
  while (options_[k].place != place) ++k;
  return amount_[k];
}

void PointSharer::add_moves(std::uint32_t point, std::uint32_t place) {
  const double load = instance_.real_load[point];
  std::int64_t here = 0;
  for (std::size_t k = first_option_[point]; k < first_option_[point + 1]; ++k)
    if (options_[k].place == place) here = options_[k].cost;
  for (std::size_t k = first_option_[point]; k < first_option_[point + 1]; ++k) {
    if (options_[k].place == place) continue;
    Moves& moves = moves_[place * open_.size() + options_[k].place];
    moves.push_back({static_cast<double>(options_[k].cost - here) / load, point});
    std::push_heap(moves.begin(), moves.end());
  }
}

const PointSharer::Move* PointSharer::cheapest(std::uint32_t from, std::uint32_t to) {
  Moves& moves = moves_[from * open_.size() + to];
  // Whoever left in the meantime is taken out when the turn comes.
  while (!moves.empty() && !(amount(moves.front().point, from) > 0.0)) {
    std::pop_heap(moves.begin(), moves.end());
    moves.pop_back();
  }
  return moves.empty() ? nullptr : &moves.front();
}

/// Dijkstra (1959) over sites with costs made non-negative by potentials (Edmonds & Karp 1972), from all that are too full to the first that
/// has room. Potentials move so that paths found stay shortest.
std::uint32_t PointSharer::find_path(WorkMeter& meter) {
  const std::size_t sites = open_.size();
  distance_.assign(sites, infinity);
  before_.assign(sites, nowhere);
  std::vector<std::uint8_t> is_settled(sites, 0);
  for (std::uint32_t place = 0; place < sites; ++place)
    if (is_too_full(place)) distance_[place] = -potential_[place];
  std::uint32_t sink = nowhere;
  double to_sink = infinity;
  while (true) {
    std::uint32_t next = nowhere;
    for (std::uint32_t place = 0; place < sites; ++place)
      if (is_settled[place] == 0 && distance_[place] < (next == nowhere ? infinity : distance_[next]))
        next = place;
    if (next == nowhere || distance_[next] >= to_sink) break;
    is_settled[next] = 1;
    if (room(next) > crumb_) {
      const double by_here = distance_[next] + std::max(0.0, potential_[next] - potential_of_sink_);
      if (by_here < to_sink) {
        to_sink = by_here;
        sink = next;
      }
    }
    meter.add(1);
    for (std::uint32_t other = 0; other < sites; ++other) {
      if (is_settled[other] != 0) continue;
      const Move* const move = cheapest(next, other);
      if (move == nullptr) continue;
      // Rounding may leave a little below nothing.
      const double step = std::max(0.0, move->cost + potential_[next] - potential_[other]);
      if (distance_[next] + step < distance_[other]) {
        distance_[other] = distance_[next] + step;
        before_[other] = next;
      }
    }
  }
  if (sink == nowhere) return nowhere;
  for (std::uint32_t place = 0; place < sites; ++place)
    potential_[place] += std::min(distance_[place], to_sink);
  potential_of_sink_ += to_sink;
  return sink;
}

void PointSharer::push_along(std::uint32_t sink) {
  std::vector<std::uint32_t> path{sink};
  while (before_[path.back()] != nowhere) path.push_back(before_[path.back()]);
  std::reverse(path.begin(), path.end());
  struct Hop {
    std::uint32_t point;
    std::uint32_t from;
    std::uint32_t to;
  };
  std::vector<Hop> hops;
  for (std::size_t k = 0; k + 1 < path.size(); ++k) {
    const std::uint32_t point = cheapest(path[k], path[k + 1])->point;
    // A point that goes on at once goes there directly, else what little of it was there would limit what moves.
    if (!hops.empty() && hops.back().point == point)
      hops.back().to = path[k + 1];
    else
      hops.push_back({point, path[k], path[k + 1]});
  }
  double load = std::min(-room(path.front()), room(sink));
  for (const Hop& hop : hops) load = std::min(load, amount(hop.point, hop.from));
  for (const Hop& hop : hops) {
    double& here = amount(hop.point, hop.from);
    double& there = amount(hop.point, hop.to);
    const bool is_new = !(there > 0.0);
    const double moved = here - load > nothing * instance_.real_load[hop.point] ? load : here;
    here = moved == here ? 0.0 : here - moved;
    there += moved;
    taken_[hop.from] -= moved;
    taken_[hop.to] += moved;
    if (is_new) add_moves(hop.point, hop.to);
  }
}

bool PointSharer::share(std::span<const std::uint32_t> open, PlaceAssignment& assignment, WorkMeter& meter) {
  gather(open);
  meter.add(options_.size());
  for (std::uint32_t i = 0; i < instance_.points(); ++i) {
    if (first_option_[i] == first_option_[i + 1]) return false;
    const double load = instance_.real_load[i];
    amount_[first_option_[i]] = load;
    taken_[options_[first_option_[i]].place] += load;
    if (load > 0.0) add_moves(i, options_[first_option_[i]].place);
  }
  const auto any_too_full = [this] {
    for (std::uint32_t place = 0; place < open_.size(); ++place)
      if (is_too_full(place)) return true;
    return false;
  };
  while (any_too_full()) {
    if (meter.spent()) return false;
    const std::uint32_t sink = find_path(meter);
    if (sink == nowhere) return false;
    push_along(sink);
  }
  assignment.site.assign(instance_.points(), no_site);
  assignment.parts.clear();
  double cost = 0.0;
  for (std::uint32_t i = 0; i < instance_.points(); ++i) {
    const double load = instance_.real_load[i];
    double most = -1.0;
    for (std::size_t k = first_option_[i]; k < first_option_[i + 1]; ++k) {
      const bool is_only = !(load > 0.0) && k == first_option_[i];
      if (!(amount_[k] > 0.0) && !is_only) continue;
      const double part = is_only ? 1.0 : std::min(amount_[k] / load, 1.0);
      assignment.parts.push_back({i, open_[options_[k].place], part});
      cost += static_cast<double>(options_[k].cost) * part;
      if (part > most) {
        most = part;
        assignment.site[i] = open_[options_[k].place];
      }
    }
  }
  assignment.cost = static_cast<std::int64_t>(std::ceil(cost));
  return true;
}

std::vector<double> PointSharer::multipliers() const {
  std::vector<double> least(instance_.points(), 0.0);
  for (std::size_t i = 0; i < least.size(); ++i) {
    least[i] = infinity;
    for (std::size_t k = first_option_[i]; k < first_option_[i + 1]; ++k) {
      const double price_of_room = std::max(0.0, potential_of_sink_ - potential_[options_[k].place]);
      least[i] =
          std::min(least[i], static_cast<double>(options_[k].cost) + instance_.real_load[i] * price_of_room);
    }
  }
  return least;
}

}  // namespace quarterhour
