// Placement under rules at city size: gap and CPU seconds for centres with minima per cluster and a spacing, and for
// set covering. Usage: bench_placement_rules [SIDE CANDIDATES COUNT SPACING_M | cover-all SITES POINTS RADIUS SECONDS]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "sim/placement/require.h"
#include "tests/bench/grid_city.h"
#include "tests/placement/cordeau.h"

namespace {

using namespace quarterhour;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

CoverStop watched(double start) {
  CoverStop stop;
  if (std::getenv("COVER_BENCH_PROGRESS") != nullptr)
    stop.progress = [start](double objective, double bound, double gap) {
      std::printf("  %7.2f s  objective %.1f bound %.1f gap %.4f %%\n", cpu_seconds() - start, objective,
                  bound, 100.0 * gap);
      std::fflush(stdout);
    };
  return stop;
}

void place_centres(int side, std::size_t candidates, int count, double spacing_m) {
  const std::vector<double> radii = {6.7, 10.0, 15.0};
  CoverProblem problem = bench::bundle_problem(side, radii, candidates, count, 1);
  problem.rules.spacing_m = spacing_m;
  const double start = cpu_seconds();
  const CoverPlan plan = solve_cover(problem, watched(start));
  std::printf(
      "%d x %d cells, %zu candidates, p %d, spacing %.0f m: %.0f bound %.0f gap %.3f %% %s work %.1fM %.1f "
      "CPU s\n",
      side, side, candidates, count, spacing_m, plan.objective, plan.bound, 100.0 * plan.gap,
      name_of(plan.status), static_cast<double>(plan.work) / 1e6, cpu_seconds() - start);
  std::fflush(stdout);
}

void cover_all(int sites, int points, float radius, double seconds) {
  CoverProblem cover = tests::cordeau_problem(sites, points, radius, 1);
  RequireProblem problem;
  problem.reach = std::move(cover.reach);
  problem.demand.assign(cover.demand.size(), 0.0);
  for (const IndexRun run : problem.reach.runs)
    for (std::uint32_t i = run.begin; i < run.end; ++i) problem.demand[i] = cover.demand[i];
  const double start = cpu_seconds();
  CoverStop stop = watched(start);
  stop.gap = 0.0;
  stop.seconds = seconds;
  stop.work = UINT64_MAX / 2;
  const RequirePlan plan = solve_require(problem, stop);
  std::printf("set covering, %d sites x %d points, R %.2f: cost %.0f bound %.0f %s %.1f CPU s\n", sites,
              points, static_cast<double>(radius), plan.cost, plan.bound, name_of(plan.status),
              cpu_seconds() - start);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 6 && std::strcmp(argv[1], "cover-all") == 0) {
    cover_all(std::atoi(argv[2]), std::atoi(argv[3]), static_cast<float>(std::atof(argv[4])),
              std::atof(argv[5]));
  } else if (argc == 5) {
    place_centres(std::atoi(argv[1]), static_cast<std::size_t>(std::atoi(argv[2])), std::atoi(argv[3]),
                  std::atof(argv[4]));
  } else {
    for (const double spacing_m : {0.0, 500.0, 1500.0, 3000.0}) place_centres(600, 100000, 40, spacing_m);
    cover_all(1000, 100000, 1.5F, 60.0);
  }
}
