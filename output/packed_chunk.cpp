#include "output/packed_chunk.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <new>

namespace quarterhour {
namespace {

static_assert(
    std::endian::native == std::endian::little,
    "files hold little-endian numbers: chunks would have to be turned round before they are packed");

std::vector<unsigned char> shuffled(std::span<const unsigned char> values, std::size_t bytes_per_value) {
  std::vector<unsigned char> bytes(values.size());
  const std::size_t count = values.size() / bytes_per_value;
  for (std::size_t part = 0; part < bytes_per_value; ++part) {
    unsigned char* const out = bytes.data() + part * count;
    for (std::size_t k = 0; k < count; ++k) out[k] = values[k * bytes_per_value + part];
  }
  return bytes;
}

std::vector<unsigned char> deflated(std::span<const unsigned char> bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::vector<unsigned char> packed(size);
  // With room for the bound, memory is all that can be missing.
  if (compress2(packed.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()),
                static_cast<int>(chunk_deflate_level)) != Z_OK)
    throw std::bad_alloc();
  packed.resize(size);
  return packed;
}

bool inflate_to(std::span<const unsigned char> packed, std::span<unsigned char> bytes) {
  auto size = static_cast<uLongf>(bytes.size());
  const int status = uncompress(bytes.data(), &size, packed.data(), static_cast<uLong>(packed.size()));
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  return status == Z_OK && size == bytes.size();
}

}  // namespace

std::vector<unsigned char> packed_chunk(std::span<const unsigned char> values, std::size_t bytes_per_value) {
  return bytes_per_value == 1 ? deflated(values) : deflated(shuffled(values, bytes_per_value));
}

bool unpack_chunk(std::span<const unsigned char> packed, std::size_t bytes_per_value,
                  std::span<unsigned char> values) {
  if (bytes_per_value == 1) return inflate_to(packed, values);
  std::vector<unsigned char> bytes(values.size());
  if (!inflate_to(packed, bytes)) return false;
  const std::size_t count = values.size() / bytes_per_value;
  for (std::size_t part = 0; part < bytes_per_value; ++part) {
    const unsigned char* const in = bytes.data() + part * count;
    for (std::size_t k = 0; k < count; ++k) values[k * bytes_per_value + part] = in[k];
  }
  return true;
}

}  // namespace quarterhour
