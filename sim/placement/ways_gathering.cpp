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

template <class Search, class Visit>
bool CityWays::for_each_batch(std::span<const SourceIndex> sources, std::size_t batch, Search search,
                              Visit visit) const {
  constexpr int side = 16;
  std::vector<std::pair<std::pair<int, int>, std::uint32_t>> by_square;
  const std::vector<CellIndex> cells = fields_.cells_of(sources);
  for (std::uint32_t k = 0; k < cells.size(); ++k) {
    const CellPosition at = city_.grid().position(cells[k]);
    by_square.push_back({{at.row / side, at.col / side}, k});
  }
  std::sort(by_square.begin(), by_square.end());
  for (std::size_t begin = 0; begin < by_square.size(); begin += batch) {
    if (is_cut_ && is_cut_()) return false;
    std::vector<std::uint32_t> part;
    std::vector<SourceIndex> some;
    for (std::size_t k = begin; k < std::min(begin + batch, by_square.size()); ++k) {
      part.push_back(by_square[k].second);
      some.push_back(sources[by_square[k].second]);
    }
    FoundWays found(some.size());
    std::size_t layer = 0;
    for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t first_place) {
      const TravelField& field = fields_.field(rule);
      const bool in_double = field.in_double();
      const Catchments catchments = search(layer++, field, std::span<const SourceIndex>(some));
      const auto districts = binding_districts(city_, *of.service);
      tbb::parallel_for(std::size_t{0}, some.size(), [&](std::size_t k) {
        for (std::size_t at = catchments.first[k]; at < catchments.first[k + 1]; ++at) {
          const CellIndex cell = catchments.cell[at];
          const auto point = problem_.points.number_of(first_place + cell);
          if (!point || !same_district(districts, cell, cells[part[k]])) continue;
          // What the engine knows in double was rounded to nearest: a bound may not stand on more than it is.
          const float cost = catchments.cost[at];
          found[k].emplace_back(*point, in_double ? std::nextafter(cost, 0.0F) : cost);
        }
      });
    });
    visit(part, found);
  }
  return true;
}

template <class Search, class Keeps>
std::optional<WaysToSites> CityWays::ways_to(std::span<const SourceIndex> sources, std::size_t batch,
                                             std::size_t most, Search search, Keeps keeps) const {
  // By source first: that is how they are found.
  std::vector<std::uint32_t> point_of;
  std::vector<float> cost_of;
  std::vector<std::size_t> first{0};
  std::vector<std::uint32_t> order;
  bool are_too_many = false;
  const auto take = [&](std::span<const std::uint32_t> part, const FoundWays& found) {
    are_too_many = are_too_many || point_of.size() > most;
    if (are_too_many) return;
    for (std::size_t k = 0; k < part.size(); ++k) {
      for (const auto& [point, cost] : found[k]) {
        if (!keeps(point, static_cast<double>(cost))) continue;
        point_of.push_back(point);
        cost_of.push_back(cost);
      }
      first.push_back(point_of.size());
      order.push_back(part[k]);
    }
  };
  const auto search_on = [&](std::size_t layer, const TravelField& field, std::span<const SourceIndex> some) {
    return are_too_many ? Catchments{std::vector<std::size_t>(some.size() + 1, 0), {}, {}}
                        : search(layer, field, some);
  };
  if (!for_each_batch(sources, batch, search_on, take) || are_too_many || point_of.size() > most)
    return std::nullopt;

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
      ways.candidate[place] = order[k];
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

std::size_t CityWays::batch_within() const {
  return std::clamp<std::size_t>(catchment_cells / city_.grid().cell_count(), 16, most_at_once);
}

std::optional<WaysToSites> CityWays::within(double limit, std::span<const double> standing,
                                            std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const Candidate& candidate : problem_.candidates) sources.push_back(candidate.cell);
  return ways_to(
      sources, batch_within(), most,
      [&](std::size_t, const TravelField& field, std::span<const SourceIndex> some) {
        return field.catchments(some, limit);
      },
      [&](std::uint32_t point, double cost) { return cost < standing[point]; });
}

