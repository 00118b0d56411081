#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/placement/median_search.h"

namespace quarterhour {

namespace {

/// So large may the sum of what all points cost be, so that what leaving one out costs, times their number and that of sites which all save it,
/// still fits into 62 bits.
double largest_sum(std::size_t points, std::size_t sites) {
  const auto bits = [](std::size_t count) { return std::ceil(std::log2(static_cast<double>(count) + 2.0)); };
  return std::min(0x1.0p40, std::exp2(61.0 - bits(points) - bits(sites)));
}

/// Lists by candidate from lists by point.
void turn_round(MedianInstance& instance, std::size_t candidates) {
  instance.first_of_candidate.assign(candidates + 1, 0);
  for (const std::uint32_t k : instance.candidate) ++instance.first_of_candidate[k + 1];
  std::partial_sum(instance.first_of_candidate.begin(), instance.first_of_candidate.end(),
                   instance.first_of_candidate.begin());
  instance.point_of.resize(instance.candidate.size());
  instance.cost_of.resize(instance.candidate.size());
  std::vector<std::size_t> at(instance.first_of_candidate.begin(), instance.first_of_candidate.end() - 1);
  for (std::size_t i = 0; i < instance.points(); ++i) {
    for (std::size_t w = instance.first[i]; w < instance.first[i + 1]; ++w) {
      const std::size_t place = at[instance.candidate[w]]++;
      instance.point_of[place] = static_cast<std::uint32_t>(i);
      instance.cost_of[place] = instance.cost[w];
    }
  }
}

struct Way {
  std::int64_t cost;
  std::uint32_t candidate;
  friend bool operator<(const Way& a, const Way& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.candidate < b.candidate;
  }
};

/// The scale at which every plan that costs at most `most` stays below `largest`.
int exponent_of(const WaysProblem& problem, std::span<const std::uint32_t> points, double most,
                double largest) {
  double sum = 0.0;
  for (const std::uint32_t i : points) {
    double dearest = 0.0;
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w)
      dearest = std::max(dearest, problem.ways.cost[w]);
    if (std::isfinite(problem.to_standing(i))) dearest = std::max(dearest, problem.to_standing(i));
    sum += dearest * problem.demand[i];
  }
  sum = std::min(sum, most);
  if (!(sum > 0.0)) return 0;
  return static_cast<int>(std::floor(std::log2(largest / sum)));
}

std::int64_t common_divisor(const MedianInstance& instance) {
  std::int64_t divisor = 0;
  const auto take = [&](std::int64_t cost) {
    if (divisor != 1) divisor = std::gcd(divisor, cost);
  };
  for (const std::int64_t cost : instance.cost) take(cost);
  for (const std::int64_t cost : instance.otherwise)
    if (cost != instance.left_out) take(cost);
  return std::max<std::int64_t>(divisor, 1);
}

}  // namespace

MedianInstance median_instance(const WaysProblem& problem, double most) {
  std::vector<std::uint32_t> points;
  for (std::uint32_t i = 0; i < problem.demand.size(); ++i)
    if (problem.demand[i] > 0.0) points.push_back(i);
  return median_instance(problem, points, most);
}

MedianInstance median_instance(const WaysProblem& problem, std::span<const std::uint32_t> points,
                               double most) {
  MedianInstance instance;
  if (problem.is_limited()) instance.limits = std::make_shared<const LimitedSites>(limits_of(problem));
  instance.count = static_cast<int>(
      instance.limits ? instance.limits->most_sites()
                      : std::min(static_cast<std::size_t>(*problem.count), problem.candidates));
  const double largest = largest_sum(points.size(), static_cast<std::size_t>(instance.count));
  instance.exponent = exponent_of(problem, points, most, largest);
  double all = 0.0;
  for (const std::uint32_t i : points) all += problem.demand[i];
  for (const std::uint32_t i : points)
    instance.weight.push_back(all > 0.0 ? problem.demand[i] * static_cast<double>(points.size()) / all : 1.0);
  // A point left out costs more than all others together can.
  const auto left_out = static_cast<std::int64_t>(largest) + 1;
  std::vector<Way> ways;
  std::size_t all_ways = 0;
  for (const std::uint32_t i : points) all_ways += problem.ways.first[i + 1] - problem.ways.first[i];
  instance.cost.reserve(all_ways);
  instance.candidate.reserve(all_ways);
  for (const std::uint32_t i : points) {
    // What costs more than can be told apart is no way.
    const auto whole = [&](double cost) {
      const double of_all = cost * problem.demand[i];
      const double scaled = std::ldexp(of_all, instance.exponent);
      if (!(of_all <= most) || scaled > largest) return left_out;
      const double down = std::floor(scaled);
      instance.is_exact =
          instance.is_exact && down == scaled && std::fma(cost, problem.demand[i], -of_all) == 0.0;
      return static_cast<std::int64_t>(down);
    };
    const std::int64_t otherwise =
        std::isfinite(problem.to_standing(i)) ? whole(problem.to_standing(i)) : left_out;
    ways.clear();
    for (std::size_t w = problem.ways.first[i]; w < problem.ways.first[i + 1]; ++w) {
      const Way way{whole(problem.ways.cost[w]), problem.ways.candidate[w]};
      if (way.cost < otherwise) ways.push_back(way);
    }
    std::sort(ways.begin(), ways.end());
    for (const Way& way : ways) {
      instance.cost.push_back(way.cost);
      instance.candidate.push_back(way.candidate);
    }
    instance.first.push_back(instance.cost.size());
    instance.otherwise.push_back(otherwise);
  }
  turn_round(instance, problem.candidates);
  instance.left_out = left_out;
  instance.granule = common_divisor(instance);
  instance.left_out = (left_out + instance.granule - 1) / instance.granule * instance.granule;
  for (std::int64_t& cost : instance.otherwise)
    if (cost == left_out) cost = instance.left_out;
  return instance;
}

MedianInstance restricted(const MedianInstance& instance, std::span<const std::uint32_t> kept) {
  constexpr std::uint32_t gone = 0xFFFFFFFFU;
  std::vector<std::uint32_t> place(instance.candidates(), gone);
  for (std::uint32_t k = 0; k < kept.size(); ++k) place[kept[k]] = k;
  MedianInstance rest;
  rest.otherwise = instance.otherwise;
  rest.weight = instance.weight;
  rest.left_out = instance.left_out;
  rest.granule = instance.granule;
  rest.exponent = instance.exponent;
  rest.is_exact = instance.is_exact;
  rest.count = std::min<int>(instance.count, static_cast<int>(kept.size()));
  if (instance.limits) rest.limits = std::make_shared<const LimitedSites>(instance.limits->restricted(kept));
  for (std::size_t i = 0; i < instance.points(); ++i) {
    for (std::size_t w = instance.first[i]; w < instance.first[i + 1]; ++w) {
      if (place[instance.candidate[w]] == gone) continue;
      rest.candidate.push_back(place[instance.candidate[w]]);
      rest.cost.push_back(instance.cost[w]);
    }
    rest.first.push_back(rest.cost.size());
  }
  turn_round(rest, kept.size());
  return rest;
}

}  // namespace quarterhour
