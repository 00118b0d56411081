// Who loses a service when a bridge, a tunnel, stairs or a ride closes, against the city without it.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <set>

#include "geometry/street_structures.h"
#include "sim/score/group_access.h"
#include "sim/score/reach_test.h"
#include "sim/score/street_losses.h"
#include "sim/score/structure_worth.h"
#include "tests/geometry/street_samples.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using Catch::Approx;

namespace {

City random_city(unsigned seed) {
  City city = worlds::world_from_map(random_world(seed));
  city.streets = samples::random_streets(city.surface, 6, 8, seed + 100);
  std::int64_t number = 1;
  for (StreetEdge& edge : city.streets.edges) {
    edge.source_id = number++;
    // Stairs in plenty, fewer than the twenty of a kind that are told.
    if (edge.structure == Structure::ground &&
        samples::uniform(seed + 200, static_cast<std::uint64_t>(number)) < 0.2)
      edge.structure = Structure::steps;
  }
  return city;
}

/// Closing a structure may let people step onto a bridge beside it whose end is loose then, which is not looked at.
bool loosens_an_end(const StreetNetwork& streets, const StreetStructure& structure) {
  const std::set<std::uint32_t> closed(structure.edges.begin(), structure.edges.end());
  std::map<std::uint32_t, std::vector<std::uint32_t>> at_node;
  for (std::uint32_t edge = 0; edge < streets.edges.size(); ++edge)
    if (!closed.contains(edge) &&
        (streets.edges[edge].modes_forward | streets.edges[edge].modes_backward) != 0) {
      at_node[streets.edges[edge].from].push_back(edge);
      at_node[streets.edges[edge].to].push_back(edge);
    }
  for (const std::uint32_t edge : structure.edges)
    for (const std::uint32_t node : {streets.edges[edge].from, streets.edges[edge].to})
      if (at_node[node].size() == 1 && !is_on_ground(streets.edges[at_node[node].front()].structure))
        return true;
  return false;
}

struct Expected {
  double lost = 0.0;
  double extra_s = 0.0;
  double tolerance_s = 0.0;
};

/// Cell by cell in the city as it is and in one without the structure.
Expected without(const City& city, const StreetStructure& structure, const Service& service,
                 const TravelSettings& settings) {
  City rest = city;
  for (const std::uint32_t edge : structure.edges)
    rest.streets.edges[edge].modes_forward = rest.streets.edges[edge].modes_backward = 0;
  struct Seen {
    Raster<std::uint8_t> covered;
    NearestTimes times;
    double rounding_s = 0.0;
  };
  const auto look_at = [&](const City& at) {
    TravelFields fields(at, settings);
    const ReachTest test(at, fields, at.groups.front(), service);
    std::vector<SourceIndex> sources;
    for (const Site& site : worlds::sites_of_ledger(at)) sources.push_back(fields.source_of(site));
    Seen seen{test.covered(sources, World::real), {}, 0.0};
    if (test.by_minutes() && service.shared_across_districts) {
      seen.times = test.time_field().nearest(sources, 1e6);
      seen.rounding_s = test.time_field().rounding_bound(*service.reach_s);
    }
    return seen;
  };
  const Seen before = look_at(city);
  const Seen after = look_at(rest);
  const CellDemand demand = scored_demand(city, city.groups.front(), 1.0);
  Expected expected;
  for (std::size_t cell = 0; cell < demand.size(); ++cell) {
    if (before.covered[cell] == 0) continue;
    if (after.covered[cell] == 0) {
      expected.lost += demand[cell];
    } else if (!before.times.cost.empty() && demand[cell] > 0.0) {
      const double longer_s =
          static_cast<double>(after.times.cost[cell]) - static_cast<double>(before.times.cost[cell]);
      expected.extra_s += demand[cell] * std::max(longer_s, 0.0);
      expected.tolerance_s += 3.0 * demand[cell] * before.rounding_s;
    }
  }
  return expected;
}

}  // namespace

