// A made-up city on a square grid, for timing placement.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "sim/placement/cover.h"

namespace quarterhour::bench {

/// People in clusters on a square of cells, and obstacles without people that nothing reaches.
struct GridCity {
  int side = 0;
  std::vector<double> people;
  std::vector<char> open;
  std::vector<std::pair<double, double>> cluster_centre;
};

inline GridCity grid_city(int side, unsigned seed) {
  std::mt19937_64 random(seed);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
  const auto normal = [&] {
    return std::sqrt(-2.0 * std::log(1.0 - uniform())) * std::cos(6.283185307179586 * uniform());
  };
  struct Cluster {
    double row, col, spread, people;
  };
  std::vector<Cluster> clusters;
  for (int k = 0; k < 12; ++k)
    clusters.push_back(
        {uniform() * side, uniform() * side, side * (0.02 + 0.06 * uniform()), 0.3 + uniform()});
  const auto cells = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  GridCity city;
  city.side = side;
  city.open.assign(cells, 1);
  for (const Cluster& cluster : clusters) city.cluster_centre.emplace_back(cluster.row, cluster.col);
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      double density = 0.02;
      for (const Cluster& c : clusters) {
        const double distance = std::hypot(row - c.row, col - c.col) / c.spread;
        density += c.people * std::exp(-0.5 * distance * distance);
      }
      const auto cell =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(side) + static_cast<std::size_t>(col);
      city.open[cell] = uniform() < 0.85 ? 1 : 0;
      city.people.push_back(city.open[cell] != 0 ? 60.0 * density * std::exp(0.7 * normal()) : 0.0);
    }
  return city;
}

/// Adds to the last reach set the open cells of a disc, numbered from `offset`.
inline void add_disc(const GridCity& city, int row, int col, double radius, std::uint32_t offset,
                     IndexRuns& reach) {
  const int whole = static_cast<int>(radius);
  for (int r = std::max(0, row - whole); r <= std::min(city.side - 1, row + whole); ++r) {
    const double half = std::sqrt(radius * radius - double(r - row) * (r - row));
    const int from = std::max(0, static_cast<int>(std::ceil(col - half)));
    const int to = std::min(city.side - 1, static_cast<int>(std::floor(col + half)));
    bool running = false;
    for (int c = from; c <= to; ++c) {
      const auto at = static_cast<std::uint32_t>(r * city.side + c);
      if (city.open[at] == 0) {
        running = false;
      } else if (running) {
        ++reach.runs.back().end;
      } else {
        reach.runs.push_back({offset + at, offset + at + 1});
        running = true;
      }
    }
  }
}

/// Every cell is demand and candidate; a candidate reaches a disc, less the cells behind obstacles.
inline CoverProblem grid_problem(int side, int radius, int count, unsigned seed) {
  const GridCity city = grid_city(side, seed);
  CoverProblem problem;
  problem.count = count;
  problem.demand = city.people;
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      add_disc(city, row, col, radius, 0, problem.reach);
      problem.reach.first.push_back(problem.reach.runs.size());
    }
  return problem;
}

/// Centres with a bundle of services, each service with demand of its own and a reach in cells of 100 m; `candidates` of
/// the open cells, units around the clusters' centres (nearest wins).
inline CoverProblem bundle_problem(int side, std::span<const double> radii, std::size_t candidates, int count,
                                   unsigned seed) {
  const GridCity city = grid_city(side, seed);
  CoverProblem problem;
  problem.count = count;
  for (std::size_t service = 0; service < radii.size(); ++service)
    for (const double people : city.people)
      problem.demand.push_back(people / static_cast<double>(1 + service));
  std::vector<std::uint32_t> cells;
  for (std::uint32_t cell = 0; cell < city.open.size(); ++cell)
    if (city.open[cell] != 0) cells.push_back(cell);
  std::mt19937_64 random(seed + 1);
  for (std::size_t k = 0; k < std::min(candidates, cells.size()); ++k)
    std::swap(cells[k], cells[k + random() % (cells.size() - k)]);
  cells.resize(std::min(candidates, cells.size()));
  std::sort(cells.begin(), cells.end());
  problem.rules.least.assign(city.cluster_centre.size(), 1);
  problem.rules.most.assign(city.cluster_centre.size(), count);
  for (const std::uint32_t cell : cells) {
    const int row = static_cast<int>(cell) / side;
    const int col = static_cast<int>(cell) % side;
    for (std::size_t service = 0; service < radii.size(); ++service)
      add_disc(city, row, col, radii[service], static_cast<std::uint32_t>(service * city.people.size()),
               problem.reach);
    problem.reach.first.push_back(problem.reach.runs.size());
    problem.rules.location.push_back({100.0 * col, 100.0 * (side - row)});
    std::int32_t nearest = 0;
    const auto distance = [&](std::int32_t u) {
      const auto& [centre_row, centre_col] = city.cluster_centre[static_cast<std::size_t>(u)];
      return std::hypot(centre_row - row, centre_col - col);
    };
    for (std::int32_t u = 1; u < static_cast<std::int32_t>(city.cluster_centre.size()); ++u)
      if (distance(u) < distance(nearest)) nearest = u;
    problem.rules.unit.push_back(nearest);
  }
  return problem;
}

}  // namespace quarterhour::bench
