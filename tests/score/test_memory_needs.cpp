// Memory as it is planned against memory as it is taken.
#include <malloc.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <new>

#include "sim/score/assess.h"
#include "sim/score/completeness.h"
#include "sim/score/finished_layers.h"
#include "sim/score/memory_needs.h"
#include "tests/score/study.h"

namespace {

std::atomic<std::int64_t> bytes_now = 0;
std::atomic<std::int64_t> bytes_most = 0;

void* counted(std::size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  const std::int64_t now = bytes_now += static_cast<std::int64_t>(malloc_usable_size(memory));
  std::int64_t most = bytes_most;
  while (now > most && !bytes_most.compare_exchange_weak(most, now)) {}
  return memory;
}

void uncounted(void* memory) noexcept {
  if (memory == nullptr) return;
  bytes_now -= static_cast<std::int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { uncounted(memory); }
void operator delete[](void* memory) noexcept { uncounted(memory); }
void operator delete(void* memory, std::size_t) noexcept { uncounted(memory); }
void operator delete[](void* memory, std::size_t) noexcept { uncounted(memory); }

namespace quarterhour::score_tests {

namespace {

constexpr int rows = 500;
constexpr int cols = 700;
constexpr std::size_t cells = 350'000;

/// Hills with two groups of people in two districts, on one cell in nine, and a facility every 40 cells.
City mid_size_city() {
  const Grid grid(rows, cols, 0.0, 50'000.0, 100.0, 100.0);
  City city{.surface = {grid, Raster<double>(grid), Raster<std::uint8_t>(grid, 1), {}, {}, {}, {}},
            .crs_wkt = {},
            .crs_name = {},
            .zone = Raster<std::uint8_t>(grid, static_cast<std::uint8_t>(Zone::scored)),
            .groups = {},
            .unit_sets = {},
            .ledger = {},
            .land_class = {},
            .drawn = {},
            .balance = {},
            .moved = {},
            .notes = {},
            .inputs = {}};
  for (const char* id : {"people", "elderly_65"}) {
    PeopleGroup group;
    group.id = id;
    group.people = PeopleRaster(grid);
    for (int row = 0; row < rows; row += 3)
      for (int col = 0; col < cols; col += 3)
        group.people.at(grid.index(row, col)) = 1.0 + (row * 7 + col) % 11;
    city.groups.push_back(std::move(group));
  }
  UnitSet districts{"district", {{"west", {}, {}}, {"east", {}, {}}}, Raster<std::int32_t>(grid)};
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      districts.unit_of_cell(row, col) = col < cols / 2 ? 0 : 1;
      city.surface.elevation_m(row, col) = 2.0 * ((row * 5 + col * 3) % 17);
    }
  }
  city.unit_sets.push_back(std::move(districts));
  for (int row = 20; row < rows; row += 40) {
    for (int col = 20; col < cols; col += 40) {
      Facility facility;
      facility.id = std::to_string(row) + "-" + std::to_string(col);
      facility.service = "clinic";
      facility.cell = grid.index(row, col);
      facility.location = grid.centre(*facility.cell);
      facility.capacity = 500.0;
      city.ledger.push_back(std::move(facility));
    }
  }
  return city;
}

/// Sees that layers arrive whole, and notes how much is held when services have been counted together.
class Scales : public LayerSink {
 public:
  explicit Scales(std::int64_t base) : base_(base) {}
  void take(const AccessLayer& layer) override { CHECK(layer.seconds.size() == cells); }
  void take(const CompletenessLayer& layer) override {
    CHECK(layer.share.size() == cells);
    in_completeness = std::max(in_completeness, bytes_now - base_);
  }
  std::int64_t in_completeness = 0;

 private:
  std::int64_t base_;
};

double ratio_of(std::int64_t taken, double planned) { return static_cast<double>(taken) / planned; }

}  // namespace

TEST_CASE("A study takes as much memory as is planned for it") {
  const std::int64_t before = bytes_now;
  const City city = mid_size_city();
  const std::int64_t city_bytes = bytes_now - before;
  StudySize size;
  size.cells = cells;
  size.groups = 2;
  size.unit_sets = 1;
  size.layers = 4;
  size.groups_of_service = 2;
  size.has_barriers = false;
  size.share_near = 0.5;
  size.share_lived_in = 1.0 / 9.0;
  // In every third row each page of 16 cells holds somebody, and one at either end reaches into its neighbour.
  size.share_of_homes = (1.0 + 16.0 / cols) / 3.0;
  // Around each of 12 x 17 facilities three bands, the last at 900 m or less: rings of about 9, 6 and 3 cells' radius.
  size.share_on_borders = 12.0 * 17.0 * 2.0 * 3.14 * (9.0 + 6.0 + 3.0) / static_cast<double>(cells);
  const MemoryNeeds needs = memory_needs(size);
  // The rasters are nearly all of the city.
  CHECK(ratio_of(city_bytes, needs.city) > 0.95);
  CHECK(ratio_of(city_bytes, needs.city) < 1.05);

  Service service = clinic(900.0);
  service.demand.push_back({"elderly_65", 1.0});
  TravelFields fields(city, one_metre_per_second());
  StudyResult result;
  result.services = {service};
  result.sites = worlds::sites_of_ledger(city);
  {
    // Builds the travel fields, which no plan of this kind counts.
    StudyResult trial = result;
    assess(city, fields, service, "before", trial);
  }
  const std::int64_t base = bytes_now;
  Scales scales(base);
  std::int64_t assessing = 0;
  std::int64_t handing_on = 0;
  for (const char* state : {"before", "after"}) {
    const std::size_t first = result.access.size();
    bytes_most = bytes_now.load();
    assess(city, fields, service, state, result);
    assessing = std::max(assessing, bytes_most - base);
    bytes_most = bytes_now.load();
    finish_layers(city, first, DrawAreas::yes, &scales, result);
    handing_on = std::max(handing_on, bytes_most - base);
  }
  const std::int64_t found = bytes_now - base;
  add_completeness(city, result, &scales);

  // The packing of a file takes no part in this.
  constexpr double packing = 64e6;
  const double planned_assessing = std::max(needs.searching, needs.summing_up);
  INFO("assessing " << assessing << " of " << planned_assessing);
  CHECK(ratio_of(assessing, planned_assessing) > 0.5);
  CHECK(ratio_of(assessing, planned_assessing) < 1.6);
  INFO("handing on " << handing_on << " of " << needs.handing_on - packing);
  CHECK(ratio_of(handing_on, needs.handing_on - packing) > 0.6);
  CHECK(ratio_of(handing_on, needs.handing_on - packing) < 1.4);
  INFO("completeness " << scales.in_completeness - found << " of " << needs.completeness - packing);
  CHECK(ratio_of(scales.in_completeness - found, needs.completeness - packing) > 0.7);
  CHECK(ratio_of(scales.in_completeness - found, needs.completeness - packing) < 1.3);
  // Of the rasters a bit a cell stays, beside scores and outlines.
  CHECK(result.access.size() == 4);
  for (const AccessLayer& layer : result.access) CHECK(layer.seconds.empty());
  CHECK(static_cast<double>(found) < needs.kept + 0.1 * needs.handing_on);
}

TEST_CASE("Memory grows in proportion to the cells, and with groups, kinds of units and layers") {
  StudySize size;
  size.cells = 1'000'000;
  const double least = memory_needs(size).peak();
  const auto peak_with = [size](auto change) {
    StudySize other = size;
    change(other);
    return memory_needs(other).peak();
  };
  // All but the 64 MB of writing is per cell.
  CHECK(peak_with([](StudySize& s) { s.cells *= 10; }) <= 10.0 * least);
  CHECK(peak_with([](StudySize& s) { s.cells *= 10; }) >= 10.0 * (least - 64e6));
  CHECK(peak_with([](StudySize& s) { s.groups += 1; }) == least + 8e6 + 4e6 / 16.0);
  CHECK(peak_with([](StudySize& s) { s.share_of_homes = 0.25; }) == least - 6e6);
  CHECK(peak_with([](StudySize& s) { s.layers += 8; }) == least + 1e6);
  CHECK(peak_with([](StudySize& s) { s.unit_sets += 1; }) > least);
  CHECK(peak_with([](StudySize& s) { s.groups_of_service += 1; }) > least);
  CHECK(peak_with([](StudySize& s) { s.share_near = 0.1; }) < least);
}

}  // namespace quarterhour::score_tests
