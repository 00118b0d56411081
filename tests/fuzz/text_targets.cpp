// The texts that people write: scenarios and standards.
#include <algorithm>

#include "scenarios/scenario.h"
#include "scenarios/standard.h"
#include "tests/fuzz/mutations.h"
#include "tests/fuzz/target.h"

namespace quarterhour::fuzz {

namespace {

namespace fs = std::filesystem;

/// Texts of every .toml file below some folders, in the order of their paths.
std::vector<std::string> texts_below(std::initializer_list<const char*> folders) {
  std::vector<fs::path> files;
  for (const char* const folder : folders) {
    for (const fs::directory_entry& entry :
         fs::recursive_directory_iterator(fs::path(QUARTERHOUR_ROOT) / folder)) {
      if (entry.path().extension() == ".toml" && entry.path().filename() != "expected.toml")
        files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const fs::path& file : files) texts.push_back(bytes_of(file));
  return texts;
}

/// Makes every file that the texts name, empty: scenarios are read before what they name is opened.
void make_named_files(const fs::path& folder, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
      const std::size_t end = text.find_first_of("\"\n", at + 1);
      if (end == std::string::npos) break;
      const fs::path name = text.substr(at + 1, end - at - 1);
      at = end;
      if (name.extension().empty() || name.is_absolute() || text.substr(at, 1) != "\"" ||
          name.string().find("..") != std::string::npos || name.string().find(' ') != std::string::npos)
        continue;
      std::error_code ignored;
      fs::create_directories((folder / name).parent_path(), ignored);
      write_bytes(folder / name, "");
    }
  }
}

}  // namespace

Target scenario_target(const fs::path& folder) {
  const std::vector<std::string> texts = texts_below({"scenarios/examples", "tests/broken"});
  const std::vector<std::string> examples = texts_below({"scenarios/examples"});
  make_named_files(folder, texts);
  return {"scenario",
          [folder, texts](Random& random) {
            write_bytes(folder / "fuzzed.toml", mutated_text(random.of(texts), texts, random));
            (void)read_scenario(folder / "fuzzed.toml", folder);
          },
          [folder, examples] {
            for (const std::string& text : examples) {
              write_bytes(folder / "whole.toml", text);
              (void)read_scenario(folder / "whole.toml", folder);
            }
          }};
}

Target standard_target(const fs::path& /*folder*/) {
  const std::vector<std::string> texts = texts_below({"scenarios/standards"});
  const auto read = [](const std::string& text) {
    const Standard standard = parse_standard(text, "fuzzed.toml");
    for (const StandardLevel& level : standard.levels) (void)values_of(standard, level);
    for (const StandardService& service : standard.services) (void)values_of(standard, service);
  };
  return {"standard", [texts, read](Random& random) { read(mutated_text(random.of(texts), texts, random)); },
          [texts, read] {
            for (const std::string& text : texts) read(text);
          }};
}

}  // namespace quarterhour::fuzz
