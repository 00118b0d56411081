#include "output/file_writer.h"

#include <hdf5.h>

#include <algorithm>
#include <cstring>

#include "output/file_seal.h"
#include "output/hdf5_attributes.h"
#include "output/packed_chunk.h"
#include "output/version.h"
#include "sim/errors.h"

namespace quarterhour {
namespace {

constexpr hsize_t rows_worth_compressing = 4096;
constexpr hsize_t table_chunk_rows = 16384;

Hdf5Handle group_properties() {
  Hdf5Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "group properties");
  checked(H5Pset_obj_track_times(properties.id(), false), "group properties");
  // Readers then list columns in the order of the schema.
  checked(H5Pset_link_creation_order(properties.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "group properties");
  return properties;
}

Hdf5Handle create_file(const std::filesystem::path& path, DiskState& disk) {
  const Hdf5Handle properties(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "file properties");
  checked(H5Pset_obj_track_times(properties.id(), false), "file properties");
  checked(H5Pset_link_creation_order(properties.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "file properties");
  return create_on_disk(path, properties.id(), disk);
}

/// Makes the dataset at `path` one whose cells stand under the same path in other files.
void refer_to_parts(const Hdf5Handle& properties, const std::string& path,
                    const std::vector<hsize_t>& extents, const std::vector<RasterPart>& parts) {
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
                         H5Sclose, "create " + path);
  for (const RasterPart& part : parts) {
    const hsize_t start[2] = {static_cast<hsize_t>(part.window.row_begin),
                              static_cast<hsize_t>(part.window.col_begin)};
    const hsize_t count[2] = {static_cast<hsize_t>(part.window.rows()),
                              static_cast<hsize_t>(part.window.cols())};
    const Hdf5Handle of_part(H5Screate_simple(2, count, nullptr), H5Sclose, "create " + path);
    checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start, nullptr, count, nullptr),
            "create " + path);
    checked(H5Pset_virtual(properties.id(), space.id(), part.file.c_str(), path.c_str(), of_part.id()),
            "create " + path);
  }
}

bool is_missing_name(const std::string& name) {
  return name.empty() || name == "." || name == ".." || name.find('@') != std::string::npos;
}

}  // namespace

void LineSet::add(const std::vector<PointM>& line) {
  points.insert(points.end(), line.begin(), line.end());
  first.push_back(static_cast<std::int64_t>(points.size()));
}

FileWriter::FileWriter(std::filesystem::path target, FileFormat format)
    : whole_(std::move(target), WholeFile::Kind::file), format_(format) {
  require_memory_for_hdf5();
  try {
    file_ = create_file(whole_.temporary(), disk_);
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  attribute("/@format", name_of(format));
  attribute("/@format_version", schema().version());
  attribute("/@software_version", std::string(software_version()));
  attribute("/@created_by", std::string("quarterhour"));
  attribute("/@Conventions", std::string("CF-1.8"));
}

void FileWriter::fail(const Hdf5Failure& failure) const {
  check_disk();
  whole_.fail(failure.what());
}

void FileWriter::check_disk() const {
  if (disk_.error != 0) whole_.fail(std::strerror(disk_.error));
}

const DatasetSpec& FileWriter::spec_of(const std::string& path, const std::string& type) const {
  const DatasetSpec* spec = schema().find(format_, path);
  if (spec == nullptr) throw std::logic_error("schema.txt does not name " + path);
  if (std::find(spec->types.begin(), spec->types.end(), type) == spec->types.end()) {
    throw std::logic_error("schema.txt does not let " + path + " be " + type);
  }
  return *spec;
}

Hdf5Id FileWriter::group(const std::string& path) {
  if (path.empty()) return file_.id();
  for (const auto& [known, handle] : groups_) {
    if (known == path) return handle.id();
  }
  const std::size_t slash = path.rfind('/');
  const Hdf5Id parent = group(path.substr(0, slash));
  const std::string name = path.substr(slash + 1);
  if (is_missing_name(name)) whole_.fail("'" + name + "' cannot be used as an id (in " + path + ")");
  const Hdf5Handle properties = group_properties();
  groups_.emplace_back(
      path, Hdf5Handle(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, properties.id(), H5P_DEFAULT), H5Gclose,
                       "create " + path));
  return groups_.back().second.id();
}

