#include "sim/placement/ways_gathering.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/placement/reach_gathering.h"
#include "sim/score/own_district.h"
#include "sim/sharing.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Cells of catchments that are held at once, in the worst case; and candidates.
constexpr std::size_t catchment_cells = 20'000'000;
constexpr std::size_t most_at_once = 1024;
/// Candidates whose reach, as runs, is held at once beside what is kept of it.
constexpr std::size_t reach_batch = 1024;

/// People walk to the nearest in time where time is tested at all.
const TravelRule& rule_of(const ReachLayer& layer) {
  return layer.by_time ? *layer.by_time : *layer.by_length;
}

double cost_at(const NearestTimes& times, std::size_t cell) {
  return times.cost_in_double.empty() ? static_cast<double>(times.cost[cell]) : times.cost_in_double[cell];
}

}  // namespace

CityWays::CityWays(const City& city, TravelFields& fields, std::span<const Service> bundle,
                   const StudyResult& result, SitingProblem& problem, std::function<bool()> is_cut)
    : city_(city),
      fields_(fields),
      bundle_(bundle),
      result_(result),
      problem_(problem),
      is_cut_(std::move(is_cut)) {
  const auto by_metres = [](const Service& service) { return service.reach_by == ReachBy::metres; };
  in_metres_ = by_metres(bundle.front());
  if (std::any_of(bundle.begin(), bundle.end(), [&](const Service& s) { return by_metres(s) != in_metres_; }))
    throw std::invalid_argument(
        "minutes and metres cannot be added: some services of the plan are reached by metres "
        "alone, others are not");
  number_points(city, fields, bundle, result, false, GroupLayers::shared, problem);
}

template <class Visit>
void CityWays::for_each_layer(Visit visit) const {
  const std::size_t cells = city_.grid().cell_count();
  for (const BundledReach& of : problem_.services)
    for (std::size_t layer = 0; layer < of.layers.size(); ++layer)
      visit(of, rule_of(of.layers[layer]), of.offset + layer * cells);
}

std::vector<double> CityWays::nearest(std::span<const std::uint32_t> candidates) const {
  std::vector<double> nearest(problem_.points.count(), infinity);
  for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
    std::vector<SourceIndex> sources;
    for (const std::size_t k : sites_of(result_, *of.service))
      sources.push_back(fields_.source_of(result_.sites[k]));
    for (const std::uint32_t k : candidates) sources.push_back(problem_.candidates[k].cell);
    const std::vector<CellIndex> cells = fields_.cells_of(sources);
    const NearestTimes times = nearest_usable(fields_.field(rule), city_.grid(), sources, cells, infinity,
                                              binding_districts(city_, *of.service));
    for (std::size_t cell = 0; cell < times.cost.size(); ++cell)
      if (const auto point = problem_.points.number_of(first_place + cell))
        nearest[*point] = cost_at(times, cell);
  });
  return nearest;
}

std::vector<double> CityWays::nearest_of_all() const {
  std::vector<std::uint32_t> all(problem_.candidates.size());
  std::iota(all.begin(), all.end(), 0U);
  return nearest(all);
}

template <class Keeps>
std::optional<WaysToSites> CityWays::ways_to(std::span<const SourceIndex> all, double limit, std::size_t most,
                                             Keeps keeps) const {
  // By source first: that is how they are found.
  std::vector<std::uint32_t> point_of;
  std::vector<float> cost_of;
  std::vector<std::size_t> first{0};
  const std::size_t batch =
      std::clamp<std::size_t>(catchment_cells / city_.grid().cell_count(), 16, most_at_once);
  for (std::size_t begin = 0; begin < all.size(); begin += batch) {
    if (is_cut_ && is_cut_()) return std::nullopt;
    const auto sources = all.subspan(begin, std::min(batch, all.size() - begin));
    const std::vector<CellIndex> source_cells = fields_.cells_of(sources);
    std::vector<std::vector<std::pair<std::uint32_t, float>>> found(sources.size());
    for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
      const TravelField& field = fields_.field(rule);
      const bool in_double = field.in_double();
      const Catchments catchments = field.catchments(sources, limit);
      const auto districts = binding_districts(city_, *of.service);
      for (std::size_t k = 0; k < sources.size(); ++k) {
        for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
          const CellIndex cell = catchments.cell[at];
          const auto point = problem_.points.number_of(first_place + cell);
          if (!point || !same_district(districts, cell, source_cells[k])) continue;
          if (!keeps(*point, static_cast<double>(catchments.cost[at]))) continue;
          // What the engine knows in double was rounded to nearest: a bound may not stand on more than it is.
          const float cost = catchments.cost[at];
          found[k].emplace_back(*point, in_double ? std::nextafter(cost, 0.0F) : cost);
        }
      }
    });
    for (const auto& of_source : found) {
      for (const auto& [point, cost] : of_source) {
        point_of.push_back(point);
        cost_of.push_back(cost);
      }
      first.push_back(point_of.size());
    }
    if (point_of.size() > most) return std::nullopt;
  }

  WaysToSites ways;
  ways.first.assign(problem_.points.count() + 1, 0);
  for (const std::uint32_t point : point_of) ++ways.first[point + 1];
  std::partial_sum(ways.first.begin(), ways.first.end(), ways.first.begin());
  ways.candidate.resize(point_of.size());
  ways.cost.resize(point_of.size());
  std::vector<std::size_t> at(ways.first.begin(), ways.first.end() - 1);
  for (std::uint32_t k = 0; k + 1 < first.size(); ++k) {
    for (std::size_t w = first[k]; w < first[k + 1]; ++w) {
      const std::size_t place = at[point_of[w]]++;
      ways.candidate[place] = k;
      ways.cost[place] = static_cast<double>(cost_of[w]);
    }
  }
  return ways;
}

