#include "output/hdf5_handle.h"

#include <hdf5.h>

#include <cstdlib>
#include <new>

namespace quarterhour {
namespace {

static_assert(std::is_same_v<Hdf5Id, hid_t> || sizeof(Hdf5Id) == sizeof(hid_t));

herr_t keep_first(unsigned, const H5E_error2_t* error, void* text) {
  auto* kept = static_cast<std::string*>(text);
  if (kept->empty() && error->desc != nullptr) *kept = error->desc;
  return 0;
}

}  // namespace

Hdf5Silence::Hdf5Silence() {
  H5E_auto2_t function = nullptr;
  H5Eget_auto2(H5E_DEFAULT, &function, &data_);
  function_ = reinterpret_cast<void*>(function);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Silence::~Hdf5Silence() { H5Eset_auto2(H5E_DEFAULT, reinterpret_cast<H5E_auto2_t>(function_), data_); }

std::int64_t checked(std::int64_t status, const std::string& what) {
  if (status >= 0) return status;
  std::string innermost;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &innermost);
  H5Eclear2(H5E_DEFAULT);
  throw Hdf5Failure(innermost.empty() ? what : what + ": " + innermost);
}

void Hdf5Handle::close_now(const std::string& what) {
  if (close_ == nullptr) return;
  checked(std::exchange(close_, nullptr)(id_), what);
}

void require_memory_for_hdf5() {
  constexpr std::size_t enough = std::size_t{8} << 20U;
  void* const room = std::malloc(enough);
  if (room == nullptr) throw std::bad_alloc();
  std::free(room);
}

Hdf5Id stored_type(const std::string& name) {
  if (name == "float32") return H5T_IEEE_F32LE;
  if (name == "float64") return H5T_IEEE_F64LE;
  if (name == "uint8") return H5T_STD_U8LE;
  if (name == "uint16") return H5T_STD_U16LE;
  if (name == "uint64") return H5T_STD_U64LE;
  if (name == "int8") return H5T_STD_I8LE;
  if (name == "int32") return H5T_STD_I32LE;
  if (name == "int64") return H5T_STD_I64LE;
  throw std::logic_error("no stored type for " + name);
}

Hdf5Id native_type(const std::string& name) {
  if (name == "float32") return H5T_NATIVE_FLOAT;
  if (name == "float64") return H5T_NATIVE_DOUBLE;
  if (name == "uint8") return H5T_NATIVE_UINT8;
  if (name == "uint16") return H5T_NATIVE_UINT16;
  if (name == "uint64") return H5T_NATIVE_UINT64;
  if (name == "int8") return H5T_NATIVE_INT8;
  if (name == "int32") return H5T_NATIVE_INT32;
  if (name == "int64") return H5T_NATIVE_INT64;
  throw std::logic_error("no native type for " + name);
}

Hdf5Handle text_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "text type");
  checked(H5Tset_size(type.id(), H5T_VARIABLE), "text type");
  checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "text type");
  return type;
}

}  // namespace quarterhour
