// Traced ways as layers for GIS programs, and in words.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "sim/trace/trace_words.h"

namespace quarterhour {

/// One question's answer.
struct TraceAnswer {
  /// Nothing where nobody has the facility that was asked about as the nearest.
  std::optional<TracedAccess> access;
  /// What the people's end is called.
  BilingualName people_at;
  /// access_words or nobody_words.
  BilingualName words;
};

/// The words of all, the legs included, a blank line between two.
[[nodiscard]] BilingualName trace_text(std::span<const TraceAnswer> answers);

/// Throws OutputError when write_trace could not write there.
void check_trace_folder(const std::filesystem::path& folder);

/// Writes a folder: trace.gpkg with the layers `ways`, `legs` (lines, with heights unless the city is flat) and `ends` (points),
/// trace.txt and trace_zh.txt with the words. A way without length, of people who are there already, has no line and no
/// legs. Replaces a folder that holds these files and nothing else. Throws OutputError.
void write_trace(std::span<const TraceAnswer> answers, const StudyResult& study, const City& city,
                 const std::filesystem::path& folder);

}  // namespace quarterhour