TEST_CASE(
    "what a structure is worth is what a city without it lacks, whatever the test, direction and borders") {
  std::size_t compared = 0;
  double lost = 0.0;
  double farther = 0.0;
  for (unsigned seed = 0; seed < 12; ++seed)
    for (int kind = 0; kind < 6; ++kind) {
      const City city = random_city(seed);
      Service service = clinic(400.0);
      if (kind == 1) service.direction = Direction::from;
      if (kind == 2) {
        service.direction = Direction::round_trip;
        service.reach_s = 800.0;
      }
      if (kind == 3 || kind == 4) {
        service.reach_by = kind == 3 ? ReachBy::metres : ReachBy::both;
        service.reach_m = 300.0;
      }
      if (kind == 5) service.shared_across_districts = false;
      TravelSettings settings = one_metre_per_second();
      settings.streets.off_street_factor = 1.0;
      settings.off_street = OffStreet::to_street;
      StudyResult result;
      result.services = {service};
      result.sites = worlds::sites_of_ledger(city);
      TravelFields fields(city, settings);
      add_street_worth(city, fields, result);
      std::map<std::string, StructureWorthRow> rows;
      std::map<std::string, int> of_kind;
      for (const StructureWorthRow& row : result.structure_worth) {
        CHECK(row.service == "clinic");
        CHECK(row.group == "people");
        rows[row.kind + row.id] = row;
        ++of_kind[row.kind];
      }
      CHECK(rows.size() == result.structure_worth.size());
      for (const StreetStructure& structure : street_structures(city.streets)) {
        if (loosens_an_end(city.streets, structure)) continue;
        const Expected expected = without(city, structure, service, settings);
        const auto row = rows.find(name_of(structure.structure) + std::to_string(structure.source_id));
        CAPTURE(seed, kind, structure.source_id, name_of(structure.structure));
        ++compared;
        lost += expected.lost;
        if (row == rows.end()) {
          // Structures that cost nobody anything are not told, and of each kind no more than twenty.
          if (of_kind[name_of(structure.structure)] == 20) continue;
          CHECK(expected.lost == 0.0);
          if (kind < 2) CHECK(expected.extra_s <= expected.tolerance_s);
          continue;
        }
        CHECK(row->second.people == expected.lost);
        CHECK(row->second.at.x_m == structure.at.x_m);
        if (kind == 2 || kind == 4) {
          CHECK(std::isnan(row->second.people_farther));
        } else if (kind < 2) {
          farther += row->second.people_farther;
          const double extra_s = row->second.people_farther > 0.0
                                     ? 60.0 * row->second.extra_minutes * row->second.people_farther
                                     : 0.0;
          CHECK(std::fabs(extra_s - expected.extra_s) <= expected.tolerance_s);
        }
      }
    }
  CHECK(compared > 500);
  CHECK(lost > 50.0);
  CHECK(farther > 50.0);
}

TEST_CASE("groups have rows of their own beside one for all, and the worst of each kind come first") {
  City city = random_city(3);
  PeopleGroup children = city.groups.front();
  children.id = "children";
  children.speed_kmh = 2.0;
  city.groups.push_back(children);
  Service service = clinic(400.0);
  service.demand = {{"people", 1.0}, {"children", 0.5}};
  StudyResult result;
  result.services = {service};
  result.sites = worlds::sites_of_ledger(city);
  result.structure_worth = {{"facility", "A", {}, "clinic", "people", 3.0},
                            {"bridge", "old", {}, "clinic", "people", 3.0}};
  TravelSettings settings = one_metre_per_second();
  settings.streets.off_street_factor = 1.0;
  settings.off_street = OffStreet::to_street;
  TravelFields fields(city, settings);
  add_street_worth(city, fields, result);
  CHECK(result.structure_worth.front().kind == "facility");
  REQUIRE(result.structure_worth.size() > 4);
  CHECK((result.structure_worth.size() - 1) % 3 == 0);
  double last = 1e9;
  for (std::size_t k = 1; k < result.structure_worth.size(); k += 3) {
    const StructureWorthRow& all = result.structure_worth[k];
    const StructureWorthRow& people = result.structure_worth[k + 1];
    const StructureWorthRow& young = result.structure_worth[k + 2];
    CHECK(all.id != "old");
    CHECK(all.group == all_groups);
    CHECK(people.group == "people");
    CHECK(young.group == "children");
    CHECK(all.people == people.people + young.people);
    CHECK(all.people <= last);
    last = all.people;
  }
}

