#include "sim/placement/ways_gathering.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "sim/placement/reach_gathering.h"
#include "sim/score/own_district.h"
#include "sim/sharing.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Candidates whose catchments are held at once.
constexpr std::size_t batch = 1024;
/// No way is as long, in seconds or metres.
constexpr double no_limit = 1e12;

/// People walk to the nearest in time where time is tested at all.
const TravelRule& rule_of(const ReachLayer& layer) {
  return layer.by_time ? *layer.by_time : *layer.by_length;
}

double cost_at(const NearestTimes& times, std::size_t cell) {
  return times.cost_in_double.empty() ? static_cast<double>(times.cost[cell]) : times.cost_in_double[cell];
}

}  // namespace

CityWays::CityWays(const City& city, TravelFields& fields, std::span<const Service> bundle,
                   const StudyResult& result, SitingProblem& problem)
    : city_(city), fields_(fields), bundle_(bundle), result_(result), problem_(problem) {
  const auto by_metres = [](const Service& service) { return service.reach_by == ReachBy::metres; };
  in_metres_ = by_metres(bundle.front());
  if (std::any_of(bundle.begin(), bundle.end(), [&](const Service& s) { return by_metres(s) != in_metres_; }))
    throw std::invalid_argument(
        "minutes and metres cannot be added: some services of the plan are reached by metres "
        "alone, others are not");
  number_points(city, fields, bundle, result, problem);
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
  for (std::size_t begin = 0; begin < all.size(); begin += batch) {
    const auto sources = all.subspan(begin, std::min(batch, all.size() - begin));
    const std::vector<CellIndex> source_cells = fields_.cells_of(sources);
    std::vector<std::vector<std::pair<std::uint32_t, float>>> found(sources.size());
    for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
      const Catchments catchments = fields_.field(rule).catchments(sources, limit);
      const auto districts = binding_districts(city_, *of.service);
      for (std::size_t k = 0; k < sources.size(); ++k) {
        for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
          const CellIndex cell = catchments.cell[at];
          const auto point = problem_.points.number_of(first_place + cell);
          if (!point || !same_district(districts, cell, source_cells[k])) continue;
          if (!keeps(*point, static_cast<double>(catchments.cost[at]))) continue;
          found[k].emplace_back(*point, catchments.cost[at]);
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

IndexRuns CityWays::reached_at_all() const {
  IndexRuns reached;
  for (std::size_t begin = 0; begin < problem_.candidates.size(); begin += batch) {
    const std::size_t end = std::min(begin + batch, problem_.candidates.size());
    std::vector<SourceIndex> sources;
    for (std::size_t k = begin; k < end; ++k) sources.push_back(problem_.candidates[k].cell);
    std::vector<std::vector<std::uint32_t>> points(sources.size());
    for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
      const auto districts = binding_districts(city_, *of.service);
      const IndexRuns cells = within_own_district(fields_.field(rule).reach(sources, no_limit),
                                                  fields_.cells_of(sources), districts);
      for (std::size_t k = 0; k < sources.size(); ++k)
        for (const IndexRun run : cells.set(k))
          for (std::size_t cell = run.begin; cell < run.end; ++cell)
            if (const auto point = problem_.points.number_of(first_place + cell)) points[k].push_back(*point);
    });
    for (std::vector<std::uint32_t>& of_candidate : points) {
      std::sort(of_candidate.begin(), of_candidate.end());
      for (const std::uint32_t point : of_candidate) {
        if (reached.runs.size() > reached.first.back() && reached.runs.back().end == point)
          ++reached.runs.back().end;
        else
          reached.runs.push_back({point, point + 1});
      }
      reached.first.push_back(reached.runs.size());
    }
  }
  return reached;
}

std::optional<WaysToSites> CityWays::within(double limit, std::span<const double> standing,
                                            std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const Candidate& candidate : problem_.candidates) sources.push_back(candidate.cell);
  return ways_to(sources, limit, most,
                 [&](std::uint32_t point, double cost) { return cost < standing[point]; });
}

std::optional<WaysToSites> CityWays::all_with_standing(std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const Candidate& candidate : problem_.candidates) sources.push_back(candidate.cell);
  for (const std::size_t k : problem_.standing) sources.push_back(fields_.source_of(result_.sites[k]));
  return ways_to(sources, no_limit, most, [](std::uint32_t, double) { return true; });
}

double CityWays::reach() const {
  double reach = 0.0;
  for (const Service& service : bundle_)
    reach = std::max(reach, (in_metres_ ? service.reach_m : service.reach_s).value_or(0.0));
  return reach;
}

}  // namespace quarterhour
