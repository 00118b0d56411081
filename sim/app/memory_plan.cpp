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

constexpr double gigabyte = 1e9;
/// What the program and its libraries take whatever they work on.
constexpr double program = 0.15e9;
/// Of a search: one sum and one label a cell beside the answer, and openness of the ground, with barriers and without.
constexpr double search_bytes = 8.0;
constexpr double openness_bytes = 2.0;
/// Of an edge of the streets: its pieces, nodes and joins, and their costs in each of some fields.
constexpr double joined_edge_bytes = 600.0;
/// Of a plan: the reach of candidates that is held at once (ReachGathering), and a place and its worth for each cell.
constexpr double reach_bytes = 8.0 * 32e6;
constexpr double siting_bytes = 24.0;
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
  const Raster<double>& people = city.groups.front().people;
  std::size_t lived_in = 0;
  for (const double count : people.values()) lived_in += count > 0.0 ? 1 : 0;
  return static_cast<double>(lived_in) / static_cast<double>(people.size());
}

/// Cells of the circle that nobody leaves within the widest reach, walking at the best slope all the way.
double cells_in_reach(const Scenario& scenario, const City& city) {
  constexpr double best_slope = 1.25;
  double widest_m = 0.0;
  for (const Service& service : scenario.services) {
    const double metres_a_second = scenario.travel.pace.speed_kmh / 3.6 * best_slope;
    const double by_minutes_m = service.reach_s.value_or(0.0) * metres_a_second;
    widest_m = std::max(widest_m,
                        service.reach_by == ReachBy::metres ? service.reach_m.value_or(0.0) : by_minutes_m);
  }
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
  // Facilities of the service that has most, new ones included.
  std::size_t facilities = 0;
  for (const Service& service : scenario.services) {
    auto of_service = static_cast<std::size_t>(
        std::count_if(city.ledger.begin(), city.ledger.end(),
                      [&](const Facility& facility) { return facility.service == service.id; }));
    for (const PlaceSpec& place : scenario.places)
      of_service += static_cast<std::size_t>(place.count.value_or(0));
    facilities = std::max(facilities, of_service);
  }
  const double reach = cells_in_reach(scenario, city);
  const auto cells = static_cast<double>(size.cells);
  // Pages of 64 cells in a row: those of the homes, and those that circles around facilities touch.
  constexpr double page = 64.0;
  const double rows = 2.0 * std::sqrt(reach / std::numbers::pi);
  const double near_facilities = static_cast<double>(facilities) * (reach + page * rows) / cells;
  size.share_near = std::min(1.0, 3.0 * size.share_lived_in + near_facilities);
  // Three bands a facility, each at most as long as the circle.
  const double border = 3.0 * 2.0 * std::sqrt(std::numbers::pi * reach);
  size.share_on_borders = std::min({0.05, size.share_near, static_cast<double>(facilities) * border / cells});
  return size;
}

}  // namespace

std::string MemoryPlan::text() const {
  return fmt::format(
      "{:.1f} GB of memory: {:.1f} for the city, {:.1f} for its ground and streets, {:.1f} to work with, up "
      "to {:.1f} for "
      "walking costs that are kept ({:.1f} GB may be taken)",
      (needed() + kept_costs) / gigabyte, city / gigabyte, ground / gigabyte, work / gigabyte,
      kept_costs / gigabyte, available / gigabyte);
}

MemoryPlan plan_memory(const City& city, const Scenario& scenario, std::uint64_t limit) {
  const MemoryNeeds needs = memory_needs(size_of(city, scenario));
  const auto cells = static_cast<double>(city.grid().cell_count());
  MemoryPlan plan;
  plan.available = limit > 0 ? static_cast<double>(limit) : free_memory();
  plan.city = needs.city + program;
  plan.ground = cells * openness_bytes + joined_edge_bytes * static_cast<double>(city.streets.edges.size());
  plan.work = needs.peak() - needs.city + cells * search_bytes;
  if (!scenario.places.empty())
    plan.work = std::max(
        plan.work, needs.kept + reach_bytes +
                       cells * siting_bytes * static_cast<double>(scenario.services.size() > 1 ? 2 : 1));
  const double usable = planned_share * plan.available;
  if (plan.needed() > usable)
    throw InputError(InputFault{
        "", 0, limit > 0 ? "--memory" : "",
        limit > 0 ? fmt::format("{:.1f}G", plan.available / gigabyte) : "",
        fmt::format("the study needs about {:.1f} GB of memory ({:.1f} for the city, {:.1f} for its ground "
                    "and streets, {:.1f} to "
                    "work with) and {:.1f} may be taken",
                    plan.needed() / gigabyte, plan.city / gigabyte, plan.ground / gigabyte,
                    plan.work / gigabyte, usable / gigabyte),
        "Give more with --memory, take wider cells, a smaller area, fewer groups or one service at a time"});
  const double whole_field = cells * scenario.travel.neighbours * sizeof(float);
  plan.kept_costs = std::min(usable - plan.needed(), fields_in_use * whole_field);
  return plan;
}

}  // namespace quarterhour::app
