#include "sim/app/memory_plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>

#include "sim/errors.h"
#include "sim/score/memory_needs.h"

namespace quarterhour::app {

namespace {

/// As `--memory` counts.
constexpr double gigabyte = 1073741824.0;

// Measured: Shancheng's megacity with nine services and a plan was planned with 3.8 GB and took 3.7.
/// What the program and its libraries take whatever they work on; and of addresses, which are what a limit counts.
constexpr double program = 0.15e9;
constexpr double program_addresses = 0.4e9;
/// Of a search: one sum and one label a cell beside the answer, and openness of the ground, with barriers and without.
constexpr double search_bytes = 8.0;
constexpr double openness_bytes = 2.0;
/// Of an edge of the streets: its pieces, nodes and joins, and their costs in each of some fields.
constexpr double joined_edge_bytes = 600.0;
/// Of a plan: the reach of candidates that is held at once (ReachGathering) and merged into another, a place and its worth for
/// each cell, and each candidate, here and in the problem.
constexpr double reach_bytes = 2.0 * 8.0 * 32e6;
constexpr double siting_bytes = 24.0;
constexpr double candidate_bytes = 240.0;
/// Of a way that p-median holds: in the problem and by point and by candidate; and the most that are held (ReachGathering, of which the search
/// may hold a quarter more where it guessed too few).
constexpr double way_bytes = 44.0;
constexpr double most_ways = 1.25 * 30e6;
/// Fields whose costs are worth keeping: those of one service in its worlds.
constexpr double fields_in_use = 4.0;
/// Share of what is available that is planned with: estimates err, and the system wants some.
constexpr double planned_share = 0.9;

double free_memory() {
  std::ifstream info("/proc/meminfo");
  for (std::string word; info >> word;) {
    double kilobytes = 0.0;
    if (word == "MemAvailable:" && info >> kilobytes) return 1024.0 * kilobytes;
  }
  return std::numeric_limits<double>::infinity();
}

double share_lived_in(const City& city) {
  const PeopleRaster& people = city.groups.front().people;
  std::size_t lived_in = 0;
  people.for_each_held([&lived_in](std::size_t, double count) { lived_in += count > 0.0 ? 1 : 0; });
  return static_cast<double>(lived_in) / static_cast<double>(people.size());
}

/// Share of the cells that the rasters of people hold.
double share_of_homes(const City& city) {
  double held = 0.0;
  for (const PeopleGroup& group : city.groups) held += static_cast<double>(group.people.cells_held());
  return held / static_cast<double>(city.groups.size()) / static_cast<double>(city.grid().cell_count());
}

/// Cells of the circle that nobody leaves within the service's reach, walking at the best slope all the way.
double cells_in_reach(const Scenario& scenario, const City& city, const Service& service) {
  const double by_minutes_m = service.reach_s.value_or(0.0) * scenario.travel.pace.speed_kmh / 3.6 /
                              time_on_best_slope(scenario.travel.pace.function);
  const double widest_m = service.reach_by == ReachBy::metres ? service.reach_m.value_or(0.0) : by_minutes_m;
  return std::numbers::pi * widest_m * widest_m / city.grid().cell_area_m2();
}

StudySize size_of(const City& city, const Scenario& scenario) {
  StudySize size;
  size.cells = city.grid().cell_count();
  size.groups = city.groups.size();
  size.unit_sets = city.unit_sets.size();
  size.layers = 0;
  for (const Service& service : scenario.services) {
    size.layers += (scenario.places.empty() ? 1 : 2) * service.demand.size();
    size.groups_of_service = std::max(size.groups_of_service, service.demand.size());
  }
  size.has_heights = !city.is_flat();
  size.has_barriers = !city.surface.cut_moves.empty();
  size.share_lived_in = share_lived_in(city);
  size.share_of_homes = share_of_homes(city);
  size.share_near = size.share_on_borders = 0.0;
  const auto cells = static_cast<double>(size.cells);
  for (const Service& service : scenario.services) {
    auto facilities = static_cast<double>(
        std::count_if(city.ledger.begin(), city.ledger.end(),
                      [&](const Facility& facility) { return facility.service == service.id; }));
    for (const PlaceSpec& place : scenario.places)
      if (place.service == service.id || !place.level.empty()) facilities += place.count.value_or(0);
    const double reach = cells_in_reach(scenario, city, service);
    // Pages of 64 cells in a row: those of the homes, and those that circles around facilities touch.
    constexpr double page = 64.0;
    const double rows = 2.0 * std::sqrt(reach / std::numbers::pi);
    size.share_near = std::max(size.share_near, facilities * (reach + page * rows) / cells);
    // Three bands a facility, each at most as long as the circle.
    const double border = 3.0 * 2.0 * std::sqrt(std::numbers::pi * reach);
    size.share_on_borders = std::max(size.share_on_borders, facilities * border / cells);
  }
  size.share_near = std::min(1.0, size.share_near + 3.0 * size.share_lived_in);
  size.share_on_borders = std::min({0.05, size.share_near, size.share_on_borders});
  return size;
}

}  // namespace

double require_memory(double needed, std::uint64_t limit, const std::string& what,
                      const std::string& remedy) {
  const double available = limit > 0 ? static_cast<double>(limit) : free_memory();
  const double may_take = planned_share * available - (limit > 0 ? program_addresses : program);
  if (needed > may_take)
    throw InputError(InputFault{"", 0, limit > 0 ? "--memory" : "", "",
                                fmt::format("{} needs about {:.2f} GB of memory, and {:.2f} GB may be taken",
                                            what, needed / gigabyte, std::max(0.0, may_take) / gigabyte),
                                remedy});
  return may_take - needed;
}

std::string MemoryPlan::text() const {
  return fmt::format(
      "{:.2f} GB of memory: {:.2f} for the city, {:.2f} for its ground and streets, {:.2f} to work with, up "
      "to {:.2f} for "
      "walking costs that are kept ({:.2f} GB may be taken)",
      (needed() + kept_costs) / gigabyte, city / gigabyte, ground / gigabyte, work / gigabyte,
      kept_costs / gigabyte, available / gigabyte);
}

MemoryPlan plan_memory(const City& city, const Scenario& scenario, std::uint64_t limit) {
  const StudySize size = size_of(city, scenario);
  const MemoryNeeds needs = memory_needs(size);
  const auto cells = static_cast<double>(city.grid().cell_count());
  MemoryPlan plan;
  plan.available = limit > 0 ? static_cast<double>(limit) : free_memory();
  plan.city = needs.city + (limit > 0 ? program_addresses : program);
  plan.ground = cells * openness_bytes + joined_edge_bytes * static_cast<double>(city.streets.edges.size());
  plan.work = needs.peak() - needs.city + cells * search_bytes;
  if (!scenario.places.empty()) {
    const double candidates = cells * size.share_lived_in * candidate_bytes;
    const double lived_in = cells * size.share_lived_in;
    const bool holds_ways = std::any_of(
        scenario.places.begin(), scenario.places.end(),
        [](const PlaceSpec& place) { return place.problem == "median" || place.problem == "center"; });
    const double ways = holds_ways ? way_bytes * std::min(most_ways, lived_in * lived_in) : 0.0;
    plan.work = std::max(plan.work, needs.kept + std::max(ways, std::min(reach_bytes, cells * 800.0)) +
                                        cells * siting_bytes + candidates);
  }
  const double usable = planned_share * plan.available;
  if (plan.needed() > usable)
    throw InputError(InputFault{
        "", 0, limit > 0 ? "--memory" : "",
        limit > 0 ? fmt::format("{:.2f}G", plan.available / gigabyte) : "",
        fmt::format("the study needs about {:.2f} GB of memory ({:.2f} for the city, {:.2f} for its ground "
                    "and streets, {:.2f} to "
                    "work with) and {:.2f} may be taken",
                    plan.needed() / gigabyte, plan.city / gigabyte, plan.ground / gigabyte,
                    plan.work / gigabyte, usable / gigabyte),
        "Give more with --memory, take wider cells, a smaller area, fewer groups or one service at a time"});
  const double whole_field = cells * scenario.travel.neighbours * sizeof(float);
  plan.kept_costs = std::min(usable - plan.needed(), fields_in_use * whole_field);
  return plan;
}

}  // namespace quarterhour::app
