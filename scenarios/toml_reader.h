// A TOML file as plain values that know their line and how they were written, so that the rest of the schema does
// not depend on a TOML library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace quarterhour {

struct TomlEntry;

/// One value of a TOML file. Only the member that `kind` names is meaningful.
struct TomlValue {
  enum class Kind { text, integer, real, boolean, date, array, table };
  Kind kind = Kind::table;
  /// First line of the value; for a [table] the line of its header.
  int line = 0;
  /// As it stands in the file, cut to one short line.
  std::string written;
  std::string text;
  std::int64_t integer = 0;
  double real = 0.0;
  bool boolean = false;
  std::vector<TomlValue> items;
  /// In the order of the file.
  std::vector<TomlEntry> entries;

  /// Nothing (nullptr) when the table has no such key.
  [[nodiscard]] const TomlValue* find(std::string_view key) const;
};

struct TomlEntry {
  std::string key;
  /// Line of the key itself.
  int line = 0;
  TomlValue value;
};

/// "text", "a whole number", "a table", … for sentences about a value of the wrong kind.
[[nodiscard]] std::string_view words_for(TomlValue::Kind kind);

/// The bytes of a file. Throws InputError when it is missing, is a folder, or is larger than 16 MiB.
[[nodiscard]] std::string read_text_file(const std::filesystem::path& file);

/// Parses `text` (TOML 1.0, UTF-8 with or without BOM). Throws InputError with `file` and the line of the first
/// syntax error.
[[nodiscard]] TomlValue parse_toml(std::string_view text, const std::string& file);

}  // namespace quarterhour
