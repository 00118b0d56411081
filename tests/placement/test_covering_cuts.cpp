// Cuts of set covering: no whole choice is lost, fractional ones are, and every bound is below the best choice.
#include <algorithm>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "sim/placement/covering_program.h"

using namespace quarterhour;

namespace {

using Choice = CoveringProgram::Choice;

constexpr std::int64_t never = 1'000'000;

bool goes_on(std::uint64_t /*steps*/) { return true; }

/// The candidates of each bit set in `choice` as values 0 and 1.
std::vector<double> values_of(unsigned choice, std::size_t candidates) {
  std::vector<double> values(candidates);
  for (std::size_t k = 0; k < candidates; ++k) values[k] = (choice >> k & 1U) != 0 ? 1.0 : 0.0;
  return values;
}

bool meets_all(std::span<const CoveringRow> rows, std::span<const double> values) {
  return std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return slack_of(row, values) >= 0.0; });
}

CoveringRow row_of(std::vector<std::uint32_t> candidates) {
  std::vector<std::int32_t> ones(candidates.size(), 1);
  return {std::move(candidates), std::move(ones), 1};
}

/// The cheapest whole choice that keeps to `choices`; `never` where there is none.
std::int64_t cheapest(std::span<const CoveringRow> rows, std::span<const std::int64_t> cost,
                      std::span<const Choice> choices) {
  std::int64_t least = never;
  for (unsigned choice = 0; choice < 1U << cost.size(); ++choice) {
    std::int64_t sum = 0;
    bool keeps = true;
    for (std::size_t k = 0; k < cost.size(); ++k) {
      const bool is_chosen = (choice >> k & 1U) != 0;
      if (is_chosen) sum += cost[k];
      if (choices[k] != Choice::open && (choices[k] == Choice::held) != is_chosen) keeps = false;
    }
    if (keeps && sum < least && meets_all(rows, values_of(choice, cost.size()))) least = sum;
  }
  return least;
}

}  // namespace

TEST_CASE("an odd ring of points between neighbouring sites needs more than half of the sites") {
  for (const std::uint32_t sites : {5U, 7U, 9U, 15U}) {
    std::vector<CoveringRow> rows;
    for (std::uint32_t k = 0; k + 1 < sites; ++k) rows.push_back(row_of({k, k + 1}));
    rows.push_back(row_of({0, sites - 1}));
    const std::vector<std::int64_t> cost(sites, 1000);
    CoveringProgram program(cost, rows);
    program.solve(never, goes_on);
    // Prices are rounded down, by less than one for each row.
    CHECK(program.bound() <= 500 * sites);
    CHECK(program.bound() > 500 * sites - sites);
    const std::vector<CoveringRow> cuts = half_cuts(program.rows(), program.part(), 1, 10);
    REQUIRE(cuts.size() == 1);
    CHECK(cuts[0].at_least == static_cast<std::int32_t>((sites + 1) / 2));
    program.add(cuts);
    program.solve(never, goes_on);
    CHECK(program.bound() <= 1000 * (sites + 1) / 2);
    CHECK(program.bound() > 1000 * (sites + 1) / 2 - 1000);
  }
}

TEST_CASE("cuts keep every whole choice, break what was found, and bounds stay below the best choice") {
  std::mt19937 random(6);
  int cut_rounds = 0;
  for (int round = 0; round < 400; ++round) {
    CAPTURE(round);
    const std::size_t candidates = 4 + random() % 7;
    std::vector<CoveringRow> rows;
    for (std::size_t r = 0; r < 4 + random() % 14; ++r) {
      std::vector<std::uint32_t> own;
      // Few candidates a row: there parts are halves and thirds.
      for (std::size_t k = 0; k < 2 + random() % 2; ++k)
        own.push_back(static_cast<std::uint32_t>(random() % candidates));
      std::sort(own.begin(), own.end());
      own.erase(std::unique(own.begin(), own.end()), own.end());
      rows.push_back(row_of(own));
    }
    std::vector<std::int64_t> cost;
    for (std::size_t k = 0; k < candidates; ++k)
      cost.push_back(round % 2 == 0 ? 840 : 1 + static_cast<std::int64_t>(random() % 1000));
    std::vector<Choice> choices(candidates, Choice::open);
    if (round % 3 == 0)
      for (Choice& choice : choices)
        if (const auto drawn = random() % 6; drawn < 2) choice = drawn == 0 ? Choice::held : Choice::out;
    const std::int64_t least = cheapest(rows, cost, choices);

    CoveringProgram program(cost, rows);
    program.set_choices(choices);
    for (int cuts = 0; cuts < 4; ++cuts) {
      program.solve(never - 1, goes_on);
      if (least == never) {
        // Prices that rise without end show that there is nothing.
        CHECK(program.bound() >= never);
        break;
      }
      CHECK(program.bound() <= least);
      // Taking a candidate against the sign of its reduced cost costs at least as much more.
      for (std::size_t k = 0; k < candidates; ++k) {
        if (choices[k] != Choice::open) continue;
        std::vector<Choice> against = choices;
        against[k] = program.reduced()[k] > 0 ? Choice::held : Choice::out;
        CHECK(program.bound() + std::abs(program.reduced()[k]) <= cheapest(rows, cost, against));
      }
      const std::vector<CoveringRow> found =
          half_cuts(program.rows(), program.part(), static_cast<std::uint64_t>(cuts), 50);
      if (found.empty()) break;
      ++cut_rounds;
      for (const CoveringRow& cut : found) {
        CHECK(slack_of(cut, program.part()) < 0.0);
        CHECK(std::is_sorted(cut.candidate.begin(), cut.candidate.end()));
        CHECK(std::all_of(cut.coefficient.begin(), cut.coefficient.end(),
                          [&](std::int32_t c) { return c >= 1 && c <= cut.at_least; }));
      }
      for (unsigned choice = 0; choice < 1U << candidates; ++choice) {
        const std::vector<double> values = values_of(choice, candidates);
        if (meets_all(rows, values)) CHECK(meets_all(found, values));
      }
      program.drop_slack();
      program.add(found);
    }
  }
  CHECK(cut_rounds > 40);
}
