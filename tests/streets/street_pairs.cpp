// Walking distances between given points of a scenario's streets, for a test that computes them another way.
//
//     street_pairs SCENARIO.toml < pairs      each line: x y x y, in the city's coordinates
//
// Prints a line for each pair: how far the two points are from the network's nodes or edges, and the shortest way
// between them along streets, in metres ("inf" where there is none).
#include <cstdio>
#include <iostream>
#include <limits>
#include <memory>

#include "geometry/field_search.h"
#include "scenarios/city_builder.h"

using namespace quarterhour;

namespace {

struct Pair {
  PointM from;
  PointM to;
};

double metres_between(const SearchGraph<float>& graph, const JoinedStreets& joined, std::size_t from,
                      std::uint32_t to_node) {
  constexpr float unlimited = std::numeric_limits<float>::infinity();
  const std::vector<SourceIndex> source = {graph.cell_count() + static_cast<SourceIndex>(from)};
  const FieldSums<float> sums = search_field(graph, kernels_of(best_instruction_set()), source, unlimited);
  return joined.nodes.empty() ? static_cast<double>(unlimited) : static_cast<double>(sums.nodes[to_node]);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    const City city = build_city(read_scenario(arguments[1], std::nullopt));
    std::vector<Pair> pairs;
    for (Pair pair; std::cin >> pair.from.x_m >> pair.from.y_m >> pair.to.x_m >> pair.to.y_m;)
      pairs.push_back(pair);
    std::vector<AccessPlace> places;
    for (const Pair& pair : pairs) {
      places.push_back({0, {pair.from}, {}});
      places.push_back({0, {pair.to}, {}});
    }
    TravelRule rule;
    rule.quantity = Quantity::metres;
    rule.streets = StreetRule{};
    rule.streets->off_street = OffStreet::to_street;
    const auto joined = std::make_shared<const JoinedStreets>(
        join_streets(city.surface, city.surface.passable, city.streets, *rule.streets, places, nullptr));
    const CostTiles<float> steps(MoveCosts<float>(city.grid().rows(), city.grid().cols()), nullptr);
    const auto costs =
        build_street_costs<float>(city.surface, {city.streets, joined}, rule, Sense::away_from_source);
    const SearchGraph<float> graph{steps, city.surface.passable, joined.get(), &costs};
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const std::size_t from = joined->first_link[2 * k];
      const std::size_t to = joined->first_link[2 * k + 1];
      if (from == to || to == joined->first_link[2 * k + 2]) {
        std::puts("inf inf");
        continue;
      }
      const double off_m = joined->links[from].length_m + joined->links[to].length_m;
      std::printf("%.3f %.6f\n", off_m, metres_between(graph, *joined, 2 * k, joined->links[to].node));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "street_pairs: %s\n", error.what());
    return 1;
  }
  return 0;
}
