#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "sim/score/weighted_distribution.h"

using quarterhour::WeightedDistribution;
using quarterhour::WeightedValue;

namespace {

constexpr double unreached = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE(
    "The median is the value at which half of the people are reached, whatever the order of the values") {
  const WeightedDistribution people({{30.0, 1.0}, {10.0, 2.0}, {20.0, 1.0}});
  CHECK(people.quantile(0.5) == 10.0);
  CHECK(people.quantile(0.51) == 20.0);
  CHECK(people.quantile(0.75) == 20.0);
  CHECK(people.quantile(1.0) == 30.0);
}

TEST_CASE("A quantile that falls on the unreached has no value, though the mean of the reached has") {
  const WeightedDistribution people({{unreached, 6.0}, {10.0, 2.0}, {20.0, 2.0}});
  CHECK(people.quantile(0.4) == 20.0);
  CHECK(std::isnan(people.quantile(0.5)));
  CHECK(people.finite_mean() == 15.0);
  CHECK(people.weight() == 10.0);
  CHECK(people.finite_weight() == 4.0);
}

TEST_CASE("Tenths of people that do not add up exactly still reach their quantile") {
  // Ten times 0.1 add up to 1 - 2^-53, twenty times to 2 + 2^-51: in floating point less than half of it.
  std::vector<WeightedValue> values;
  for (int k = 1; k <= 20; ++k) values.push_back({static_cast<double>(k), 0.1});
  CHECK(WeightedDistribution(values).quantile(0.5) == 10.0);
}

TEST_CASE("One person with everything has Gini (n - 1) / n; equal people have 0; nothing to share has none") {
  CHECK(WeightedDistribution({{0.0, 3.0}, {8.0, 1.0}}).finite_gini() == Catch::Approx(0.75));
  CHECK(WeightedDistribution({{5.0, 3.0}, {5.0, 1.0}}).finite_gini() == 0.0);
  CHECK(std::isnan(WeightedDistribution({{0.0, 3.0}}).finite_gini()));
  CHECK(std::isnan(WeightedDistribution({}).finite_gini()));
  CHECK(std::isnan(WeightedDistribution({{unreached, 3.0}}).finite_gini()));
  CHECK(std::isnan(WeightedDistribution({}).quantile(0.5)));
}

TEST_CASE("The closed form of Gini equals the mean difference over all pairs") {
  std::mt19937 random(7);
  std::vector<WeightedValue> values;
  for (int k = 0; k < 60; ++k)
    values.push_back({static_cast<double>(random() % 1000), static_cast<double>(random() % 50)});
  double difference = 0.0;
  double people = 0.0;
  double sum = 0.0;
  for (const WeightedValue& a : values) {
    people += a.weight;
    sum += a.weight * a.value;
    for (const WeightedValue& b : values) difference += a.weight * b.weight * std::abs(a.value - b.value);
  }
  // All sums are whole numbers below 2^53 but for the last division.
  CHECK(WeightedDistribution(values).finite_gini() ==
        Catch::Approx(difference / (2.0 * people * sum)).epsilon(1e-14));
}
