// A checksum behind a file's last byte, so that damage is noticed before a library stumbles over it.
#pragma once

#include <filesystem>

namespace quarterhour {

/// Appends "\nquarterhour crc32 xxxxxxxx\n", the CRC-32 of everything before it. HDF5 and what builds on it
/// (h5py, GDAL, netCDF) do not look behind the end that the file itself names. False when that cannot be written.
[[nodiscard]] bool seal_file(const std::filesystem::path& file);

/// Whether the file ends with a seal that does not fit what stands before it. A file without a seal (another
/// program has written to it since) is not broken. False too where the file cannot be read.
[[nodiscard]] bool seal_is_broken(const std::filesystem::path& file);

/// Whether the file ends with something that has the form of a seal. A program that writes to the file again cuts it off at
/// the end that HDF5 names, so that a whole file without a seal has nothing behind that end.
[[nodiscard]] bool has_seal(const std::filesystem::path& file);

}  // namespace quarterhour
