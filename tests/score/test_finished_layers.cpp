// Rasters that are handed on and freed, and what must not change by that.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <stdexcept>

#include "sim/score/assess.h"
#include "sim/score/completeness.h"
#include "sim/score/finished_layers.h"
#include "sim/score/report_units.h"
#include "sim/score/service_areas.h"
#include "sim/score/unit_distributions.h"
#include "tests/score/random_world.h"
#include "tests/score/study.h"

namespace quarterhour::score_tests {

using namespace worlds;

namespace {

/// Keeps copies of what it takes.
class Keeper : public LayerSink {
 public:
  void take(const AccessLayer& layer) override { access.push_back(layer); }
  void take(const CompletenessLayer& layer) override { completeness.push_back(layer); }
  std::vector<AccessLayer> access;
  std::vector<CompletenessLayer> completeness;
};

class FullDisk : public LayerSink {
 public:
  void take(const AccessLayer&) override { throw std::runtime_error("the disk is full"); }
  void take(const CompletenessLayer&) override {}
};

City city_of(unsigned seed) {
  WorldMap map = random_world(seed);
  map.groups = {{"elderly_65", map.people, 0.5}};
  return world_from_map(map);
}

StudyResult study_of(const City& city) {
  Service market = clinic(150.0);
  market.id = "market";
  market.demand = {{"people", 1.0}, {"elderly_65", 2.0}};
  StudyResult result;
  result.services = {clinic(300.0), market};
  for (const Service& service : result.services) {
    for (Site site : worlds::sites_of_ledger(city)) {
      site.service = service.id;
      result.sites.push_back(std::move(site));
    }
  }
  return result;
}

void check_same_scores(const std::vector<ScoreRow>& a, const std::vector<ScoreRow>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    CAPTURE(a[k].service, a[k].metric, a[k].unit);
    CHECK(a[k].metric == b[k].metric);
    CHECK((a[k].value == b[k].value || (std::isnan(a[k].value) && std::isnan(b[k].value))));
  }
}

}  // namespace

TEST_CASE("Handing layers on changes no layer, no score and no area") {
  for (unsigned seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const City city = city_of(seed);
    TravelFields fields(city, one_metre_per_second());
    StudyResult held = study_of(city);
    for (const Service& service : held.services) assess(city, fields, service, "before", held);
    add_completeness(city, held);
    add_service_areas(city, held);

    StudyResult handed_on = study_of(city);
    Keeper keeper;
    for (const Service& service : handed_on.services) {
      const std::size_t first = handed_on.access.size();
      assess(city, fields, service, "before", handed_on);
      finish_layers(city, first, DrawAreas::yes, &keeper, handed_on);
    }
    add_completeness(city, handed_on, &keeper);

    check_same_scores(handed_on.scores, held.scores);
    REQUIRE(keeper.access.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(keeper.access[k].group == held.access[k].group);
      CHECK(keeper.access[k].seconds == held.access[k].seconds);
      CHECK(keeper.access[k].metres == held.access[k].metres);
      CHECK(keeper.access[k].covered == held.access[k].covered);
      CHECK(keeper.access[k].choice == held.access[k].choice);
      CHECK(handed_on.access[k].covered.empty());
      CHECK(handed_on.access[k].seconds.empty());
      CHECK(handed_on.access[k].limit_s == held.access[k].limit_s);
      for (std::size_t cell = 0; cell < held.access[k].covered.size(); ++cell)
        CHECK(handed_on.access[k].covered_bits[cell] == (held.access[k].covered[cell] != 0));
    }
    REQUIRE(keeper.completeness.size() == held.completeness.size());
    CHECK(handed_on.completeness.empty());
    for (std::size_t k = 0; k < held.completeness.size(); ++k) {
      CHECK(keeper.completeness[k].services_in_reach == held.completeness[k].services_in_reach);
      CHECK(keeper.completeness[k].share == held.completeness[k].share);
    }
    REQUIRE(handed_on.service_areas.size() == held.service_areas.size());
    for (std::size_t k = 0; k < held.service_areas.size(); ++k) {
      CHECK(handed_on.service_areas[k].service == held.service_areas[k].service);
      CHECK(handed_on.service_areas[k].polygons == held.service_areas[k].polygons);
      CHECK(handed_on.service_areas[k].people == held.service_areas[k].people);
    }
  }
}

TEST_CASE("What a sink throws comes out, whatever is being drawn at the time") {
  const City city = city_of(3);
  TravelFields fields(city, one_metre_per_second());
  StudyResult result = study_of(city);
  assess(city, fields, result.services.front(), "before", result);
  FullDisk sink;
  CHECK_THROWS_AS(finish_layers(city, 0, DrawAreas::yes, &sink, result), std::runtime_error);
}

TEST_CASE("Without a sink layers are freed, and areas drawn only when asked for") {
  const City city = city_of(3);
  TravelFields fields(city, one_metre_per_second());
  StudyResult result = study_of(city);
  assess(city, fields, result.services.front(), "before", result);
  finish_layers(city, 0, DrawAreas::no, nullptr, result);
  CHECK(result.access.front().seconds.empty());
  CHECK(result.service_areas.empty());
}

TEST_CASE("People sorted once and dealt out to units are those that each unit would sort itself") {
  for (unsigned seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const City city = city_of(seed);
    std::vector<GroupAccess> accesses(city.groups.size());
    std::vector<WeightedAccess> weighted;
    std::vector<const PeopleGroup*> people;
    for (std::size_t g = 0; g < city.groups.size(); ++g) {
      accesses[g].group = &city.groups[g];
      people.push_back(&city.groups[g]);
      weighted.push_back({&accesses[g], 1.0 + static_cast<double>(g)});
    }
    // Few values, so that many people share one, and some have none.
    const auto value_of = [](const GroupAccess&, CellIndex cell) {
      return cell % 5 == 4 ? std::numeric_limits<double>::infinity() : static_cast<double>(cell % 5);
    };
    const ReportUnits units(city, people);
    const std::vector<WeightedDistribution> dealt_out = unit_distributions(weighted, units, value_of);
    REQUIRE(dealt_out.size() == units.list().size());
    for (std::size_t k = 0; k < dealt_out.size(); ++k) {
      std::vector<WeightedValue> own;
      for (const auto& [access, weight] : weighted)
        for (const CellIndex cell : units.list()[k].cells)
          own.push_back({value_of(*access, cell), access->group->people[cell] * weight});
      const WeightedDistribution sorted(own);
      CHECK(dealt_out[k].weight() == sorted.weight());
      CHECK(dealt_out[k].finite_weight() == sorted.finite_weight());
      const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
      CHECK(same(dealt_out[k].finite_mean(), sorted.finite_mean()));
      CHECK(same(dealt_out[k].finite_gini(), sorted.finite_gini()));
      CHECK(same(dealt_out[k].quantile(0.9), sorted.quantile(0.9)));
    }
  }
}

}  // namespace quarterhour::score_tests
