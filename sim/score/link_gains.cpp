#include "sim/score/link_gains.h"

#include <string>
#include <vector>

#include "sim/compensated_sum.h"
#include "sim/score/assess.h"
#include "sim/score/group_access.h"
#include "sim/score/reach_test.h"
#include "sim/sites.h"

namespace quarterhour {

namespace {

/// What is left of a difference of large sums; less than a millionth of a person is rounding.
double gained(double with_link, double today) {
  const double difference = with_link - today;
  return difference < 1e-6 ? 0.0 : difference;
}

/// Demand of each group that is covered.
std::vector<double> covered_demand(const City& city, TravelFields& fields, const Service& service,
                                   const StudyResult& result) {
  std::vector<SourceIndex> facilities;
  for (const std::size_t position : sites_of(result, service))
    if (result.sites[position].cell < city.grid().cell_count())
      facilities.push_back(fields.source_of(result.sites[position]));
  std::vector<double> sums;
  for (const GroupDemand& demand : service.demand) {
    const PeopleGroup& group = group_named(city, demand.group);
    const Raster<std::uint8_t> covered =
        ReachTest(city, fields, group, service).covered(facilities, World::real);
    const CellDemand people = scored_demand(city, group, demand.rate);
    CompensatedSum sum;
    for (std::size_t cell = 0; cell < covered.size(); ++cell)
      if (covered[cell] != 0) sum.add(people[cell]);
    sums.push_back(sum.value());
  }
  return sums;
}

}  // namespace

void list_links(const City& city, StudyResult& result) {
  result.links.clear();
  for (const CityLink& link : city.links)
    result.links.push_back(
        {link.id, link.name, name_of(link.structure), link.cost, link.length_m, {}, link.line});
}

void add_link_gains(const City& city, TravelFields& fields, StudyResult& result) {
  const std::uint64_t open_before = fields.open_links();
  std::vector<std::vector<double>> today;
  fields.open_links(0);
  for (const Service& service : result.services)
    today.push_back(covered_demand(city, fields, service, result));
  for (std::size_t k = 0; k < city.links.size(); ++k) {
    fields.open_links(std::uint64_t{1} << k);
    for (std::size_t s = 0; s < result.services.size(); ++s) {
      const Service& service = result.services[s];
      const std::vector<double> with_link = covered_demand(city, fields, service, result);
      CompensatedSum all;
      for (std::size_t group = 0; group < with_link.size(); ++group)
        all.add(gained(with_link[group], today[s][group]));
      if (with_link.size() > 1)
        result.link_gains.push_back({city.links[k].id, service.id, all_groups, all.value()});
      for (std::size_t group = 0; group < with_link.size(); ++group)
        result.link_gains.push_back({city.links[k].id, service.id, service.demand[group].group,
                                     gained(with_link[group], today[s][group])});
    }
  }
  fields.open_links(open_before);
}

}  // namespace quarterhour
