#include "scenarios/readers/spreadsheet.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include <fstream>
#include <vector>

#include "scenarios/readers/gdal_messages.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr const char* headers_option = "OGR_XLSX_HEADERS";

bool is_archive(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  char start[4] = {};
  file.read(start, sizeof start);
  return file.gcount() == sizeof start && std::string_view(start, sizeof start) == "PK\x03\x04";
}

/// The bytes of one member, or of as much of it as `most` allows and one piece more.
unsigned long long unpacked_bytes(const std::string& member, unsigned long long most) {
  VSILFILE* file = VSIFOpenL(member.c_str(), "rb");
  if (file == nullptr) return 0;
  std::vector<char> piece(1U << 18U);
  unsigned long long bytes = 0;
  while (bytes <= most) {
    const std::size_t got = VSIFReadL(piece.data(), 1, piece.size(), file);
    bytes += got;
    if (got < piece.size()) break;
  }
  VSIFCloseL(file);
  return bytes;
}

}  // namespace

bool is_workbook(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return extension == ".xlsx" || extension == ".xlsm";
}

void refuse_oversized_archive(const SourceSpec& source, unsigned long long most_bytes) {
  if (!is_archive(source.path)) return;
  const GdalMessages messages;
  // In braces the path may have any extension, or a zip archive inside its name.
  const std::string archive = "/vsizip/{" + source.path.string() + "}";
  const CPLStringList members(VSIReadDirRecursive(archive.c_str()));
  unsigned long long bytes = 0;
  for (int i = 0; i < members.size() && bytes <= most_bytes; ++i)
    bytes += unpacked_bytes(archive + "/" + members[i], most_bytes - bytes);
  if (bytes > most_bytes) {
    throw InputError(source_fault(
        source, "it unpacks to more than " + std::to_string(most_bytes >> 20U) + " MiB, too much for a table",
        "Check where it comes from; a table that is really so large is better given as CSV"));
  }
  if (members.empty() || !messages.first_error().empty())
    throw InputError(source_fault(source, "the file is damaged", "Fetch or export it again"));
}

FirstRowNamesColumns::FirstRowNamesColumns() { CPLSetThreadLocalConfigOption(headers_option, "FORCE"); }
FirstRowNamesColumns::~FirstRowNamesColumns() { CPLSetThreadLocalConfigOption(headers_option, nullptr); }

}  // namespace quarterhour
