// Chunks of a raster packed and unpacked as HDF5's own filters do it, so that many can be done at the same time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace quarterhour {

/// The level of deflate: higher ones save few percent and cost several times the time.
inline constexpr unsigned chunk_deflate_level = 1;

/// The values' bytes shuffled (all first bytes, then all second ones, …) and deflated: what HDF5 stores of a chunk with the
/// filters shuffle and deflate. `values`: whole values of `bytes_per_value` bytes, little-endian. Throws std::bad_alloc.
[[nodiscard]] std::vector<unsigned char> packed_chunk(std::span<const unsigned char> values,
                                                      std::size_t bytes_per_value);

/// Undoes packed_chunk. False when `packed` is damaged or does not hold exactly as many bytes as `values`, which then hold
/// anything. Throws std::bad_alloc.
[[nodiscard]] bool unpack_chunk(std::span<const unsigned char> packed, std::size_t bytes_per_value,
                                std::span<unsigned char> values);

}  // namespace quarterhour
