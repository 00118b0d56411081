// Rasters that GIS opens in place: each group that holds some carries its own axes and coordinate system (CF-1.8).
#include <hdf5.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <cstdio>

#include "output/coordinate_system.h"
#include "output/file_writer.h"
#include "output/hdf5_attributes.h"
#include "sim/errors.h"

namespace quarterhour {

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

Hdf5Handle FileWriter::create_raster(const std::string& path, const std::string& type) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name == "x" || name == "y" || name == "crs") whole_.fail("'" + name + "' cannot be used as an id");
  const Axes& axes = axes_of(path.substr(0, path.rfind('/')));
  const Shape shape{static_cast<unsigned long long>(grid_->rows()),
                    static_cast<unsigned long long>(grid_->cols())};
  Hdf5Handle dataset = create(path, shape, type);
  write_text_attribute(dataset.id(), "grid_mapping", "crs");
  checked(H5DSattach_scale(dataset.id(), axes.y.id(), 0), "write " + path);
  checked(H5DSattach_scale(dataset.id(), axes.x.id(), 1), "write " + path);
  return dataset;
}

void FileWriter::write_rows(const Hdf5Handle& dataset, int first_row, int rows, const std::string& type,
                            const void* values) {
  const hsize_t start[2] = {static_cast<hsize_t>(first_row), 0};
  const hsize_t count[2] = {static_cast<hsize_t>(rows), static_cast<hsize_t>(grid_->cols())};
  const Hdf5Handle memory(H5Screate_simple(2, count, nullptr), H5Sclose, "write rows");
  const Hdf5Handle space(H5Dget_space(dataset.id()), H5Sclose, "write rows");
  checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr), "write rows");
  checked(H5Dwrite(dataset.id(), native_type(type), memory.id(), space.id(), H5P_DEFAULT, values),
          "write rows");
}

template <class T>
void FileWriter::raster(const std::string& path, const std::function<void(int, std::span<T>)>& fill_row) {
  try {
    Hdf5Handle dataset = create_raster(path, type_name<T>());
    const auto cols = static_cast<std::size_t>(grid_->cols());
    // One band of chunks at a time, so that no second copy of a large raster is held.
    std::vector<T> band(static_cast<std::size_t>(std::min<int>(raster_chunk, grid_->rows())) * cols);
    for (int first = 0; first < grid_->rows(); first += raster_chunk) {
      const int rows = std::min<int>(raster_chunk, grid_->rows() - first);
      for (int row = 0; row < rows; ++row) {
        fill_row(first + row, std::span<T>(band).subspan(static_cast<std::size_t>(row) * cols, cols));
      }
      write_rows(dataset, first, rows, type_name<T>(), band.data());
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
  raster<T>(path,
            [&values](int row, std::span<T> out) { std::copy_n(values.row(row), out.size(), out.begin()); });
}

#define QUARTERHOUR_RASTER_OF(T)                                                                          \
  template void FileWriter::raster<T>(const std::string&, const std::function<void(int, std::span<T>)>&); \
  template void FileWriter::raster<T>(const std::string&, const Raster<T>&);
QUARTERHOUR_RASTER_OF(float)
QUARTERHOUR_RASTER_OF(double)
QUARTERHOUR_RASTER_OF(std::uint8_t)
QUARTERHOUR_RASTER_OF(std::int8_t)
QUARTERHOUR_RASTER_OF(std::uint16_t)
QUARTERHOUR_RASTER_OF(std::int32_t)
#undef QUARTERHOUR_RASTER_OF

}  // namespace quarterhour
