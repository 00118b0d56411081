// The parts of the readers that have answers of their own.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

#include "scenarios/building/raster_overlay.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/sha256.h"
#include "scenarios/readers/text_encoding.h"
#include "tests/scenarios/city_sources.h"

using namespace quarterhour;
using namespace quarterhour::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

TEST_CASE("SHA-256 gives the digests that FIPS 180-4 prints") {
  CHECK(sha256_of_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_of_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_of_text(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  const TemporaryFolder folder;
  CHECK(sha256_of_file(folder.write("abc", "abc")) == sha256_of_text("abc"));
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  CHECK(is_valid_utf8("plain"));
  CHECK(is_valid_utf8("重庆 \xf0\x9f\x8f\x94"));
  CHECK_FALSE(is_valid_utf8("\xd6\xd8\xc7\xec"));  // 重庆 in GBK
  CHECK_FALSE(is_valid_utf8("\xc0\xaf"));          // a slash in two bytes
  CHECK_FALSE(is_valid_utf8("\xed\xa0\x80"));      // half of a pair of UTF-16
  CHECK_FALSE(is_valid_utf8("\xe9\x87"));          // cut off
  CHECK_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
}

TEST_CASE("Text is read by its mark, as UTF-8, or as GB18030 with a word about it") {
  CHECK(decode_text("\xef\xbb\xbfid", "")->text == "id");
  CHECK(decode_text("\xef\xbb\xbfid", "GBK")->text == "id");
  const auto guessed = decode_text("\xd6\xd8\xc7\xec", "");
  REQUIRE(guessed);
  CHECK(guessed->text == "重庆");
  CHECK(guessed->guessed);
  // Four bytes of GB18030 that GBK does not have: U+3400 is 81 39 EE 39.
  CHECK(decode_text("\x81\x39\xee\x39", "GB18030")->text == "㐀");
  CHECK_FALSE(decode_text("\xff\xfei", ""));
  CHECK(decode_text(std::string_view("\xff\xfei\0d\0", 6), "")->text == "id");
  CHECK_FALSE(decode_text("\xd6\xd8", "UTF-8"));
  CHECK_FALSE(decode_text("\xff\xff\xff", "GB18030"));
}

TEST_CASE("A table of text keeps quotes, separators, lines and blanks apart") {
  const TemporaryFolder folder;
  const SourceSpec spec = source(
      folder.write("t.csv",
                   "id,name,beds\r\n\"007\",\"a, \"\"b\"\"\",3\r\n\r\n8,\"two\nlines\",\r\n 9 , c ,4.5\r\n"),
      "x");
  const Table table = read_table(spec);
  CHECK(table.columns == std::vector<std::string>{"id", "name", "beds"});
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].line == 2);
  CHECK(table.rows[0].cells == std::vector<std::string>{"007", "a, \"b\"", "3"});
  CHECK(table.rows[1].line == 4);
  CHECK(table.rows[1].cells == std::vector<std::string>{"8", "two\nlines", ""});
  CHECK(table.rows[2].line == 6);
  CHECK(table.rows[2].cells == std::vector<std::string>{"9", "c", "4.5"});
  CHECK_FALSE(number_in(table, table.rows[1], 2));
  CHECK(number_in(table, table.rows[2], 2) == 4.5);
}

TEST_CASE("A quote inside a text stays, also in a cell of megabytes of them") {
  const TemporaryFolder folder;
  std::string inches;
  for (int i = 0; i < 1'000'000; ++i) inches += "5\"";
  const Table table =
      read_table(source(folder.write("q.csv", "id,size\n1," + inches + "\n2,  \"a\" \n"), "x"));
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells[1] == inches);
  CHECK(table.rows[1].cells[1] == "a");
}

TEST_CASE("Semicolons and tabs separate cells as commas do") {
  const TemporaryFolder folder;
  CHECK(read_table(source(folder.write("a.csv", "id;name\n1;x,y\n"), "x")).rows[0].cells[1] == "x,y");
  CHECK(read_table(source(folder.write("a.tsv", "id\tname\n1\tx;y\n"), "x")).rows[0].cells[1] == "x;y");
}

TEST_CASE("In a condition numbers are numbers, blanks are nothing and codes stay texts") {
  const TemporaryFolder folder;
  SourceSpec spec = source(folder.write("t.csv", "id,beds,code\na,10,01\nb,9,02\nc,,10\nd,0,11\n"), "x");
  const auto ids = [&](const std::string& condition) {
    spec.where = condition;
    std::string found;
    for (const TableRow& row : read_table(spec).rows) found += row.cells[0];
    return found;
  };
  // As text, "10" would come before "9".
  CHECK(ids("beds > 5") == "ab");
  CHECK(ids("beds > 9") == "a");
  CHECK(ids("beds IS NULL") == "c");
  CHECK(ids("code = '01' OR code = '11'") == "ad");
  CHECK_THROWS_AS(ids("beds >"), InputError);
  CHECK_THROWS_AS(ids("rooms > 1"), InputError);
  CHECK_THROWS_AS(ids("beds > 1000"), InputError);
}

TEST_CASE("Numbers are whole texts, never the beginning of one") {
  CHECK(parse_number("1e3") == 1000.0);
  CHECK(parse_number("+2.5") == 2.5);
  CHECK_FALSE(parse_number("1,234"));
  CHECK_FALSE(parse_number("12 people"));
  CHECK_FALSE(parse_number("inf"));
  CHECK_FALSE(parse_number("0x10"));
  CHECK_FALSE(parse_number(""));
}

TEST_CASE("Interpolated rows of coordinates keep within their tolerance of the exact ones") {
  const auto degrees = CoordinateSystem::from_text("EPSG:4326");
  const auto metres = CoordinateSystem::from_text("EPSG:4544");
  REQUIRE((degrees && metres));
  const CoordinateChange change(*degrees, *metres);
  const double step = GENERATE(1.0 / 3600, 1.0 / 120, 0.5);
  const double tolerance = 1e-4 * step * 100000.0;
  std::vector<PointM> row;
  change_row(change, 105.0, step, 0, 61, 29.5, tolerance, row);
  REQUIRE(row.size() == 61);
  for (int i = 0; i < 61; ++i) {
    const PointM exact = change.apply({105.0 + i * step, 29.5});
    CHECK_THAT(row[static_cast<std::size_t>(i)].x_m, WithinAbs(exact.x_m, 2.0 * tolerance));
    CHECK_THAT(row[static_cast<std::size_t>(i)].y_m, WithinAbs(exact.y_m, 2.0 * tolerance));
  }
}

TEST_CASE("A line between two systems bends alike whichever way it runs, and its ends stay") {
  const CoordinateChange change(*CoordinateSystem::from_text("EPSG:4326"),
                                *CoordinateSystem::from_text("EPSG:32648"));
  std::vector<PointM> there = change.line({{105.0, 30.0}, {106.0, 30.0}}, 1.0);
  const std::vector<PointM> back = change.line({{106.0, 30.0}, {105.0, 30.0}}, 1.0);
  // A degree of the 30th parallel is 96.5 km and bends by about 96.5² / (8 × 6371) × tan 30° km = 105 m.
  CHECK(there.size() > 8);
  std::reverse(there.begin(), there.end());
  CHECK(there == back);
  CHECK(back.front() == change.apply({106.0, 30.0}));
}
