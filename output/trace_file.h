// Traced ways as layers for GIS programs, and in words.
#pragma once

#include <filesystem>
#include <span>

#include "sim/trace/trace_words.h"

namespace quarterhour {

/// One traced way with what people call its ends.
struct NamedAccess {
  TracedAccess access;
  /// The people's end.
  BilingualName from;
  TravelMode mode = TravelMode::walk;
};

/// The words of all, the legs included, a blank line between two.
[[nodiscard]] BilingualName trace_text(std::span<const NamedAccess> accesses, const StudyResult& study);

/// Writes a folder: trace.gpkg with the layers `ways`, `legs` (lines, with heights unless the city is flat) and `ends` (points),
/// trace.txt and trace_zh.txt with the words. Replaces an earlier one of its own, nothing else. Throws OutputError.
void write_trace(std::span<const NamedAccess> accesses, const StudyResult& study, const City& city,
                 const std::filesystem::path& folder);

}  // namespace quarterhour
