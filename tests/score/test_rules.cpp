// The same scores under every rule of travel: choice, coverage and sites against each facility searched alone.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "sim/score/reach_test.h"
#include "tests/score/study.h"

using namespace quarterhour;
using namespace quarterhour::score_tests;
using quarterhour::worlds::world_from_map;
using quarterhour::worlds::WorldMap;

namespace {

// Two valleys, a stream with a ford, marsh in the south-east.
const WorldMap valleys{.ground = R"(.....~....
                                    .....~....
                                    ..........
                                    .....~.::.
                                    ...?.~.::.)",
                       .heights = R"(0123210124
                                     0124321135
                                     1124422246
                                     1235322346
                                     1234321245)",
                       .people = R"(12..9.3..1
                                    .4.1..2.6.
                                    3..5.1..2.
                                    .7.2.4.1.3
                                    2..1.6..8.)",
                       .facilities = R"(.A........
                                        .......B..
                                        ....C.....
                                        ........D.
                                        ..E.......)",
                       .height_step_m = 7.0};

struct Rule {
  const char* name;
  TravelSettings settings;
  Direction direction = Direction::to;
};

std::vector<Rule> every_rule() {
  const TravelSettings base = one_metre_per_second();
  std::vector<Rule> rules{{"to", base, Direction::to},
                          {"from", base, Direction::from},
                          {"round trip", base, Direction::round_trip}};
  rules.push_back({"eight neighbours, free diagonals", base});
  rules.back().settings.neighbours = 8;
  rules.back().settings.diagonals = Diagonals::free;
  rules.push_back({"flat pace", base});
  rules.back().settings.pace.function = PaceFunction::flat;
  rules.push_back({"Langmuir in double", base});
  rules.back().settings.pace.function = PaceFunction::langmuir;
  rules.back().settings.pace.explicit_langmuir = LangmuirCoefficients{};
  rules.push_back({"Langmuir in double, round trip", rules.back().settings, Direction::round_trip});
  return rules;
}

City city_with_friction() {
  City city = world_from_map(valleys);
  city.surface.friction_s_per_m = Raster<double>(city.grid(), 0.125);
  return city;
}

}  // namespace

TEST_CASE("Coverage, choice and the people of each site equal those of every facility searched alone") {
  const City city = city_with_friction();
  for (const Rule& rule : every_rule()) {
    CAPTURE(rule.name);
    Service service = clinic(300.0);
    service.direction = rule.direction;
    const StudyResult result = assess_ledger(city, service, rule.settings);
    const AccessLayer& layer = result.access.front();

    TravelFields fields(city, rule.settings);
    const TravelField& field = fields.field(fields.rule_for(city.groups.front(), service));
    std::vector<int> choice(city.grid().cell_count(), 0);
    std::vector<std::vector<std::uint8_t>> covers;
    for (const Site& site : result.sites) {
      const std::vector<CellIndex> alone{site.cell};
      covers.push_back(cells_within(field.nearest(alone, 1e9), ReachTest::threshold(field, 300.0)).values());
      for (std::size_t cell = 0; cell < choice.size(); ++cell) choice[cell] += covers.back()[cell];
    }
    for (std::size_t cell = 0; cell < choice.size(); ++cell) {
      CHECK(static_cast<int>(layer.choice[cell]) == choice[cell]);
      CHECK((layer.covered[cell] != 0) == (choice[cell] > 0));
    }
    for (std::size_t k = 0; k < result.sites.size(); ++k) {
      double in_reach = 0.0;
      double alone = 0.0;
      for (std::size_t cell = 0; cell < choice.size(); ++cell) {
        if (covers[k][cell] == 0) continue;
        in_reach += city.groups.front().people[cell];
        if (choice[cell] == 1) alone += city.groups.front().people[cell];
      }
      CHECK(result.sites[k].people_in_reach == in_reach);
      CHECK(result.sites[k].people_alone == alone);
    }
  }
}

TEST_CASE("Explicit Langmuir coefficients decide in double, and the layer carries the double seconds") {
  // 0.72 s/m on the flat: 2 cells take 144 s exactly in double; the limit a billionth below that excludes them.
  const City city = world_from_map({.ground = "...", .heights = "000", .people = "..1", .facilities = "A.."});
  TravelSettings settings = one_metre_per_second();
  settings.pace.function = PaceFunction::langmuir;
  settings.pace.explicit_langmuir = LangmuirCoefficients{};
  const StudyResult at_limit = assess_ledger(city, clinic(144.0), settings);
  CHECK(at_limit.access.front().seconds_in_double[2] == 144.0);
  CHECK(score(at_limit, "covered") == 1.0);
  CHECK(score(assess_ledger(city, clinic(144.0 - 1e-9), settings), "covered") == 0.0);
  CHECK(score(at_limit, "mean_minutes") == 2.4);
}

TEST_CASE("Taking the barriers away never covers fewer, and only who is then covered blames them") {
  const City city = city_with_friction();
  TravelFields fields(city, one_metre_per_second());
  const Service service = clinic(300.0);
  const ReachTest test(city, fields, city.groups.front(), service);
  const std::vector<CellIndex> sites{worlds::cell_of(valleys.facilities, 'C')};
  const Raster<std::uint8_t> real = test.covered(sites, World::real);
  const Raster<std::uint8_t> open = test.covered(sites, World::without_barriers);
  const Raster<std::uint8_t> flat = test.covered(sites, World::flat_ground);
  int gained = 0;
  for (std::size_t cell = 0; cell < real.size(); ++cell) {
    CHECK(real[cell] <= open[cell]);
    gained += open[cell] - real[cell];
  }
  CHECK(gained > 0);
  // On flat ground people still cannot stand in the stream.
  CHECK(flat[5] == 0);
}
