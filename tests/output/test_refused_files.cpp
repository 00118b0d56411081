#include <hdf5.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "output/file_seal.h"
#include "output/info.h"
#include "output/result_file.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string sentence_of_reading(const std::filesystem::path& path) {
  try {
    static_cast<void>(read_city(path));
  } catch (const InputError& error) {
    REQUIRE(error.faults().size() == 1);
    return sentence(error.faults().front());
  }
  return "";
}

void replace_text_attribute(const std::filesystem::path& path, const char* name, const char* text) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(file >= 0);
  const hid_t attribute = H5Aopen(file, name, H5P_DEFAULT);
  const hid_t type = H5Aget_type(attribute);
  REQUIRE(H5Awrite(attribute, type, &text) >= 0);
  H5Tclose(type);
  H5Aclose(attribute);
  H5Fclose(file);
}

void remove_object(const std::filesystem::path& path, const char* name) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(file >= 0);
  REQUIRE(H5Ldelete(file, name, H5P_DEFAULT) >= 0);
  H5Fclose(file);
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << bytes;
}

}  // namespace

TEST_CASE("a file that is missing, empty, text or a folder is refused in one sentence") {
  const test::ScratchFolder folder("not-hdf5");
  CHECK_THAT(sentence_of_reading(folder / "nowhere.h5"), ContainsSubstring("there is no such file"));
  CHECK_THAT(sentence_of_reading(folder.path()), ContainsSubstring("there is no such file"));
  write_bytes(folder / "empty.h5", "");
  CHECK_THAT(sentence_of_reading(folder / "empty.h5"), ContainsSubstring("not a whole HDF5 file"));
  write_bytes(folder / "text.h5", "id,name\n1,clinic\n");
  CHECK_THAT(sentence_of_reading(folder / "text.h5"), ContainsSubstring("not a whole HDF5 file"));
}

TEST_CASE("a file of another format or another major version is refused, another minor one is read") {
  const test::ScratchFolder folder("formats");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  CHECK_THAT(sentence_of_reading(folder / "result.h5"),
             ContainsSubstring("its format is quarterhour-result; wanted quarterhour-city"));
  write_city(test::small_city(), folder / "city.h5");
  replace_text_attribute(folder / "city.h5", "format_version", "2.0");
  CHECK_THAT(sentence_of_reading(folder / "city.h5"),
             ContainsSubstring("its layout has version 2.0, and this program reads version 1 only"));
  replace_text_attribute(folder / "city.h5", "format_version", "1.9");
  CHECK(sentence_of_reading(folder / "city.h5").empty());
}

TEST_CASE("a city file without something that it always holds is refused with that thing's name") {
  const test::ScratchFolder folder("missing-parts");
  for (const char* name :
       {"/ground/passable", "/ground/zone", "/people/elderly_65", "/ledger/service", "/ground"}) {
    write_city(test::small_city(), folder / "city.h5");
    remove_object(folder / "city.h5", name);
    INFO(name);
    CHECK_FALSE(sentence_of_reading(folder / "city.h5").empty());
  }
}

TEST_CASE("a city file cut at any length is refused and never crashes") {
  const test::ScratchFolder folder("cut");
  write_city(test::small_city(), folder / "city.h5");
  const std::string whole = bytes_of(folder / "city.h5");
  REQUIRE(whole.size() > 20000);
  for (std::size_t length = 0; length < whole.size(); length += 3001) {
    write_bytes(folder / "cut.h5", whole.substr(0, length));
    INFO("cut at " << length);
    CHECK_FALSE(sentence_of_reading(folder / "cut.h5").empty());
  }
}

