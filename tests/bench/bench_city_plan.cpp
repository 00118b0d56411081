// A city's covering plan, phase by phase: seconds and memory of the problem's making, the plan and its bound.
//
//     bench_city_plan SCENARIO.toml [DUMP]     the first [[place]] of the scenario, which names a city file; the covering
//                                              problem is written to DUMP
//     bench_city_plan --problem DUMP COUNT GAP solves a problem written before
#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "output/result_file.h"
#include "scenarios/scenario.h"
#include "sim/app/study_start.h"
#include "sim/placement/siting_problem.h"

using namespace quarterhour;

namespace {

/// Prints what has passed since the last call.
class Phases {
 public:
  void end(const std::string& name) {
    const auto now = std::chrono::steady_clock::now();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    fmt::print("{:36} {:8.2f} s wall {:8.2f} s CPU   peak {:8.0f} MB\n", name,
               std::chrono::duration<double>(now - last_).count(), cpu - last_cpu_,
               static_cast<double>(usage.ru_maxrss) / 1024.0);
    std::fflush(stdout);
    last_ = now;
    last_cpu_ = cpu;
  }

 private:
  static double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  }
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  double last_cpu_ = 0.0;
};

template <class Item>
void put(std::ofstream& file, const std::vector<Item>& items) {
  const std::uint64_t size = items.size();
  file.write(reinterpret_cast<const char*>(&size), sizeof size);
  file.write(reinterpret_cast<const char*>(items.data()), static_cast<std::streamsize>(size * sizeof(Item)));
}

template <class Item>
void get(std::ifstream& file, std::vector<Item>& items) {
  std::uint64_t size = 0;
  file.read(reinterpret_cast<char*>(&size), sizeof size);
  items.resize(size);
  file.read(reinterpret_cast<char*>(items.data()), static_cast<std::streamsize>(size * sizeof(Item)));
}

void solve(const CoverProblem& problem, double gap, Phases& phases) {
  CoverStop stop;
  stop.gap = gap;

  const auto start = std::chrono::steady_clock::now();
  stop.progress = [&](double objective, double bound, double reached) {
    fmt::print("  {:7.2f} s  plan {:.0f} bound {:.0f} gap {:.4f} %\n",
               std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), objective,
               bound, 100.0 * reached);
    std::fflush(stdout);
  };
  const CoverPlan plan = solve_cover(problem, stop);
  phases.end("plan and bound");
  fmt::print("{} sites, objective {:.3f}, bound {:.3f}, gap {:.4f} %, {}, work {:.2f} M\n",
             plan.chosen.size(), plan.objective, plan.bound, 100.0 * plan.gap, name_of(plan.status),
             static_cast<double>(plan.work) / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
  Phases phases;
  if (argc == 5 && std::strcmp(argv[1], "--problem") == 0) {
    CoverProblem problem;
    std::ifstream file(argv[2], std::ios::binary);
    get(file, problem.demand);
    get(file, problem.reach.first);
    get(file, problem.reach.runs);
    get(file, problem.covered_already);
    std::vector<double> left_out;
    get(file, left_out);
    problem.left_out = left_out.front();
    problem.count = std::atoi(argv[3]);
    phases.end("reading the problem");
    solve(problem, std::atof(argv[4]), phases);
    return 0;
  }
  const Scenario scenario = read_scenario(argv[1], std::nullopt);
  const City city = read_city(scenario.city.file->path);
  phases.end("reading the city");
  StudyResult result;
  result.services = scenario.services;
  result.levels = scenario.levels;
  app::open_ledger(city, result);
  TravelFields fields(city, scenario.travel);
  const PlaceSpec& spec = scenario.places.front();
  const Service& service = *std::find_if(scenario.services.begin(), scenario.services.end(),
                                         [&](const Service& s) { return s.id == spec.service; });
  for (const ReachLayer& layer : reach_layers(city, fields, service)) {
    if (layer.by_time) (void)fields.field(*layer.by_time);
    if (layer.by_length) (void)fields.field(*layer.by_length);
  }
  phases.end("travel fields");
  SitingTask task;
  task.count = spec.count;
  task.candidates = admissible_cells(city, {spec.candidates.max_slope, spec.candidates.min_people});
  phases.end("admissible cells");
  SitingProblem siting = siting_problem(city, fields, {&service, 1}, task, result);
  phases.end("siting problem");
  fmt::print("{} candidates, {} points, {} runs, {} standing\n", siting.candidates.size(),
             siting.demand.size(), siting.reach.runs.size(), siting.standing.size());
  CoverProblem problem;
  problem.demand = std::move(siting.demand);
  problem.reach = std::move(siting.reach);
  problem.covered_already = siting.points.covered_points();
  problem.left_out = siting.left_out;
  problem.count = task.count;
  if (argc > 2) {
    std::ofstream file(argv[2], std::ios::binary);
    put(file, problem.demand);
    put(file, problem.reach.first);
    put(file, problem.reach.runs);
    put(file, problem.covered_already);
    put(file, std::vector<double>{problem.left_out});
    phases.end("writing the problem");
    return 0;
  }
  solve(problem, spec.stop.gap, phases);
  return 0;
}
