// Costs of moves, computed for windows with wide registers, against the formulas one after the other.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "geometry/cost_tiles.h"
#include "tests/geometry/ground_samples.h"
#include "tests/geometry/whole_costs.h"
#include "tests/oracle/step_costs.h"

using namespace quarterhour;

namespace {

/// Hills with holes, land classes, friction, barriers and a closed class.
Surface varied_ground() {
  Surface surface = samples::noisy_hills(71, 143, 30.016, 0.25, 3);
  samples::scatter_obstacles(surface, 0.1, 4);
  surface.passable_without_barriers = surface.passable;
  surface.speed_factor = Raster<float>(surface.grid, 1.0F);
  surface.friction_s_per_m = Raster<double>(surface.grid, 0.0);
  surface.cut_moves = Raster<std::uint16_t>(surface.grid);
  for (std::size_t cell = 0; cell < surface.passable.size(); ++cell) {
    if (cell % 17 == 0) surface.speed_factor[cell] = 0.4F;
    if (cell % 5 == 0) surface.friction_s_per_m[cell] = 0.3 * samples::uniform(5, cell);
    if (cell % 11 == 0) surface.cut_moves[cell] = static_cast<std::uint16_t>(cell * 2654435761U >> 7U);
    if (cell % 31 == 0) surface.passable_without_barriers[cell] = 1;
    if (cell % 97 == 0) surface.elevation_m[cell] = std::numeric_limits<double>::quiet_NaN();
    if (cell % 89 == 0) surface.friction_s_per_m[cell] = std::numeric_limits<double>::quiet_NaN();
  }
  return surface;
}

std::vector<TravelRule> rules() {
  std::vector<TravelRule> all;
  for (const PaceFunction function :
       {PaceFunction::tobler, PaceFunction::marquez_perez, PaceFunction::irmischer_clarke,
        PaceFunction::langmuir, PaceFunction::flat}) {
    TravelRule rule;
    rule.pace.function = function;
    rule.friction_weight = 0.7;
    all.push_back(rule);
    rule.neighbours = 8;
    rule.diagonals = Diagonals::free;
    rule.without_barriers = true;
    rule.max_slope = 0.12;
    all.push_back(rule);
    rule.neighbours = 16;
    rule.flat_ground = true;
    rule.streets = StreetRule{};
    all.push_back(rule);
  }
  TravelRule metres;
  metres.quantity = Quantity::metres;
  metres.max_slope = 0.08;
  all.push_back(metres);
  return all;
}

template <class Value>
std::size_t differences(const Surface& surface, const TravelRule& rule, Sense sense, InstructionSet set) {
  const auto expected = oracle::build_step_costs<Value>(surface, rule, sense);
  const auto found = whole_costs<Value>(surface, rule, sense, set);
  std::size_t different = 0;
  for (int row = 0; row < surface.grid.rows(); ++row)
    for (std::size_t m = 0; m < expected.move_count; ++m)
      for (std::size_t col = 0; col < static_cast<std::size_t>(surface.grid.cols()); ++col) {
        const std::size_t at = expected.offset(row, m) + col;
        different += found.first[found.offset(row, m) + col] != expected.first[at] ? 1 : 0;
        if (sizeof(Value) == sizeof(double))
          different += found.third[found.offset(row, m) + col] != expected.third[at] ? 1 : 0;
      }
  return different;
}

}  // namespace

TEST_CASE("costs of windows are those of the formulas, bit for bit, by every pace and instruction set") {
  Surface without_heights = varied_ground();
  without_heights.elevation_m = {};
  for (const Surface& surface :
       {varied_ground(), samples::noisy_hills(30, 37, 100.0, 0.3, 9), without_heights})
    for (const TravelRule& rule : rules())
      for (const Sense sense : {Sense::towards_source, Sense::away_from_source})
        for (const InstructionSet set : available_instruction_sets()) {
          INFO(name_of(rule.pace.function) << ", " << name_of(set));
          CHECK(differences<float>(surface, rule, sense, set) == 0);
        }
}

TEST_CASE("the three terms of Langmuir's rule with coefficients are those of the formula, bit for bit") {
  for (const Surface& surface : {varied_ground(), samples::noisy_hills(30, 37, 100.0, 0.3, 9)})
    for (const Sense sense : {Sense::towards_source, Sense::away_from_source})
      for (const InstructionSet set : available_instruction_sets()) {
        TravelRule rule;
        rule.pace.explicit_langmuir = LangmuirCoefficients{};
        rule.friction_weight = 0.7;
        rule.max_slope = 0.2;
        CHECK(differences<double>(surface, rule, sense, set) == 0);
      }
}