void FileWriter::attribute(const std::string& path, const AttributeValue& value) {
  require_memory_for_hdf5();
  try {
    const std::size_t at = path.find('@');
    const Hdf5Id object = group(path.substr(0, at) == "/" ? "" : path.substr(0, at));
    const std::string name = path.substr(at + 1);
    std::visit(
        [&](const auto& number) {
          using Value = std::decay_t<decltype(number)>;
          spec_of(path, type_name<Value>());
          if constexpr (std::is_same_v<Value, std::string>) {
            write_text_attribute(object, name, number);
          } else {
            write_number_attribute(object, name, type_name<Value>(), &number);
          }
        },
        value);
    written_.insert(path);
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
}

Hdf5Handle FileWriter::create(const std::string& path, const Shape& shape, const std::string& type,
                              const std::vector<RasterPart>& parts) {
  require_memory_for_hdf5();
  const DatasetSpec& spec = spec_of(path, type);
  const std::size_t slash = path.rfind('/');
  const Hdf5Id parent = group(path.substr(0, slash));
  const std::string name = path.substr(slash + 1);
  if (is_missing_name(name)) whole_.fail("'" + name + "' cannot be used as an id (in " + path + ")");

  const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "create " + path);
  checked(H5Pset_obj_track_times(properties.id(), false), "create " + path);
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  if (!parts.empty()) {
    chunk.clear();
    refer_to_parts(properties, path, {shape.begin(), shape.end()}, parts);
  } else if (spec.shape == "y,x") {
    for (hsize_t& extent : chunk) extent = std::min<hsize_t>(extent, raster_chunk);
  } else if (!chunk.empty() && chunk[0] >= rows_worth_compressing) {
    chunk[0] = std::min(chunk[0], table_chunk_rows);
  } else {
    chunk.clear();
  }
  if (!chunk.empty()) {
    checked(H5Pset_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()), "create " + path);
    checked(H5Pset_shuffle(properties.id()), "create " + path);
    checked(H5Pset_deflate(properties.id(), chunk_deflate_level), "create " + path);
  }
  if (const auto fill = fill_bytes(spec, type); !fill.empty()) {
    checked(H5Pset_fill_value(properties.id(), native_type(type), fill.data()), "create " + path);
  }
  const std::vector<hsize_t> extents(shape.begin(), shape.end());
  const Hdf5Handle space(extents.empty()
                             ? H5Screate(H5S_SCALAR)
                             : H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
                         H5Sclose, "create " + path);
  const Hdf5Handle text = text_type();
  Hdf5Handle dataset(H5Dcreate2(parent, name.c_str(), type == "text" ? text.id() : stored_type(type),
                                space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                     H5Dclose, "create " + path);
  write_description(dataset.id(), spec, type);
  written_.insert(path);
  return dataset;
}

void FileWriter::array(const std::string& path, const Shape& shape, const std::string& type,
                       const void* values) {
  Hdf5Handle dataset = create(path, shape, type);
  if (shape.empty() || shape[0] > 0) {
    checked(H5Dwrite(dataset.id(), native_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
            "write " + path);
  }
  dataset.close_now("write " + path);
}

void FileWriter::texts(const std::string& path, const std::vector<std::string>& values) {
  Hdf5Handle dataset = create(path, {values.size()}, "text");
  const Hdf5Handle type = text_type();
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const std::string& value : values) pointers.push_back(value.c_str());
  if (!pointers.empty()) {
    checked(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()),
            "write " + path);
  }
  dataset.close_now("write " + path);
}

void FileWriter::table(const FileTable& table) {
  try {
    for (const Column& column : table.columns) {
      const std::string path = table.path + "/" + column.name;
      std::visit(
          [&](const auto& values) {
            using Value = typename std::decay_t<decltype(values)>::value_type;
            if (values.size() != table.rows()) throw std::logic_error(path + " is not as long as its table");
            if constexpr (std::is_same_v<Value, std::string>) {
              texts(path, values);
            } else {
              array(path, {values.size()}, type_name<Value>(), values.data());
            }
          },
          column.values);
    }
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
}

void FileWriter::lines(const std::string& group_path, const LineSet& lines) {
  std::vector<double> xy;
  xy.reserve(lines.points.size() * 2);
  for (const PointM& point : lines.points) {
    xy.push_back(point.x_m);
    xy.push_back(point.y_m);
  }
  try {
    array(group_path + "/xy", {lines.points.size(), 2}, "float64", xy.data());
    array(group_path + "/first", {lines.first.size()}, "int64", lines.first.data());
    if (!lines.feature.empty()) {
      array(group_path + "/feature", {lines.feature.size()}, "int32", lines.feature.data());
    }
    if (!lines.polygon.empty()) {
      array(group_path + "/polygon", {lines.polygon.size()}, "int32", lines.polygon.data());
    }
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
}

void FileWriter::samples(const std::string& path, const std::vector<float>& values) {
  try {
    array(path, {values.size()}, "float32", values.data());
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
}

void FileWriter::commit() {
  for (const DatasetSpec& spec : schema().specs()) {
    if (!spec.holds(format_) || spec.may_be_absent || written_.count(spec.path) > 0) continue;
    throw std::logic_error(spec.path + " always stands in a file of format " + name_of(format_));
  }
  require_memory_for_hdf5();
  try {
    for (Axes& axes : axes_) {
      axes.x.close_now("write the axes");
      axes.y.close_now("write the axes");
    }
    // A group is opened after its parent; closing goes the other way.
    for (auto group = groups_.rbegin(); group != groups_.rend(); ++group)
      group->second.close_now("write a group");
    checked(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), "write the file");
    file_.close_now("close the file");
  } catch (const Hdf5Failure& failure) {
    fail(failure);
  }
  check_disk();
  if (!seal_file(whole_.temporary())) whole_.fail("its checksum cannot be written: is the disk full?");
  whole_.move_into_place();
}

}  // namespace quarterhour
