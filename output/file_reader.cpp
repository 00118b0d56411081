#include "output/file_reader.h"

#include <hdf5.h>

#include <algorithm>
#include <limits>

#include "output/file_seal.h"
#include "output/hdf5_attributes.h"
#include "sim/errors.h"

namespace quarterhour {
namespace {

std::string major_of(const std::string& version) { return version.substr(0, version.find('.')); }

herr_t add_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

/// Damaged headers may claim any size: what a file says must fit into this.
constexpr unsigned long long most_values = 1ULL << 33;
/// Deflate packs at most 1032 bytes into one (zlib's own limit).
constexpr unsigned long long most_packed = 1032;

}  // namespace

void FileReader::fail(const std::string& message, const std::string& key) const {
  InputFault fault;
  fault.file = path_.string();
  fault.key = key;
  fault.message = message;
  fault.remedy = "Give a whole file that quarterhour wrote";
  throw InputError(std::move(fault));
}

FileReader::FileReader(std::filesystem::path path, const std::vector<FileFormat>& allowed)
    : path_(std::move(path)) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path_, error)) fail("there is no such file");
  // HDF5 1.10 crashes on some damaged files: they are not handed to it.
  if (seal_is_broken(path_)) fail("it is damaged: its checksum does not fit its content");
  require_memory_for_hdf5();
  try {
    file_ = {H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"};
  } catch (const Hdf5Failure&) {
    // What HDF5 itself says speaks of its blocks and addresses.
    const bool cut_off = H5Fis_hdf5(path_.c_str()) > 0;
    fail(cut_off ? "the HDF5 file is cut off or damaged" : "it is not a whole HDF5 file");
  }
  haddr_t end = 0;
  if (!has_seal(path_) && H5Fget_eoa(file_.id(), &end) >= 0 &&
      std::filesystem::file_size(path_, error) != end)
    fail("it is damaged: what stands behind its end is no checksum");
  std::string found;
  std::string version;
  try {
    found = read_text_attribute(file_.id(), "format");
    version = read_text_attribute(file_.id(), "format_version");
  } catch (const Hdf5Failure&) {
    fail("it is damaged");
  }
  std::string wanted;
  bool known = false;
  for (const FileFormat format : allowed) {
    wanted += (wanted.empty() ? "" : " or ") + name_of(format);
    if (found == name_of(format)) {
      format_ = format;
      known = true;
    }
  }
  if (!known) {
    fail(found.empty() ? "it does not say what format it has; wanted " + wanted
                       : "its format is " + found + "; wanted " + wanted);
  }
  if (major_of(version) != major_of(schema().version())) {
    fail("its layout has version " + (version.empty() ? "unknown" : version) +
         ", and this program reads version " + major_of(schema().version()) + " only");
  }
}

Hdf5Handle FileReader::open(const std::string& path) const {
  require_memory_for_hdf5();
  return {H5Dopen2(file_.id(), path.c_str(), H5P_DEFAULT), H5Dclose, "open " + path};
}

