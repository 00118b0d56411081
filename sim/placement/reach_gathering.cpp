#include "sim/placement/reach_gathering.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/sites.h"

namespace quarterhour {

namespace {

/// Reach of one service by a batch of sources, in places of its own.
IndexRuns places_reached(const City& city, TravelFields& fields, const BundledReach& of,
                         std::span<const SourceIndex> sources) {
  return covered_by(city, fields, *of.service, of.layers, sources);
}

/// Keeps the reach of all candidates within bounds by letting go of what the candidates that cover the fewest reach.
class BoundedReach {
 public:
  BoundedReach(std::size_t most_runs, bool may_let_go, std::span<const double> demand, IndexRuns& reach)
      : most_runs_(most_runs), may_let_go_(may_let_go), demand_(demand), reach_(reach) {}

  /// Ends the set of the runs that were added last.
  void end_set() {
    if (may_let_go_) {
      double weight = 0.0;
      for (std::size_t r = reach_.first.back(); r < reach_.runs.size(); ++r)
        weight = std::accumulate(demand_.begin() + reach_.runs[r].begin, demand_.begin() + reach_.runs[r].end,
                                 weight);
      if (weight <= left_out_ && left_out_ > 0.0) {
        reach_.runs.resize(reach_.first.back());
        weight = 0.0;
      }
      weight_.push_back(weight);
    }
    reach_.first.push_back(reach_.runs.size());
    if (may_let_go_ && reach_.runs.size() > most_runs_) let_go();
  }

  /// Outward by more than the roundings of a sum.
  [[nodiscard]] double left_out() const { return left_out_ * (1.0 + 1e-9); }

 private:
  /// Lets go of the lightest, until half of the runs allowed are left.
  void let_go() {
    std::vector<std::uint32_t> order(weight_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return weight_[a] != weight_[b] ? weight_[a] > weight_[b] : a < b;
    });
    std::size_t held = 0;
    for (const std::uint32_t k : order) {
      held += reach_.set(k).size();
      if (held <= most_runs_ / 2) continue;
      left_out_ = std::max(left_out_, weight_[k]);
      break;
    }
    std::size_t written = 0;
    std::size_t begin = 0;
    for (std::size_t k = 0; k < weight_.size(); ++k) {
      const std::size_t end = reach_.first[k + 1];
      if (weight_[k] > left_out_)
        for (std::size_t r = begin; r < end; ++r) reach_.runs[written++] = reach_.runs[r];
      else
        weight_[k] = 0.0;
      begin = end;
      reach_.first[k + 1] = written;
    }
    reach_.runs.resize(written);
  }

  std::size_t most_runs_;
  bool may_let_go_;
  std::span<const double> demand_;
  IndexRuns& reach_;
  std::vector<double> weight_;
  double left_out_ = 0.0;
};

}  // namespace

void number_points(const City& city, TravelFields& fields, std::span<const Service> bundle,
                   const StudyResult& result, bool room_matters, GroupLayers groups, SitingProblem& problem) {
  const std::size_t cells = city.grid().cell_count();
  std::size_t places = 0;
  for (const Service& service : bundle) {
    problem.services.push_back({&service, reach_layers(city, fields, service, groups), places});
    places += problem.services.back().layers.size() * cells;
  }
  if (places > UINT32_MAX) throw std::invalid_argument("too many cells times groups and services");
  problem.points = DemandPoints(places);
  std::vector<IndexRuns> standing;
  for (const BundledReach& of : problem.services) {
    std::size_t place = of.offset;
    for (const ReachLayer& layer : of.layers)
      for (const double demand : layer.demand) {
        if (!(demand == 0.0)) problem.points.carries_demand(place);
        ++place;
      }
    std::vector<SourceIndex> sites;
    for (const std::size_t k : sites_of(result, *of.service)) {
      problem.standing.push_back(k);
      sites.push_back(fields.source_of(result.sites[k]));
    }
    standing.push_back(places_reached(city, fields, of, sites));
    const auto shift = static_cast<std::uint32_t>(of.offset);
    if (room_matters) continue;
    for (const IndexRun run : standing.back().runs)
      problem.points.is_covered({run.begin + shift, run.end + shift});
  }
  problem.points.number();

  problem.demand.reserve(problem.points.count());
  problem.points.for_each([&](std::size_t place) {
    const auto of =
        std::prev(std::upper_bound(problem.services.begin(), problem.services.end(), place,
                                   [](std::size_t at, const BundledReach& s) { return at < s.offset; }));
    const std::size_t within = place - of->offset;
    problem.demand.push_back(of->layers[within / cells].demand[within % cells]);
  });
  for (std::size_t s = 0; s < problem.services.size(); ++s) {
    for (std::size_t k = 0; k < standing[s].set_count(); ++k) {
      const auto add = room_matters ? &DemandPoints::add_open : &DemandPoints::add_covered;
      (problem.points.*add)(standing[s].set(k), problem.services[s].offset, problem.standing_reach.runs);
      problem.standing_reach.first.push_back(problem.standing_reach.runs.size());
    }
    for (ReachLayer& layer : problem.services[s].layers) std::vector<double>().swap(layer.demand);
  }
}

void gather_reach(const City& city, TravelFields& fields, const ReachGathering& gathering, bool may_let_go,
                  SitingProblem& problem) {
  BoundedReach bounded(gathering.most_runs, may_let_go, problem.demand, problem.reach);
  const std::size_t batch = std::max<std::size_t>(gathering.batch, 1);
  std::vector<SourceIndex> sources;
  for (std::size_t begin = 0; begin < problem.candidates.size(); begin += batch) {
    const std::size_t end = std::min(begin + batch, problem.candidates.size());
    sources.clear();
    for (std::size_t k = begin; k < end; ++k) sources.push_back(problem.candidates[k].cell);
    std::vector<IndexRuns> of_service;
    for (const BundledReach& of : problem.services)
      of_service.push_back(places_reached(city, fields, of, sources));
    for (std::size_t k = 0; k < sources.size(); ++k) {
      for (std::size_t s = 0; s < of_service.size(); ++s)
        problem.points.add_open(of_service[s].set(k), problem.services[s].offset, problem.reach.runs);
      bounded.end_set();
    }
  }
  problem.left_out = bounded.left_out();
}

IndexRuns whole_reach(const City& city, TravelFields& fields, const SitingProblem& problem,
                      std::span<const std::uint32_t> candidates) {
  std::vector<SourceIndex> sources;
  for (const std::uint32_t k : candidates) sources.push_back(problem.candidates[k].cell);
  std::vector<IndexRuns> of_service;
  for (const BundledReach& of : problem.services)
    of_service.push_back(places_reached(city, fields, of, sources));
  IndexRuns whole;
  for (std::size_t k = 0; k < sources.size(); ++k) {
    for (std::size_t s = 0; s < of_service.size(); ++s)
      problem.points.add_open(of_service[s].set(k), problem.services[s].offset, whole.runs);
    for (std::size_t s = 0; s < of_service.size(); ++s)
      problem.points.add_covered(of_service[s].set(k), problem.services[s].offset, whole.runs);
    whole.first.push_back(whole.runs.size());
  }
  return whole;
}

}  // namespace quarterhour
