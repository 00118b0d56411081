#include "scenarios/shancheng/streets.h"

#include <cstddef>
#include <numeric>

#include "scenarios/shancheng/random_numbers.h"
#include "scenarios/shancheng/street_graph.h"

namespace quarterhour::shancheng {

namespace {

constexpr std::int32_t lines_between_avenues = 4;

std::int32_t remainder(std::int32_t value, std::int32_t divisor) {
  return ((value % divisor) + divisor) % divisor;
}

class StreetClasses {
 public:
  StreetClasses(const CityPlan& plan, const StreetGraph& graph, std::uint64_t seed)
      : plan_(plan), graph_(graph), seed_(seed) {}

  /// The street as built; an empty line when nobody built it.
  [[nodiscard]] Street built(std::size_t number, bool trunk) const {
    const PossibleStreet& possible = graph_.streets[number];
    const Crossroads& a = graph_.crossroads[possible.from];
    const Crossroads& b = graph_.crossroads[possible.to];
    if (possible.crossing) {
      const CrossingPlan& crossing = plan_.crossings[*possible.crossing];
      return {{a.at, b.at}, "primary", crossing.structure, crossing.name};
    }
    const Polyline line = {a.at, possible.middle, b.at};
    const bool urban = a.urban && b.urban;
    if (a.riverside && b.riverside && urban) {
      return {line, "primary", "ground", {"Riverside Road", "滨江路"}};
    }
    if (trunk) return {line, urban ? "primary" : "secondary", "ground", avenue(a, b)};
    if (!urban) return {};
    const double luck = uniform(seed_, Purpose::street_edge, static_cast<std::int64_t>(number), 7);
    if (possible.slope > plan_.steepest_street) {
      if (possible.slope > plan_.steepest_steps || luck > plan_.steps_built) return {};
      return {line, "footway", "steps", stairway(number)};
    }
    if (luck > 0.93) return {};
    const bool wide = on_avenue(a, b);
    return {line, wide ? "secondary" : "residential", "ground", wide ? avenue(a, b) : BilingualName{}};
  }

 private:
  [[nodiscard]] static bool on_avenue(const Crossroads& a, const Crossroads& b) {
    return a.across == b.across ? remainder(a.across, lines_between_avenues) == 0
                                : remainder(a.along, 2 * lines_between_avenues) == 0;
  }

  [[nodiscard]] const BilingualName& place(std::uint64_t number) const {
    return plan_.place_names[static_cast<std::size_t>(number % plan_.place_names.size())];
  }

  /// One name for a lattice line as long as it stays within some two kilometres.
  [[nodiscard]] BilingualName avenue(const Crossroads& a, const Crossroads& b) const {
    const bool along = a.across == b.across;
    const std::int32_t line = along ? a.across : a.along;
    const std::int32_t part = (along ? a.along : a.across) / 14;
    const BilingualName& name =
        place(random_bits(seed_, Purpose::names, line * 2 + (along ? 1 : 0), 100 + part));
    return {name.en + " Road", name.zh + "路"};
  }

  [[nodiscard]] BilingualName stairway(std::size_t number) const {
    const std::uint64_t bits = random_bits(seed_, Purpose::names, static_cast<std::int64_t>(number), 3);
    if (bits % 4 != 0) return {};
    const BilingualName& name = place(bits / 4);
    return {name.en + " Steps", name.zh + "梯道"};
  }

  const CityPlan& plan_;
  const StreetGraph& graph_;
  std::uint64_t seed_;
};

/// Marks the streets of the largest connected part, so that no street stands alone.
std::vector<std::uint8_t> largest_part(const StreetGraph& graph, const std::vector<std::uint8_t>& built) {
  std::vector<std::size_t> parent(graph.crossroads.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&parent](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (std::size_t i = 0; i < built.size(); ++i) {
    if (built[i] != 0) parent[root(graph.streets[i].from)] = root(graph.streets[i].to);
  }
  std::vector<std::size_t> members(parent.size(), 0);
  for (std::size_t i = 0; i < parent.size(); ++i) ++members[root(i)];
  std::size_t largest = 0;
  for (std::size_t i = 1; i < members.size(); ++i) {
    if (members[i] > members[largest]) largest = i;
  }
  std::vector<std::uint8_t> kept(built.size(), 0);
  for (std::size_t i = 0; i < built.size(); ++i) {
    kept[i] = built[i] != 0 && root(graph.streets[i].from) == largest ? 1 : 0;
  }
  return kept;
}

}  // namespace

std::vector<Street> lay_streets(const CityPlan& plan, const Rivers& rivers, const Relief& relief,
                                const Homes& homes, const Grid& grid, std::uint64_t seed) {
  const StreetGraph graph = possible_streets(plan, rivers, relief, homes, grid, seed);
  std::vector<std::size_t> centres;
  const NearestCrossroads nearest = graph.index();
  for (const ClusterPlan& cluster : plan.clusters) centres.push_back(nearest.to(plan.local(cluster.centre)));
  for (const PossibleStreet& street : graph.streets) {
    if (street.crossing) centres.insert(centres.end(), {street.from, street.to});
  }
  const std::vector<std::uint8_t> trunk = graph.trunks(centres.front(), centres);
  const StreetClasses classes(plan, graph, seed);
  // Most of what could be built in a large city is not: only what is kept is ever held as a street.
  std::vector<std::uint8_t> built(graph.streets.size(), 0);
  for (std::size_t i = 0; i < built.size(); ++i) {
    built[i] = classes.built(i, trunk[i] != 0).line.empty() ? 0 : 1;
  }
  const std::vector<std::uint8_t> kept = largest_part(graph, built);
  std::vector<Street> streets;
  for (std::size_t i = 0; i < built.size(); ++i) {
    if (kept[i] != 0) streets.push_back(classes.built(i, trunk[i] != 0));
  }
  return streets;
}

}  // namespace quarterhour::shancheng
