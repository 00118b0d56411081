// Keys that name a file: a path, or a table that maps its columns.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.h"
#include "scenarios/table_reader.h"

namespace quarterhour {

/// What a table { file = …, … } may hold beside `file` and `crs`.
struct SourceRule {
  /// Vector and table files: `layer`, `where`, `encoding`.
  bool has_layers = true;
  /// Rasters: `band`, and `no_data`, a value to be read as no-data beside those that the file itself declares.
  bool is_raster = false;
  /// Roles of columns, each naming a column of the file.
  std::vector<std::string_view> columns;
  /// Points or shapes: `datum`.
  bool is_placed = false;
  /// `join`, `join_id`: the counts stand in another table.
  bool has_join = false;
};

/// The rules of each kind of source.
[[nodiscard]] SourceRule raster_rule();
/// A raster, or points or polygons with a count field.
[[nodiscard]] SourceRule count_rule();
[[nodiscard]] SourceRule polygon_rule();
[[nodiscard]] SourceRule line_rule();
/// Facilities; beside the ledger's columns `gives`, the id of the service that every line gives.
[[nodiscard]] SourceRule ledger_rule();
[[nodiscard]] SourceRule site_rule();
/// Lines that are streets.
[[nodiscard]] SourceRule street_rule();
[[nodiscard]] SourceRule matrix_rule();

/// Where paths lead and how text files are encoded when a source does not say.
struct SourceDefaults {
  std::filesystem::path folder;
  /// Where to look for what is not in `folder`: beside the scenario, when --data names another folder.
  std::filesystem::path second_folder;
  std::string encoding;
};

/// The path that a scenario means by `written`: in the first folder, else in the second where it stands there.
[[nodiscard]] std::filesystem::path path_of(const SourceDefaults& defaults, const std::string& written);

/// The names of encodings that a text file may have.
[[nodiscard]] const std::vector<std::string>& encoding_names();

/// Nothing when the key is absent or faulty. The file must exist; it is not opened.
[[nodiscard]] std::optional<SourceSpec> read_source(TableReader& parent, std::string_view key,
                                                    const SourceRule& rule, const SourceDefaults& defaults);
/// A table that holds `file` beside further keys which its caller has read already.
[[nodiscard]] std::optional<SourceSpec> read_source_table(TableReader& table, const SourceRule& rule,
                                                          const SourceDefaults& defaults);
/// One source or a list of them, in the order of the file.
[[nodiscard]] std::vector<SourceSpec> read_sources(TableReader& parent, std::string_view key,
                                                   const SourceRule& rule, const SourceDefaults& defaults);

}  // namespace quarterhour
