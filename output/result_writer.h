// A result file that is written while its study is under way.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "output/file_writer.h"
#include "output/virtual_raster.h"
#include "sim/layer_sink.h"

namespace quarterhour {

/// Takes the rasters of a study as they are found and, at its end, everything else. Until `finish` the file stands beside its
/// name under a name of its own; without `finish` nothing is left of it.
class ResultWriter : public LayerSink {
 public:
  /// Begins the file with the rasters of the city. `study`: what is known before the study begins, its services and what is to
  /// be written. Keeps a reference to the city, which must outlive this object. Throws OutputError.
  ResultWriter(std::filesystem::path path, const City& city, const StudyResult& study);

  /// Writes /access/<service>/<group>/<state>; nothing where the study wants no rasters. Throws OutputError.
  void take(const AccessLayer& layer) override;
  /// Writes /completeness/<group>/<state>, likewise.
  void take(const CompletenessLayer& layer) override;

  /// Writes all that is no raster of a layer, moves the file into place and writes the .vrt that goes with it, see
  /// write_result. Once. Throws OutputError.
  void finish(const StudyResult& result, std::optional<double> seconds_taken);

 private:
  const City& city_;
  std::filesystem::path path_;
  std::vector<Service> services_;
  bool with_rasters_;
  bool with_seconds_;
  FileWriter file_;
  std::vector<VirtualBand> bands_;
};

}  // namespace quarterhour
