#include "output/disk_driver.h"

#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>
#if __has_include(<H5FDdevelop.h>)
#include <H5FDdevelop.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <vector>

namespace quarterhour {
namespace {

/// What HDF5 hands to every function below; its own part must come first.
struct DiskFile {
  H5FD_t hdf5{};
  int descriptor = -1;
  haddr_t end_of_space = 0;
  haddr_t end_of_file = 0;
  DiskState* state = nullptr;
  /// What could not be written, by address: HDF5 may read it again before it closes.
  std::map<haddr_t, std::vector<unsigned char>> unwritten;
};

/// HDF5 copies this into its property lists.
struct DriverInfo {
  DiskState* state;
};

DiskFile& of(H5FD_t* file) { return *reinterpret_cast<DiskFile*>(file); }
const DiskFile& of(const H5FD_t* file) { return *reinterpret_cast<const DiskFile*>(file); }

H5FD_t* open_file(const char* name, unsigned, hid_t access, haddr_t) {
  const auto* info = static_cast<const DriverInfo*>(H5Pget_driver_info(access));
  if (info == nullptr) return nullptr;
  auto file = std::make_unique<DiskFile>();
  file->state = info->state;
  file->descriptor = ::open(name, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0666);
  if (file->descriptor < 0) {
    file->state->error = errno;
    return nullptr;
  }
  return &file.release()->hdf5;
}

herr_t close_file(H5FD_t* hdf5) {
  const std::unique_ptr<DiskFile> file(&of(hdf5));
  if (::close(file->descriptor) != 0 && file->state->error == 0) file->state->error = errno;
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
           H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  return 0;
}

haddr_t end_of_space(const H5FD_t* file, H5FD_mem_t) { return of(file).end_of_space; }
haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) { return of(file).end_of_file; }
herr_t set_end_of_space(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  of(file).end_of_space = address;
  return 0;
}

/// Errno of the write, 0 when all bytes are written.
int write_all(int descriptor, haddr_t address, std::size_t size, const unsigned char* bytes) {
  while (size > 0) {
    const ssize_t count = ::pwrite(descriptor, bytes, size, static_cast<off_t>(address));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return ENOSPC;
    bytes += count;
    address += static_cast<haddr_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return 0;
}

herr_t write_bytes(H5FD_t* hdf5, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer) {
  DiskFile& file = of(hdf5);
  const auto* bytes = static_cast<const unsigned char*>(buffer);
  // After one write that failed nothing more is tried: what comes later must not hide what comes before.
  if (file.state->error == 0) file.state->error = write_all(file.descriptor, address, size, bytes);
  if (file.state->error != 0) file.unwritten[address].assign(bytes, bytes + size);
  file.end_of_file = std::max(file.end_of_file, address + size);
  return 0;
}

herr_t read_bytes(H5FD_t* hdf5, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer) {
  const DiskFile& file = of(hdf5);
  auto* bytes = static_cast<unsigned char*>(buffer);
  std::memset(bytes, 0, size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t count =
        ::pread(file.descriptor, bytes + done, size - done, static_cast<off_t>(address + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;  // past the end: zeros
    done += static_cast<std::size_t>(count);
  }
  for (const auto& [at, kept] : file.unwritten) {
    const haddr_t begin = std::max(at, address);
    const haddr_t end = std::min(at + kept.size(), address + size);
    if (begin < end) std::memcpy(bytes + (begin - address), kept.data() + (begin - at), end - begin);
  }
  return 0;
}

herr_t truncate_file(H5FD_t* hdf5, hid_t, hbool_t) {
  DiskFile& file = of(hdf5);
  if (file.end_of_space == file.end_of_file) return 0;
  if (file.state->error == 0 && ::ftruncate(file.descriptor, static_cast<off_t>(file.end_of_space)) != 0) {
    file.state->error = errno;
  }
  file.end_of_file = file.end_of_space;
  return 0;
}

Hdf5Id driver() {
  static const Hdf5Id registered = [] {
    static H5FD_class_t functions{};
#if H5_VERSION_GE(1, 13, 0)
    functions.version = H5FD_CLASS_VERSION;
    functions.value = static_cast<H5FD_class_value_t>(H5_VFD_RESERVED + 37);
#endif
    functions.name = "quarterhour_disk";
    functions.maxaddr = (haddr_t{1} << 62) - 1;
    functions.fc_degree = H5F_CLOSE_WEAK;
    functions.fapl_size = sizeof(DriverInfo);
    functions.open = open_file;
    functions.close = close_file;
    functions.query = query;
    functions.get_eoa = end_of_space;
    functions.set_eoa = set_end_of_space;
    functions.get_eof = end_of_file;
    functions.read = read_bytes;
    functions.write = write_bytes;
    functions.truncate = truncate_file;
    const H5FD_mem_t kinds[] = H5FD_FLMAP_DICHOTOMY;
    std::copy(std::begin(kinds), std::end(kinds), functions.fl_map);
    return Hdf5Id{H5FDregister(&functions)};
  }();
  return registered;
}

}  // namespace

Hdf5Handle create_on_disk(const std::filesystem::path& path, Hdf5Id creation_properties, DiskState& state) {
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "file access");
  const DriverInfo info{&state};
  checked(H5Pset_driver(access.id(), checked(driver(), "disk driver"), &info), "disk driver");
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation_properties, access.id()), H5Fclose,
          "create the file"};
}

}  // namespace quarterhour
