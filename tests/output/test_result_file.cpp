#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "output/access_rasters.h"
#include "output/file_reader.h"
#include "output/result_file.h"
#include "sim/errors.h"
#include "tests/output/small_study.h"

using namespace quarterhour;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("a covered cell is shown at most at the limit and an uncovered one above it") {
  AccessLayer layer;
  layer.limit_s = 900.0;
  layer.limit_m = 1000.1;  // not a float: the nearest one is 1000.09998
  layer.rounding_bound_s = 0.01;
  // 900.009 s is inside the rounding bound, so the engine calls it covered; 15.00015 min would deny it.
  CHECK(shown_access(900.009, 5.0F, true, layer, ReachBy::minutes).minutes == 15.0F);
  // 900.0101 s is past it by a hair that a float of minutes still shows.
  CHECK(shown_access(900.0101, 5.0F, false, layer, ReachBy::minutes).minutes > 15.0F);
  // Past a bound of nothing by less than half a float's last bit (15 min: 9.5e-7 min = 5.7e-5 s).
  layer.rounding_bound_s = 0.0;
  CHECK(shown_access(900.00001, 5.0F, false, layer, ReachBy::minutes).minutes ==
        std::nextafter(15.0F, 16.0F));
  CHECK(shown_access(450.0, 5.0F, true, layer, ReachBy::minutes).minutes == 7.5F);
  // By metres the minutes are shown as they are, and the metres obey.
  CHECK(shown_access(1200.0, 1000.2F, true, layer, ReachBy::metres).minutes == 20.0F);
  CHECK(static_cast<double>(shown_access(1200.0, 1000.2F, true, layer, ReachBy::metres).metres) <= 1000.1);
  CHECK(static_cast<double>(shown_access(1200.0, 1000.0F, false, layer, ReachBy::metres).metres) > 1000.1);
  // With both tests, the one that failed is shown above its limit and the other as it is.
  CHECK(shown_access(600.0, 2000.0F, false, layer, ReachBy::both).minutes == 10.0F);
  CHECK(shown_access(600.0, 2000.0F, false, layer, ReachBy::both).metres == 2000.0F);
  CHECK(shown_access(960.0, 10.0F, false, layer, ReachBy::both).metres == 10.0F);
  // One facility is near by minutes and another by metres, none by both: neither number is touched.
  CHECK(shown_access(600.0, 300.0F, false, layer, ReachBy::both).minutes == 10.0F);
  CHECK(shown_access(600.0, 300.0F, false, layer, ReachBy::both).metres == 300.0F);
  const float unreached = std::numeric_limits<float>::infinity();
  CHECK(std::isnan(shown_access(unreached, unreached, false, layer, ReachBy::minutes).minutes));
  CHECK(std::isnan(shown_access(unreached, unreached, false, layer, ReachBy::minutes).metres));
}

TEST_CASE("what a result holds reads back, with no data where nobody can be") {
  const test::ScratchFolder folder("result");
  write_result(test::small_result(), test::small_city(), folder / "result.h5", 12.5);
  CHECK(folder.listing() == "result.h5 result.vrt");

  const FileReader file(folder / "result.h5", {FileFormat::result});
  REQUIRE(file.grid());
  CHECK(*file.grid() == Grid(3, 4, 481000.0, 6670150.0, 100.0, 50.0));
  CHECK(file.text("/@title_zh") == "一处诊所");
  CHECK(file.number("/@seconds_taken") == 12.5);
  // Cell 0 lies outside the study, cell 11 is closed.
  const auto covered = file.raster<std::uint8_t>("/access/clinic/people/before/covered");
  CHECK(covered.values() == std::vector<std::uint8_t>{255, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 255});
  const auto minutes = file.raster<float>("/access/clinic/people/before/minutes");
  CHECK(std::isnan(minutes[0]));
  CHECK(minutes[2] == 1.5F);
  CHECK(minutes[3] == 15.0F);
  CHECK(minutes[6] > 15.0F);
  CHECK(std::isnan(minutes[7]));
  CHECK_FALSE(file.contains("/access/clinic/people/before/seconds"));
  const FileTable plan = file.table("/plan");
  REQUIRE(plan.rows() == 1);
  CHECK(std::get<std::vector<std::string>>(plan.find("site_id")->values)[0] == "new-1");
  CHECK(std::isnan(std::get<std::vector<double>>(plan.find("capacity")->values)[0]));
  const FileTable notes = file.table("/notes");
  CHECK(std::get<std::vector<std::string>>(notes.find("text")->values) ==
        std::vector<std::string>{"three cells have no height: 高程缺失", "speed 4 km/h"});
}

TEST_CASE("people who were kept on closed ground count as not covered, not as no data") {
  const test::ScratchFolder folder("kept");
  City city = test::small_city();
  city.groups[0].people.at(11) = 3.0;
  write_result(test::small_result(), city, folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK(file.raster<std::uint8_t>("/access/clinic/people/before/covered")[11] == 0);
}

TEST_CASE("seconds are written only when asked for, in the engine's own precision") {
  const test::ScratchFolder folder("seconds");
  StudyResult result = test::small_result();
  result.write_seconds = true;
  result.access[1].seconds_in_double = Raster<double>(3, 4, 0.1);
  write_result(result, test::small_city(), folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK(file.type_of("/access/clinic/people/before/seconds") == "float32");
  CHECK(file.raster<float>("/access/clinic/people/before/seconds")[3] == 900.0005F);
  CHECK(file.type_of("/access/clinic/people/after/seconds") == "float64");
  CHECK(file.raster<double>("/access/clinic/people/after/seconds")[1] == 0.1);
}

TEST_CASE("the same city gives the same bytes twice") {
  const test::ScratchFolder folder("bytes");
  write_city(test::small_city(), folder / "one.h5");
  write_city(test::small_city(), folder / "two.h5");
  CHECK(bytes_of(folder / "one.h5") == bytes_of(folder / "two.h5"));
}

TEST_CASE("a study of given times is written without a grid") {
  const test::ScratchFolder folder("matrix");
  TravelMatrix matrix;
  matrix.demand = {{"tract 1", 12.5}, {"tract 2", 7.0}};
  StudyResult result = test::small_result();
  result.access.clear();
  result.plan[0].row = -1;
  write_result(result, matrix, folder / "result.h5");
  const FileReader file(folder / "result.h5", {FileFormat::result});
  CHECK_FALSE(file.grid());
  CHECK(file.table("/demand").rows() == 2);
  CHECK(std::isnan(std::get<std::vector<double>>(file.table("/sites").find("x")->values)[0]));
  CHECK(folder.listing() == "result.h5");
}

TEST_CASE("an id that would break a path is refused with the file's name") {
  const test::ScratchFolder folder("ids");
  City city = test::small_city();
  city.groups[1].id = "crs";
  CHECK_THROWS_AS(write_city(city, folder / "city.h5"), OutputError);
  CHECK(folder.listing().empty());
}
