// Covering instances after Cordeau, Furini and Ljubić (2019), drawn with glibc's rand so that published
// answers can be compared.
#pragma once

#include <cstdlib>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour::tests {

/// Sites and points uniform in a square of 30, demand 1 … 100; a site covers what lies within `radius`.
inline CoverProblem cordeau_problem(int sites, int points, float radius, int count) {
  std::srand(1);
  const auto coordinate = [] { return static_cast<float>(std::rand() / static_cast<double>(RAND_MAX) * 30); };
  const auto draw = [&](int n) {
    std::vector<std::pair<float, float>> places(static_cast<std::size_t>(n));
    for (auto& place : places) {
      place.first = coordinate();
      place.second = coordinate();
    }
    return places;
  };
  const auto site_places = draw(sites);
  const auto point_places = draw(points);
  for (int k = 0; k < sites; ++k) (void)std::rand();
  CoverProblem problem;
  for (int i = 0; i < points; ++i) problem.demand.push_back(std::rand() % 100 + 1);
  for (const auto& [site_x, site_y] : site_places) {
    for (std::uint32_t i = 0; i < point_places.size(); ++i) {
      const float dx = site_x - point_places[i].first;
      const float dy = site_y - point_places[i].second;
      if (dx * dx + dy * dy > radius * radius) continue;
      auto& runs = problem.reach.runs;
      if (runs.size() > problem.reach.first.back() && runs.back().end == i)
        runs.back().end = i + 1;
      else
        runs.push_back({i, i + 1});
    }
    problem.reach.first.push_back(problem.reach.runs.size());
  }
  problem.count = count;
  return problem;
}

}  // namespace quarterhour::tests
