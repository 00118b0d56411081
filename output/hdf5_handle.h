// A thin layer over HDF5's C interface: handles that close themselves and errors that are thrown.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace quarterhour {

/// HDF5's hid_t, so that its headers stay out of ours.
using Hdf5Id = std::int64_t;

/// What HDF5 said went wrong; readers and writers turn it into InputError or OutputError.
class Hdf5Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// While it lives HDF5 prints nothing to standard error.
class Hdf5Silence {
 public:
  Hdf5Silence();
  ~Hdf5Silence();
  Hdf5Silence(const Hdf5Silence&) = delete;
  Hdf5Silence& operator=(const Hdf5Silence&) = delete;

 private:
  void* function_ = nullptr;
  void* data_ = nullptr;
};

/// Returns `status` when it is not negative; else throws Hdf5Failure with `what` and HDF5's own innermost message.
std::int64_t checked(std::int64_t status, const std::string& what);

/// Owns one HDF5 object.
class Hdf5Handle {
 public:
  using Close = int (*)(Hdf5Id);
  Hdf5Handle() = default;
  /// Throws Hdf5Failure when `id` is negative.
  Hdf5Handle(Hdf5Id id, Close close, const std::string& what) : id_(checked(id, what)), close_(close) {}
  ~Hdf5Handle() {
    if (close_ != nullptr) close_(id_);
  }
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(other.id_), close_(std::exchange(other.close_, nullptr)) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;

  [[nodiscard]] Hdf5Id id() const { return id_; }
  [[nodiscard]] explicit operator bool() const { return close_ != nullptr; }
  /// Closes now and throws Hdf5Failure when that fails, for data is written as late as this.
  void close_now(const std::string& what);

 private:
  Hdf5Id id_ = -1;
  Close close_ = nullptr;
};

/// HDF5 crashes where memory ends inside of it. Throws std::bad_alloc where there is less left than it may take for one dataset or
/// for closing a file: to be asked before it is called.
void require_memory_for_hdf5();

/// The type that stands in the file for "float32", …: little-endian. Not owned: never to be closed.
[[nodiscard]] Hdf5Id stored_type(const std::string& name);
/// The same in memory, in this machine's byte order.
[[nodiscard]] Hdf5Id native_type(const std::string& name);

/// "float32", …, "text": the name that the schema uses for a C++ type.
template <class T>
[[nodiscard]] constexpr const char* type_name() {
  if constexpr (std::is_same_v<T, float>) return "float32";
  if constexpr (std::is_same_v<T, double>) return "float64";
  if constexpr (std::is_same_v<T, std::uint8_t>) return "uint8";
  if constexpr (std::is_same_v<T, std::uint16_t>) return "uint16";
  if constexpr (std::is_same_v<T, std::uint64_t>) return "uint64";
  if constexpr (std::is_same_v<T, std::int8_t>) return "int8";
  if constexpr (std::is_same_v<T, std::int32_t>) return "int32";
  if constexpr (std::is_same_v<T, std::int64_t>) return "int64";
  if constexpr (std::is_same_v<T, std::string>) return "text";
}
/// UTF-8 text of any length.
[[nodiscard]] Hdf5Handle text_type();

}  // namespace quarterhour
