// Rasters read back, many chunks at the same time where they are packed as this program packs them.
#include <hdf5.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>

#include "output/file_reader.h"
#include "output/packed_chunk.h"

namespace quarterhour {
namespace {

/// Packed chunks that wait for being unpacked.
constexpr std::size_t chunks_at_once = 64;
/// A damaged header may claim chunks of any size; HDF5 itself reads those that are larger.
constexpr hsize_t largest_chunk_bytes = hsize_t{1} << 26U;

/// Rows and columns of a dataset's chunks where they are packed by shuffle and deflate alone, else nothing.
std::optional<std::array<hsize_t, 2>> packed_chunk_shape(const Hdf5Handle& dataset,
                                                         std::size_t bytes_per_value) {
  const Hdf5Handle properties(H5Dget_create_plist(dataset.id()), H5Pclose, "read the packing");
  if (H5Pget_layout(properties.id()) != H5D_CHUNKED || H5Pget_nfilters(properties.id()) != 2) return {};
  constexpr std::array<H5Z_filter_t, 2> wanted{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
  for (unsigned k = 0; k < wanted.size(); ++k) {
    unsigned flags = 0;
    std::size_t count = 1;
    unsigned value = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(properties.id(), k, &flags, &count, &value, 0, nullptr, nullptr);
    if (filter != wanted[k]) return {};
    if (filter == H5Z_FILTER_SHUFFLE && (count < 1 || value != bytes_per_value)) return {};
  }
  std::array<hsize_t, 2> shape{};
  if (H5Pget_chunk(properties.id(), 2, shape.data()) != 2 || shape[0] == 0 || shape[1] == 0) return {};
  if (shape[0] > largest_chunk_bytes || shape[1] > largest_chunk_bytes / shape[0] / bytes_per_value)
    return {};
  return shape;
}

/// A chunk as it is stored, and where its first cell is.
struct StoredChunk {
  std::array<hsize_t, 2> start{};
  std::vector<unsigned char> bytes;
};

}  // namespace

template <class T>
bool FileReader::unpack_rows(const Hdf5Handle& dataset, const std::string& path, int first_row, int cols,
                             std::span<T> values) const {
  const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "type of " + path);
  if (H5Tequal(type.id(), stored_type(type_name<T>())) <= 0) return false;
  const auto shape = packed_chunk_shape(dataset, sizeof(T));
  if (!shape) return false;
  std::error_code error;
  const auto file_bytes = std::filesystem::file_size(path_, error);
  const auto width = static_cast<hsize_t>(cols);
  const auto begin = static_cast<hsize_t>(first_row);
  const hsize_t end = begin + values.size() / width;

  std::vector<std::array<hsize_t, 2>> starts;
  for (hsize_t row = begin - begin % (*shape)[0]; row < end; row += (*shape)[0])
    for (hsize_t col = 0; col < width; col += (*shape)[1]) starts.push_back({row, col});
  std::vector<StoredChunk> chunks(std::min(chunks_at_once, starts.size()));
  for (std::size_t first = 0; first < starts.size(); first += chunks.size()) {
    const std::size_t count = std::min(chunks.size(), starts.size() - first);
    for (std::size_t k = 0; k < count; ++k) {
      StoredChunk& chunk = chunks[k];
      chunk.start = starts[first + k];
      hsize_t size = 0;
      std::uint32_t left_out = 0;
      // A chunk that was never written, or that a filter left as it was, is HDF5's own business.
      if (H5Dget_chunk_storage_size(dataset.id(), chunk.start.data(), &size) < 0 || size == 0) return false;
      if (size > file_bytes) fail("it is damaged", path);
      chunk.bytes.resize(size);
      checked(H5Dread_chunk(dataset.id(), H5P_DEFAULT, chunk.start.data(), &left_out, chunk.bytes.data()),
              "read " + path);
      if (left_out != 0) return false;
    }
    std::atomic<bool> whole = true;
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t k) {
      const StoredChunk& chunk = chunks[k];
      std::vector<T> cells((*shape)[0] * (*shape)[1]);
      const std::span<unsigned char> bytes(reinterpret_cast<unsigned char*>(cells.data()),
                                           cells.size() * sizeof(T));
      if (!unpack_chunk(chunk.bytes, sizeof(T), bytes)) {
        whole = false;
        return;
      }
      const hsize_t row_end = std::min(end, chunk.start[0] + (*shape)[0]);
      const hsize_t row_cells = std::min((*shape)[1], width - chunk.start[1]);
      for (hsize_t row = std::max(begin, chunk.start[0]); row < row_end; ++row)
        std::copy_n(cells.data() + (row - chunk.start[0]) * (*shape)[1], row_cells,
                    values.data() + (row - begin) * width + chunk.start[1]);
    });
    if (!whole) fail("it is damaged", path);
  }
  return true;
}

