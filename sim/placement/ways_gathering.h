// How far it is from everybody to the candidates of a city, as far as is held. Internal to placement.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "sim/placement/siting_problem.h"
#include "sim/placement/ways_to_sites.h"

namespace quarterhour {

/// No way is as long, in seconds or metres.
inline constexpr double farthest_way = 1e8;

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

  /// As `within`, to some of the candidates, numbered by their place in `candidates`.
  [[nodiscard]] std::optional<WaysToSites> within(std::span<const std::uint32_t> candidates, double limit,
                                                  std::span<const double> standing, std::size_t most) const;

  /// What each candidate would take off at given prices of the points (weight times cost): the sum of weight times way less price over
  /// the points where that is below 0. Every candidate is searched as far as any price reaches; nothing is held. Nothing where it was cut.
  [[nodiscard]] std::optional<std::vector<double>> worth_at(std::span<const double> price) const;

  /// All ways, however far; after the candidates come the facilities that stay, in the order of SitingProblem::standing. For one
  /// service. Nothing where there are more than `most`.
  [[nodiscard]] std::optional<WaysToSites> all_with_standing(std::size_t most) const;

  /// The points from which each candidate is reached at a cost of at most `limit`. Nothing where it was cut.
  [[nodiscard]] std::optional<IndexRuns> reached(double limit) const;
  /// However far.
  [[nodiscard]] std::optional<IndexRuns> reached_at_all() const;

  /// Of every square of `side` by `side` cells the candidate in whose cell the most demand is, the lowest of equals; rising.
  [[nodiscard]] std::vector<std::uint32_t> one_of_each_square(int side) const;

  /// The longest reach of the bundle's services.
  [[nodiscard]] double reach() const;
  [[nodiscard]] bool in_metres() const { return in_metres_; }
  /// Whether any way is known in double.
  [[nodiscard]] bool in_double() const;

 private:
  /// Ways of up to `limit` to sources of any kind that `keeps(point, cost)`.
  template <class Keeps>
  [[nodiscard]] std::optional<WaysToSites> ways_to(std::span<const SourceIndex> sources, double limit,
                                                   std::size_t most, Keeps keeps) const;
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
