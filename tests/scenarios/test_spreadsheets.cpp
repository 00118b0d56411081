// Ledgers and tables in .xlsx workbooks.
#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "scenarios/readers/columns.h"
#include "scenarios/readers/spreadsheet.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

using Cells = std::vector<std::string>;

struct Sheet {
  std::string name;
  /// Columns in `numbers` hold numbers, others text.
  Cells columns;
  std::vector<bool> numbers;
  std::vector<Cells> rows;
};

std::filesystem::path write_workbook(const TemporaryFolder& folder, const std::string& name,
                                     const std::vector<Sheet>& sheets) {
  GDALAllRegister();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("XLSX");
  const std::unique_ptr<GDALDataset> book(
      driver->Create(folder.path(name).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  for (const Sheet& sheet : sheets) {
    OGRLayer* layer = book->CreateLayer(sheet.name.c_str(), nullptr, wkbNone, nullptr);
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      OGRFieldDefn field(sheet.columns[i].c_str(), sheet.numbers[i] ? OFTReal : OFTString);
      REQUIRE(layer->CreateField(&field) == OGRERR_NONE);
    }
    for (const Cells& cells : sheet.rows) {
      OGRFeature feature(layer->GetLayerDefn());
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!cells[i].empty()) feature.SetField(static_cast<int>(i), cells[i].c_str());
      }
      REQUIRE(layer->CreateFeature(&feature) == OGRERR_NONE);
    }
  }
  return folder.path(name);
}

const Sheet clinics{"ledger",
                    {"id", "name", "service", "x", "y", "capacity"},
                    {false, false, false, true, true, true},
                    {{"007", "渝中医院", "clinic", "500050", "3299950", "250.5"},
                     {},
                     {"8", "two", "clinic", "500150", "3299950", ""}}};

Scenario with_ledger(const TemporaryFolder& folder, const std::filesystem::path& ledger) {
  TiffSpec dem;
  dem.rows = dem.cols = 4;
  dem.values = std::vector<double>(16, 20.0);
  write_tiff(folder.path("dem.tif"), dem);
  Scenario scenario = bare_scenario();
  scenario.city.elevation = source(folder.path("dem.tif"), "elevation");
  scenario.city.grid_of_elevation = true;
  scenario.city.facilities = {source(ledger, "facilities[0]")};
  return scenario;
}

void write_archive(const std::filesystem::path& path, std::size_t member_bytes) {
  for (const char* member : {"a", "b"}) {
    const std::string name = "/vsizip/" + path.string() + "/" + member;
    VSILFILE* file = VSIFOpenL(name.c_str(), "wb");
    REQUIRE(file != nullptr);
    const std::vector<char> zeros(member_bytes, 0);
    REQUIRE(VSIFWriteL(zeros.data(), 1, zeros.size(), file) == zeros.size());
    REQUIRE(VSIFCloseL(file) == 0);
  }
}

}  // namespace

TEST_CASE(
    "A ledger in a workbook reads as one in text: first row names, texts stay texts, rows keep their "
    "numbers") {
  const TemporaryFolder folder;
  const City city = build_city(with_ledger(folder, write_workbook(folder, "ledger.xlsx", {clinics})));
  REQUIRE(city.ledger.size() == 2);
  CHECK(city.ledger[0].id == "007");
  CHECK(city.ledger[0].name.en == "渝中医院");
  CHECK(city.ledger[0].capacity == 250.5);
  CHECK(city.ledger[0].location == PointM{500050.0, 3299950.0});
  CHECK(city.ledger[0].source == "ledger.xlsx, line 2");
  // Row 3 is blank.
  CHECK(city.ledger[1].source == "ledger.xlsx, line 4");
  CHECK_FALSE(city.ledger[1].capacity);
}

TEST_CASE("A workbook all of text has names in its first row, not a first facility") {
  const TemporaryFolder folder;
  const Sheet texts{"s", {"id", "name"}, {false, false}, {{"a", "one"}, {"b", "two"}}};
  const Table table = read_table(source(write_workbook(folder, "t.xlsx", {texts}), "facilities[0]"));
  CHECK(table.columns == Cells{"id", "name"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells == Cells{"a", "one"});
}

TEST_CASE("Of several sheets one is named, and the fault lists them") {
  const TemporaryFolder folder;
  Sheet schools = clinics;
  schools.name = "学校";
  schools.rows = {{"9", "school", "clinic", "500250", "3299950", ""}};
  const auto file = write_workbook(folder, "ledger.xlsx", {clinics, schools});
  Scenario scenario = with_ledger(folder, file);
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("it holds 2 layers: ledger, 学校"));
  scenario.city.facilities[0].layer = "学校";
  CHECK(build_city(scenario).ledger.at(0).id == "9");
  scenario.city.facilities[0].layer = "schools";
  CHECK_THAT(refusal_of(scenario), ContainsSubstring("no such layer; it has ledger, 学校"));
}

TEST_CASE("A wrong cell of a workbook is named by file, row and column") {
  const TemporaryFolder folder;
  Sheet wrong = clinics;
  wrong.numbers[5] = false;
  wrong.rows[2][5] = "many";
  const Scenario scenario = with_ledger(folder, write_workbook(folder, "ledger.xlsx", {wrong}));
  try {
    (void)build_city(scenario);
    FAIL("the cell was read");
  } catch (const InputError& error) {
    REQUIRE(error.faults().size() == 1);
    CHECK(error.faults()[0].file == "ledger.xlsx");
    CHECK(error.faults()[0].line == 4);
    CHECK(error.faults()[0].key == "capacity");
    CHECK(error.faults()[0].value == "many");
  }
}

TEST_CASE("A zip archive is refused above its limit of unpacked bytes, all members together, and not below") {
  const TemporaryFolder folder;
  constexpr std::size_t mebibyte = 1U << 20U;
  write_archive(folder.path("bomb.xlsx"), mebibyte);
  // Packed, two mebibytes of zeros are a few kilobytes.
  CHECK(std::filesystem::file_size(folder.path("bomb.xlsx")) < 10000);
  const SourceSpec bomb = source(folder.path("bomb.xlsx"), "facilities[0]");
  CHECK_NOTHROW(refuse_oversized_archive(bomb, 2 * mebibyte));
  try {
    refuse_oversized_archive(bomb, 2 * mebibyte - 1);
    FAIL("the archive passed");
  } catch (const InputError& error) {
    CHECK_THAT(error.what(), ContainsSubstring("unpacks to more than 1 MiB"));
  }
  CHECK_NOTHROW(refuse_oversized_archive(source(folder.write("t.csv", "PK"), "x"), 1));
}

TEST_CASE("A workbook that is none, or cut off, is refused in a sentence") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal_of(with_ledger(folder, folder.write("ledger.xlsx", "id,name\n"))),
             ContainsSubstring("GDAL cannot open it as a vector file"));
  const auto whole = write_workbook(folder, "whole.xlsx", {clinics});
  const auto bytes = std::filesystem::file_size(whole);
  std::filesystem::resize_file(whole, bytes / 2);
  CHECK_THAT(refusal_of(with_ledger(folder, whole)), ContainsSubstring("damaged"));
}
