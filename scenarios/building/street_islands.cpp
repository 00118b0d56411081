#include "scenarios/building/street_islands.h"

#include <algorithm>

#include "geometry/barrier_lines.h"
#include "geometry/joined_streets.h"
#include "geometry/street_parts.h"
#include "sim/compensated_sum.h"

namespace quarterhour {

std::vector<StreetIsland> street_islands(const City& city) {
  const StreetNetwork& streets = city.streets;
  StreetRule rule;
  rule.off_street = OffStreet::to_street;
  const std::vector<std::uint32_t> part = street_parts(streets, TravelMode::walk);
  std::vector<StreetIsland> of_node(streets.nodes.size());
  std::vector<std::uint8_t> walked(streets.nodes.size(), 0);
  for (const StreetEdge& edge : streets.edges) {
    if (!is_open_to(edge, TravelMode::walk)) continue;
    walked[edge.from] = walked[edge.to] = 1;
    of_node[part[edge.from]].length_m += edge.length_m;
  }
  for (std::uint32_t node = 0; node < streets.nodes.size(); ++node)
    if (walked[node] != 0) ++of_node[part[node]].nodes;

  const BarrierLines barriers(streets.barriers);
  const IsCut is_cut = [&barriers](PointM a, PointM b) { return barriers.cut(a, b); };
  const JoinedStreets joined = join_streets(city.surface, city.surface.passable, streets, rule, {},
                                            barriers.empty() ? IsCut() : is_cut);
  std::vector<CompensatedSum> people(streets.nodes.size());
  for (const JoinedStreets::Join& join : joined.joins) {
    const StreetEdge& edge = streets.edges[joined.nodes[join.node].edge];
    people[part[edge.from]].add(city.groups.front().people[join.cell]);
  }
  std::vector<StreetIsland> islands;
  for (std::uint32_t node = 0; node < streets.nodes.size(); ++node) {
    if (of_node[node].nodes == 0) continue;
    StreetIsland island = of_node[node];
    island.node = node;
    island.people = people[node].value();
    islands.push_back(island);
  }
  std::stable_sort(islands.begin(), islands.end(),
                   [](const StreetIsland& a, const StreetIsland& b) { return a.length_m > b.length_m; });
  return islands;
}

}  // namespace quarterhour
