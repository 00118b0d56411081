#include "sim/app/study_start.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "sim/sites.h"

namespace quarterhour::app {

namespace {

/// The facility's own capacity, else its service's; NaN: unlimited.
double capacity_of(const Facility& facility, const std::vector<Service>& services) {
  if (facility.capacity) return *facility.capacity;
  for (const Service& service : services)
    if (service.id == facility.service && service.capacity) return *service.capacity;
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

StudyResult study_of(const Scenario& scenario) {
  StudyResult result;
  result.title = scenario.title;
  result.title_zh = scenario.title_zh;
  result.scenario_text = scenario.text;
  result.standard = scenario.standard;
  result.seed = scenario.places.empty() ? 1 : scenario.places.front().seed;
  result.travel = scenario.travel;
  result.services = scenario.services;
  result.levels = scenario.levels;
  result.standard_values = scenario.standard_values;
  result.listed_services = scenario.listed_services;
  result.notes = scenario.notes;
  result.write_seconds = scenario.output.exact_seconds;
  result.write_rasters = scenario.output.rasters;
  return result;
}

void open_ledger(const City& city, StudyResult& result) {
  std::size_t of_other_services = 0;
  std::size_t with_closing_year = 0;
  for (std::size_t number = 0; number < city.ledger.size(); ++number) {
    const Facility& facility = city.ledger[number];
    const bool asked_for =
        std::any_of(result.services.begin(), result.services.end(),
                    [&](const Service& service) { return service.id == facility.service; });
    if (!asked_for) ++of_other_services;
    if (asked_for && facility.closed_year) ++with_closing_year;
    if (!asked_for || !facility.cell || facility.closed_year) continue;
    Site site;
    site.id = facility.id;
    site.name = facility.name;
    site.service = facility.service;
    site.cell = *facility.cell;
    site.facility = static_cast<std::uint32_t>(number);
    site.location = city.grid().centre(*facility.cell);
    site.capacity = capacity_of(facility, result.services);
    add_site(result, std::move(site));
  }
  for (const Service& service : result.services) {
    const bool none = std::none_of(result.sites.begin(), result.sites.end(),
                                   [&](const Site& site) { return site.service == service.id; });
    if (none && !city.ledger.empty())
      result.notes.push_back(
          {"warning", fmt::format("The ledger holds no facility of {} that takes part: nobody "
                                  "reaches one before the plan.",
                                  service.id)});
  }
  if (of_other_services > 0)
    result.notes.push_back({"note", fmt::format("{} facilities of the ledger give services that the scenario "
                                                "does not name; they take no part.",
                                                of_other_services)});
  if (with_closing_year > 0)
    result.notes.push_back(
        {"note", fmt::format("{} facilities of the ledger have a closing year and take no part.",
                             with_closing_year)});
}

}  // namespace quarterhour::app
