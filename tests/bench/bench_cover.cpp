// Covering at city size: gap and seconds on a synthetic grid where every cell is demand and candidate, and on
// published instances. Usage: bench_cover [grid SIDE RADIUS COUNT SEED | cordeau SITES POINTS RADIUS COUNT]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "tests/bench/grid_city.h"
#include "tests/placement/cordeau.h"

namespace {

using quarterhour::CoverProblem;
using quarterhour::bench::grid_problem;

/// CPU seconds of this process.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

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
    const quarterhour::tests::CordeauPlaces places =
        quarterhour::tests::cordeau_places(std::atoi(argv[2]), std::atoi(argv[3]));
    const double start = cpu_seconds();
    solve("cordeau", quarterhour::tests::merged_cordeau_problem(
                         places, static_cast<float>(std::atof(argv[4])), std::atoi(argv[5])));
    std::printf("from points in memory to the proof: %.2f CPU seconds\n", cpu_seconds() - start);
  } else {
    solve("100 x 1,000, R 5.5, p 10", cordeau_problem(100, 1000, 5.5F, 10));
    solve("100 x 10,000, R 3.25, p 10", cordeau_problem(100, 10000, 3.25F, 10));
    solve("100 x 100,000, R 3.25, p 10", cordeau_problem(100, 100000, 3.25F, 10));
    solve("1,000 x 100,000, R 1, p 50", cordeau_problem(1000, 100000, 1.0F, 50));
    solve("200 x 200 cells, p 10", grid_problem(200, 20, 10, 1));
    solve("200 x 200 cells, p 20", grid_problem(200, 20, 20, 1));
  }
}
