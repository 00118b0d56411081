#include "scenarios/source_section.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "scenarios/nearest_key.h"

namespace quarterhour {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files_listed = 10000;

/// The file in the same folder that has the most similar name.
std::optional<std::string> nearest_file(const fs::path& missing) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(missing.parent_path(), error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
    if (names.size() == most_files_listed) break;
  }
  std::sort(names.begin(), names.end());
  return nearest_key(missing.filename().string(), names);
}

/// Adds a fault when nothing stands at the path.
fs::path existing_file(TableReader& table, std::string_view key, const std::string& written,
                       const SourceDefaults& defaults) {
  const fs::path path = path_of(defaults, written);
  std::error_code error;
  if (written.find('\0') == std::string::npos && fs::exists(path, error)) return path;
  std::string remedy = "The path tried is " + fs::absolute(path, error).string();
  if (const auto nearest = nearest_file(path)) {
    remedy += "; a file there is called " + *nearest;
  } else {
    remedy += "; paths are relative to --data DIR where it is given, else to the scenario's folder";
  }
  table.fault(key, "there is no such file", std::move(remedy));
  return path;
}

/// A source given as a bare path at `key` of `parent`.
SourceSpec bare_source(TableReader& parent, std::string_view key, const std::string& written,
                       const SourceDefaults& defaults) {
  SourceSpec source;
  source.written = written;
  source.encoding = defaults.encoding;
  source.place = parent.place_of(key);
  if (written.empty()) {
    parent.fault(key, "must name a file", "Write its path in quotes");
  } else {
    source.path = existing_file(parent, key, written, defaults);
  }
  return source;
}

/// A shifted Chinese datum of longitudes and latitudes, kept among the columns as `no_data` is.
void read_datum(TableReader& table, SourceSpec& source) {
  auto datum = table.choice("datum", {"gcj02", "bd09"}, "datum");
  if (!datum) return;
  if (!source.crs.empty()) {
    table.fault(
        "datum", "the datum and the coordinate system are both given",
        "Remove crs: coordinates of GCJ-02 and BD-09 are longitudes and latitudes, and come out in WGS 84");
  }
  source.columns["datum"] = std::move(*datum);
}

/// Another table that holds the counts of this one's places, by id.
void read_join(TableReader& table, SourceSpec& source, const SourceDefaults& defaults) {
  const auto written = table.text("join");
  const auto id = table.text("join_id");
  if (!written) {
    if (table.has("join_id") && !table.has("join"))
      table.fault("join_id", "no table is joined, so this has no effect", "Add join, or remove this key");
    return;
  }
  source.columns["join"] = existing_file(table, "join", *written, defaults).string();
  source.columns["join_written"] = *written;
  if (id) source.columns["join_id"] = *id;
}

}  // namespace

fs::path path_of(const SourceDefaults& defaults, const std::string& written) {
  fs::path first = (defaults.folder / written).lexically_normal();
  if (defaults.second_folder.empty() || written.find('\0') != std::string::npos) return first;
  std::error_code error;
  fs::path second = (defaults.second_folder / written).lexically_normal();
  return !fs::exists(first, error) && fs::exists(second, error) ? second : first;
}

SourceRule raster_rule() { return {false, true, {}, false}; }
SourceRule count_rule() { return {true, true, {"id", "x", "y", "count"}, true, true}; }
SourceRule polygon_rule() { return {true, false, {"id", "name", "name_zh"}, true}; }
SourceRule line_rule() { return {true, false, {"id", "name"}, true}; }
SourceRule ledger_rule() {
  return {true,
          false,
          {"id", "x", "y", "count", "name", "name_zh", "service", "gives", "level", "capacity", "opened",
           "closed", "owner", "district"},
          true};
}
SourceRule site_rule() { return {true, false, {"id", "x", "y", "name", "name_zh", "cost"}, true}; }
SourceRule street_rule() {
  return {true, false, {"id", "class", "structure", "oneway", "name", "name_zh", "speed", "duration"}, true};
}
SourceRule matrix_rule() { return {true, false, {"from", "to", "minutes", "metres"}, false}; }

