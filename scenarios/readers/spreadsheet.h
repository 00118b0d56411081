// What is special about a table in an .xlsx workbook, which GDAL reads as a vector file of layers without shapes.
#pragma once

#include "scenarios/scenario.h"

namespace quarterhour {

/// Bytes that a zipped file may unpack to: 512 MiB, some millions of rows of a workbook.
inline constexpr unsigned long long most_unpacked_bytes = 512ULL << 20U;

/// True for .xlsx and .xlsm.
[[nodiscard]] bool is_workbook(const std::filesystem::path& path);

/// Unpacks a zipped file (a workbook, a zipped Shapefile) piece by piece without keeping anything. Throws InputError
/// when it unpacks to more than `most_bytes` or is damaged; a file that is no zip archive passes.
void refuse_oversized_archive(const SourceSpec& source, unsigned long long most_bytes = most_unpacked_bytes);

/// While an object of this class lives, GDAL takes the first row of a sheet for the names of its columns, in this
/// thread, instead of guessing from the types of the cells.
class FirstRowNamesColumns {
 public:
  FirstRowNamesColumns();
  ~FirstRowNamesColumns();
  FirstRowNamesColumns(const FirstRowNamesColumns&) = delete;
  FirstRowNamesColumns& operator=(const FirstRowNamesColumns&) = delete;
};

}  // namespace quarterhour
