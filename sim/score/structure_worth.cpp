#include "sim/score/structure_worth.h"

#include <algorithm>
#include <vector>

#include "sim/score/assess.h"

namespace quarterhour {

void add_facility_worth(StudyResult& result) {
  constexpr std::size_t most_for_a_service = 20;
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
    for (const Site* site : sites)
      result.structure_worth.push_back(
          {"facility", site->id, site->name.en, service.id, group, site->people_alone});
  }
}

}  // namespace quarterhour