std::optional<IndexRuns> CityWays::reached(double limit) const {
  IndexRuns reached;
  for (std::size_t begin = 0; begin < problem_.candidates.size(); begin += reach_batch) {
    if (is_cut_ && is_cut_()) return std::nullopt;
    const std::size_t end = std::min(begin + reach_batch, problem_.candidates.size());
    std::vector<SourceIndex> sources;
    for (std::size_t k = begin; k < end; ++k) sources.push_back(problem_.candidates[k].cell);
    std::vector<std::pair<IndexRuns, std::size_t>> of_layer;
    for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
      const auto districts = binding_districts(city_, *of.service);
      of_layer.emplace_back(within_own_district(fields_.field(rule).reach(sources, limit),
                                                fields_.cells_of(sources), districts),
                            first_place);
    });
    for (std::size_t k = 0; k < sources.size(); ++k) {
      for (const auto& [cells, first_place] : of_layer)
        problem_.points.add_open(cells.set(k), first_place, reached.runs);
      for (const auto& [cells, first_place] : of_layer)
        problem_.points.add_covered(cells.set(k), first_place, reached.runs);
      reached.first.push_back(reached.runs.size());
    }
  }
  return reached;
}

std::optional<IndexRuns> CityWays::reached_at_all() const { return reached(farthest_way); }

std::optional<WaysToSites> CityWays::within(double limit, std::span<const double> standing,
                                            std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const Candidate& candidate : problem_.candidates) sources.push_back(candidate.cell);
  return ways_to(sources, limit, most,
                 [&](std::uint32_t point, double cost) { return cost < standing[point]; });
}

std::optional<WaysToSites> CityWays::within(std::span<const std::uint32_t> candidates, double limit,
                                            std::span<const double> standing, std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const std::uint32_t k : candidates) sources.push_back(problem_.candidates[k].cell);
  return ways_to(sources, limit, most,
                 [&](std::uint32_t point, double cost) { return cost < standing[point]; });
}

std::optional<std::vector<double>> CityWays::worth_at(std::span<const double> price) const {
  double farthest = 0.0;
  for (std::size_t i = 0; i < price.size(); ++i)
    if (problem_.demand[i] > 0.0) farthest = std::max(farthest, price[i] / problem_.demand[i]);
  std::vector<double> worth(problem_.candidates.size(), 0.0);
  const std::size_t batch =
      std::clamp<std::size_t>(catchment_cells / city_.grid().cell_count(), 16, most_at_once);
  for (std::size_t begin = 0; begin < worth.size(); begin += batch) {
    if (is_cut_ && is_cut_()) return std::nullopt;
    std::vector<SourceIndex> sources;
    for (std::size_t k = begin; k < std::min(begin + batch, worth.size()); ++k)
      sources.push_back(problem_.candidates[k].cell);
    for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
      const TravelField& field = fields_.field(rule);
      const bool in_double = field.in_double();
      const Catchments catchments = field.catchments(sources, farthest * (1.0 + 1e-6));
      const auto districts = binding_districts(city_, *of.service);
      tbb::parallel_for(std::size_t{0}, sources.size(), [&](std::size_t k) {
        for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
          const CellIndex cell = catchments.cell[at];
          const auto point = problem_.points.number_of(first_place + cell);
          if (!point || !same_district(districts, cell, sources[k])) continue;
          const float cost = in_double ? std::nextafter(catchments.cost[at], 0.0F) : catchments.cost[at];
          const double change = problem_.demand[*point] * static_cast<double>(cost) - price[*point];
          if (change < 0.0) worth[begin + k] += change;
        }
      });
    });
  }
  return worth;
}

std::optional<WaysToSites> CityWays::all_with_standing(std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const Candidate& candidate : problem_.candidates) sources.push_back(candidate.cell);
  for (const std::size_t k : problem_.standing) sources.push_back(fields_.source_of(result_.sites[k]));
  return ways_to(sources, farthest_way, most, [](std::uint32_t, double) { return true; });
}

std::vector<std::uint32_t> CityWays::one_of_each_square(int side) const {
  const std::size_t cells = city_.grid().cell_count();
  const auto demand_at = [&](CellIndex cell) {
    double demand = 0.0;
    for (const BundledReach& of : problem_.services)
      for (std::size_t layer = 0; layer < of.layers.size(); ++layer)
        if (const auto point = problem_.points.number_of(of.offset + layer * cells + cell))
          demand += problem_.demand[*point];
    return demand;
  };
  std::map<std::pair<int, int>, std::pair<double, std::uint32_t>> best;
  for (std::uint32_t k = 0; k < problem_.candidates.size(); ++k) {
    const CellPosition at = city_.grid().position(problem_.candidates[k].cell);
    const double demand = demand_at(problem_.candidates[k].cell);
    const auto [square, is_new] = best.try_emplace({at.row / side, at.col / side}, demand, k);
    if (!is_new && demand > square->second.first) square->second = {demand, k};
  }
  std::vector<std::uint32_t> thinned;
  for (const auto& [square, candidate] : best) thinned.push_back(candidate.second);
  std::sort(thinned.begin(), thinned.end());
  return thinned;
}

bool CityWays::in_double() const {
  bool any = false;
  for_each_layer([&](const BundledReach&, const TravelRule& rule, std::size_t) {
    any = any || fields_.field(rule).in_double();
  });
  return any;
}

double CityWays::reach() const {
  double reach = 0.0;
  for (const Service& service : bundle_)
    reach = std::max(reach, (in_metres_ ? service.reach_m : service.reach_s).value_or(0.0));
  return reach;
}

}  // namespace quarterhour
