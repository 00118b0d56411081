#include "output/export.h"

#include <cpl_error.h>
#include <gdal.h>

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

void export_result(const std::filesystem::path& result, const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const FileReader file(result, {FileFormat::result});
  WholeFile whole(folder, WholeFile::Kind::folder);
  std::error_code error;
  const bool there = fs::exists(whole.target(), error);
  const bool replaceable =
      there && fs::is_directory(whole.target(), error) &&
      (fs::is_empty(whole.target(), error) || fs::exists(whole.target() / "contents.csv", error));
  if (there && !replaceable) whole.fail("it is there already and is not an earlier export");

  const GdalSession session;
  std::vector<ExportedItem> contents;
  export_rasters(file, whole, contents);
  export_layers(file, whole, contents);
  export_tables(file, whole, contents);
  export_contents(whole, contents);
  whole.move_into_place();
}

}  // namespace quarterhour
