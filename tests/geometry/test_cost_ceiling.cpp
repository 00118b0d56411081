// What sources improve, against their whole searches.
#include "geometry/cost_ceiling.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "geometry/open_cells.h"
#include "geometry/travel_time.h"
#include "tests/geometry/street_samples.h"
#include "tests/worlds/sanitizers.h"

using namespace quarterhour;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<SourceIndex> some_cells(const Surface& surface, std::size_t count, std::uint64_t seed) {
  std::vector<SourceIndex> cells;
  const auto all = static_cast<double>(surface.passable.size());
  for (std::size_t i = 0; i < count; ++i)
    cells.push_back(static_cast<SourceIndex>(samples::uniform(seed, i) * all));
  return cells;
}

struct Seen {
  std::size_t improved = 0;
  std::size_t kept = 0;
};

/// Every source's cells below the ceiling, and their costs, are those of a search of its own, bit for bit.
Seen compare_with_searches(const TravelField& field, const CostCeiling& ceiling,
                           const std::vector<SourceIndex>& sources) {
  const Catchments below = field.below(ceiling, sources);
  REQUIRE(below.first.size() == sources.size() + 1);
  Seen seen;
  std::size_t wrong = 0;
  for (std::size_t k = 0; k < sources.size(); ++k) {
    const NearestTimes whole = field.nearest({&sources[k], 1}, infinity, NameSource::no);
    std::size_t at = below.first[k];
    for (CellIndex cell = 0; cell < whole.cost.size(); ++cell) {
      const double cost =
          field.in_double() ? whole.cost_in_double[cell] : static_cast<double>(whole.cost[cell]);
      if (!(cost < ceiling.at(cell))) {
        seen.kept += cost < infinity ? 1U : 0U;
        continue;
      }
      ++seen.improved;
      const bool is_same =
          at < below.first[k + 1] && below.cell[at] == cell && below.cost[at] == whole.cost[cell];
      wrong += is_same ? 0U : 1U;
      ++at;
    }
    wrong += at == below.first[k + 1] ? 0U : 1U;
  }
  CHECK(wrong == 0);
  return seen;
}

/// Ceilings of one set, of the lower of two and of the higher of two.
Seen compare_ceilings(const TravelField& field, const Surface& surface, std::uint64_t seed) {
  const std::vector<SourceIndex> sources = some_cells(surface, testing::sanitized ? 20 : 70, seed);
  const CostCeiling one = field.ceiling(some_cells(surface, 4, seed + 1));
  const CostCeiling two = field.ceiling(some_cells(surface, 3, seed + 2));
  CostCeiling lower = one;
  lower.lower_to(two);
  CostCeiling higher = one;
  higher.raise_to(two);
  higher.lower_to(field.ceiling(some_cells(surface, 1, seed + 3)));
  std::vector<double> starts;
  const std::vector<SourceIndex> started = some_cells(surface, 9, seed + 4);
  for (std::size_t i = 0; i < started.size(); ++i) starts.push_back(600.0 * samples::uniform(seed + 5, i));
  const CostCeiling from_starts = field.ceiling(started, starts);
  for (std::size_t i = 0; i < started.size(); ++i)
    CHECK((from_starts.at(started[i]) <= starts[i] || std::isinf(from_starts.at(started[i]))));
  Seen all;
  for (const CostCeiling* ceiling :
       {&one, static_cast<const CostCeiling*>(&lower), static_cast<const CostCeiling*>(&higher)}) {
    const Seen seen = compare_with_searches(field, *ceiling, sources);
    all.improved += seen.improved;
    all.kept += seen.kept;
  }
  // Without anything above them searches go everywhere.
  const Seen free = compare_with_searches(field, field.ceiling({}), sources);
  CHECK(free.kept == 0);
  return all;
}

}  // namespace