WaysCeiling CityWays::ceiling(std::span<const std::vector<std::uint32_t>> groups) const {
  WaysCeiling result;
  std::vector<double> farthest_group(groups.empty() ? 0 : problem_.points.count(), 0.0);
  for (const std::vector<std::uint32_t>& group : groups) {
    const std::vector<double> ways = nearest(group);
    for (std::size_t i = 0; i < ways.size(); ++i) farthest_group[i] = std::max(farthest_group[i], ways[i]);
  }
  // What stands counts in every group already.
  result.of_point = groups.empty() ? nearest({}) : std::move(farthest_group);
  for (double& way : result.of_point) way = std::min(way, farthest_way);
  bool can_be_held = true;
  for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t) {
    can_be_held = can_be_held && rule.direction != Direction::round_trip &&
                  binding_districts(city_, *of.service).empty();
  });
  if (!can_be_held) return result;
  for_each_layer([&](const BundledReach& of, const TravelRule& rule, std::size_t) {
    const TravelField& field = fields_.field(rule);
    std::vector<SourceIndex> standing;
    for (const std::size_t k : sites_of(result_, *of.service))
      standing.push_back(fields_.source_of(result_.sites[k]));
    CostCeiling ceiling = field.ceiling(standing);
    std::optional<CostCeiling> of_groups;
    for (const std::vector<std::uint32_t>& group : groups) {
      std::vector<SourceIndex> sources;
      for (const std::uint32_t k : group) sources.push_back(problem_.candidates[k].cell);
      CostCeiling of_group = field.ceiling(sources);
      if (of_groups)
        of_groups->raise_to(of_group);
      else
        of_groups = std::move(of_group);
    }
    if (of_groups) ceiling.lower_to(*of_groups);
    result.of_layer.push_back(std::move(ceiling));
  });
  return result;
}

WaysCeiling CityWays::lowered(const WaysCeiling& most, std::span<const double> of_point) const {
  if (most.of_layer.empty()) return most;
  WaysCeiling result;
  result.of_point = most.of_point;
  std::size_t layer = 0;
  for_each_layer([&](const BundledReach&, const TravelRule& rule, std::size_t first_place) {
    std::vector<SourceIndex> cells;
    std::vector<std::uint32_t> points;
    std::vector<double> starts;
    for (CellIndex cell = 0; cell < city_.grid().cell_count(); ++cell) {
      const auto point = problem_.points.number_of(first_place + cell);
      if (!point || !(problem_.demand[*point] > 0.0)) continue;
      cells.push_back(cell);
      points.push_back(*point);
      starts.push_back(of_point[*point]);
    }
    CostCeiling ceiling = fields_.field(rule).ceiling(cells, starts);
    ceiling.lower_to(most.of_layer[layer++]);
    for (std::size_t k = 0; k < cells.size(); ++k)
      result.of_point[points[k]] = std::min(result.of_point[points[k]], ceiling.at(cells[k]));
    result.of_layer.push_back(std::move(ceiling));
  });
  return result;
}

Catchments CityWays::found_below(const WaysCeiling& ceiling, std::size_t layer, const TravelField& field,
                                 std::span<const SourceIndex> sources) const {
  if (!ceiling.of_layer.empty()) return field.below(ceiling.of_layer[layer], sources);
  double longest = 0.0;
  for (std::size_t i = 0; i < ceiling.of_point.size(); ++i)
    if (problem_.demand[i] > 0.0) longest = std::max(longest, ceiling.of_point[i]);
  return field.catchments(sources, longest);
}

std::size_t CityWays::batch_below(const WaysCeiling& ceiling, std::span<const SourceIndex> sources) const {
  if (ceiling.of_layer.empty()) return batch_within();
  // What some of them need tells what others do, about.
  constexpr std::size_t sample = 32;
  constexpr std::size_t most_below = 16'384;
  std::vector<SourceIndex> some;
  for (std::size_t k = 0; k < sources.size(); k += std::max<std::size_t>(1, sources.size() / sample))
    some.push_back(sources[k]);
  std::size_t cells = 0;
  std::size_t layer = 0;
  for_each_layer([&](const BundledReach&, const TravelRule& rule, std::size_t) {
    cells = std::max(cells, found_below(ceiling, layer++, fields_.field(rule), some).cell.size());
  });
  const std::size_t each = cells / std::max<std::size_t>(1, some.size()) + 1;
  return std::clamp<std::size_t>(catchment_cells / each, 16, most_below);
}

