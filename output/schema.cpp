#include "output/schema.h"

#include <stdexcept>

namespace quarterhour {
namespace {

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + separator.size();
  }
}

std::string without_dash(const std::string& field) { return field == "-" ? std::string() : field; }

}  // namespace

std::string name_of(FileFormat format) {
  switch (format) {
    case FileFormat::result: return "quarterhour-result";
    case FileFormat::city: return "quarterhour-city";
    case FileFormat::difference: return "quarterhour-difference";
    case FileFormat::sweep: return "quarterhour-sweep";
    case FileFormat::times: return "quarterhour-times";
  }
  return "";
}

bool path_matches(std::string_view pattern, std::string_view path) {
  if (pattern.substr(0, 2) == "*/") {
    const std::string_view name = pattern.substr(1);
    return path.size() > name.size() && path.substr(path.size() - name.size()) == name;
  }
  while (true) {
    const std::size_t pattern_end = pattern.find_first_of("/@", 1);
    const std::size_t path_end = path.find_first_of("/@", 1);
    const std::string_view expected = pattern.substr(0, pattern_end);
    const std::string_view found = path.substr(0, path_end);
    const bool any_name = expected.size() > 2 && expected[1] == '<' && expected.back() == '>';
    if (any_name ? found.size() < 2 || found[0] != expected[0] : expected != found) return false;
    if (pattern_end == std::string_view::npos || path_end == std::string_view::npos) {
      return pattern_end == path_end;
    }
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
}

Schema::Schema(std::string_view text) {
  for (const std::string& line : split(text, "\n")) {
    if (line.empty() || line[0] == '#') continue;
    if (line.rfind("version ", 0) == 0) {
      version_ = line.substr(8);
      continue;
    }
    const std::vector<std::string> field = split(line, " | ");
    if (field.size() != 10) throw std::logic_error("schema.txt: not ten fields: " + line);
    DatasetSpec spec;
    spec.files = field[0];
    spec.path = field[1];
    spec.shape = field[2];
    spec.types = split(field[3], "|");
    spec.unit = without_dash(field[4]);
    spec.fill = without_dash(field[5]);
    spec.values = without_dash(field[6]);
    spec.may_be_absent = field[7] == "absent";
    spec.meaning = field[8];
    spec.meaning_zh = field[9];
    specs_.push_back(std::move(spec));
  }
}

const DatasetSpec* Schema::find(FileFormat format, std::string_view path) const {
  // A literal name comes first (/sites/x is a column), then the axes of any group, then patterns.
  const DatasetSpec* axis = nullptr;
  const DatasetSpec* pattern = nullptr;
  for (const DatasetSpec& spec : specs_) {
    if (!spec.holds(format) || !path_matches(spec.path, path)) continue;
    if (spec.path == path) return &spec;
    (spec.path.front() == '*' ? axis : pattern) = &spec;
  }
  return axis != nullptr ? axis : pattern;
}

const Schema& schema() {
  static const Schema parsed{schema_text()};
  return parsed;
}

}  // namespace quarterhour
