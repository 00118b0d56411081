#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>

#include "output/file_reader.h"
#include "output/result_file.h"
#include "tests/output/small_study.h"

using namespace quarterhour;

namespace {

/// Bits rather than values, so that NaN equals itself and 0 does not equal -0.
template <class AnyRaster>
std::vector<std::uint64_t> bits(const AnyRaster& raster) {
  std::vector<std::uint64_t> all;
  const auto values = raster.values();
  using T = typename decltype(values)::value_type;
  for (const T value : values) {
    if constexpr (sizeof(T) == 8)
      all.push_back(std::bit_cast<std::uint64_t>(value));
    else if constexpr (std::is_same_v<T, float>)
      all.push_back(std::bit_cast<std::uint32_t>(value));
    else
      all.push_back(static_cast<std::uint64_t>(value));
  }
  return all;
}

void check_same_name(const BilingualName& read, const BilingualName& written) {
  CHECK(read.en == written.en);
  CHECK(read.zh == written.zh);
}

void check_same_ground(const City& read, const City& written) {
  CHECK(read.surface.grid == written.surface.grid);
  CHECK(bits(read.surface.elevation_m) == bits(written.surface.elevation_m));
  CHECK(bits(read.surface.passable) == bits(written.surface.passable));
  CHECK(bits(read.surface.speed_factor) == bits(written.surface.speed_factor));
  CHECK(bits(read.surface.friction_s_per_m) == bits(written.surface.friction_s_per_m));
  CHECK(bits(read.surface.cut_moves) == bits(written.surface.cut_moves));
  CHECK(bits(read.surface.passable_without_barriers) == bits(written.surface.passable_without_barriers));
  CHECK(read.crs_wkt == written.crs_wkt);
  CHECK(read.crs_name == written.crs_name);
  CHECK(bits(read.zone) == bits(written.zone));
  CHECK(bits(read.land_class) == bits(written.land_class));
}

void check_same_people(const City& read, const City& written) {
  REQUIRE(read.groups.size() == written.groups.size());
  for (std::size_t k = 0; k < read.groups.size(); ++k) {
    CHECK(read.groups[k].id == written.groups[k].id);
    check_same_name(read.groups[k].name, written.groups[k].name);
    CHECK(read.groups[k].speed_kmh == written.groups[k].speed_kmh);
    CHECK(read.groups[k].max_slope == written.groups[k].max_slope);
    CHECK(read.groups[k].mode == written.groups[k].mode);
    CHECK(bits(read.groups[k].people) == bits(written.groups[k].people));
  }
  REQUIRE(read.unit_sets.size() == written.unit_sets.size());
  for (std::size_t k = 0; k < read.unit_sets.size(); ++k) {
    const UnitSet& set = read.unit_sets[k];
    CHECK(set.kind == written.unit_sets[k].kind);
    CHECK(set.unit_of_cell == written.unit_sets[k].unit_of_cell);
    REQUIRE(set.units.size() == written.unit_sets[k].units.size());
    for (std::size_t unit = 0; unit < set.units.size(); ++unit) {
      CHECK(set.units[unit].id == written.unit_sets[k].units[unit].id);
      check_same_name(set.units[unit].name, written.unit_sets[k].units[unit].name);
      CHECK(set.units[unit].rings == written.unit_sets[k].units[unit].rings);
    }
  }
}

void check_same_ledger(const City& read, const City& written) {
  REQUIRE(read.ledger.size() == written.ledger.size());
  for (std::size_t k = 0; k < read.ledger.size(); ++k) {
    const Facility& a = read.ledger[k];
    const Facility& b = written.ledger[k];
    CHECK(a.outline == b.outline);
    CHECK(a.entrances == b.entrances);
    CHECK(a.inside == b.inside);
    check_same_name(a.name, b.name);
    CHECK(a.id == b.id);
    CHECK(a.service == b.service);
    CHECK(a.level == b.level);
    CHECK(a.location == b.location);
    CHECK(a.capacity == b.capacity);
    CHECK(a.opened_year == b.opened_year);
    CHECK(a.closed_year == b.closed_year);
    CHECK(a.owner == b.owner);
    CHECK(a.district == b.district);
    CHECK(a.source == b.source);
    CHECK(a.cell == b.cell);
  }
}

void check_same_account(const City& read, const City& written) {
  REQUIRE(read.drawn.size() == written.drawn.size());
  for (std::size_t k = 0; k < read.drawn.size(); ++k) {
    CHECK(read.drawn[k].name == written.drawn[k].name);
    CHECK(read.drawn[k].lines == written.drawn[k].lines);
    CHECK(read.drawn[k].closed == written.drawn[k].closed);
  }
  REQUIRE(read.balance.size() == 1);
  CHECK(read.balance[0].group == "people");
  CHECK(read.balance[0].read == 1061.25);
  CHECK(read.balance[0].scored == 1000.25);
  CHECK(read.balance[0].buffer == 50.0);
  CHECK(read.balance[0].outside == 10.0);
  CHECK(read.balance[0].dropped == 1.0);
  CHECK(read.balance[0].moved == 7.0);
  CHECK(read.balance[0].kept == 3.0);
  REQUIRE(read.moved.size() == 1);
  CHECK(read.moved[0].what == "people");
  CHECK(read.moved[0].from == PointM{481350.0, 6670025.0});
  CHECK(read.moved[0].to == PointM{481350.0, 6670075.0});
  CHECK(read.moved[0].people == 7.0);
  CHECK(read.moved[0].distance_m == 50.0);
  CHECK(read.moved[0].reason == "no ground");
  REQUIRE(read.notes.size() == 1);
  CHECK(read.notes[0].severity == "warning");
  CHECK(read.notes[0].text == written.notes[0].text);
  REQUIRE(read.inputs.size() == 2);
  CHECK(read.inputs[0].bytes == 1234567890123ULL);
  CHECK(read.inputs[1].sha256 == "ab");
}

}  // namespace

