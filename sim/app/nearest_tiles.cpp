#include "sim/app/nearest_tiles.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <vector>

#include "geometry/area_tiles.h"
#include "sim/app/memory_plan.h"
#include "sim/app/nearest_numbers.h"
#include "sim/errors.h"

namespace quarterhour::app {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& key, const std::string& value, const std::string& message,
                         const std::string& remedy) {
  throw InputError(InputFault{"", 0, key, value, message, remedy});
}

/// The tiles of one output: what each is named and holds.
class TileFiles {
 public:
  TileFiles(const AreaTiles& tiles, const fs::path& output) : output_(output) {
    const auto width = std::to_string(tiles.count()).size();
    const std::string folder = output.stem().string() + ".tiles";
    for (std::size_t k = 0; k < tiles.count(); ++k)
      tiles_.push_back({fmt::format("{}/{:0{}}.h5", folder, k + 1, width),
                        fmt::format("{} of {}", k + 1, tiles.count()), tiles.tile(k)});
  }

  [[nodiscard]] const std::vector<TimesTile>& list() const { return tiles_; }
  [[nodiscard]] fs::path file(std::size_t tile) const { return output_.parent_path() / tiles_[tile].name; }
  /// Makes the folder; OutputError says later what is wrong with it.
  void make_folder() const {
    std::error_code error;
    fs::create_directories(file(0).parent_path(), error);
  }

 private:
  fs::path output_;
  std::vector<TimesTile> tiles_;
};

/// Bytes of the tile that takes most.
double most_bytes(const NearestQuestion& question, const NearestPlace& place, const AreaTiles& tiles,
                  SearchRadius halo) {
  double most = 0.0;
  for (std::size_t k = 0; k < tiles.count(); ++k)
    most = std::max(most, search_bytes(question, place, tiles.with_halo(k, halo), NameSource::yes));
  return most;
}

}  // namespace

TileWish tiles_named(const std::string& text) {
  TileWish wish;
  const char* const end = text.data() + text.size();
  const auto down = std::from_chars(text.data(), end, wish.down);
  const bool has_x = down.ec == std::errc() && down.ptr != end && *down.ptr == 'x';
  const auto across = has_x ? std::from_chars(down.ptr + 1, end, wish.across) : down;
  if (!has_x || across.ec != std::errc() || across.ptr != end || wish.down < 1 || wish.across < 1)
    refuse("--tiles", text, "is no number of tiles", "Give rows x columns of tiles, such as 3x4");
  return wish;
}

std::string find_nearest_in_tiles(const NearestQuestion& question, const TileWish& wish,
                                  const fs::path& output, std::uint64_t memory, bool quiet) {
  NearestPlace place(question);
  const Grid& grid = place.rasters.grid();
  if (wish.down > grid.rows() || wish.across > grid.cols())
    refuse("--tiles", fmt::format("{}x{}", wish.down, wish.across),
           fmt::format("is more than the {} rows and {} columns of cells", grid.rows(), grid.cols()),
           "Give fewer");
  const AreaTiles tiles(grid.rows(), grid.cols(), wish.down, wish.across);
  if (wish.tile && static_cast<std::size_t>(*wish.tile) > tiles.count())
    refuse("--tile", std::to_string(*wish.tile), fmt::format("is not one of {} tiles", tiles.count()),
           fmt::format("Give a number from 1 to {}", tiles.count()));
  const TileFiles files(tiles, output);
  const SearchRadius halo =
      reach_halo(grid.cell_height_m(), grid.cell_width_m(), question.rule, question.limit_s);
  if (!wish.join_only)
    require_memory(most_bytes(question, place, tiles, halo), memory, "a tile with its surroundings",
                   "Give more tiles, or a shorter limit");
  if (!quiet)
    for (const std::string& note : place.facilities.notes) std::cerr << note << '\n';
  const TimesHead whole = head_of(question, place, place.whole(), "");
  const auto work_on = [&](std::size_t k) {
    const TimesTile& tile = files.list()[k];
    const CellWindow window = tiles.with_halo(k, halo);
    if (!quiet)
      std::cerr << fmt::format("Tile {}: {} x {} cells, with {} x {} around them\n", tile.tile,
                               tile.window.rows(), tile.window.cols(), window.rows(), window.cols());
    place.facilities.notes.clear();
    const NearestTimes times = times_of(question, window, NameSource::yes, place);
    if (!quiet)
      for (const std::string& note : place.facilities.notes) std::cerr << note << '\n';
    files.make_folder();
    return write_times_file(files.file(k), head_of(question, place, tile.window, tile.tile), times,
                            {window.row_begin, window.col_begin});
  };
  if (wish.tile) {
    const auto k = static_cast<std::size_t>(*wish.tile - 1);
    const WrittenTimes summary = work_on(k);
    if (!quiet) std::cerr << "The tile is in " << files.file(k).string() << '\n';
    return numbers_text(
        whole.facility_ids.size(), summary,
        static_cast<std::size_t>(tiles.tile(k).rows()) * static_cast<std::size_t>(tiles.tile(k).cols()));
  }
  for (std::size_t k = 0; k < tiles.count() && !wish.join_only; ++k)
    if (!fault_of_tile(files.file(k), whole, files.list()[k]).empty()) static_cast<void>(work_on(k));
  const WrittenTimes summary = join_times_files(output, whole, files.list());
  if (!quiet)
    std::cerr << "The walking times are in " << output.string() << ", over the tiles in "
              << files.file(0).parent_path().string() << '\n';
  return numbers_text(whole.facility_ids.size(), summary, grid.cell_count());
}

}  // namespace quarterhour::app
