#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/area_tiles.h"
#include "geometry/travel_time.h"
#include "tests/geometry/ground_samples.h"

using namespace quarterhour;

namespace {

/// The part of a surface that lies in a window.
Surface cut_out(const Surface& whole, const CellWindow& window) {
  Surface part{
      Grid(window.rows(), window.cols(), 0.0, 0.0, whole.grid.cell_width_m(), whole.grid.cell_height_m()),
      {},
      {},
      {},
      {},
      {},
      {}};
  const auto cut = [&](const auto& from, auto& into) {
    if (from.empty()) return;
    into = std::decay_t<decltype(into)>(window.rows(), window.cols());
    for (int row = 0; row < window.rows(); ++row)
      for (int col = 0; col < window.cols(); ++col)
        into(row, col) = from(window.row_begin + row, window.col_begin + col);
  };
  cut(whole.passable, part.passable);
  cut(whole.elevation_m, part.elevation_m);
  cut(whole.friction_s_per_m, part.friction_s_per_m);
  return part;
}

std::vector<TravelRule> rules() {
  std::vector<TravelRule> rules(5);
  rules[1].pace.function = PaceFunction::langmuir;
  rules[1].neighbours = 8;
  rules[1].diagonals = Diagonals::free;
  rules[1].direction = Direction::from;
  rules[2].pace.explicit_langmuir = LangmuirCoefficients{};
  rules[3].pace.function = PaceFunction::irmischer_clarke;
  rules[4].quantity = Quantity::metres;
  return rules;
}

}  // namespace

