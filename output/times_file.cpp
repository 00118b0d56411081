#include "output/times_file.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "geometry/area_tiles.h"
#include "output/file_reader.h"
#include "output/file_writer.h"
#include "sim/errors.h"

namespace quarterhour {
namespace {

constexpr const char* seconds_path = "/times/seconds";
constexpr const char* facility_path = "/times/facility";

WrittenTimes together(const WrittenTimes& one, const WrittenTimes& other) {
  return {one.reached + other.reached, std::max(one.longest_s, other.longest_s)};
}

/// `seconds_of(row, col)` over a window; NaN and +infinity are not reached.
template <class SecondsOf>
WrittenTimes summary_of(int rows, int cols, const SecondsOf& seconds_of) {
  return tbb::parallel_reduce(
      tbb::blocked_range<int>(0, rows), WrittenTimes{},
      [&](const tbb::blocked_range<int>& range, WrittenTimes summary) {
        for (int row = range.begin(); row < range.end(); ++row)
          for (int col = 0; col < cols; ++col) {
            const double seconds = seconds_of(row, col);
            if (!std::isfinite(seconds)) continue;
            ++summary.reached;
            summary.longest_s = std::max(summary.longest_s, seconds);
          }
        return summary;
      },
      together);
}

void write_head(FileWriter& file, const TimesHead& head) {
  file.attribute("/@question", head.question);
  if (!head.tile.empty()) file.attribute("/@tile", head.tile);
  file.set_grid(grid_of_window(head.area, head.window), head.crs_wkt, head.crs_name);
  std::vector<std::int32_t> numbers(head.facility_cells.size());
  for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k] = static_cast<std::int32_t>(k);
  const auto position = [&](CellIndex cell) { return head.area.position(cell); };
  file.table(
      {"/facilities",
       {column("number", numbers, [](std::int32_t number) { return number; }),
        column("id", head.facility_ids, [](const std::string& id) { return id; }),
        column("row", head.facility_cells, [&](CellIndex cell) { return std::int32_t{position(cell).row}; }),
        column("col", head.facility_cells,
               [&](CellIndex cell) { return std::int32_t{position(cell).col}; })}});
}

template <class Value>
void write_seconds(FileWriter& file, const Raster<Value>& seconds, CellPosition shift) {
  file.raster<Value>(seconds_path, [&](int row, int first_col, std::span<Value> out) {
    const Value* const from = seconds.row(row + shift.row) + first_col + shift.col;
    for (std::size_t col = 0; col < out.size(); ++col)
      out[col] = std::isinf(from[col]) ? std::numeric_limits<Value>::quiet_NaN() : from[col];
  });
}

}  // namespace

WrittenTimes write_times_file(const std::filesystem::path& target, const TimesHead& head,
                              const NearestTimes& times, CellPosition first) {
  FileWriter file(target, FileFormat::times);
  write_head(file, head);
  const CellPosition shift{head.window.row_begin - first.row, head.window.col_begin - first.col};
  const bool in_double = !times.cost_in_double.empty();
  if (in_double)
    write_seconds(file, times.cost_in_double, shift);
  else
    write_seconds(file, times.cost, shift);
  file.raster<std::int32_t>(facility_path, [&](int row, int first_col, std::span<std::int32_t> out) {
    std::copy_n(times.source.row(row + shift.row) + first_col + shift.col, out.size(), out.begin());
  });
  file.commit();
  return summary_of(head.window.rows(), head.window.cols(), [&](int row, int col) {
    return in_double ? times.cost_in_double(row + shift.row, col + shift.col)
                     : static_cast<double>(times.cost(row + shift.row, col + shift.col));
  });
}

std::string fault_of_tile(const std::filesystem::path& file, const TimesHead& head, const TimesTile& tile) {
  if (!std::filesystem::exists(file)) return "is missing";
  try {
    const FileReader reader(file, {FileFormat::times});
    if (reader.text("/@question") != head.question) return "answers another question";
    const std::optional<Grid> grid = reader.grid();
    if (reader.text("/@tile") != tile.tile || !grid || !(*grid == grid_of_window(head.area, tile.window)))
      return "is another tile than its name says";
    if (!reader.contains(seconds_path) || !reader.contains(facility_path)) return "has no times";
  } catch (const InputError&) {
    return "is damaged or no file of times";
  }
  return "";
}

WrittenTimes join_times_files(const std::filesystem::path& target, const TimesHead& head,
                              const std::vector<TimesTile>& tiles) {
  const std::filesystem::path folder = target.parent_path();
  std::vector<InputFault> faults;
  std::vector<RasterPart> parts;
  for (const TimesTile& tile : tiles) {
    const std::string fault = fault_of_tile(folder / tile.name, head, tile);
    if (!fault.empty())
      faults.push_back({(folder / tile.name).string(), 0, "", "", "tile " + tile.tile + " " + fault,
                        "Run it again with --tile " + tile.tile.substr(0, tile.tile.find(' '))});
    parts.push_back({tile.name, tile.window});
  }
  if (!faults.empty()) throw InputError(std::move(faults));
  const std::string type = FileReader(folder / tiles.front().name, {FileFormat::times}).type_of(seconds_path);
  {
    FileWriter file(target, FileFormat::times);
    write_head(file, head);
    file.joined_raster(seconds_path, type, parts);
    file.joined_raster(facility_path, "int32", parts);
    file.commit();
  }
  // Read back as others will: from the tiles.
  const FileReader joined(target, {FileFormat::times});
  WrittenTimes summary;
  const int cols = head.area.cols();
  constexpr std::size_t cells_at_once = std::size_t{1} << 22U;
  const int step = static_cast<int>(std::max<std::size_t>(1, cells_at_once / static_cast<std::size_t>(cols)));
  std::vector<double> band;
  for (int first = 0; first < head.area.rows(); first += step) {
    const int rows = std::min(step, head.area.rows() - first);
    band.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
    joined.raster_rows<double>(seconds_path, first, band);
    summary = together(summary, summary_of(rows, cols, [&](int row, int col) {
                         return band[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) +
                                     static_cast<std::size_t>(col)];
                       }));
  }
  return summary;
}

}  // namespace quarterhour
