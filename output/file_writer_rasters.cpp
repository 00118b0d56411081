// Rasters that GIS opens in place: each group that holds some carries its own axes and coordinate system (CF-1.8).
#include <hdf5.h>
#include <hdf5_hl.h>

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "output/coordinate_system.h"
#include "output/file_writer.h"
#include "output/hdf5_attributes.h"
#include "output/packed_chunk.h"
#include "output/raster_chunks.h"
#include "sim/errors.h"

namespace quarterhour {

namespace {

/// Packed chunks that wait for being written: enough work for many threads, little memory.
constexpr std::size_t chunks_at_once = 64;

template <class T>
std::span<const unsigned char> bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const unsigned char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

void FileWriter::set_grid(const Grid& grid, const std::string& crs_wkt, const std::string& crs_name) {
  grid_ = std::make_unique<Grid>(grid);
  crs_wkt_ = crs_wkt;
  attribute("/ground@rows", std::int32_t{grid.rows()});
  attribute("/ground@cols", std::int32_t{grid.cols()});
  attribute("/ground@west_m", grid.west_m());
  attribute("/ground@north_m", grid.north_m());
  attribute("/ground@cell_width_m", grid.cell_width_m());
  attribute("/ground@cell_height_m", grid.cell_height_m());
  attribute("/ground@crs_wkt", crs_wkt);
  attribute("/ground@crs_name", crs_name);
}

const FileWriter::Axes& FileWriter::axes_of(const std::string& group_path) {
  for (const Axes& known : axes_) {
    if (known.group == group_path) return known;
  }
  if (grid_ == nullptr) throw std::logic_error("a raster before the grid is set");
  const Grid& grid = *grid_;
  std::vector<double> x(static_cast<std::size_t>(grid.cols()));
  std::vector<double> y(static_cast<std::size_t>(grid.rows()));
  for (int col = 0; col < grid.cols(); ++col) x[static_cast<std::size_t>(col)] = grid.centre_x_m(col);
  for (int row = 0; row < grid.rows(); ++row) y[static_cast<std::size_t>(row)] = grid.centre_y_m(row);

  const auto axis = [&](const char* name, const std::vector<double>& centres, const char* standard_name) {
    const std::string path = group_path + "/" + name;
    Hdf5Handle dataset = create(path, {centres.size()}, "float64");
    write_text_attribute(dataset.id(), "standard_name", standard_name);
    write_text_attribute(dataset.id(), "axis", name[0] == 'x' ? "X" : "Y");
    checked(H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, centres.data()),
            "write " + path);
    checked(H5DSset_scale(dataset.id(), name), "write " + path);
    return dataset;
  };
  axes_.push_back(
      {group_path, axis("x", x, "projection_x_coordinate"), axis("y", y, "projection_y_coordinate")});

  Hdf5Handle crs = create(group_path + "/crs", {}, "int32");
  const std::int32_t nothing = 0;
  checked(H5Dwrite(crs.id(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, &nothing), "write crs");
  if (!crs_wkt_.empty()) {
    write_text_attribute(crs.id(), "grid_mapping_name", grid_mapping_name(crs_wkt_));
    write_text_attribute(crs.id(), "crs_wkt", crs_wkt_);
    write_text_attribute(crs.id(), "spatial_ref", crs_wkt_);
  }
  write_text_attribute(crs.id(), "GeoTransform", geo_transform(grid, " "));
  crs.close_now("write crs");
  return axes_.back();
}

Hdf5Handle FileWriter::create_raster(const std::string& path, const std::string& type,
                                     const std::vector<RasterPart>& parts) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name == "x" || name == "y" || name == "crs") whole_.fail("'" + name + "' cannot be used as an id");
  const Axes& axes = axes_of(path.substr(0, path.rfind('/')));
  const Shape shape{static_cast<unsigned long long>(grid_->rows()),
                    static_cast<unsigned long long>(grid_->cols())};
  Hdf5Handle dataset = create(path, shape, type, parts);
  write_text_attribute(dataset.id(), "grid_mapping", "crs");
  checked(H5DSattach_scale(dataset.id(), axes.y.id(), 0), "write " + path);
  checked(H5DSattach_scale(dataset.id(), axes.x.id(), 1), "write " + path);
  return dataset;
}

void FileWriter::write_chunk(const Hdf5Handle& dataset, const ChunkWindow& window,
                             std::span<const unsigned char> packed) {
  const hsize_t start[2] = {static_cast<hsize_t>(window.first_row), static_cast<hsize_t>(window.first_col)};
  checked(H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, start, packed.size(), packed.data()), "write a chunk");
}

void FileWriter::joined_raster(const std::string& path, const std::string& type,
                               const std::vector<RasterPart>& parts) {
  try {
    Hdf5Handle dataset = create_raster(path, type, parts);
    dataset.close_now("write " + path);
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
}

template <class T>
void FileWriter::raster(const std::string& path, const CellFiller<T>& fill) {
  try {
    Hdf5Handle dataset = create_raster(path, type_name<T>());
    const RasterChunks chunks(*grid_);
    // What no cell of the grid holds, in chunks that reach over its edge.
    T beyond{};
    if (const auto bytes = fill_bytes(spec_of(path, type_name<T>()), type_name<T>()); !bytes.empty())
      std::memcpy(&beyond, bytes.data(), sizeof(T));
    std::vector<std::vector<unsigned char>> packed(std::min(chunks_at_once, chunks.count()));
    for (std::size_t first = 0; first < chunks.count(); first += packed.size()) {
      const std::size_t count = std::min(packed.size(), chunks.count() - first);
      tbb::parallel_for(std::size_t{0}, count, [&](std::size_t k) {
        const ChunkWindow window = chunks.window(first + k);
        std::vector<T> cells(chunks.cells_of_chunk(), beyond);
        for (int row = 0; row < window.rows; ++row) {
          const std::size_t begin =
              static_cast<std::size_t>(row) * static_cast<std::size_t>(chunks.chunk_cols());
          fill(window.first_row + row, window.first_col,
               std::span<T>(cells).subspan(begin, static_cast<std::size_t>(window.cols)));
        }
        packed[k] = packed_chunk(bytes_of<T>(cells), sizeof(T));
      });
      require_memory_for_hdf5();
      // In their order and from this thread alone: the file is the same for any number of threads.
      for (std::size_t k = 0; k < count; ++k) write_chunk(dataset, chunks.window(first + k), packed[k]);
      check_disk();
    }
    dataset.close_now("write " + path);
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
}

template <class T>
void FileWriter::raster(const std::string& path, const Raster<T>& values) {
  if (values.empty()) return;
  if (grid_ == nullptr || values.rows() != grid_->rows() || values.cols() != grid_->cols()) {
    throw std::logic_error(path + " does not have the grid's shape");
  }
  raster<T>(path, [&values](int row, int first_col, std::span<T> out) {
    std::copy_n(values.row(row) + first_col, out.size(), out.begin());
  });
}

#define QUARTERHOUR_RASTER_OF(T)                                                 \
  template void FileWriter::raster<T>(const std::string&, const CellFiller<T>&); \
  template void FileWriter::raster<T>(const std::string&, const Raster<T>&);
QUARTERHOUR_RASTER_OF(float)
QUARTERHOUR_RASTER_OF(double)
QUARTERHOUR_RASTER_OF(std::uint8_t)
QUARTERHOUR_RASTER_OF(std::int8_t)
QUARTERHOUR_RASTER_OF(std::uint16_t)
QUARTERHOUR_RASTER_OF(std::int32_t)
#undef QUARTERHOUR_RASTER_OF

}  // namespace quarterhour
