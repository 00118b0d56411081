// The table of service areas, and their outlines.
#pragma once

#include "output/file_writer.h"
#include "sim/result.h"

namespace quarterhour {

/// Writes /service_areas and the polygons of its rows below /outlines; nothing where the result has none.
void write_service_areas(FileWriter& file, const StudyResult& result);

/// "/outlines/<service>/<group>/<state>".
[[nodiscard]] std::string outline_path(const std::string& service, const std::string& group,
                                       const std::string& state);

}  // namespace quarterhour
