#include "scenarios/building/links.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "geometry/planned_links.h"
#include "scenarios/readers/coordinates.h"

namespace quarterhour {

namespace {

/// An end that is drawn as near to a street as this is meant to join it.
constexpr double longest_to_street_m = 100.0;

InputFault link_fault(const Scenario& scenario, const KeyPlace& key, const std::string& value,
                      const std::string& message, const std::string& remedy) {
  return {scenario.file.string(), key.line, key.key, value, message, remedy};
}

std::uint8_t modes_of(Structure structure) {
  std::uint8_t modes = mode_bit(TravelMode::walk);
  if (structure != Structure::steps && structure != Structure::escalator)
    modes |= mode_bit(TravelMode::wheelchair);
  if (!is_ridden(structure) && structure != Structure::steps) modes |= mode_bit(TravelMode::bicycle);
  return modes;
}

/// Adds one; what is wrong with it, else nothing.
std::vector<InputFault> add_one(const Scenario& scenario, const LinkSpec& link, int number, City& city) {
  const auto from = CoordinateSystem::from_text(link.crs);
  const auto to = CoordinateSystem::from_text(city.crs_wkt);
  if (!from)
    return {link_fault(scenario, link.crs_place, '"' + link.crs + '"',
                       "is no coordinate system that PROJ knows",
                       "Write crs = \"EPSG:4326\" for longitude and latitude, or another code")};
  if (!to)
    return {link_fault(scenario, link.line_place, "", "the coordinate system of the city is not known",
                       "Make the city file again with quarterhour city")};
  const CoordinateChange change(*from, *to);
  PlannedLink planned;
  for (const PointM corner : link.line) {
    planned.line.push_back(change.apply(corner));
    if (!city.grid().cell_containing(planned.line.back()))
      return {link_fault(scenario, link.line_place, fmt::format("[{}, {}]", corner.x_m, corner.y_m),
                         "lies outside the study",
                         "Write corners as [east, north] in the coordinates of crs, which is " + link.crs)};
  }
  planned.structure = link.structure;
  planned.modes_forward = modes_of(link.structure);
  planned.modes_backward = link.one_way ? 0 : planned.modes_forward;
  if (link.ride_s) planned.ride_s = static_cast<float>(*link.ride_s);
  planned.name = {link.name.en, link.name.zh};
  if (link.name.en.empty() && link.name.zh.empty()) planned.name.en = link.id;
  LinkEnds ends;
  try {
    ends = add_link(city.streets, planned, number, longest_to_street_m);
  } catch (const std::invalid_argument&) {
    return {link_fault(scenario, link.line_place, "", "both ends join the same place of one street",
                       "Draw the link from one street to another")};
  }
  std::vector<InputFault> faults;
  const auto check = [&](double away_m, const PointM& corner, const char* which) {
    if (std::isfinite(away_m)) return;
    faults.push_back(
        link_fault(scenario, link.line_place, fmt::format("[{}, {}]", corner.x_m, corner.y_m),
                   fmt::format("the link {} where no street is within {:.0f} m", which, longest_to_street_m),
                   "Draw it to a street that people can walk on"));
  };
  check(ends.first_m, link.line.front(), "begins");
  check(ends.last_m, link.line.back(), "ends");
  if (!faults.empty()) return faults;
  const StreetEdge& edge = city.streets.edges.back();
  const auto line = city.streets.line(edge);
  city.links.push_back(
      {link.id, link.name, link.structure, link.cost, edge.length_m, {line.begin(), line.end()}});
  return {};
}

}  // namespace

void add_links(const Scenario& scenario, City& city) {
  if (scenario.links.empty()) return;
  if (!city.has_streets())
    throw InputError(link_fault(
        scenario, scenario.links.front().line_place, "", "the city has no streets that a link could join",
        "Name streets in [city] where the city file is made, or remove the [[link]] tables"));
  std::vector<InputFault> faults;
  for (std::size_t k = 0; k < scenario.links.size(); ++k) {
    const std::vector<InputFault> own = add_one(scenario, scenario.links[k], static_cast<int>(k), city);
    faults.insert(faults.end(), own.begin(), own.end());
  }
  if (!faults.empty()) throw InputError(faults);
}

}  // namespace quarterhour
