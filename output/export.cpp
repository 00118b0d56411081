#include "output/export.h"

#include <cpl_error.h>
#include <gdal.h>

#include <algorithm>

#include "output/export_parts.h"

namespace quarterhour {

GdalSession::GdalSession() {
  GDALAllRegister();
  CPLPushErrorHandler(CPLQuietErrorHandler);
  CPLErrorReset();
}

GdalSession::~GdalSession() { CPLPopErrorHandler(); }

std::string GdalSession::reason(const std::string& otherwise) {
  const std::string said = CPLGetLastErrorMsg();
  return said.empty() ? otherwise : said;
}

void require_replaceable(const WholeFile& folder, const std::vector<std::string>& own,
                         const std::string& kind) {
  namespace fs = std::filesystem;
  const fs::path& target = folder.target();
  std::error_code error;
  if (!fs::exists(target, error)) return;
  const bool earlier = fs::is_directory(target, error) &&
                       (fs::is_empty(target, error) || fs::exists(target / own.front(), error));
  if (!earlier) folder.fail("it is there already and is not an earlier " + kind);
  for (const fs::directory_entry& entry : fs::directory_iterator(target, error)) {
    const std::string name = entry.path().filename().string();
    if (std::find(own.begin(), own.end(), name) == own.end())
      folder.fail("it is there already and holds \"" + name + "\", which no " + kind + " wrote");
  }
}

void export_result(const std::filesystem::path& result, const std::filesystem::path& folder) {
  const FileReader file(result, {FileFormat::result});
  WholeFile whole(folder, WholeFile::Kind::folder);
  require_replaceable(whole, {"contents.csv", "layers.gpkg", "rasters", "tables"}, "export");

  const GdalSession session;
  std::vector<ExportedItem> contents;
  export_rasters(file, whole, contents);
  export_layers(file, whole, contents);
  export_tables(file, whole, contents);
  export_contents(whole, contents);
  whole.move_into_place();
}

}  // namespace quarterhour
