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
    if (site.service != service.id || (state == "before" ? site.planned : site.closed)) continue;
    if (site.cell >= city.grid().cell_count()) continue;
    open.cells.push_back(site.cell);
    open.sources.push_back(fields.source_of(site));
    open.positions.push_back(static_cast<std::int32_t>(position));
    open.capacity.push_back(state == "before" ? site.capacity : site.capacity + site.enlarged_by);
  }
  return open;
}

void fill_sites(const ReportUnits& units, const std::vector<GroupAccess>& groups, const OpenSites& open,
                std::vector<Site>& sites) {
  for (const std::int32_t position : open.positions) {
    Site& site = sites[static_cast<std::size_t>(position)];
    site.people_nearest = site.people_in_reach = site.people_alone = 0.0;
  }
  for (const GroupAccess& access : groups) {
    const CellDemand demand = scored_demand(units.city(), *access.group, access.rate);
    const Raster<std::int32_t>& nearest = access.layer.nearest_site;
    for (const CellIndex cell : units.whole_city().cells)
      if (nearest[cell] >= 0) sites[static_cast<std::size_t>(nearest[cell])].people_nearest += demand[cell];
    for (std::size_t k = 0; k < open.positions.size(); ++k) {
      Site& site = sites[static_cast<std::size_t>(open.positions[k])];
      site.people_in_reach += access.choices.demand_in_reach[k];
      site.people_alone += access.choices.demand_alone[k];
    }
  }
}

void add_scores(const std::vector<GroupAccess>& groups, const ReportUnits& units, StudyResult& result) {
  const auto add = [&](const AccessLayer& layer, const std::string& group, const MetricsOfUnits& metrics) {
    for (std::size_t k = 0; k < metrics.size(); ++k) {
      const ReportUnit& unit = units.list()[k];
      for (const Metric& metric : metrics[k])
        result.scores.push_back({layer.state, layer.service, group, unit.kind, unit.id, metric.name,
                                 metric.value, metric.unit_of_measure});
    }
  };
  const auto people_metrics = [&units](std::span<const WeightedAccess> weighted) {
    MetricsOfUnits metrics(units.list().size());
    add_coverage_metrics(weighted, units, metrics);
    add_circle_metrics(weighted, units, metrics);
    add_time_metrics(weighted, units, metrics);
    add_supply_metrics(weighted, units, metrics);
    return metrics;
  };
  std::vector<WeightedAccess> together;
  for (const GroupAccess& access : groups) {
    together.push_back({&access, access.rate});
    const WeightedAccess alone{&access, 1.0};
    MetricsOfUnits metrics = people_metrics({&alone, 1});
    add_area_metrics(access, units, metrics);
    add(access.layer, access.layer.group, metrics);
  }
  if (groups.size() < 2) return;
  add(groups.front().layer, all_groups, people_metrics(together));
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
  const ReportUnits units(city, people);
  fill_sites(units, groups, open, result.sites);
  add_supply(city, fields, service, open, groups, result);
  add_border_cost(city, service, open, groups, result);

  const std::size_t first_score = result.scores.size();
  add_scores(groups, units, result);
  add_worst_units(first_score, result);
  add_elderly_difference(city, fields, service, open, groups, units, result);
  for (GroupAccess& access : groups) result.access.push_back(std::move(access.layer));
}

}  // namespace quarterhour