TEST_CASE(
    "no move costs less than the lowest that windows are sized by, and none much more on level ground") {
  for (const Surface& surface : {varied_ground(), samples::noisy_hills(40, 50, 100.0, 0.3, 9)})
    for (const TravelRule& rule : rules()) {
      const Raster<std::uint8_t> open = open_cells(surface, rule);
      const MoveCosts<float> costing(surface, rule, Sense::towards_source, open,
                                     kernels_of(best_instruction_set()).costs);
      const auto costs = whole_costs<float>(surface, rule, Sense::towards_source);
      double lowest = std::numeric_limits<double>::infinity();
      for (int row = 0; row < surface.grid.rows(); ++row)
        for (std::size_t m = 0; m < costs.move_count; ++m)
          for (int col = 0; col < surface.grid.cols(); ++col) {
            const double cost =
                static_cast<double>(costs.first[costs.offset(row, m) + static_cast<std::size_t>(col)]);
            lowest = std::min(lowest, cost);
            if (costing.smallest_per_row() * std::abs(quarterhour::moves[m].row_step) > cost) FAIL("per row");
            if (costing.smallest_per_col() * std::abs(quarterhour::moves[m].col_step) > cost)
              FAIL("per column");
          }
      CHECK(costing.smallest() <= lowest);
      if (rule.flat_ground) CHECK(costing.smallest() > lowest * 0.99);
    }
}

// Of a tile with 16 moves in float.
constexpr std::size_t tile_bytes =
    std::size_t{16} * CostTiles<float>::tile_rows * CostTiles<float>::tile_cols * sizeof(float);

TEST_CASE(
    "a window's costs do not depend on the window, nor on what is kept or on how much memory there is") {
  const Surface surface = samples::noisy_hills(150, 300, 100.0, 0.3, 9);
  const TravelRule rule;
  const Raster<std::uint8_t> open = open_cells(surface, rule);
  const auto whole = whole_costs<float>(surface, rule, Sense::towards_source);
  const auto make = [&](std::size_t bytes) {
    return CostTiles<float>(MoveCosts<float>(surface, rule, Sense::towards_source, open,
                                             kernels_of(best_instruction_set()).costs),
                            std::make_shared<CostMemory>(bytes));
  };
  // No tile, one tile of several, and all.
  for (const std::size_t bytes : {std::size_t{0}, tile_bytes + 100'000, std::size_t{1} << 30U}) {
    const CostTiles<float> tiles = make(bytes);
    CostScratch<float> scratch;
    for (const bool keep : {true, false, true})
      for (const CellWindow& window : {CellWindow{0, 150, 0, 300}, CellWindow{60, 70, 120, 140},
                                       CellWindow{3, 4, 5, 6}, CellWindow{100, 150, 250, 300}}) {
        const auto costs = tiles.window(window, keep, scratch);
        std::size_t wrong = 0;
        for (int row = window.row_begin; row < window.row_end; ++row)
          for (std::size_t m = 0; m < 16; ++m)
            for (int col = window.col_begin; col < window.col_end; ++col)
              wrong += costs.first[(static_cast<std::size_t>(row - window.row_begin) * 16 + m) * costs.pitch +
                                   static_cast<std::size_t>(col - window.col_begin)] !=
                               whole.first[whole.offset(row, m) + static_cast<std::size_t>(col)]
                           ? 1
                           : 0;
        CHECK(wrong == 0);
      }
  }
}

TEST_CASE("memory for costs is never overdrawn, and comes back with the tiles") {
  const auto memory = std::make_shared<CostMemory>(tile_bytes + 100'000);
  const Surface surface = samples::noisy_hills(100, 300, 10.0, 0.2, 2);
  const Raster<std::uint8_t> open = open_cells(surface, TravelRule{});
  {
    const CostTiles<float> tiles(MoveCosts<float>(surface, TravelRule{}, Sense::towards_source, open,
                                                  kernels_of(best_instruction_set()).costs),
                                 memory);
    CostScratch<float> scratch;
    static_cast<void>(tiles.window({0, 100, 0, 300}, true, scratch));
    CHECK_FALSE(memory->take(100'001));
  }
  CHECK(memory->take(tile_bytes + 100'000));
  CHECK_FALSE(memory->take(1));
}
