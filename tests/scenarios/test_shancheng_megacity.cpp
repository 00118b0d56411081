// The targets of scenarios/shancheng/README.md for the megacity, and that it is the same for any number of threads.
#include <tbb/global_control.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <vector>

#include "scenarios/shancheng/shancheng.h"
#include "tests/scenarios/shancheng_statistics.h"

using namespace quarterhour;
using namespace quarterhour::testing;
namespace fs = std::filesystem;

namespace {

const fs::path& megacity() {
  static const fs::path folder = [] {
    const fs::path fresh = fresh_folder();
    write_shancheng({.size = "megacity", .cell_m = std::nullopt, .seed = 1}, fresh);
    return fresh;
  }();
  return folder;
}

}  // namespace

TEST_CASE("the megacity is as large, as steep and as peopled as the README says", "[long]") {
  const WrittenCity city(megacity());
  // 82,399.7 km² in cells of a hectare.
  CHECK(city.dem.grid == Grid(2601, 3168, 265500.0, 3432100.0, 100.0, 100.0));
  CHECK((city.total >= 31.5e6 && city.total <= 32.5e6));
  const double share = static_cast<double>(city.populated) / static_cast<double>(city.dem.grid.cell_count());
  CHECK((share >= 0.05 && share <= 0.15));
  const std::vector<double> per_km2 = densities(city);
  const double median = quantile(per_km2, 0.5);
  CHECK((median >= 1000.0 && median <= 8000.0));
  const double crowded = quantile(per_km2, 0.9);
  CHECK((crowded >= 8000.0 && crowded <= 35000.0));
  CHECK(quantile(per_km2, 1.0) <= 100000.0);
  const std::vector<double> steepness = slopes(city);
  const double middle = quantile(steepness, 0.5);
  CHECK((middle >= 0.12 && middle <= 0.25));
  const double steep = quantile(steepness, 0.9);
  CHECK((steep >= 0.30 && steep <= 0.55));
  const double highest =
      static_cast<double>(*std::max_element(city.dem.values.begin(), city.dem.values.end()));
  CHECK((highest >= 1800.0 && highest <= 2800.0));
  CHECK(junctions(city) >= 100000);
  const auto open = std::count_if(city.ledger.begin(), city.ledger.end(), open_clinic);
  const double per_10000 = static_cast<double>(open) / city.total * 10000.0;
  CHECK((per_10000 >= 0.20 && per_10000 <= 0.60));
  const std::vector<double> per_person = clinics_per_person(city);
  CHECK(*std::max_element(per_person.begin(), per_person.end()) >=
        2.0 * *std::min_element(per_person.begin(), per_person.end()));
  double elderly = 0.0;
  for (const float people : read_raster(megacity() / "people_elderly_65.tif").values) {
    elderly += static_cast<double>(people);
  }
  CHECK((elderly / city.total >= 0.15 && elderly / city.total <= 0.20));
  std::set<std::string> services;
  for (const auto& row : city.ledger) services.insert(row.at("service"));
  CHECK(services.size() >= 9);
  // Thirteen districts of the core, and counties.
  CHECK(city.districts.size() == 48);
}

TEST_CASE("one thread writes the same megacity as all threads", "[long]") {
  const fs::path again = fresh_folder();
  {
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    write_shancheng({.size = "megacity", .cell_m = std::nullopt, .seed = 1}, again);
  }
  for (const auto& entry : fs::directory_iterator(megacity())) {
    const std::string name = entry.path().filename().string();
    INFO(name);
    CHECK(bytes_of(entry.path()) == bytes_of(again / name));
  }
}
