// Reads the program's HDF5 files back, trusting nothing in them.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "output/file_writer.h"
#include "output/hdf5_handle.h"
#include "output/schema.h"
#include "output/table.h"

namespace quarterhour {

/// Every function throws InputError with the file and the reason when something is missing or damaged.
class FileReader {
 public:
  /// Refuses what is not one of `allowed`, and another major version of the layout.
  FileReader(std::filesystem::path path, const std::vector<FileFormat>& allowed);

  [[nodiscard]] FileFormat format() const { return format_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Paths of all datasets, parents in the order of their creation.
  [[nodiscard]] std::vector<std::string> datasets() const;
  [[nodiscard]] bool contains(const std::string& path) const;
  /// Names below a group in the order of creation; none where there is no such group.
  [[nodiscard]] std::vector<std::string> names_in(const std::string& group) const;

  /// `path` as in the schema: "/@seed".
  [[nodiscard]] std::string text(const std::string& path) const;
  [[nodiscard]] double number(const std::string& path) const;

  /// The columns that stand in the file, those of the schema's order; empty where there is no such table.
  [[nodiscard]] FileTable table(const std::string& path) const;
  /// Paths of all tables.
  [[nodiscard]] std::vector<std::string> tables() const;
  /// All numbers of a dataset, row by row, as double.
  [[nodiscard]] std::vector<double> values(const std::string& path) const;
  /// An empty line set where the group has none.
  [[nodiscard]] LineSet lines(const std::string& group) const;

  /// The grid of the file; nothing for a study without one.
  [[nodiscard]] std::optional<Grid> grid() const;
  /// Empty where the raster is absent; else it has the grid's shape. Numbers are converted to T.
  template <class T>
  [[nodiscard]] Raster<T> raster(const std::string& path) const;
  /// Whole rows of a raster that is there, from `first_row` on, as many as `values` holds: what does not fit into memory is
  /// read by bands. Throws std::invalid_argument when these are not rows of the grid.
  template <class T>
  void raster_rows(const std::string& path, int first_row, std::span<T> values) const;
  /// "float32", …, "text".
  [[nodiscard]] std::string type_of(const std::string& path) const;
  /// Lengths along each dimension.
  [[nodiscard]] std::vector<unsigned long long> shape_of(const std::string& path) const;

  /// Throws InputError for this file.
  [[noreturn]] void fail(const std::string& message, const std::string& key = "") const;

 private:
  void walk(const std::string& group, std::vector<std::string>& found) const;
  [[nodiscard]] Hdf5Handle open(const std::string& path) const;
  /// Refuses a dataset that cannot hold `bytes`, the least that its values take.
  void require_stored(const Hdf5Handle& dataset, const std::string& path, unsigned long long bytes) const;
  /// The file's grid; refuses a raster that does not have its shape.
  [[nodiscard]] Grid grid_of_raster(const std::string& path) const;
  /// Whether the cells of a raster stand in other files; refuses one of which any is missing or damaged, for HDF5 would show
  /// no data there.
  [[nodiscard]] bool is_joined(const Hdf5Handle& dataset, const std::string& path) const;
  /// Reads rows of a dataset `cols` wide whose chunks this program can unpack by itself; false where it cannot, and
  /// `values` then hold anything.
  template <class T>
  [[nodiscard]] bool unpack_rows(const Hdf5Handle& dataset, const std::string& path, int first_row, int cols,
                                 std::span<T> values) const;
  template <class T>
  [[nodiscard]] std::vector<T> numbers(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& path) const;
  [[nodiscard]] Column column_at(const std::string& path) const;

  std::filesystem::path path_;
  FileFormat format_ = FileFormat::result;
  Hdf5Silence silence_;
  Hdf5Handle file_;
  /// Files of joined rasters that have been looked at.
  mutable std::set<std::string> known_parts_;
};

}  // namespace quarterhour