bool FileReader::contains(const std::string& path) const {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    if (H5Lexists(file_.id(), path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
    if (slash == std::string::npos) return H5Oexists_by_name(file_.id(), path.c_str(), H5P_DEFAULT) > 0;
  }
}

std::vector<std::string> FileReader::names_in(const std::string& group) const {
  if (group != "/" && !contains(group)) return {};
  try {
    const Hdf5Handle handle(H5Gopen2(file_.id(), group.c_str(), H5P_DEFAULT), H5Gclose, "open " + group);
    std::vector<std::string> names;
    hsize_t position = 0;
    if (H5Literate(handle.id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, &position, add_name, &names) < 0) {
      // Files that other programs rewrote do not keep the order of creation.
      names.clear();
      position = 0;
      checked(H5Literate(handle.id(), H5_INDEX_NAME, H5_ITER_INC, &position, add_name, &names),
              "list " + group);
    }
    return names;
  } catch (const Hdf5Failure&) {
    fail("it is damaged", group);
  }
}

void FileReader::walk(const std::string& group, std::vector<std::string>& found) const {
  constexpr int deepest = 12;
  if (std::count(group.begin(), group.end(), '/') > deepest) fail("its groups are nested too deep", group);
  for (const std::string& name : names_in(group.empty() ? "/" : group)) {
    const std::string path = group + "/" + name;
    H5O_info_t info;
    if (H5Oget_info_by_name2(file_.id(), path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
      fail("it is damaged (no object there)", path);
    }
    if (info.type == H5O_TYPE_GROUP) walk(path, found);
    if (info.type == H5O_TYPE_DATASET) found.push_back(path);
  }
}

std::vector<std::string> FileReader::datasets() const {
  std::vector<std::string> found;
  walk("", found);
  return found;
}

std::string FileReader::text(const std::string& path) const {
  const std::size_t at = path.find('@');
  const std::string object = path.substr(0, at);
  if (object != "/" && !contains(object)) return {};
  try {
    const Hdf5Handle handle(H5Oopen(file_.id(), object.c_str(), H5P_DEFAULT), H5Oclose, "open " + object);
    return read_text_attribute(handle.id(), path.substr(at + 1));
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  }
}

double FileReader::number(const std::string& path) const {
  const std::size_t at = path.find('@');
  const std::string object = path.substr(0, at);
  try {
    const Hdf5Handle handle(H5Oopen(file_.id(), object.c_str(), H5P_DEFAULT), H5Oclose, "open " + object);
    return read_double_attribute(handle.id(), path.substr(at + 1));
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  }
}

std::vector<unsigned long long> FileReader::shape_of(const std::string& path) const {
  try {
    const Hdf5Handle dataset = open(path);
    const Hdf5Handle space(H5Dget_space(dataset.id()), H5Sclose, "shape of " + path);
    const auto rank = static_cast<int>(checked(H5Sget_simple_extent_ndims(space.id()), "shape of " + path));
    std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
    checked(H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr), "shape of " + path);
    hsize_t values = 1;
    for (const hsize_t extent : extents) {
      if (extent > 0 && values > most_values / extent) fail("it claims to be larger than any grid", path);
      values *= extent;
    }
    return {extents.begin(), extents.end()};
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  }
}

std::string FileReader::type_of(const std::string& path) const {
  try {
    const Hdf5Handle dataset = open(path);
    const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "type of " + path);
    if (H5Tis_variable_str(type.id()) > 0) return "text";
    for (const char* name : {"float32", "float64", "uint8", "uint16", "uint64", "int8", "int32", "int64"}) {
      if (H5Tequal(type.id(), stored_type(name)) > 0) return name;
    }
    return "unknown";
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  }
}

void FileReader::require_stored(const Hdf5Handle& dataset, const std::string& path,
                                unsigned long long bytes) const {
  std::error_code error;
  const auto file_bytes = std::filesystem::file_size(path_, error);
  const unsigned long long stored = H5Dget_storage_size(dataset.id());
  if (error || stored > file_bytes || bytes > stored * most_packed) {
    fail("it claims to hold more than the file does", path);
  }
}

template <class T>
std::vector<T> FileReader::numbers(const std::string& path) const {
  unsigned long long count = 1;
  for (const unsigned long long extent : shape_of(path)) count *= extent;
  try {
    const Hdf5Handle dataset = open(path);
    require_stored(dataset, path, count);
    std::vector<T> values(count);
    if (count > 0) {
      checked(
          H5Dread(dataset.id(), native_type(type_name<T>()), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
          "read " + path);
    }
    return values;
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  } catch (const std::bad_alloc&) {
    fail("it claims to be larger than the memory", path);
  }
}

std::vector<std::string> FileReader::texts(const std::string& path) const {
  const std::vector<unsigned long long> shape = shape_of(path);
  if (shape.size() != 1) fail("it is not a column", path);
  try {
    const Hdf5Handle dataset = open(path);
    const Hdf5Handle space(H5Dget_space(dataset.id()), H5Sclose, "read " + path);
    const Hdf5Handle type = text_type();
    require_stored(dataset, path, shape[0]);
    std::vector<char*> pointers(shape[0], nullptr);
    std::vector<std::string> values;
    if (pointers.empty()) return values;
    checked(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "read " + path);
    for (const char* pointer : pointers) values.emplace_back(pointer == nullptr ? "" : pointer);
    checked(H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data()), "read " + path);
    return values;
  } catch (const Hdf5Failure&) {
    fail("it is damaged", path);
  } catch (const std::bad_alloc&) {
    fail("it claims to be larger than the memory", path);
  }
}