std::optional<WaysToSites> CityWays::below(const WaysCeiling& ceiling,
                                           std::span<const std::uint32_t> candidates,
                                           std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const std::uint32_t k : candidates) sources.push_back(problem_.candidates[k].cell);
  return ways_to(
      sources, batch_below(ceiling, sources), most,
      [&](std::size_t layer, const TravelField& field, std::span<const SourceIndex> some) {
        return found_below(ceiling, layer, field, some);
      },
      [&](std::uint32_t point, double cost) {
        return problem_.demand[point] > 0.0 && cost < ceiling.of_point[point];
      });
}

double CityWays::ways_of_each(const WaysCeiling& ceiling, std::span<const std::uint32_t> candidates) const {
  constexpr std::size_t sample = 128;
  std::vector<std::uint32_t> some;
  const std::size_t step = std::max<std::size_t>(1, candidates.size() / sample);
  for (std::size_t k = 0; k < candidates.size(); k += step) some.push_back(candidates[k]);
  const std::optional<WaysToSites> found = below(ceiling, some, SIZE_MAX);
  if (!found || some.empty()) return 1.0;
  return std::max(1.0, static_cast<double>(found->cost.size()) / static_cast<double>(some.size()));
}

std::optional<std::vector<double>> CityWays::worth_at(std::span<const double> price,
                                                      std::span<const std::uint32_t> candidates,
                                                      const WaysCeiling& ceiling) const {
  std::vector<SourceIndex> sources;
  for (const std::uint32_t k : candidates) sources.push_back(problem_.candidates[k].cell);
  std::vector<double> worth(candidates.size(), 0.0);
  const bool is_whole = for_each_batch(
      sources, batch_below(ceiling, sources),
      [&](std::size_t layer, const TravelField& field, std::span<const SourceIndex> some) {
        return found_below(ceiling, layer, field, some);
      },
      [&](std::span<const std::uint32_t> part, const FoundWays& found) {
        tbb::parallel_for(std::size_t{0}, part.size(), [&](std::size_t k) {
          for (const auto& [point, cost] : found[k]) {
            const double change = problem_.demand[point] * static_cast<double>(cost) - price[point];
            if (change < 0.0) worth[part[k]] += change;
          }
        });
      });
  if (!is_whole) return std::nullopt;
  return worth;
}

std::optional<WaysToSites> CityWays::all_with_standing(std::size_t most) const {
  std::vector<SourceIndex> sources;
  for (const Candidate& candidate : problem_.candidates) sources.push_back(candidate.cell);
  for (const std::size_t k : problem_.standing) sources.push_back(fields_.source_of(result_.sites[k]));
  return ways_to(
      sources, batch_within(), most,
      [&](std::size_t, const TravelField& field, std::span<const SourceIndex> some) {
        return field.catchments(some, farthest_way);
      },
      [](std::uint32_t, double) { return true; });
}

double CityWays::demand_at(std::uint32_t candidate) const {
  const std::size_t cells = city_.grid().cell_count();
  double demand = 0.0;
  for (const BundledReach& of : problem_.services)
    for (std::size_t layer = 0; layer < of.layers.size(); ++layer)
      if (const auto point =
              problem_.points.number_of(of.offset + layer * cells + problem_.candidates[candidate].cell))
        demand += problem_.demand[*point];
  return demand;
}

std::vector<std::uint32_t> CityWays::best_of_each_square(
    std::span<const std::uint32_t> candidates, int side,
    const std::function<double(std::uint32_t)>& wanted) const {
  std::map<std::pair<int, int>, std::pair<double, std::uint32_t>> best;
  for (const std::uint32_t k : candidates) {
    const CellPosition at = city_.grid().position(problem_.candidates[k].cell);
    const double own = wanted(k);
    const auto [square, is_new] = best.try_emplace({at.row / side, at.col / side}, own, k);
    if (!is_new && own > square->second.first) square->second = {own, k};
  }
  std::vector<std::uint32_t> some;
  for (const auto& [square, candidate] : best) some.push_back(candidate.second);
  std::sort(some.begin(), some.end());
  return some;
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
