// Writes one HDF5 file whole or not at all, and only what the schema names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "geometry/grid.h"
#include "geometry/raster.h"
#include "output/disk_driver.h"
#include "output/hdf5_handle.h"
#include "output/raster_chunks.h"
#include "output/schema.h"
#include "output/table.h"
#include "output/whole_file.h"

namespace quarterhour {

/// Lines one after another: line k has the points first[k] … first[k+1] - 1.
struct LineSet {
  std::vector<PointM> points;
  std::vector<std::int64_t> first{0};
  /// What each line belongs to; may be empty.
  std::vector<std::int32_t> feature;
  /// Of rings: the polygon that each is of, its outer ring first; may be empty.
  std::vector<std::int32_t> polygon;

  void add(const std::vector<PointM>& line);
};

/// `fill(row, first_col, values)` gives the cells of a row from `first_col` on, as many as `values` holds. It is called for
/// every cell once, in any order and from several threads at the same time.
template <class T>
using CellFiller = std::function<void(int row, int first_col, std::span<T> values)>;

/// A window of a raster that stands, under the same path, in another file: named by where it lies beside the file that refers
/// to it.
struct RasterPart {
  std::string file;
  CellWindow window;
};

using AttributeValue = std::variant<std::string, double, std::int32_t, std::uint8_t, std::uint64_t>;

/// Units, fill values, coded values and meanings come from the schema. Every function throws OutputError with the
/// file and the reason when writing fails, and std::logic_error when the schema does not name what is written.
class FileWriter {
 public:
  /// Opens a temporary file beside `target` and writes the attributes that every format has.
  FileWriter(std::filesystem::path target, FileFormat format);

  /// `path`: "/@seed" or "/access/clinic/people/before@limit_min".
  void attribute(const std::string& path, const AttributeValue& value);
  void table(const FileTable& table);
  /// Writes "<group>/xy", "<group>/first" and, where given, "<group>/feature" and "<group>/polygon".
  void lines(const std::string& group, const LineSet& lines);
  /// A long list that is no column of a table (shape "sample").
  void samples(const std::string& path, const std::vector<float>& values);

  /// The grid and coordinate system of every raster from now on; also writes them as attributes of /ground.
  void set_grid(const Grid& grid, const std::string& crs_wkt, const std::string& crs_name);
  /// Chunks (raster_chunks.h) are filled and packed at the same time; the bytes of the file do not depend on how many
  /// threads do it. Little more is held in memory than the chunks under way.
  template <class T>
  void raster(const std::string& path, const CellFiller<T>& fill);
  /// A raster that is written as it is; one that is empty is left out.
  template <class T>
  void raster(const std::string& path, const Raster<T>& values);

  /// A raster whose cells stand in other files: an HDF5 virtual dataset, no data where no part is. `type`: "float32", ….
  void joined_raster(const std::string& path, const std::string& type, const std::vector<RasterPart>& parts);

  /// Checks that nothing that the format always holds is missing, closes the file and moves it into place.
  void commit();

 private:
  /// The axes of a group that holds rasters.
  struct Axes {
    std::string group;
    Hdf5Handle x;
    Hdf5Handle y;
  };
  using Shape = std::vector<unsigned long long>;

  const DatasetSpec& spec_of(const std::string& path, const std::string& type) const;
  Hdf5Id group(const std::string& path);
  Hdf5Handle create(const std::string& path, const Shape& shape, const std::string& type,
                    const std::vector<RasterPart>& parts = {});
  void array(const std::string& path, const Shape& shape, const std::string& type, const void* values);
  void texts(const std::string& path, const std::vector<std::string>& values);
  const Axes& axes_of(const std::string& group_path);
  Hdf5Handle create_raster(const std::string& path, const std::string& type,
                           const std::vector<RasterPart>& parts = {});
  void write_chunk(const Hdf5Handle& dataset, const ChunkWindow& window,
                   std::span<const unsigned char> packed);
  [[noreturn]] void fail(const Hdf5Failure& failure) const;
  void check_disk() const;

  WholeFile whole_;
  FileFormat format_;
  Hdf5Silence silence_;
  DiskState disk_;
  Hdf5Handle file_;
  std::vector<std::pair<std::string, Hdf5Handle>> groups_;
  std::vector<Axes> axes_;
  std::unique_ptr<Grid> grid_;
  std::string crs_wkt_;
  std::set<std::string> written_;
};

}  // namespace quarterhour
