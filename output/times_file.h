// Walking times without a scenario as HDF5: of an area, of a tile of it, or of an area whose tiles stand in files of their own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "geometry/travel_time.h"
#include "output/time_raster.h"

namespace quarterhour {

/// What a file of times says beside them.
struct TimesHead {
  /// Of the area, and which part of it the file holds: all of it, or a tile.
  Grid area;
  CellWindow window;
  std::string crs_wkt;
  std::string crs_name;
  /// What was asked, the same for every tile of an area: "neighbours = 16\n…".
  std::string question;
  /// "3 of 12"; empty for the whole area.
  std::string tile;
  /// All facilities of the area, in the order of their file.
  std::vector<std::string> facility_ids;
  std::vector<CellIndex> facility_cells;
};

/// Writes the head's window of `times`, whose first cell is (row, col) `first` of the area and whose sources are positions among
/// the area's facilities. Seconds are float64 where the times have them in double. Throws OutputError.
WrittenTimes write_times_file(const std::filesystem::path& target, const TimesHead& head,
                              const NearestTimes& times, CellPosition first);

/// A tile's own file. `name`: where it lies, beside the file that joins it.
struct TimesTile {
  std::string name;
  /// "3 of 12", and what of the area it holds.
  std::string tile;
  CellWindow window;
};

/// What is wrong with a tile's file: empty where it is whole and answers the head's question for that tile.
[[nodiscard]] std::string fault_of_tile(const std::filesystem::path& file, const TimesHead& head,
                                        const TimesTile& tile);

/// Writes a file of the whole area whose rasters are virtual datasets over the tiles. Throws InputError, a fault for each tile that
/// fault_of_tile finds something wrong with, or OutputError.
WrittenTimes join_times_files(const std::filesystem::path& target, const TimesHead& head,
                              const std::vector<TimesTile>& tiles);

}  // namespace quarterhour
