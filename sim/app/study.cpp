#include "sim/app/study.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "output/result_file.h"
#include "scenarios/building/links.h"
#include "scenarios/city_builder.h"
#include "sim/app/interruption.h"
#include "sim/app/memory_plan.h"
#include "sim/app/place_checks.h"
#include "sim/app/study_start.h"
#include "sim/placement/siting.h"
#include "sim/score/assess.h"
#include "sim/score/completeness.h"
#include "sim/score/finished_layers.h"
#include "sim/score/key_numbers.h"
#include "sim/score/link_gains.h"
#include "sim/score/structure_worth.h"
#include "sim/sites.h"

namespace quarterhour::app {

namespace {

const Service& service_named(const Scenario& scenario, const std::string& id) {
  return *std::find_if(scenario.services.begin(), scenario.services.end(),
                       [&](const Service& service) { return service.id == id; });
}

/// Id of the service or level that a plan is for.
const std::string& subject_of(const PlaceSpec& spec) {
  return spec.level.empty() ? spec.service : spec.level;
}

std::vector<Candidate> candidates_of(const Scenario& scenario, const PlaceSpec& spec, const City& city,
                                     StudyResult& result) {
  if (!spec.candidates.points) {
    std::vector<Candidate> cells =
        admissible_cells(city, {spec.candidates.max_slope, spec.candidates.min_people});
    for (Candidate& cell : cells) cell.cost = spec.cost;
    return cells;
  }
  std::vector<Candidate> candidates;
  std::size_t off_ground = 0;
  std::size_t outside = 0;
  for (const NamedPoint& point : read_points(scenario, *spec.candidates.points, city, &spec)) {
    if (point.cell)
      candidates.push_back({point.id, point.name, *point.cell, point.cost});
    else
      ++off_ground;
    if (point.cell && city.zone[*point.cell] != static_cast<std::uint8_t>(Zone::scored)) ++outside;
  }
  if (outside > 0)
    result.notes.push_back(
        {"warning", fmt::format("{} candidates for {} stand outside the area that is scored; the list "
                                "names them, so they may be chosen.",
                                outside, subject_of(spec))});
  if (off_ground > 0)
    result.notes.push_back(
        {"warning", fmt::format("{} candidates for {} lie off the grid or on ground nobody can "
                                "stand on and were left out.",
                                off_ground, subject_of(spec))});
  return candidates;
}

/// The services that a new site of the plan gives.
std::vector<Service> bundle_of(const Scenario& scenario, const PlaceSpec& spec) {
  if (spec.level.empty()) return {service_named(scenario, spec.service)};
  std::vector<Service> bundle;
  for (const Level& level : scenario.levels)
    if (level.id == spec.level)
      for (const std::string& id : level.bundle) bundle.push_back(service_named(scenario, id));
  return bundle;
}

/// Upper levels first, so that lower centres can lie near theirs; plans without a level last, else in the
/// scenario's order.
std::vector<const PlaceSpec*> in_order_of_levels(const Scenario& scenario) {
  const auto rank_of = [&](const PlaceSpec* spec) {
    const std::string& id = spec->level.empty() ? service_named(scenario, spec->service).level : spec->level;
    for (const Level& level : scenario.levels)
      if (level.id == id) return level.rank;
    return std::numeric_limits<int>::max();
  };
  std::vector<const PlaceSpec*> places;
  for (const PlaceSpec& spec : scenario.places) places.push_back(&spec);
  std::stable_sort(places.begin(), places.end(),
                   [&](const PlaceSpec* a, const PlaceSpec* b) { return rank_of(a) < rank_of(b); });
  return places;
}

/// How objective, bound and gap of a plan in the making are told.
const char* words_on_the_way(const Scenario& scenario, const PlaceSpec& spec) {
  if (spec.problem == "require") return "cost {:.0f}, at least {:.0f} ({:.2f} % apart)";
  if (spec.problem == "cover") return "{:.0f} people, at most {:.0f} ({:.2f} % apart)";
  if (spec.problem == "fair") return "lowest share {:.4f}, at most {:.4f} ({:.2f} % apart)";
  const Service first = bundle_of(scenario, spec).front();
  const bool in_metres =
      scenario.matrix ? scenario.matrix->quantity == Quantity::metres : first.reach_by == ReachBy::metres;
  if (in_metres) return "{:.0f} metres, at least {:.0f} ({:.2f} % apart)";
  return "{:.2f} minutes, at least {:.2f} ({:.2f} % apart)";
}

SitingTask task_of(const Scenario& scenario, const PlaceSpec& spec, Progress& progress) {
  SitingTask task;
  task.problem = spec.problem;
  task.level = spec.level;
  for (const Level& level : scenario.levels)
    if (level.id == spec.level) task.level_name = level.name;
  task.count = spec.count;
  task.budget = spec.budget;
  task.times = spec.times;
  task.most_moved = spec.most_moved;
  task.closing_brings = spec.closing_brings;
  task.enlarge_by = spec.enlarge_by;
  task.most_enlarged = spec.most_enlarged;
  task.enlargement_cost = spec.enlargement_cost;
  task.exclude_unreachable = spec.exclude_unreachable;
  task.assignment = spec.assignment == "whole"   ? Assignment::whole
                    : spec.assignment == "split" ? Assignment::split
                                                 : Assignment::nearest;
  if (spec.capacity)
    task.capacity_of_new = *spec.capacity;
  else if (!spec.assignment.empty() && spec.level.empty())
    task.capacity_of_new = service_named(scenario, spec.service).capacity.value();
  task.share = spec.share;
  task.share_per_unit = spec.share_per_unit;
  task.min_per_unit = spec.min_per_unit;
  task.max_per_unit = spec.max_per_unit;
  task.unit_kind = spec.unit;
  task.spacing_m = spec.spacing_m;
  task.nest_s = spec.nest_s;
  task.front = spec.front;
  for (std::size_t k = 0; k < scenario.links.size(); ++k)
    if (std::find(spec.links.begin(), spec.links.end(), scenario.links[k].id) != spec.links.end())
      task.links.push_back(static_cast<int>(k));
  task.stop.gap = spec.stop.gap;
  task.stop.work = spec.stop.work;
  task.stop.seconds = spec.stop.seconds;
  task.stop.seed = spec.seed;
  task.stop.interrupted = interruption_requested;
  const char* const words = words_on_the_way(scenario, spec);
  task.stop.progress = [&progress, words](double objective, double bound, double gap) {
    progress.detail(fmt::format(fmt::runtime(words), objective, bound, 100.0 * gap));
  };
  return task;
}

/// The levels that are planned together, from the top down.
std::vector<LevelTask> joint_levels(const City& city, const Scenario& scenario, Progress& progress,
                                    StudyResult& result) {
  std::vector<LevelTask> levels;
  for (const PlaceSpec* const spec : in_order_of_levels(scenario)) {
    if (!spec->joint) continue;
    levels.push_back({bundle_of(scenario, *spec), task_of(scenario, *spec, progress)});
    levels.back().task.candidates = candidates_of(scenario, *spec, city, result);
  }
  return levels;
}

/// Assesses a service, draws its areas and hands its rasters on, so that those of one service are all that is held.
void measure(const City& city, TravelFields& fields, const Service& service, const std::string& state,
             LayerSink* sink, StudyResult& result) {
  const std::size_t first_layer = result.access.size();
  assess(city, fields, service, state, result);
  const bool draw = result.write_rasters && !interruption_requested();
  finish_layers(city, first_layer, draw ? DrawAreas::yes : DrawAreas::no, sink, result);
}

void carry_out_on(const City& city, const Scenario& scenario, Progress& progress, LayerSink* sink,
                  std::uint64_t memory_bytes, Study& study) {
  StudyResult& result = study.result;
  const MemoryPlan memory = plan_memory(city, scenario, memory_bytes);
  progress.begin("Planning with " + memory.text(), 0.0);
  open_ledger(city, result);
  list_links(city, result);
  TravelFields fields(city, scenario.travel, static_cast<std::size_t>(memory.kept_costs));
  for (const Service& service : scenario.services) {
    if (interruption_requested()) break;
    progress.begin("Measuring who reaches " + service.id, 1.0);
    measure(city, fields, service, "before", sink, result);
  }
  if (!city.links.empty() && !interruption_requested()) {
    progress.begin("Trying each planned link alone", 1.0);
    add_link_gains(city, fields, result);
  }
  bool is_joint_planned = false;
  for (const PlaceSpec* const spec : in_order_of_levels(scenario)) {
    if (spec->joint && std::exchange(is_joint_planned, true)) continue;
    const std::string subject = spec->joint ? "several levels together" : subject_of(*spec);
    if (interruption_requested()) {
      result.notes.push_back({"warning", "Interrupted before sites for " + subject + " were chosen."});
      continue;
    }
    progress.begin("Choosing sites for " + subject, 3.0);
    try {
      if (spec->joint) {
        plan_levels(city, fields, joint_levels(city, scenario, progress, result), result);
      } else {
        SitingTask task = task_of(scenario, *spec, progress);
        task.candidates = candidates_of(scenario, *spec, city, result);
        plan_sites(city, fields, bundle_of(scenario, *spec), task, result);
      }
    } catch (const InfeasiblePlan& reason) {
      if (!study.infeasible) study.infeasible = reason.what();
    }
  }
  for (const Service& service : scenario.services) {
    // A link may bring any service nearer.
    const bool planned = fields.open_links() != 0 ||
                         std::any_of(result.sites.begin(), result.sites.end(), [&](const Site& site) {
                           return site.planned && site.service == service.id;
                         });
    if (!planned) continue;
    progress.begin("Measuring who reaches " + service.id + " with the plan", 1.0);
    measure(city, fields, service, "after", sink, result);
  }
  add_completeness(city, result, sink);
  if (city.has_streets() && !interruption_requested()) {
    progress.begin("Closing each bridge, tunnel, stairway and ride", 1.0);
    add_street_worth(city, fields, result);
  }
  add_facility_worth(result);
  add_key_numbers(city, result);
}

void carry_out_on(const TravelMatrix& matrix, const Scenario& scenario, Progress& progress, LayerSink*,
                  std::uint64_t, Study& study) {
  for (const PlaceSpec& spec : scenario.places) {
    if (interruption_requested()) break;
    progress.begin("Choosing sites for " + spec.service, 1.0);
    try {
      plan_sites(matrix, service_named(scenario, spec.service), task_of(scenario, spec, progress),
                 study.result);
    } catch (const InfeasiblePlan& reason) {
      if (!study.infeasible) study.infeasible = reason.what();
    }
  }
  add_facility_worth(study.result);
  add_key_numbers(matrix, study.result);
}

}  // namespace

Place read_place(const Scenario& scenario, Progress& progress) {
  if (scenario.matrix) {
    progress.begin("Reading the travel matrix", 1.0);
    return read_travel_matrix(scenario);
  }
  progress.begin(scenario.city.file ? "Reading the city file" : "Reading the sources of the city", 1.0);
  City city = scenario.city.file ? read_city(scenario.city.file->path) : build_city(scenario);
  add_links(scenario, city);
  check_on_city(scenario, city);
  return city;
}

Study carry_out(const Scenario& scenario, const Place& place, Progress& progress, LayerSink* sink,
                std::uint64_t memory_bytes) {
  Study study;
  study.result = study_of(scenario);
  std::visit(
      [&](const auto& of_kind) { carry_out_on(of_kind, scenario, progress, sink, memory_bytes, study); },
      place);
  study.result.interrupted = interruption_requested();
  return study;
}

}  // namespace quarterhour::app
