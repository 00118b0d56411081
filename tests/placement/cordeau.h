// Covering instances after Cordeau, Furini and Ljubić (2019), drawn with glibc's rand so that published
// answers can be compared.
#pragma once

#include <cstdlib>
#include <utility>
#include <vector>

#include "sim/placement/alike_points.h"
#include "sim/placement/cover.h"

namespace quarterhour::tests {

/// Sites and points in a square of 30, and the demand of each point, 1 … 100.
struct CordeauPlaces {
  std::vector<float> site_x, site_y;
  std::vector<float> point_x, point_y;
  std::vector<double> demand;
};

inline CordeauPlaces cordeau_places(int sites, int points) {
  std::srand(1);
  const auto draw = [](int n, std::vector<float>& x, std::vector<float>& y) {
    const auto coordinate = [] {
      return static_cast<float>(std::rand() / static_cast<double>(RAND_MAX) * 30);
    };
    for (int i = 0; i < n; ++i) {
      x.push_back(coordinate());
      y.push_back(coordinate());
    }
  };
  CordeauPlaces places;
  draw(sites, places.site_x, places.site_y);
  draw(points, places.point_x, places.point_y);
  for (int k = 0; k < sites; ++k) (void)std::rand();
  for (int i = 0; i < points; ++i) places.demand.push_back(std::rand() % 100 + 1);
  return places;
}

/// Says for a block of points which lie within `radius` of a site. `places` must outlive it.
inline HoldsPoints within_radius(const CordeauPlaces& places, float radius) {
  return [&places, radius](std::uint32_t site, std::uint32_t first, std::span<std::uint8_t> holds) {
    const float site_x = places.site_x[site];
    const float site_y = places.site_y[site];
    const float* const x = places.point_x.data() + first;
    const float* const y = places.point_y.data() + first;
    const auto is_within = [&](std::size_t i) -> std::uint8_t {
      const float dx = site_x - x[i];
      const float dy = site_y - y[i];
      return dx * dx + dy * dy <= radius * radius ? 1 : 0;
    };
    // Pieces of a known size become vector instructions.
    constexpr std::size_t piece = 64;
    std::size_t i = 0;
    for (; i + piece <= holds.size(); i += piece)
      for (std::size_t j = 0; j < piece; ++j) holds[i + j] = is_within(i + j);
    for (; i < holds.size(); ++i) holds[i] = is_within(i);
  };
}

/// Choose `count` sites; each covers what lies within `radius`. Points that the same sites cover are one.
inline CoverProblem merged_cordeau_problem(const CordeauPlaces& places, float radius, int count) {
  AlikePoints alike = alike_points(places.demand.size(), places.site_x.size(), within_radius(places, radius));
  CoverProblem problem;
  problem.count = count;
  problem.demand = group_sums(alike, places.demand);
  problem.reach = std::move(alike.reach);
  return problem;
}

/// The same with every point by itself.
inline CoverProblem cordeau_problem(int sites, int points, float radius, int count) {
  const CordeauPlaces places = cordeau_places(sites, points);
  const HoldsPoints holds = within_radius(places, radius);
  CoverProblem problem;
  problem.count = count;
  problem.demand = places.demand;
  std::vector<std::uint8_t> within(places.demand.size());
  std::vector<IndexRun>& runs = problem.reach.runs;
  for (std::uint32_t k = 0; k < places.site_x.size(); ++k) {
    holds(k, 0, within);
    for (std::uint32_t i = 0; i < within.size(); ++i) {
      if (within[i] == 0) continue;
      if (runs.size() > problem.reach.first.back() && runs.back().end == i)
        runs.back().end = i + 1;
      else
        runs.push_back({i, i + 1});
    }
    problem.reach.first.push_back(runs.size());
  }
  return problem;
}

}  // namespace quarterhour::tests