TEST_CASE("tiles of an area hold every cell once, and differ by a row and a column at most") {
  for (const auto& [rows, cols, down, across] :
       {std::array{10, 7, 3, 2}, std::array{5, 5, 5, 5}, std::array{9, 400, 1, 7}, std::array{3, 3, 1, 1}}) {
    const AreaTiles tiles(rows, cols, down, across);
    REQUIRE(tiles.count() == static_cast<std::size_t>(down * across));
    Raster<int> held(rows, cols);
    for (std::size_t k = 0; k < tiles.count(); ++k) {
      const CellWindow tile = tiles.tile(k);
      CHECK((tile.rows() == rows / down || tile.rows() == rows / down + 1));
      CHECK((tile.cols() == cols / across || tile.cols() == cols / across + 1));
      for (int row = tile.row_begin; row < tile.row_end; ++row)
        for (int col = tile.col_begin; col < tile.col_end; ++col) ++held(row, col);
      const CellWindow around = tiles.with_halo(k, {2, 1'000'000'000});
      CHECK(around == CellWindow{std::max(0, tile.row_begin - 2), std::min(rows, tile.row_end + 2), 0, cols});
    }
    CHECK(held == Raster<int>(rows, cols, 1));
  }
  CHECK_THROWS_AS(AreaTiles(4, 4, 5, 1), std::invalid_argument);
  CHECK_THROWS_AS(AreaTiles(4, 4, 1, 0), std::invalid_argument);
}

TEST_CASE(
    "a tile with its halo gives the bits of the whole area, for every pace, sense and number of neighbours") {
  constexpr double limit = 400.0;
  Surface whole = samples::noisy_hills(90, 130, 30.0, 0.25, 5);
  samples::scatter_obstacles(whole, 0.15, 6);
  whole.friction_s_per_m = Raster<double>(whole.grid);
  for (std::size_t cell = 0; cell < whole.grid.cell_count(); ++cell)
    whole.friction_s_per_m[cell] = 0.2 * samples::uniform(8, cell);
  std::vector<CellIndex> sources;
  for (std::uint64_t k = 0; k < 40; ++k)
    sources.push_back(
        static_cast<CellIndex>(samples::uniform(3, k) * static_cast<double>(whole.grid.cell_count())));
  for (const TravelRule& rule : rules()) {
    const NearestTimes expected = TravelField(whole, rule).nearest(sources, limit);
    const AreaTiles tiles(90, 130, 3, 2);
    const SearchRadius halo = reach_halo(30.0, 30.0, rule, limit);
    std::size_t reached = 0;
    for (std::size_t k = 0; k < tiles.count(); ++k) {
      const CellWindow tile = tiles.tile(k);
      const CellWindow window = tiles.with_halo(k, halo);
      std::vector<CellIndex> inside;
      std::vector<std::int32_t> number;
      for (std::size_t source = 0; source < sources.size(); ++source) {
        const CellPosition at = whole.grid.position(sources[source]);
        if (!window.contains(at)) continue;
        inside.push_back(
            static_cast<CellIndex>((at.row - window.row_begin) * window.cols() + at.col - window.col_begin));
        number.push_back(static_cast<std::int32_t>(source));
      }
      const Surface part = cut_out(whole, window);
      const NearestTimes found = TravelField(part, rule).nearest(inside, limit);
      std::size_t wrong = 0;
      for (int row = tile.row_begin; row < tile.row_end; ++row)
        for (int col = tile.col_begin; col < tile.col_end; ++col) {
          const int r = row - window.row_begin;
          const int c = col - window.col_begin;
          const std::int32_t source = found.source(r, c);
          const std::int32_t named = source < 0 ? -1 : number[static_cast<std::size_t>(source)];
          const bool same_double = expected.cost_in_double.empty() ||
                                   expected.cost_in_double(row, col) == found.cost_in_double(r, c);
          wrong += expected.cost(row, col) != found.cost(r, c) || !same_double ||
                           expected.source(row, col) != named
                       ? 1
                       : 0;
          reached += std::isfinite(found.cost(r, c)) ? 1 : 0;
        }
      CHECK(wrong == 0);
    }
    CHECK(reached > 2000);
  }
}

TEST_CASE("a halo is as wide as the farthest walk on its best slope, and a few cells more at most") {
  // Tobler walks fastest down 5 %: 6 e^-0.175 is scaled to 5.0367 on the flat; at 4 km/h there are 4 e^0.175 km/h.
  constexpr double limit_s = 900.0;
  const TravelRule rule;
  const double farthest_m = limit_s * 4.0 * std::exp(0.175) / 3.6;
  const SearchRadius halo = reach_halo(30.0, 100.0, rule, limit_s);
  CHECK(halo.rows >= farthest_m / 30.0);
  CHECK(halo.rows <= farthest_m / 30.0 + 3.0);
  CHECK(halo.cols >= farthest_m / 100.0);
  CHECK(halo.cols <= farthest_m / 100.0 + 3.0);
  // Langmuir's coefficients: 0.72 - 0.2125 x 1.9998 s/m at the bend.
  TravelRule exact;
  exact.pace.explicit_langmuir = LangmuirCoefficients{};
  const double langmuir_m = limit_s / (0.72 - 0.2125 * 1.9998);
  CHECK(reach_halo(30.0, 30.0, exact, limit_s).rows >= langmuir_m / 30.0);
  CHECK(reach_halo(30.0, 30.0, exact, limit_s).rows <= langmuir_m / 30.0 + 3.0);
  TravelRule metres;
  metres.quantity = Quantity::metres;
  CHECK(reach_halo(50.0, 50.0, metres, 1000.0).cols >= 20);
  CHECK(reach_halo(50.0, 50.0, metres, 1000.0).cols <= 23);
}

TEST_CASE("ways without an end have no halo") {
  const TravelRule rule;
  CHECK_THROWS_AS(reach_halo(30.0, 30.0, rule, std::numeric_limits<double>::infinity()),
                  std::invalid_argument);
  CHECK_THROWS_AS(reach_halo(30.0, 30.0, rule, std::numeric_limits<double>::quiet_NaN()),
                  std::invalid_argument);
  TravelRule falling;
  falling.pace.explicit_langmuir = LangmuirCoefficients{0.72, 6.0, 2.0, 1.0, -0.2};
  CHECK_THROWS_AS(reach_halo(30.0, 30.0, falling, 900.0), std::invalid_argument);
  falling.pace.explicit_langmuir = LangmuirCoefficients{0.3, 6.0, 2.0, -2.0, -0.2};
  CHECK_THROWS_AS(reach_halo(30.0, 30.0, falling, 900.0), std::invalid_argument);
}
