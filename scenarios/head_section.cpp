// format, title and standard, and sections that belong to later versions.
#include <algorithm>
#include <system_error>

#include "scenarios/nearest_key.h"
#include "scenarios/sections.h"

namespace quarterhour {

namespace {

constexpr int supported_format = 1;

void read_standard(TableReader& root, ScenarioReading& reading) {
  reading.standard = default_ladder();
  const std::optional<std::string> written = root.text("standard");
  if (!written) return;
  if (!written->ends_with(".toml")) {
    if (root.choice("standard", built_in_standards(), "standard")) {
      reading.standard = built_in_standard(*written);
      reading.scenario.standard = *written;
    }
    return;
  }
  const std::filesystem::path path = path_of(reading.defaults, *written);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    root.fault("standard", "there is no such file",
               "The path tried is " + std::filesystem::absolute(path, error).string() +
                   "; without .toml the name is one of the program's own: " + listed(built_in_standards()));
    return;
  }
  try {
    reading.standard = parse_standard(read_text_file(path), path.string());
    reading.scenario.standard = reading.standard.id;
    reading.note("Levels are those of " + *written + ", a standard of the scenario's own.");
  } catch (const InputError& fault) {
    root.faults().add(fault);
  }
}

}  // namespace

bool is_plain_id(std::string_view id) {
  const auto plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), plain);
}

void read_head(TableReader& root, ScenarioReading& reading) {
  Scenario& scenario = reading.scenario;
  root.require("format", "the version of the scenario's format", "Add format = 1 as the first line");
  const auto format = root.whole_number("format", {.unit = {}, .example = "1"});
  if (format && *format != supported_format) {
    root.fault("format", "this version reads format 1 only", "Write format = 1, or use a newer version");
  }
  scenario.title = root.text("title").value_or(scenario.file.stem().string());
  scenario.title_zh = root.text("title_zh").value_or("");
  read_standard(root, reading);
}

}  // namespace quarterhour
