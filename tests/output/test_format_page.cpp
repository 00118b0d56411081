#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "output/file_reader.h"
#include "output/result_file.h"
#include "output/schema.h"
#include "tests/output/small_study.h"

using namespace quarterhour;

namespace {

std::string without_blanks(const std::string& text) {
  std::string tight;
  for (const char letter : text) {
    if (letter != ' ') tight += letter;
  }
  return tight;
}

/// The lines "| `path` | files | type | unit | … |" of FORMAT.md as "`path`|files|type|unit".
std::set<std::string> entries_of_page() {
  std::ifstream page(QUARTERHOUR_FORMAT_PAGE);
  REQUIRE(page);
  std::set<std::string> entries;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("| `", 0) != 0) continue;
    std::istringstream fields(line.substr(1));
    std::string entry;
    std::string field;
    for (int k = 0; k < 4 && std::getline(fields, field, '|'); ++k)
      entry += (k == 0 ? "" : "|") + without_blanks(field);
    entries.insert(entry);
  }
  return entries;
}

std::set<std::string> entries_of_schema() {
  std::set<std::string> entries;
  for (const DatasetSpec& spec : schema().specs()) {
    std::string types;
    for (const std::string& type : spec.types) types += (types.empty() ? "" : "or") + type;
    entries.insert("`" + spec.path + "`|" + spec.files + "|" + types + "|" + without_blanks(spec.unit));
  }
  return entries;
}

}  // namespace

TEST_CASE("the format page names what the schema names, and nothing else") {
  const std::set<std::string> page = entries_of_page();
  const std::set<std::string> expected = entries_of_schema();
  for (const std::string& entry : expected) {
    INFO("in schema.txt but not in FORMAT.md: " << entry);
    CHECK(page.count(entry) == 1);
  }
  for (const std::string& entry : page) {
    INFO("in FORMAT.md but not in schema.txt: " << entry);
    CHECK(expected.count(entry) == 1);
  }
}

TEST_CASE("every entry of the schema is whole and says its meaning in both languages") {
  const std::set<std::string> types = {"float32", "float64", "uint8",  "uint16", "int8",
                                       "int32",   "int64",   "uint64", "text"};
  std::set<std::string> seen;
  for (const DatasetSpec& spec : schema().specs()) {
    INFO(spec.path);
    CHECK(spec.files.find_first_not_of("RCDST") == std::string::npos);
    CHECK_FALSE(spec.meaning.empty());
    CHECK_FALSE(spec.meaning_zh.empty());
    for (const std::string& type : spec.types) CHECK(types.count(type) == 1);
    for (const char file : spec.files) CHECK(seen.insert(file + spec.path).second);
    if (spec.path.find('<') != std::string::npos) CHECK(spec.may_be_absent);
    if (spec.is_raster() && spec.path != "/ground/cut_moves") CHECK_FALSE(spec.fill.empty());
  }
}

TEST_CASE("every dataset that is written stands in the schema with its type") {
  const test::ScratchFolder folder("schema");
  StudyResult result = test::small_result();
  result.write_seconds = true;
  write_result(result, test::small_city(), folder / "result.h5");
  write_city(test::small_city(), folder / "city.h5");
  for (const char* name : {"result.h5", "city.h5"}) {
    const FileReader file(folder / name, {FileFormat::result, FileFormat::city});
    const std::vector<std::string> datasets = file.datasets();
    CHECK(datasets.size() > 60);
    for (const std::string& path : datasets) {
      const DatasetSpec* spec = schema().find(file.format(), path);
      INFO(name << " " << path);
      REQUIRE(spec != nullptr);
      const std::string type = file.type_of(path);
      CHECK((type == spec->types.front() || type == spec->types.back()));
    }
  }
}

TEST_CASE("a path falls under the pattern that is meant for it") {
  CHECK(path_matches("/people/<group>", "/people/elderly_65"));
  CHECK_FALSE(path_matches("/people/<group>", "/people"));
  CHECK_FALSE(path_matches("/people/<group>", "/people/a/b"));
  CHECK_FALSE(path_matches("/people/<group>", "/people/"));
  CHECK(path_matches("*/x", "/access/clinic/people/before/x"));
  CHECK(path_matches("/vectors/<layer>@closed", "/vectors/area@closed"));
  CHECK_FALSE(path_matches("/vectors/<layer>@closed", "/vectors/area/closed"));
  // /sites/x is a column, /people/x an axis.
  CHECK(schema().find(FileFormat::result, "/sites/x")->shape == "row");
  CHECK(schema().find(FileFormat::result, "/people/x")->shape == "x");
  CHECK(schema().find(FileFormat::city, "/scores/value") == nullptr);
}
