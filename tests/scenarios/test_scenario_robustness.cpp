// Whatever stands in the file, reading it ends with a scenario or with InputError.
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <random>

#include "tests/scenarios/scenario_files.h"

using namespace quarterhour;

namespace {

/// Whether every fault is complete enough to act on.
void check_faults(const std::vector<InputFault>& faults) {
  for (const InputFault& fault : faults) {
    if (fault.file.empty() || fault.message.empty() || fault.line < 0) FAIL(sentence(fault));
  }
}

std::size_t below(std::mt19937& random, std::size_t end) { return static_cast<std::size_t>(random()) % end; }

}  // namespace

TEST_CASE("a scenario cut off after any byte is read or refused, never more") {
  const ScenarioFiles files;
  const std::string whole = printed_scenario_with_streets();
  std::size_t refused = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto faults = faults_of(files.write("cut.toml", std::string_view(whole).substr(0, length)));
    check_faults(faults);
    refused += faults.empty() ? 0 : 1;
  }
  // Without its service no scenario is whole; the last cuts end in [[place]], some of them between two keys.
  CHECK(refused >= whole.find("id = \"clinic\""));
  CHECK(refused < whole.size());
}

TEST_CASE("random bytes written over, swapped, repeated and taken out of a scenario never break the reader") {
  const ScenarioFiles files;
  const std::string whole = printed_scenario();
  const std::string letters = std::string("=[]{}\"'#.,\n\\-0123456789 einfanT:u+_\xE5\xFF") + '\0';
  std::mt19937 random(20180701);
  std::size_t read = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string text = whole;
    for (std::size_t edits = 1 + below(random, 6); edits > 0 && !text.empty(); --edits) {
      const std::size_t at = below(random, text.size());
      const std::size_t length = 1 + below(random, 12);
      switch (below(random, 4)) {
        case 0: text[at] = letters[below(random, letters.size())]; break;
        case 1: text.insert(at, text.substr(below(random, text.size()), length)); break;
        case 2: text.erase(at, length); break;
        default: std::swap(text[at], text[below(random, text.size())]); break;
      }
    }
    const auto faults = faults_of(files.write("changed.toml", text));
    check_faults(faults);
    read += faults.empty() ? 1 : 0;
  }
  // Many edits only touch titles and comments: both outcomes must have been tried.
  CHECK(read > 0);
  CHECK(read < 3000);
}

TEST_CASE("texts that upset parsers are refused with a line") {
  const ScenarioFiles files;
  const std::string deep(5000, '[');
  const std::vector<std::string> texts = {
      "",
      "[=1",
      "=",
      "[[",
      "\"",
      "a.b.c",
      "a = " + deep,
      "a = {" + deep,
      std::string(1, '\0'),
      "format = 1e999",
      "format = 9223372036854775808",
      "format = 0x",
      "[city]\n[city]",
      "[[service]]\nid = \"a\"\n[service]",
      "title = \"\\uD800\"",
      "service = 3\nplace = 4\ncity = 5\ntravel = 6\noutput = 7\nstandard = 8",
      "service = [1, [2], {}]\nplace = [{}]\ncity = []\ntravel = [{}]",
      "\xFF\xFE[city]",
      "format = 1\r[city]"};
  for (const std::string& text : texts) {
    INFO(text.substr(0, 40));
    const auto faults = faults_of(files.write("odd.toml", text));
    CHECK_FALSE(faults.empty());
    check_faults(faults);
  }
}
