#include "sim/score/completeness.h"

#include <algorithm>

#include "sim/score/cell_blocks.h"
#include "sim/score/group_access.h"
#include "sim/score/metrics.h"
#include "sim/score/report_units.h"

namespace quarterhour {

namespace {

const Service* service_named(const StudyResult& result, const std::string& id) {
  for (const Service& service : result.services)
    if (service.id == id) return &service;
  return nullptr;
}

std::vector<const Service*> listed(const StudyResult& result) {
  std::vector<const Service*> services;
  if (result.listed_services.empty())
    for (const Service& service : result.services) services.push_back(&service);
  for (const std::string& id : result.listed_services)
    if (const Service* service = service_named(result, id)) services.push_back(service);
  return services;
}

std::vector<std::string> groups_of(const std::vector<const Service*>& services) {
  std::vector<std::string> groups{"people"};
  for (const Service* service : services)
    for (const GroupDemand& demand : service->demand)
      if (std::find(groups.begin(), groups.end(), demand.group) == groups.end())
        groups.push_back(demand.group);
  return groups;
}

const AccessLayer* layer_in(const StudyResult& result, const Service& service, const std::string& group,
                            const std::string& state) {
  for (const AccessLayer& layer : result.access)
    if (layer.service == service.id && layer.group == group && layer.state == state) return &layer;
  return nullptr;
}

/// The layer that tells whether the group has the service in the state; nullptr where it was not assessed.
const AccessLayer* layer_for(const StudyResult& result, const Service& service, const std::string& group,
                             const std::string& state) {
  for (const std::string& of_state : {state, std::string("before")})
    for (const std::string& of_group : {group, service.demand.front().group})
      if (const AccessLayer* layer = layer_in(result, service, of_group, of_state)) return layer;
  return nullptr;
}

bool has_state(const StudyResult& result, const std::vector<const Service*>& services,
               const std::string& state) {
  return std::any_of(services.begin(), services.end(), [&](const Service* service) {
    return layer_in(result, *service, service->demand.front().group, state) != nullptr;
  });
}

void add_scores(const City& city, const CompletenessLayer& layer, std::size_t service_count,
                StudyResult& result) {
  const PeopleGroup* const group = &group_named(city, layer.group);
  const ReportUnits units(city, {&group, 1});
  for (const ReportUnit& unit : units.list()) {
    double people = 0.0;
    double services = 0.0;
    double complete = 0.0;
    for (const CellIndex cell : unit.cells) {
      const double here = group->people[cell];
      people += here;
      services += here * layer.services_in_reach[cell];
      if (layer.services_in_reach[cell] == service_count) complete += here;
    }
    const auto add = [&](const char* metric, double value, const char* unit_of_measure) {
      result.scores.push_back(
          {layer.state, all_services, layer.group, unit.kind, unit.id, metric, value, unit_of_measure});
    };
    add("people", people, "people");
    add("completeness", ratio(services, people * static_cast<double>(service_count)), "1");
    add("complete_share", ratio(complete, people), "1");
  }
}

}  // namespace

void add_completeness(const City& city, StudyResult& result, LayerSink* sink) {
  const std::vector<const Service*> services = listed(result);
  if (services.empty()) return;
  for (const std::string& state : {std::string("before"), std::string("after")}) {
    if (!has_state(result, services, state)) continue;
    for (const std::string& group : groups_of(services)) {
      CompletenessLayer layer{group, state, Raster<std::uint16_t>(city.grid()), Raster<float>(city.grid())};
      for (const Service* service : services) {
        const AccessLayer* access = layer_for(result, *service, group, state);
        if (access == nullptr) return;
        access->for_each_covered([&layer](std::size_t cell) { ++layer.services_in_reach[cell]; });
      }
      for_every_cell(layer.share.size(), [&](std::size_t cell) {
        layer.share[cell] =
            static_cast<float>(layer.services_in_reach[cell]) / static_cast<float>(services.size());
      });
      add_scores(city, layer, services.size(), result);
      if (sink != nullptr) sink->take(layer);
      if (sink == nullptr) result.completeness.push_back(std::move(layer));
    }
  }
}

}  // namespace quarterhour