TEST_CASE("a city file gives back every value of the city, bit for bit") {
  const test::ScratchFolder folder("city");
  City city = test::small_city();
  city.surface.elevation_m[1] = -0.0;
  write_city(city, folder / "city.h5");
  const City read = read_city(folder / "city.h5");
  check_same_ground(read, city);
  check_same_people(read, city);
  check_same_ledger(read, city);
  check_same_account(read, city);
}

TEST_CASE("what a city does not have is absent from its file and empty when read") {
  const test::ScratchFolder folder("bare-city");
  City city = test::small_city();
  city.surface.elevation_m = {};
  city.surface.speed_factor = {};
  city.surface.friction_s_per_m = {};
  city.surface.cut_moves = {};
  city.surface.passable_without_barriers = {};
  city.land_class = {};
  city.unit_sets.clear();
  city.ledger.clear();
  city.drawn.clear();
  test::remove_streets(city);
  write_city(city, folder / "city.h5");
  const City read = read_city(folder / "city.h5");
  CHECK(read.is_flat());
  check_same_ground(read, city);
  CHECK(read.unit_sets.empty());
  CHECK(read.ledger.empty());
  CHECK(read.drawn.empty());
  CHECK_FALSE(read.has_streets());
  CHECK(read.street_counts.empty());
  CHECK_FALSE(FileReader(folder / "city.h5", {FileFormat::city}).contains("/streets"));
}

TEST_CASE("two drawn layers of one name are both kept") {
  const test::ScratchFolder folder("layers");
  City city = test::small_city();
  city.drawn[1].name = "area";
  write_city(city, folder / "city.h5");
  const City read = read_city(folder / "city.h5");
  REQUIRE(read.drawn.size() == 2);
  CHECK(read.drawn[1].name == "area_2");
  CHECK(read.drawn[1].lines == city.drawn[1].lines);
}