TEST_CASE(
    "what sources improve has the bits of their whole searches, on the ground, for each instruction set") {
  Surface rough = samples::noisy_hills(50, 61, 50.0, 0.2, 4);
  samples::scatter_obstacles(rough, 0.35, 5);
  const Surface hills = samples::smooth_hills(64, 70, 100.0);
  for (const Surface* surface : {&std::as_const(rough), &hills})
    for (const int neighbours : {8, 16})
      for (const Direction direction : {Direction::to, Direction::from})
        for (const InstructionSet set : available_instruction_sets()) {
          TravelRule rule;
          rule.neighbours = neighbours;
          rule.direction = direction;
          CAPTURE(surface == &hills, neighbours, static_cast<int>(direction), name_of(set));
          const TravelField field(*surface, rule, set);
          const Seen seen = compare_ceilings(field, *surface, 11);
          CHECK(seen.improved > testing::trials<std::size_t>(1000));
          CHECK(seen.kept > testing::trials<std::size_t>(1000));
        }
}

TEST_CASE("what sources improve has the bits of their whole searches, along streets") {
  Surface ground = samples::noisy_hills(48, 53, 100.0, 0.1, 6);
  const StreetNetwork streets = samples::random_streets(ground, 34, 40, 5);
  for (const OffStreet off_street : {OffStreet::everywhere, OffStreet::to_street, OffStreet::never})
    for (const bool in_double : {false, true})
      for (const InstructionSet set : available_instruction_sets()) {
        TravelRule rule;
        rule.streets = StreetRule{};
        rule.streets->off_street = off_street;
        if (in_double) rule.pace = {PaceFunction::langmuir, 4.0, LangmuirCoefficients{}};
        const auto joined = std::make_shared<const JoinedStreets>(
            join_streets(ground, open_cells(ground, rule), streets, *rule.streets, {}, nullptr));
        const TravelField field(ground, FieldStreets{streets, joined}, rule, set);
        CAPTURE(static_cast<int>(off_street), in_double, name_of(set));
        const Seen seen = compare_ceilings(field, ground, 21);
        CHECK(seen.improved > testing::trials<std::size_t>(300));
        CHECK(seen.kept > testing::trials<std::size_t>(300));
      }
}

TEST_CASE("on a wide ground every tile of sources is searched undisturbed by others, again and again") {
  // Several tiles of costs either way, so that a thread waits for the parts of one search beside others.
  const Surface ground = samples::noisy_hills(230, 900, 50.0, 0.05, 9);
  TravelRule rule;
  rule.neighbours = 8;
  const TravelField field(ground, rule);
  const std::vector<SourceIndex> standing = some_cells(ground, 2, 31);
  const CostCeiling ceiling = field.ceiling(standing);
  const std::vector<SourceIndex> sources = some_cells(ground, 24, 32);
  const Seen seen = compare_with_searches(field, ceiling, sources);
  CHECK(seen.improved > 100'000);
  const Catchments first = field.below(ceiling, sources);
  for (int again = 0; again < 6; ++again) {
    const Catchments next = field.below(ceiling, sources);
    CHECK(next.first == first.first);
    CHECK(next.cell == first.cell);
    CHECK(next.cost == first.cost);
  }
}

TEST_CASE("round trips have no ceiling, and ceilings of other fields are refused") {
  const Surface one = samples::open_ground(5, 7, 100.0, 100.0);
  const Surface other = samples::open_ground(9, 8, 100.0, 100.0);
  TravelRule rule;
  const TravelField field(one, rule);
  CHECK(field.ceiling({}).at(3) == infinity);
  const TravelField larger(other, rule);
  const std::vector<SourceIndex> sources = {0};
  CHECK_THROWS_AS(field.below(larger.ceiling({}), sources), std::invalid_argument);
  CostCeiling ceiling = field.ceiling({});
  CHECK_THROWS_AS(ceiling.lower_to(larger.ceiling({})), std::invalid_argument);
  rule.direction = Direction::round_trip;
  const TravelField round(one, rule);
  CHECK_THROWS_AS(round.ceiling(sources), std::invalid_argument);
  CHECK_THROWS_AS(round.below(field.ceiling({}), sources), std::invalid_argument);
}
