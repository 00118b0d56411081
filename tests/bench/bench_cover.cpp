// Covering at city size: gap and seconds on a synthetic grid where every cell is demand and candidate, and on
// published instances. Usage: bench_cover [grid SIDE RADIUS COUNT SEED | cordeau SITES POINTS RADIUS COUNT]
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include "tests/placement/cordeau.h"

namespace {

using quarterhour::CoverProblem;

/// A square of cells with people in clusters; a candidate reaches a disc, less the cells behind obstacles.
CoverProblem grid_problem(int side, int radius, int count, unsigned seed) {
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
  CoverProblem problem;
  problem.count = count;
  std::vector<char> open(cells, 1);
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      double density = 0.02;
      for (const Cluster& c : clusters) {
        const double distance = std::hypot(row - c.row, col - c.col) / c.spread;
        density += c.people * std::exp(-0.5 * distance * distance);
      }
      const auto cell =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(side) + static_cast<std::size_t>(col);
      open[cell] = uniform() < 0.85 ? 1 : 0;
      problem.demand.push_back(open[cell] != 0 ? 60.0 * density * std::exp(0.7 * normal()) : 0.0);
    }
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      for (int r = std::max(0, row - radius); r <= std::min(side - 1, row + radius); ++r) {
        const double reach = std::sqrt(double(radius) * radius - double(r - row) * (r - row));
        const int from = std::max(0, static_cast<int>(std::ceil(col - reach)));
        const int to = std::min(side - 1, static_cast<int>(std::floor(col + reach)));
        bool running = false;
        for (int c = from; c <= to; ++c) {
          const auto at = static_cast<std::uint32_t>(r * side + c);
          if (open[at] == 0) {
            running = false;
          } else if (running) {
            ++problem.reach.runs.back().end;
          } else {
            problem.reach.runs.push_back({at, at + 1});
            running = true;
          }
        }
      }
      problem.reach.first.push_back(problem.reach.runs.size());
    }
  return problem;
}

void solve(const std::string& name, const CoverProblem& problem) {
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  quarterhour::CoverStop stop;
  if (std::getenv("COVER_BENCH_PROGRESS") != nullptr)
    stop.progress = [&](double objective, double bound, double gap) {
      std::printf("  %7.2f s  plan %.4f %%  gap %.4f %%\n", elapsed(), 100.0 * objective / bound,
                  100.0 * gap);
      std::fflush(stdout);
    };
  const quarterhour::CoverPlan plan = quarterhour::solve_cover(problem, stop);
  std::printf("%-32s objective %14.1f bound %14.1f gap %.4f %% %-10s work %.2fM %.2f s\n", name.c_str(),
              plan.objective, plan.bound, 100.0 * plan.gap, quarterhour::name_of(plan.status),
              static_cast<double>(plan.work) / 1e6, elapsed());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  using quarterhour::tests::cordeau_problem;
  if (argc == 6 && std::strcmp(argv[1], "grid") == 0) {
    solve("grid", grid_problem(std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]),
                               static_cast<unsigned>(std::atoi(argv[5]))));
  } else if (argc == 6 && std::strcmp(argv[1], "cordeau") == 0) {
    solve("cordeau", cordeau_problem(std::atoi(argv[2]), std::atoi(argv[3]),
                                     static_cast<float>(std::atof(argv[4])), std::atoi(argv[5])));
  } else {
    solve("100 x 1,000, R 5.5, p 10", cordeau_problem(100, 1000, 5.5F, 10));
    solve("100 x 10,000, R 3.25, p 10", cordeau_problem(100, 10000, 3.25F, 10));
    solve("100 x 100,000, R 3.25, p 10", cordeau_problem(100, 100000, 3.25F, 10));
    solve("1,000 x 100,000, R 1, p 50", cordeau_problem(1000, 100000, 1.0F, 50));
    solve("200 x 200 cells, p 10", grid_problem(200, 20, 10, 1));
    solve("200 x 200 cells, p 20", grid_problem(200, 20, 20, 1));
  }
}
