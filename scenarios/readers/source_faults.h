// Faults of a source that a scenario names, before it is known which scenario file that is.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include "scenarios/scenario.h"
#include "sim/errors.h"

namespace quarterhour {

/// A fault at the key that names the source. `file` stays empty; whoever knows the scenario fills it in.
[[nodiscard]] inline InputFault source_fault(const SourceSpec& source, std::string message,
                                             std::string remedy) {
  return {"", source.place.line, source.place.key, source.written, std::move(message), std::move(remedy)};
}

/// The name that people see in messages: the path as the scenario wrote it.
[[nodiscard]] inline std::string shown_name(const SourceSpec& source) {
  return source.written.empty() ? source.path.filename().string() : source.written;
}

/// A remedy in the words of whoever named the source. In a scenario: `lead` and the key { file = "…", `words` }, then, if
/// `then` is not empty, `then` and `otherwise`. On a command line only the file can be put right: `otherwise` alone.
[[nodiscard]] inline std::string said_in_source(const SourceSpec& source, const std::string& lead,
                                                const std::string& words, const std::string& otherwise,
                                                const std::string& then = "") {
  if (source.place.line == 0) return otherwise;
  const std::string said = lead + "{ file = \"" + source.written + "\", " + words + " }";
  return then.empty() ? said : said + then + otherwise;
}

/// Throws InputError where the source is not there, or is a pipe, a socket or a device: to read one may never end.
inline void require_file_or_folder(const SourceSpec& source) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(source.path, error);
  if (!std::filesystem::exists(status)) {
    throw InputError(source_fault(source, "there is no such file",
                                  source.place.line > 0
                                      ? "Paths are relative to the scenario's folder or --data"
                                      : "Check its name, and the folder it is in"));
  }
  if (std::filesystem::is_other(status))
    throw InputError(source_fault(source, "it is a pipe or a device, not a file", "Name an ordinary file"));
}

/// Why GDAL opens no dataset, without GDAL's own text, which speaks of its drivers.
[[nodiscard]] inline std::string unreadable_as(const std::string& kind, const std::filesystem::path& path) {
  std::error_code error;
  std::string why;
  if (std::filesystem::is_directory(path, error))
    why = ": it is a folder";
  else if (std::filesystem::file_size(path, error) == 0 && !error)
    why = ": the file is empty";
  return "GDAL cannot open it as a " + kind + why;
}

/// What `columns` maps to a role, or an empty text.
[[nodiscard]] inline std::string mapped(const SourceSpec& source, const std::string& role) {
  const auto found = source.columns.find(role);
  return found == source.columns.end() ? std::string() : found->second;
}

}  // namespace quarterhour
