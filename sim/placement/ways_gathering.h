// How far it is from everybody to the candidates of a city, as far as is held. Internal to placement.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "geometry/cost_ceiling.h"
#include "sim/placement/siting_problem.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// No way is as long, in seconds or metres.
inline constexpr double farthest_way = 1e8;

/// What the ways of a bundle need not exceed (CityWays::ceiling).
struct WaysCeiling {
  /// Of each layer of each service in turn; empty where searches can not be held to it: for round trips, and where districts bind.
  std::vector<CostCeiling> of_layer;
  /// Of each point, at most `farthest_way`.
  std::vector<double> of_point;
};

/// The demand of a bundle and its ways. Point i is a place with demand (DemandPoints): a cell, a layer of people who travel alike,
/// a service. Costs are seconds, or metres where the services are reached by metres alone.
class CityWays {
 public:
  /// `problem` holds the candidates that are left. Keeps references to all, which must outlive it. Throws std::invalid_argument
  /// where some services are reached by metres alone and others are not.
  /// `is_cut`, where given, is asked now and then: true ends gathering.
  CityWays(const City& city, TravelFields& fields, std::span<const Service> bundle, const StudyResult& result,
           SitingProblem& problem, std::function<bool()> is_cut = {});

  /// To the nearest of the facilities that stay and the given candidates, from each point, however far; +infinity: unreached.
  [[nodiscard]] std::vector<double> nearest(std::span<const std::uint32_t> candidates) const;
  /// To the nearest of all candidates and the facilities that stay.
  [[nodiscard]] std::vector<double> nearest_of_all() const;

  /// Ways of up to `limit`, but none that is no shorter than what `standing` says. Nothing where there are more than `most`,
  /// or it was cut.
  [[nodiscard]] std::optional<WaysToSites> within(double limit, std::span<const double> standing,
                                                  std::size_t most) const;

  /// What no way needs to be as long as: the way to what stands and, where groups of candidates are given, to the farthest of the nearest of
  /// each group. Sites of a plan dealt into two groups give about the second nearest, into more the next ones.
  [[nodiscard]] WaysCeiling ceiling(std::span<const std::vector<std::uint32_t>> groups) const;

  /// The highest ceiling that is no higher than `most`, nor at any point with demand than `of_point` there. `most` itself where searches cannot
  /// be held to ceilings.
  [[nodiscard]] WaysCeiling lowered(const WaysCeiling& most, std::span<const double> of_point) const;

  /// The ways below the ceiling to some of the candidates, numbered by their place in `candidates`. Nothing where there are more than `most`,
  /// or it was cut.
  [[nodiscard]] std::optional<WaysToSites> below(const WaysCeiling& ceiling,
                                                 std::span<const std::uint32_t> candidates,
                                                 std::size_t most) const;

  /// How many ways below the ceiling a candidate has on average, from some of them; 1 at least.
  [[nodiscard]] double ways_of_each(const WaysCeiling& ceiling,
                                    std::span<const std::uint32_t> candidates) const;

  /// What each of some candidates would take off at given prices of the points (weight times cost), none above what the ceiling costs its point:
  /// the sum of weight times way less price over the points where that is below 0. Nothing is held. Nothing where it was cut.
  [[nodiscard]] std::optional<std::vector<double>> worth_at(std::span<const double> price,
                                                            std::span<const std::uint32_t> candidates,
                                                            const WaysCeiling& ceiling) const;

  /// All ways, however far; after the candidates come the facilities that stay, in the order of SitingProblem::standing. For one
  /// service. Nothing where there are more than `most`.
  [[nodiscard]] std::optional<WaysToSites> all_with_standing(std::size_t most) const;

  /// The points from which each candidate is reached at a cost of at most `limit`. Nothing where it was cut.
  [[nodiscard]] std::optional<IndexRuns> reached(double limit) const;
  /// However far.
  [[nodiscard]] std::optional<IndexRuns> reached_at_all() const;

  /// Of every square of `side` by `side` cells the one of some candidates that `wanted(candidate)` is highest for, the lowest of equals; rising.
  [[nodiscard]] std::vector<std::uint32_t> best_of_each_square(
      std::span<const std::uint32_t> candidates, int side,
      const std::function<double(std::uint32_t)>& wanted) const;
  /// The demand in a candidate's own cell.
  [[nodiscard]] double demand_at(std::uint32_t candidate) const;

  /// The longest reach of the bundle's services.
  [[nodiscard]] double reach() const;
  [[nodiscard]] bool in_metres() const { return in_metres_; }
  /// Whether any way is known in double.
  [[nodiscard]] bool in_double() const;

 private:
  /// Searches some sources at a time, near ones together: search(number of the layer, field, sources) for each layer, then visit(places in
  /// the list, ways of each to points). False where it was cut.
  using FoundWays = std::vector<std::vector<std::pair<std::uint32_t, float>>>;
  template <class Search, class Visit>
  bool for_each_batch(std::span<const SourceIndex> sources, std::size_t batch, Search search,
                      Visit visit) const;
  /// Ways that `search` finds and `keeps(point, cost)`.
  template <class Search, class Keeps>
  [[nodiscard]] std::optional<WaysToSites> ways_to(std::span<const SourceIndex> sources, std::size_t batch,
                                                   std::size_t most, Search search, Keeps keeps) const;
  /// Sources that can be searched at once: as far as a limit, or below a ceiling.
  [[nodiscard]] std::size_t batch_within() const;
  [[nodiscard]] std::size_t batch_below(const WaysCeiling& ceiling,
                                        std::span<const SourceIndex> sources) const;
  [[nodiscard]] Catchments found_below(const WaysCeiling& ceiling, std::size_t layer,
                                       const TravelField& field, std::span<const SourceIndex> sources) const;
  /// Shows what each layer of each service costs: visit(first place, cost of cell).
  template <class Visit>
  void for_each_layer(Visit visit) const;

  const City& city_;
  TravelFields& fields_;
  std::span<const Service> bundle_;
  const StudyResult& result_;
  SitingProblem& problem_;
  std::function<bool()> is_cut_;
  bool in_metres_ = false;
};

}  // namespace quarterhour