Column FileReader::column_at(const std::string& path) const {
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::string type = type_of(path);
  if (type == "text") return {name, texts(path)};
  if (type == "float32") return {name, numbers<float>(path)};
  if (type == "float64") return {name, numbers<double>(path)};
  if (type == "uint8") return {name, numbers<std::uint8_t>(path)};
  if (type == "int32") return {name, numbers<std::int32_t>(path)};
  if (type == "int64") return {name, numbers<std::int64_t>(path)};
  if (type == "uint64") return {name, numbers<std::uint64_t>(path)};
  fail("its type is not one that the format knows", path);
}

FileTable FileReader::table(const std::string& path) const {
  FileTable table{path, {}};
  for (const std::string& name : names_in(path)) {
    const DatasetSpec* spec = schema().find(format_, path + "/" + name);
    if (spec == nullptr || !spec->is_column()) continue;
    if (shape_of(path + "/" + name).size() != 1) fail("it is not a column", path + "/" + name);
    table.columns.push_back(column_at(path + "/" + name));
    const std::size_t rows =
        std::visit([](const auto& values) { return values.size(); }, table.columns.back().values);
    if (rows != table.rows()) fail("its columns differ in length", path);
  }
  return table;
}

std::vector<double> FileReader::values(const std::string& path) const { return numbers<double>(path); }

std::vector<std::string> FileReader::tables() const {
  std::vector<std::string> found;
  for (const std::string& path : datasets()) {
    const DatasetSpec* spec = schema().find(format_, path);
    const std::string table = path.substr(0, path.rfind('/'));
    if (spec != nullptr && spec->is_column() && (found.empty() || found.back() != table))
      found.push_back(table);
  }
  return found;
}

LineSet FileReader::lines(const std::string& group) const {
  LineSet lines;
  if (!contains(group + "/xy") || !contains(group + "/first")) return lines;
  if (shape_of(group + "/xy").size() != 2 || shape_of(group + "/xy")[1] != 2)
    fail("it is not pairs", group + "/xy");
  const std::vector<double> xy = numbers<double>(group + "/xy");
  for (std::size_t k = 0; k + 1 < xy.size(); k += 2) lines.points.push_back({xy[k], xy[k + 1]});
  lines.first = numbers<std::int64_t>(group + "/first");
  if (contains(group + "/feature")) lines.feature = numbers<std::int32_t>(group + "/feature");
  if (contains(group + "/polygon")) lines.polygon = numbers<std::int32_t>(group + "/polygon");
  if (lines.first.empty() || lines.first.front() != 0 ||
      !std::is_sorted(lines.first.begin(), lines.first.end()) ||
      lines.first.back() != static_cast<std::int64_t>(lines.points.size()) ||
      (!lines.feature.empty() && lines.feature.size() + 1 != lines.first.size()) ||
      (!lines.polygon.empty() && lines.polygon.size() + 1 != lines.first.size())) {
    fail("its parts do not fit its points", group);
  }
  return lines;
}

std::optional<Grid> FileReader::grid() const {
  if (!contains("/ground")) return std::nullopt;
  const double rows = number("/ground@rows");
  const double cols = number("/ground@cols");
  constexpr double most = std::numeric_limits<std::int32_t>::max();
  if (!(rows >= 1.0 && rows <= most && cols >= 1.0 && cols <= most)) fail("its grid has no size", "/ground");
  try {
    return Grid(static_cast<int>(rows), static_cast<int>(cols), number("/ground@west_m"),
                number("/ground@north_m"), number("/ground@cell_width_m"), number("/ground@cell_height_m"));
  } catch (const std::invalid_argument& error) {
    fail(std::string("its grid is not one: ") + error.what(), "/ground");
  }
}

}  // namespace quarterhour
