#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <stdexcept>
#include <vector>

#include "sim/score/circle.h"

using namespace quarterhour;

TEST_CASE("The circle's cells are those whose centres lie within the radius, by comparing every pair") {
  const Grid grid(23, 31, 471234.5, 3271234.5, 30.0, 25.0);
  const std::vector<CellIndex> facilities{grid.index(0, 0), grid.index(11, 15), grid.index(22, 29),
                                          grid.index(11, 15)};
  for (const double radius_m : {0.0, 24.0, 31.0, 180.5, 5000.0}) {
    CAPTURE(radius_m);
    const Raster<std::uint8_t> circles = cells_in_circles(grid, facilities, radius_m);
    for (int row = 0; row < grid.rows(); ++row) {
      for (int col = 0; col < grid.cols(); ++col) {
        bool inside = false;
        for (const CellIndex facility : facilities) {
          const CellPosition at = grid.position(facility);
          const double x_m = 30.0 * (col - at.col);
          const double y_m = 25.0 * (row - at.row);
          inside = inside || x_m * x_m + y_m * y_m <= radius_m * radius_m;
        }
        CHECK((circles(row, col) != 0) == inside);
      }
    }
  }
}

TEST_CASE("A centre exactly on the rim is inside: 3, 4, 5 and the four directions") {
  const Grid grid(11, 11, 0.0, 1100.0, 100.0, 100.0);
  const std::vector<CellIndex> middle{grid.index(5, 5)};
  const Raster<std::uint8_t> circle = cells_in_circles(grid, middle, 500.0);
  CHECK(circle(5, 10) == 1);
  CHECK(circle(0, 5) == 1);
  CHECK(circle(1, 2) == 1);
  CHECK(circle(2, 1) == 1);
  CHECK(circle(1, 1) == 0);
}

TEST_CASE("The radius is the flat distance in the limit, the smaller of both, half for a round trip") {
  Service service;
  service.id = "clinic";
  service.reach_s = 900.0;
  Pace pace;
  CHECK(circle_radius_m(service, pace) == Catch::Approx(1000.0).epsilon(1e-12));
  service.reach_m = 800.0;
  service.reach_by = ReachBy::both;
  CHECK(circle_radius_m(service, pace) == 800.0);
  service.reach_by = ReachBy::metres;
  service.direction = Direction::round_trip;
  CHECK(circle_radius_m(service, pace) == 400.0);
  service.reach_m.reset();
  CHECK_THROWS_AS(circle_radius_m(service, pace), std::invalid_argument);
}

TEST_CASE("Explicit Langmuir coefficients walk the flat at one over their seconds per metre") {
  Pace pace;
  pace.speed_kmh = 99.0;
  pace.explicit_langmuir = LangmuirCoefficients{};
  CHECK(flat_speed_m_per_s(pace) == Catch::Approx(1.0 / 0.72));
}
