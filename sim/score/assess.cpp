#include "sim/score/assess.h"

#include <stdexcept>

#include "sim/score/border_cost.h"
#include "sim/score/comparisons.h"
#include "sim/score/metrics.h"
#include "sim/score/supply.h"

namespace quarterhour {

namespace {

OpenSites open_sites(const City& city, const TravelFields& fields, const Service& service,
                     const std::string& state, const StudyResult& result) {
  if (state != "before" && state != "after")
    throw std::invalid_argument("a state is \"before\" or \"after\", not \"" + state + "\"");
  OpenSites open;
  for (std::size_t position = 0; position < result.sites.size(); ++position) {
    const Site& site = result.sites[position];
    if (site.service != service.id || (site.planned && state == "before")) continue;
    if (site.cell >= city.grid().cell_count()) continue;
    open.cells.push_back(site.cell);
    open.sources.push_back(fields.source_of(site));
    open.positions.push_back(static_cast<std::int32_t>(position));
    open.capacity.push_back(site.capacity);
  }
  return open;
}

void fill_sites(const City& city, const std::vector<GroupAccess>& groups, const OpenSites& open,
                std::vector<Site>& sites) {
  for (const std::int32_t position : open.positions) {
    Site& site = sites[static_cast<std::size_t>(position)];
    site.people_nearest = site.people_in_reach = site.people_alone = 0.0;
  }
  for (const GroupAccess& access : groups) {
    const Raster<double> demand = scored_demand(city, *access.group, access.rate);
    const Raster<std::int32_t>& nearest = access.layer.nearest_site;
    for (std::size_t cell = 0; cell < demand.size(); ++cell)
      if (nearest[cell] >= 0) sites[static_cast<std::size_t>(nearest[cell])].people_nearest += demand[cell];
    for (std::size_t k = 0; k < open.positions.size(); ++k) {
      Site& site = sites[static_cast<std::size_t>(open.positions[k])];
      site.people_in_reach += access.choices.demand_in_reach[k];
      site.people_alone += access.choices.demand_alone[k];
    }
  }
}

void add_scores(const City& city, const std::vector<GroupAccess>& groups,
                const std::vector<ReportUnit>& units, StudyResult& result) {
  const auto add = [&result](const AccessLayer& layer, const std::string& group, const ReportUnit& unit,
                             const std::vector<Metric>& metrics) {
    for (const Metric& metric : metrics)
      result.scores.push_back({layer.state, layer.service, group, unit.kind, unit.id, metric.name,
                               metric.value, metric.unit_of_measure});
  };
  const auto people_metrics = [](std::span<const WeightedAccess> weighted, const ReportUnit& unit) {
    std::vector<Metric> metrics;
    add_coverage_metrics(weighted, unit, metrics);
    add_circle_metrics(weighted, unit, metrics);
    add_time_metrics(weighted, unit, metrics);
    add_supply_metrics(weighted, unit, metrics);
    return metrics;
  };
  std::vector<WeightedAccess> together;
  for (const GroupAccess& access : groups) {
    together.push_back({&access, access.rate});
    const WeightedAccess alone{&access, 1.0};
    for (const ReportUnit& unit : units) {
      std::vector<Metric> metrics = people_metrics({&alone, 1}, unit);
      add_area_metrics(access, unit, city.grid().cell_area_m2(), metrics);
      add(access.layer, access.layer.group, unit, metrics);
    }
  }
  if (groups.size() < 2) return;
  for (const ReportUnit& unit : units)
    add(groups.front().layer, all_groups, unit, people_metrics(together, unit));
}

}  // namespace

void assess(const City& city, TravelFields& fields, const Service& service, const std::string& state,
            StudyResult& result) {
  if (service.demand.empty())
    throw std::invalid_argument("the service " + service.id + " has no group of people that needs it");
  const OpenSites open = open_sites(city, fields, service, state, result);
  const bool with_supply = capacities_of(service, open) != Capacities::unknown;
  std::vector<GroupAccess> groups;
  std::vector<const PeopleGroup*> people;
  for (const GroupDemand& demand : service.demand) {
    groups.push_back(access_of_group(city, fields, service, demand, open, state,
                                     with_supply ? KeepReach::yes : KeepReach::no));
    people.push_back(groups.back().group);
  }
  fill_sites(city, groups, open, result.sites);
  add_supply(city, fields, service, open, groups, result);
  add_border_cost(city, service, open, groups, result);

  const std::vector<ReportUnit> units = report_units(city, people);
  const std::size_t first_score = result.scores.size();
  add_scores(city, groups, units, result);
  add_worst_units(first_score, result);
  add_elderly_difference(city, fields, service, open, groups, units, result);
  for (GroupAccess& access : groups) result.access.push_back(std::move(access.layer));
}

}  // namespace quarterhour
