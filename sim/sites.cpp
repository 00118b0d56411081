#include "sim/sites.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace quarterhour {

namespace {

const Service* service_named(const StudyResult& result, const std::string& id) {
  for (const Service& service : result.services)
    if (service.id == id) return &service;
  return nullptr;
}

bool is_known(const StudyResult& result, const Site& site) {
  return std::any_of(result.sites.begin(), result.sites.end(),
                     [&](const Site& other) { return other.id == site.id && other.service == site.service; });
}

}  // namespace

void add_site(StudyResult& result, Site site) {
  std::vector<Site> more;
  if (const Service* own = service_named(result, site.service)) {
    for (const std::string& lower_id : own->counts_for) {
      const Service* lower = service_named(result, lower_id);
      if (lower == nullptr) continue;
      Site counted = site;
      counted.service = lower_id;
      counted.counts_as = site.service;
      counted.capacity = lower->capacity.value_or(std::numeric_limits<double>::quiet_NaN());
      more.push_back(std::move(counted));
    }
  }
  if (!is_known(result, site)) result.sites.push_back(std::move(site));
  for (Site& counted : more)
    if (!is_known(result, counted)) result.sites.push_back(std::move(counted));
}

std::vector<std::size_t> sites_of(const StudyResult& result, const Service& service) {
  std::vector<std::size_t> positions;
  for (std::size_t k = 0; k < result.sites.size(); ++k)
    if (result.sites[k].service == service.id && !result.sites[k].closed) positions.push_back(k);
  return positions;
}

}  // namespace quarterhour