const std::vector<std::string>& encoding_names() {
  static const std::vector<std::string> names = {"UTF-8", "GBK",      "GB18030", "GB2312",
                                                 "BIG5",  "UTF-16LE", "UTF-16BE"};
  return names;
}

std::optional<SourceSpec> read_source_table(TableReader& table, const SourceRule& rule,
                                            const SourceDefaults& defaults) {
  SourceSpec source;
  source.place = table.place();
  source.encoding = defaults.encoding;
  table.require("file", "the file of this source", "Add file = \"…\" with its path");
  if (const auto file = table.text("file")) {
    source.written = *file;
    source.path = existing_file(table, "file", *file, defaults);
  }
  source.crs = table.text("crs").value_or("");
  if (rule.has_layers) {
    source.layer = table.text("layer").value_or("");
    source.where = table.text("where").value_or("");
    source.encoding = table.choice("encoding", encoding_names(), "encoding").value_or(defaults.encoding);
  }
  if (rule.is_raster) {
    const NumberRule any{.unit = {}, .example = "-9999"};
    if (const auto no_data = table.number("no_data", any)) source.columns["no_data"] = shortest(*no_data);
    const NumberRule bands{.unit = {}, .least = 1, .most = 65535, .example = "1"};
    if (const auto band = table.whole_number("band", bands)) source.columns["band"] = std::to_string(*band);
  }
  if (rule.is_placed) read_datum(table, source);
  if (rule.has_join) read_join(table, source, defaults);
  for (const std::string_view role : rule.columns) {
    if (auto column = table.text(role)) source.columns.emplace(role, std::move(*column));
  }
  if (source.columns.contains("x") != source.columns.contains("y")) {
    const bool has_x = source.columns.contains("x");
    table.fault(has_x ? "x" : "y", "one coordinate column is named without the other",
                has_x ? "Add y = \"…\"" : "Add x = \"…\"");
  }
  table.finish();
  if (source.written.empty()) return std::nullopt;
  return source;
}

std::optional<SourceSpec> read_source(TableReader& parent, std::string_view key, const SourceRule& rule,
                                      const SourceDefaults& defaults) {
  const TomlValue* found = parent.value(key);
  if (found == nullptr) return std::nullopt;
  if (found->kind == TomlValue::Kind::text) return bare_source(parent, key, found->text, defaults);
  if (found->kind == TomlValue::Kind::table) {
    auto table = parent.table(key);
    return read_source_table(*table, rule, defaults);
  }
  parent.fault(key, "must be a path or a table { file = … }, not " + std::string(words_for(found->kind)),
               "Write " + std::string(key) + " = \"…\" with the path of a file");
  return std::nullopt;
}

std::vector<SourceSpec> read_sources(TableReader& parent, std::string_view key, const SourceRule& rule,
                                     const SourceDefaults& defaults) {
  std::vector<SourceSpec> sources;
  const TomlValue* found = parent.value(key);
  if (found == nullptr) return sources;
  if (found->kind != TomlValue::Kind::array) {
    if (auto source = read_source(parent, key, rule, defaults)) sources.push_back(std::move(*source));
    return sources;
  }
  if (found->items.empty()) {
    parent.fault(key, "the list is empty", "Name at least one file, or remove the key");
  }
  // Each item is read like a key of its own, called key[0], key[1], …
  TomlValue list;
  for (const TomlValue& item : found->items) {
    const std::string indexed = std::string(key) + "[" + std::to_string(list.entries.size()) + "]";
    list.entries.push_back({indexed, item.line, item});
  }
  TableReader items(list, parent.place(), parent.faults());
  for (const TomlEntry& entry : list.entries) {
    if (auto source = read_source(items, entry.key, rule, defaults)) sources.push_back(std::move(*source));
  }
  return sources;
}

}  // namespace quarterhour
