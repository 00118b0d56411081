#include "scenarios/toml_reader.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "sim/errors.h"

namespace quarterhour {

namespace {

constexpr std::uintmax_t largest_file_bytes = 16U << 20U;
constexpr std::size_t longest_written = 60;

/// The lines of a text, for cutting values out as they were written. Columns count characters, not bytes.
class WrittenText {
 public:
  explicit WrittenText(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (true) {
      const std::size_t end = text.find('\n');
      lines_.push_back(text.substr(0, end));
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
  }

  [[nodiscard]] std::string cut(const toml::source_region& region) const {
    const std::size_t line = region.begin.line;
    if (line == 0 || line > lines_.size()) return {};
    const bool one_line = region.end.line == region.begin.line;
    const std::string_view source = lines_[line - 1];
    const std::size_t begin = byte_of(source, region.begin.column);
    const std::size_t end = one_line ? byte_of(source, region.end.column) : source.size();
    std::string written(source.substr(begin, end > begin ? end - begin : 0));
    while (!written.empty() && (written.back() == ' ' || written.back() == '\r')) written.pop_back();
    const std::size_t longest = byte_of(written, longest_written + 1);
    if (longest < written.size() || !one_line) written = written.substr(0, longest) + " …";
    return written;
  }

 private:
  static std::size_t byte_of(std::string_view line, std::size_t column) {
    std::size_t byte = 0;
    for (std::size_t passed = 1; byte < line.size(); ++byte) {
      const bool starts_character = (static_cast<unsigned char>(line[byte]) & 0xC0U) != 0x80U;
      if (starts_character && passed++ >= column) return byte;
    }
    return byte;
  }

  std::vector<std::string_view> lines_;
};

int line_of(const toml::source_region& region) { return static_cast<int>(region.begin.line); }

TomlValue convert(const toml::node& node, const WrittenText& text);

void convert_entries(const toml::table& table, const WrittenText& text, TomlValue& value) {
  std::vector<std::pair<toml::source_position, TomlEntry>> placed;
  for (const auto& [key, child] : table) {
    TomlEntry entry{std::string(key.str()), line_of(key.source()), convert(child, text)};
    placed.emplace_back(key.source().begin, std::move(entry));
  }
  std::sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [position, entry] : placed) value.entries.push_back(std::move(entry));
}

TomlValue convert(const toml::node& node, const WrittenText& text) {
  TomlValue value;
  value.line = line_of(node.source());
  if (const toml::table* table = node.as_table()) {
    value.kind = TomlValue::Kind::table;
    if (table->is_inline()) value.written = text.cut(node.source());
    convert_entries(*table, text, value);
    return value;
  }
  if (const toml::array* array = node.as_array()) {
    value.kind = TomlValue::Kind::array;
    value.written = text.cut(node.source());
    for (const toml::node& item : *array) value.items.push_back(convert(item, text));
    return value;
  }
  value.written = text.cut(node.source());
  if (const auto* string = node.as_string()) {
    value.kind = TomlValue::Kind::text;
    value.text = string->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = TomlValue::Kind::integer;
    value.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.kind = TomlValue::Kind::real;
    value.real = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = TomlValue::Kind::boolean;
    value.boolean = boolean->get();
  } else {
    value.kind = TomlValue::Kind::date;
  }
  return value;
}

InputFault unreadable(const std::filesystem::path& file, std::string message, std::string remedy) {
  return {file.string(), 0, "", "", std::move(message), std::move(remedy)};
}

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
  for (const TomlEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string_view words_for(TomlValue::Kind kind) {
  switch (kind) {
    case TomlValue::Kind::text: return "text";
    case TomlValue::Kind::integer: return "a whole number";
    case TomlValue::Kind::real: return "a number";
    case TomlValue::Kind::boolean: return "true or false";
    case TomlValue::Kind::date: return "a date or time";
    case TomlValue::Kind::array: return "a list";
    case TomlValue::Kind::table: return "a table";
  }
  return "a value";
}

std::string read_text_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status))
    throw InputError(unreadable(file, "there is no such file", "Check the path"));
  if (std::filesystem::is_directory(status)) {
    throw InputError(unreadable(file, "this is a folder", "Name the .toml file inside it"));
  }
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  if (!error && bytes > largest_file_bytes) {
    throw InputError(unreadable(file, "the file is larger than 16 MiB, too large for a scenario",
                                "Name the scenario's .toml file, not a data file"));
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) throw InputError(unreadable(file, "the file cannot be read", "Check its permissions"));
  return text;
}

namespace {

/// The parser's description in the user's words where they are known, else without its own preamble.
std::string reason_of(std::string_view description) {
  const auto says = [description](std::string_view words) {
    return description.find(words) != std::string_view::npos;
  };
  if (says("control characters"))
    return "a text has no closing quote on its line, or holds a control character";
  if (says("utf-8")) return "the file is not in UTF-8; save it in that encoding";
  if (says("cannot redefine existing")) {
    const std::size_t key = description.find('\'');
    return "the key " + std::string(key == std::string_view::npos ? "" : description.substr(key)) +
           " stands twice";
  }
  const std::size_t preamble = description.find(": ");
  return std::string(preamble == std::string_view::npos ? description : description.substr(preamble + 2));
}

}  // namespace

TomlValue parse_toml(std::string_view text, const std::string& file) {
  try {
    return convert(toml::parse(text, file), WrittenText(text));
  } catch (const toml::parse_error& error) {
    throw InputError({file, line_of(error.source()), "", "",
                      "this is not valid TOML: " + reason_of(error.description()),
                      "Text stands in \"quotes\", lists in [ ], keys before =, and each key once"});
  }
}

}  // namespace quarterhour
