#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "geometry/fixed_order_exp.h"
#include "geometry/pace.h"

using namespace quarterhour;
using Catch::Matchers::WithinRel;

TEST_CASE("the fixed-order exponential is within two units in the last place of the true one") {
  // std::exp in long double stands for the truth: its error is a thousandth of a double's unit.
  for (int i = -200000; i <= 200000; ++i) {
    const double x = 700.0 * (i / 200000.0);
    const long double truth = std::exp(static_cast<long double>(x));
    const double error =
        static_cast<double>(std::fabs((static_cast<long double>(fixed_order_exp(x)) - truth) / truth));
    if (!(error <= 2.0 * 0x1.0p-52)) FAIL("at " << x << " the relative error is " << error);
  }
  CHECK(fixed_order_exp(0.0) == 1.0);
  CHECK(fixed_order_exp(-1000.0) == 0.0);
  CHECK(std::isinf(fixed_order_exp(1000.0)));
}

TEST_CASE("published speeds are those of the papers") {
  // Tobler 1993: 6 km/h at slope -0.05, 5.04 km/h on the flat.
  CHECK_THAT(published_speed_kmh(PaceFunction::tobler, -0.05), WithinRel(6.0, 1e-15));
  CHECK_THAT(published_speed_kmh(PaceFunction::tobler, 0.0), WithinRel(6.0 * std::exp(-0.175), 1e-14));
  CHECK_THAT(published_speed_kmh(PaceFunction::tobler, 0.3), WithinRel(6.0 * std::exp(-1.225), 1e-14));
  // Márquez-Pérez et al. 2017: fastest where 0.7 s = -0.03.
  CHECK_THAT(published_speed_kmh(PaceFunction::marquez_perez, -0.03 / 0.7), WithinRel(4.8, 1e-14));
  // Irmischer & Clarke 2018: 1.11 m/s at a slope of -5 %.
  CHECK_THAT(published_speed_kmh(PaceFunction::irmischer_clarke, -0.05), WithinRel(3.6 * 1.11, 1e-14));
  // Langmuir: 0.72 s/m on the flat is 5 km/h; up 10 %: 0.72 + 0.6 s/m.
  CHECK_THAT(published_speed_kmh(PaceFunction::langmuir, 0.0), WithinRel(5.0, 1e-15));
  CHECK_THAT(published_speed_kmh(PaceFunction::langmuir, 0.1), WithinRel(3.6 / 1.32, 1e-14));
  CHECK_THAT(published_speed_kmh(PaceFunction::langmuir, -0.1), WithinRel(3.6 / (0.72 - 0.19998), 1e-14));
  CHECK_THAT(published_speed_kmh(PaceFunction::langmuir, -0.3), WithinRel(3.6 / (0.72 + 0.59994), 1e-14));
}

TEST_CASE("a slope that nobody knows is never got over, except by who does not ask for it") {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (const PaceFunction function : {PaceFunction::tobler, PaceFunction::marquez_perez,
                                      PaceFunction::irmischer_clarke, PaceFunction::langmuir}) {
    CHECK(std::isinf(time_on_slope(function, unknown)));
    CHECK(std::isinf(seconds_per_metre({function, 4.0, std::nullopt}, unknown)));
    // Steeper than anybody walks, up and down.
    CHECK(seconds_per_metre({function, 4.0, std::nullopt}, 1e4) > 1.0);
    CHECK(seconds_per_metre({function, 4.0, std::nullopt}, -1e4) > 1.0);
  }
  CHECK(time_on_slope(PaceFunction::flat, unknown) == 1.0);
}

TEST_CASE("on no slope does a metre take less than on the best") {
  for (const PaceFunction function :
       {PaceFunction::tobler, PaceFunction::marquez_perez, PaceFunction::irmischer_clarke,
        PaceFunction::langmuir, PaceFunction::flat}) {
    double least = 1.0;
    for (int i = -20000; i <= 20000; ++i) least = std::min(least, time_on_slope(function, i / 20000.0));
    CHECK(time_on_best_slope(function) <= least * (1.0 + 1e-15));
    // Slopes of a twenty-thousandth apart come as close as this to the best, at 6 s/m of height the steepest rule.
    CHECK(time_on_best_slope(function) > least * (1.0 - 1e-3));
  }
}

TEST_CASE("every function is scaled so that the flat takes the group's speed") {
  for (const auto function : {PaceFunction::tobler, PaceFunction::marquez_perez,
                              PaceFunction::irmischer_clarke, PaceFunction::langmuir, PaceFunction::flat}) {
    const Pace pace{function, 4.0, std::nullopt};
    CHECK_THAT(seconds_per_metre(pace, 0.0), WithinRel(0.9, 1e-15));
    const double ratio = published_speed_kmh(function, 0.0) / published_speed_kmh(function, 0.2);
    CHECK_THAT(seconds_per_metre(pace, 0.2), WithinRel(0.9 * ratio, 1e-15));
  }
  CHECK(seconds_per_metre({PaceFunction::flat, 4.0, std::nullopt}, 0.5) == 0.9);
}

TEST_CASE("explicit Langmuir coefficients are not scaled") {
  const Pace pace{PaceFunction::langmuir, 3.0, LangmuirCoefficients{}};
  CHECK(seconds_per_metre(pace, 0.0) == 0.72);
  CHECK_THAT(seconds_per_metre(pace, 0.5), WithinRel(3.72, 1e-15));
}

TEST_CASE("names of pace functions go both ways") {
  for (const std::string& name : pace_function_names()) CHECK(name_of(*pace_function_named(name)) == name);
  CHECK_FALSE(pace_function_named("naismith"));
}