TEST_CASE("a city file with overwritten bytes is refused, wherever they are") {
  const test::ScratchFolder folder("overwritten");
  write_city(test::small_city(), folder / "city.h5");
  const std::string whole = bytes_of(folder / "city.h5");
  constexpr std::size_t seal_bytes = 28;
  for (std::size_t at = 8; at + 4 + seal_bytes < whole.size(); at += 1511) {
    std::string damaged = whole;
    damaged.replace(at, 4, "\xFF\xFF\xFF\x7F");
    write_bytes(folder / "damaged.h5", damaged);
    INFO("overwritten at " << at);
    CHECK(sentence_of_reading(folder / "damaged.h5").find("checksum") != std::string::npos);
  }
  // Where the damage hits the checksum's own line, what is left of it stands behind the end that HDF5 names.
  std::string damaged_line = whole;
  damaged_line.replace(whole.size() - 20, 4, "zzzz");
  write_bytes(folder / "damaged.h5", damaged_line);
  CHECK(sentence_of_reading(folder / "damaged.h5").find("behind its end") != std::string::npos);
  // The checksum is zlib's: CRC-32 of "123456789" is the published check value cbf43926.
  write_bytes(folder / "digits", "123456789");
  REQUIRE(seal_file(folder / "digits"));
  CHECK(bytes_of(folder / "digits") == "123456789\nquarterhour crc32 cbf43926\n");
  CHECK_FALSE(seal_is_broken(folder / "digits"));
  write_bytes(folder / "digits", "123456780\nquarterhour crc32 cbf43926\n");
  CHECK(seal_is_broken(folder / "digits"));
}

TEST_CASE("a column that another program made a single number of is refused, in a description too") {
  const test::ScratchFolder folder("scalar-column");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  remove_object(folder / "result.h5", "/scores/value");
  const hid_t file = H5Fopen((folder / "result.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t dataset =
      H5Dcreate2(file, "/scores/value", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  REQUIRE(dataset >= 0);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Fclose(file);
  CHECK_THROWS_WITH(describe_file(folder / "result.h5"),
                    ContainsSubstring("/scores/value: it is not a column"));
}

TEST_CASE("a city whose values break what a city promises is refused with the dataset's name") {
  struct Case {
    const char* words;
    std::function<void(City&)> damage;
  };
  const std::vector<Case> cases{
      {"/people/people: it holds people who are fewer than none",
       [](City& city) { city.groups[0].people.at(5) = -1.0; }},
      {"/people/people: it holds people who are fewer than none or no number",
       [](City& city) { city.groups[0].people.at(5) = std::nan(""); }},
      {"/ground/passable: it holds something other than 0 and 1",
       [](City& city) { city.surface.passable[0] = 2; }},
      {"/ground/zone: it holds something other than 0, 1 and 2", [](City& city) { city.zone[0] = 3; }},
      {"/groups/speed_kmh: a speed is not positive", [](City& city) { city.groups[0].speed_kmh = 0.0; }},
      {"/groups/id: its first group is not people", [](City& city) { city.groups[0].id = "nobody"; }},
      {"/ledger/capacity: the capacity of", [](City& city) { city.ledger.at(0).capacity = -2.0; }},
  };
  const test::ScratchFolder folder("broken-promises");
  for (const Case& broken : cases) {
    City city = test::small_city();
    broken.damage(city);
    write_city(city, folder / "city.h5");
    CHECK_THAT(sentence_of_reading(folder / "city.h5"), ContainsSubstring(broken.words));
  }
}

TEST_CASE("a file is described with its grid, its tables and their units") {
  const test::ScratchFolder folder("info");
  write_result(test::small_result(), test::small_city(), folder / "result.h5");
  const std::string text = describe_file(folder / "result.h5");
  CHECK_THAT(text, ContainsSubstring("quarterhour-result 1.7"));
  CHECK_THAT(text, ContainsSubstring("title_zh: 一处诊所"));
  CHECK_THAT(text, ContainsSubstring("3 rows × 4 columns of 100 × 50 m, EPSG:32722"));
  CHECK_THAT(text, ContainsSubstring("/access/clinic/people/before/minutes: float32, min — Walking minutes"));
  CHECK_THAT(text, ContainsSubstring("/scores: 3 rows"));
  CHECK_THAT(text, ContainsSubstring("/vectors/barriers: 2 lines or rings"));
  CHECK_THROWS_AS(describe_file(folder / "result.vrt"), InputError);
}
