#include "sim/score/structure_worth.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "geometry/street_structures.h"
#include "sim/score/assess.h"
#include "sim/score/group_access.h"
#include "sim/score/street_losses.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

/// Facilities of a service, and structures of each kind.
constexpr std::size_t most_for_a_service = 20;

/// The structures of a city, closed one by one; worked out once for each way to use streets.
class StructureClosings {
 public:
  StructureClosings(const City& city, TravelFields& fields)
      : fields_(fields), structures_(street_structures(city.streets, fields.open_links())) {
    for (const StreetStructure& structure : structures_) edges_.push_back(structure.edges);
  }

  [[nodiscard]] const std::vector<StreetStructure>& structures() const { return structures_; }

  const std::vector<ClosedStreets>& closed(const TravelRule& rule) {
    for (const auto& [known, closings] : known_)
      if (known == *rule.streets) return *closings;
    known_.emplace_back(
        *rule.streets, std::make_unique<std::vector<ClosedStreets>>(fields_.closer(rule).close_each(edges_)));
    return *known_.back().second;
  }

 private:
  TravelFields& fields_;
  std::vector<StreetStructure> structures_;
  std::vector<std::vector<std::uint32_t>> edges_;
  std::vector<std::pair<StreetRule, std::unique_ptr<std::vector<ClosedStreets>>>> known_;
};

/// What each structure costs each group of a service, by group.
std::vector<std::vector<StreetLoss>> losses_of(const City& city, TravelFields& fields, const Service& service,
                                               const StudyResult& result, StructureClosings& closings) {
  std::vector<SourceIndex> facilities;
  for (const std::size_t position : sites_of(result, service))
    if (result.sites[position].cell < city.grid().cell_count())
      facilities.push_back(fields.source_of(result.sites[position]));
  std::vector<std::vector<StreetLoss>> losses;
  for (const GroupDemand& demand : service.demand) {
    const PeopleGroup& group = group_named(city, demand.group);
    const ReachTest test(city, fields, group, service);
    losses.push_back(street_losses(city, test, facilities, closings.closed(fields.rule_for(group, service)),
                                   scored_demand(city, group, demand.rate)));
  }
  return losses;
}

/// A planned link has an id of its own.
std::string id_of(const City& city, const StreetStructure& structure) {
  const std::int16_t link = city.streets.edges[structure.edges.front()].link;
  return link < 0 ? std::to_string(structure.source_id) : city.links[static_cast<std::size_t>(link)].id;
}

BilingualName name_of_street(const StreetNetwork& streets, std::int32_t name) {
  if (name < 0) return {};
  const StreetName& own = streets.names[static_cast<std::size_t>(name)];
  return {own.en, own.zh};
}

void add_rows(const City& city, const Service& service, const std::vector<StreetStructure>& structures,
              const std::vector<std::vector<StreetLoss>>& of_group, StudyResult& result) {
  std::vector<StreetLoss> all(structures.size());
  for (const std::vector<StreetLoss>& group : of_group)
    for (std::size_t k = 0; k < all.size(); ++k) {
      all[k].lost += group[k].lost;
      all[k].farther += group[k].farther;
      all[k].extra += group[k].extra;
    }
  std::vector<std::size_t> worst;
  for (std::size_t k = 0; k < all.size(); ++k)
    if (all[k].lost > 0.0 || all[k].farther > 0.0) worst.push_back(k);
  std::stable_sort(worst.begin(), worst.end(), [&](std::size_t a, std::size_t b) {
    if (all[a].lost != all[b].lost) return all[a].lost > all[b].lost;
    return all[a].extra > all[b].extra;
  });
  std::map<Structure, std::size_t> of_kind;
  std::erase_if(worst,
                [&](std::size_t k) { return ++of_kind[structures[k].structure] > most_for_a_service; });
  const bool in_minutes = service.reach_by != ReachBy::metres;
  const auto add = [&](const StreetStructure& structure, const std::string& group, const StreetLoss& loss) {
    StructureWorthRow row{name_of(structure.structure),
                          id_of(city, structure),
                          name_of_street(city.streets, structure.name),
                          service.id,
                          group,
                          loss.lost};
    row.people_farther = loss.farther;
    if (in_minutes && loss.farther > 0.0) row.extra_minutes = loss.extra / loss.farther / 60.0;
    row.at = structure.at;
    result.structure_worth.push_back(row);
  };
  for (const std::size_t k : worst) {
    if (of_group.size() > 1) add(structures[k], all_groups, all[k]);
    for (std::size_t group = 0; group < of_group.size(); ++group)
      add(structures[k], service.demand[group].group, of_group[group][k]);
  }
}

}  // namespace

void add_street_worth(const City& city, TravelFields& fields, StudyResult& result) {
  std::erase_if(result.structure_worth, [](const StructureWorthRow& row) { return row.kind != "facility"; });
  StructureClosings closings(city, fields);
  if (closings.structures().empty()) return;
  for (const Service& service : result.services) {
    if (service.demand.empty()) continue;
    add_rows(city, service, closings.structures(), losses_of(city, fields, service, result, closings),
             result);
  }
}

void add_facility_worth(StudyResult& result) {
  std::erase_if(result.structure_worth, [](const StructureWorthRow& row) { return row.kind == "facility"; });
  for (const Service& service : result.services) {
    std::vector<const Site*> sites;
    for (const Site& site : result.sites)
      if (site.service == service.id && site.people_alone > 0.0) sites.push_back(&site);
    std::stable_sort(sites.begin(), sites.end(), [](const Site* a, const Site* b) {
      return a->people_alone != b->people_alone ? a->people_alone > b->people_alone : a->id < b->id;
    });
    if (sites.size() > most_for_a_service) sites.resize(most_for_a_service);
    const std::string group = service.demand.empty()       ? "people"
                              : service.demand.size() == 1 ? service.demand.front().group
                                                           : all_groups;
    for (const Site* site : sites) {
      StructureWorthRow row{"facility", site->id, site->name, service.id, group, site->people_alone};
      row.at = site->location;
      result.structure_worth.push_back(row);
    }
  }
}

}  // namespace quarterhour