bool FileReader::is_joined(const Hdf5Handle& dataset, const std::string& path) const {
  const Hdf5Handle properties(H5Dget_create_plist(dataset.id()), H5Pclose, "read the layout of " + path);
  if (H5Pget_layout(properties.id()) != H5D_VIRTUAL) return false;
  if (format_ != FileFormat::times)
    fail("its cells stand in other files, as those of its format never do", path);
  std::size_t count = 0;
  checked(H5Pget_virtual_count(properties.id(), &count), "read the parts of " + path);
  for (std::size_t k = 0; k < count; ++k) {
    const auto length = static_cast<std::size_t>(
        checked(H5Pget_virtual_filename(properties.id(), k, nullptr, 0), "read a part"));
    std::string name(length + 1, '\0');
    checked(H5Pget_virtual_filename(properties.id(), k, name.data(), name.size()), "read a part");
    name.resize(length);
    if (known_parts_.count(name) > 0) continue;
    const std::filesystem::path part(name);
    if (part.is_absolute() || std::find(part.begin(), part.end(), "..") != part.end())
      fail("its part '" + name + "' does not lie beside it", path);
    const std::filesystem::path file = path_.parent_path() / part;
    if (!std::filesystem::exists(file))
      fail("its tile '" + name + "' is missing, which must lie beside it", path);
    const FileReader looked_at(file, {FileFormat::times});
    known_parts_.insert(name);
  }
  return true;
}

Grid FileReader::grid_of_raster(const std::string& path) const {
  const std::optional<Grid> shape = grid();
  const std::vector<unsigned long long> extents = shape_of(path);
  if (!shape || extents.size() != 2 || extents[0] != static_cast<unsigned long long>(shape->rows()) ||
      extents[1] != static_cast<unsigned long long>(shape->cols())) {
    fail("its raster does not have the grid's shape", path);
  }
  try {
    const Hdf5Handle dataset = open(path);
    if (!is_joined(dataset, path)) require_stored(dataset, path, shape->cell_count());
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  }
  return *shape;
}

template <class T>
void FileReader::raster_rows(const std::string& path, int first_row, std::span<T> values) const {
  const Grid shape = grid_of_raster(path);
  const auto cols = static_cast<std::size_t>(shape.cols());
  const std::size_t rows = values.size() / cols;
  if (first_row < 0 || values.size() % cols != 0 ||
      static_cast<std::size_t>(first_row) + rows > static_cast<std::size_t>(shape.rows()))
    throw std::invalid_argument("these are not whole rows of the grid");
  if (rows == 0) return;
  try {
    const Hdf5Handle dataset = open(path);
    if (unpack_rows(dataset, path, first_row, shape.cols(), values)) return;
    const hsize_t start[2] = {static_cast<hsize_t>(first_row), 0};
    const hsize_t count[2] = {rows, cols};
    const Hdf5Handle memory(H5Screate_simple(2, count, nullptr), H5Sclose, "read " + path);
    const Hdf5Handle space(H5Dget_space(dataset.id()), H5Sclose, "read " + path);
    checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr), "read " + path);
    checked(H5Dread(dataset.id(), native_type(type_name<T>()), memory.id(), space.id(), H5P_DEFAULT,
                    values.data()),
            "read " + path);
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  }
}

template <class T>
Raster<T> FileReader::raster(const std::string& path) const {
  if (!contains(path)) return {};
  const Grid shape = grid_of_raster(path);
  try {
    Raster<T> whole(shape);
    raster_rows<T>(path, 0, whole.values());
    return whole;
  } catch (const std::bad_alloc&) {
    fail("it claims to be larger than the memory", path);
  }
}

#define QUARTERHOUR_RASTER_OF(T)                                                         \
  template void FileReader::raster_rows<T>(const std::string&, int, std::span<T>) const; \
  template Raster<T> FileReader::raster<T>(const std::string&) const;
QUARTERHOUR_RASTER_OF(float)
QUARTERHOUR_RASTER_OF(double)
QUARTERHOUR_RASTER_OF(std::uint8_t)
QUARTERHOUR_RASTER_OF(std::int8_t)
QUARTERHOUR_RASTER_OF(std::uint16_t)
QUARTERHOUR_RASTER_OF(std::int32_t)
#undef QUARTERHOUR_RASTER_OF

}  // namespace quarterhour
