#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/placement/capacitated_search.h"

namespace quarterhour {

namespace {

/// Loads that are not whole are scaled so that all together take so much.
constexpr double scaled_load = 0x1.0p40;

bool is_whole(double value) { return value == std::floor(value) && value <= scaled_load; }

}  // namespace

CapacitatedInstance capacitated_instance(const CapacitatedProblem& problem) {
  CapacitatedInstance instance;
  const auto load_of = [&](std::size_t i) {
    return problem.load.empty() ? problem.ways.demand[i] : problem.load[i];
  };
  for (std::uint32_t i = 0; i < problem.ways.demand.size(); ++i)
    if (problem.ways.demand[i] > 0.0 || load_of(i) > 0.0) instance.original.push_back(i);
  instance.median = median_instance(problem.ways, instance.original);
  double all = 0.0;
  bool whole = true;
  for (const std::uint32_t i : instance.original) {
    instance.real_load.push_back(load_of(i));
    all += load_of(i);
    whole = whole && is_whole(load_of(i));
  }
  instance.real_capacity = problem.capacity;
  for (const double capacity : problem.capacity) whole = whole && (is_whole(capacity) || capacity >= all);
  const double scale = whole || !(all > 0.0) ? 1.0 : std::exp2(std::floor(std::log2(scaled_load / all)));
  std::int64_t divisor = 0;
  for (const double load : instance.real_load) {
    instance.load.push_back(static_cast<std::int64_t>(std::floor(load * scale)));
    divisor = std::gcd(divisor, instance.load.back());
  }
  const std::int64_t total = std::accumulate(instance.load.begin(), instance.load.end(), std::int64_t{0});
  for (const double capacity : problem.capacity) {
    // As full as the plan may make it.
    const double most = std::ceil(std::min(capacity, all) * scale * (1.0 + 1e-9));
    const double exact = whole ? std::min(capacity, all) : most;
    instance.capacity.push_back(std::min(static_cast<std::int64_t>(exact), total));
  }
  // What all whole loads are multiples of changes nothing but the time that knapsacks take.
  if (divisor > 1 && !problem.splits) {
    for (std::int64_t& load : instance.load) load /= divisor;
    for (std::int64_t& capacity : instance.capacity) capacity /= divisor;
  }
  instance.stands = problem.stands;
  instance.stands.resize(problem.ways.candidates, 0);
  instance.standing = static_cast<std::size_t>(std::count_if(
      instance.stands.begin(), instance.stands.end(), [](std::uint8_t stands) { return stands != 0; }));
  instance.limits = limits_of(problem.ways);
  instance.median.limits = nullptr;
  // Those that stand do not count.
  instance.median.count =
      static_cast<int>(std::min(instance.limits.most_sites(), problem.ways.candidates - instance.standing));
  instance.splits = problem.splits;
  const auto units = [&](double sum) {
    return static_cast<std::int64_t>(std::floor(std::ldexp(sum, instance.median.exponent)));
  };
  if (problem.all) instance.all = std::max<std::int64_t>(units(*problem.all), 1);
  if (problem.enough) instance.enough = std::max<std::int64_t>(units(*problem.enough), 0);
  return instance;
}

}  // namespace quarterhour