TEST_CASE("a city without streets, or without sites, has no structure of any worth") {
  City city = worlds::world_from_map(random_world(1));
  StudyResult result;
  result.services = {clinic(400.0)};
  TravelFields fields(city, one_metre_per_second());
  add_street_worth(city, fields, result);
  CHECK(result.structure_worth.empty());
  city = random_city(1);
  TravelFields with_streets(city, one_metre_per_second());
  add_street_worth(city, with_streets, result);
  CHECK(result.structure_worth.empty());
}

TEST_CASE("edges are one structure by their way, where two meet, and by one name nearby") {
  samples::StreetDrawing drawing;
  const auto at = [](double east, double north) { return PointM{east, north}; };
  const auto first = drawing.add({at(0, 0), at(100, 0)}, Structure::bridge);
  const auto second = drawing.add({at(100, 0), at(180, 0)}, Structure::bridge);
  const auto ground = drawing.add({at(180, 0), at(300, 0)});
  // Three bridges meet: only those of one way are one.
  const auto fork = drawing.add({at(500, 0), at(600, 0)}, Structure::bridge);
  const auto left = drawing.add({at(600, 0), at(700, 50)}, Structure::bridge);
  const auto right = drawing.add({at(600, 0), at(700, -50)}, Structure::bridge);
  // Two carriageways 40 m apart, and a bridge of the same name far away.
  const auto east_bound = drawing.add({at(0, 500), at(300, 500)}, Structure::bridge);
  const auto west_bound = drawing.add({at(0, 540), at(300, 540)}, Structure::bridge);
  const auto far = drawing.add({at(0, 700), at(300, 700)}, Structure::bridge);
  const auto stairs = drawing.add({at(180, 0), at(180, 60)}, Structure::steps);
  StreetNetwork& streets = drawing.network();
  streets.names = {{"Long Bridge", "长桥"}};
  const auto number = [&](std::uint32_t edge, std::int64_t id) { drawing.edge(edge).source_id = id; };
  number(first, 12);
  number(second, 11);
  number(ground, 11);
  number(fork, 30);
  number(left, 30);
  number(right, 31);
  number(east_bound, 40);
  number(west_bound, 41);
  number(far, 42);
  number(stairs, 5);
  for (const std::uint32_t edge : {east_bound, west_bound, far}) drawing.edge(edge).name = 0;
  const std::vector<StreetStructure> structures = street_structures(streets);
  REQUIRE(structures.size() == 6);
  CHECK(structures[0].edges == std::vector<std::uint32_t>{first, second});
  CHECK(structures[0].source_id == 11);
  CHECK(structures[0].length_m == Approx(180.0));
  CHECK(structures[0].at.x_m == Approx(50.0));
  CHECK(structures[1].edges == std::vector<std::uint32_t>{fork, left});
  CHECK(structures[2].edges == std::vector<std::uint32_t>{right});
  CHECK(structures[2].name == -1);
  CHECK(structures[3].edges == std::vector<std::uint32_t>{east_bound, west_bound});
  CHECK(structures[3].name == 0);
  CHECK(structures[4].edges == std::vector<std::uint32_t>{far});
  CHECK(structures[5].edges == std::vector<std::uint32_t>{stairs});
  CHECK(structures[5].structure == Structure::steps);
  // A planned link is one of its own once it is built, whatever it meets.
  const auto link = drawing.add({at(180, 60), at(180, 90)}, Structure::steps);
  drawing.edge(link).link = 2;
  number(link, -3);
  CHECK(street_structures(streets).size() == 6);
  CHECK(street_structures(streets).back().edges == std::vector<std::uint32_t>{stairs});
  const std::vector<StreetStructure> with_link = street_structures(streets, 1U << 2U);
  REQUIRE(with_link.size() == 7);
  CHECK(with_link[5].edges == std::vector<std::uint32_t>{link});
}
