#include "output/file_seal.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarterhour {

namespace {

constexpr std::string_view seal_mark = "\nquarterhour crc32 ";
constexpr std::size_t seal_length = seal_mark.size() + 8 + 1;
constexpr std::size_t block_bytes = std::size_t{1} << 20U;

std::string seal_of(std::uint32_t checksum) {
  std::array<char, 9> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x", static_cast<unsigned>(checksum));
  return std::string(seal_mark).append(digits.data()).append("\n");
}

/// CRC-32 (as in zlib and PNG) of the first `bytes` bytes; nothing when they cannot be read.
std::optional<std::uint32_t> checksum_of(std::ifstream& file, std::uintmax_t bytes) {
  std::vector<char> block(block_bytes);
  uLong checksum = crc32(0, nullptr, 0);
  while (bytes > 0) {
    const auto part = static_cast<std::streamsize>(std::min<std::uintmax_t>(bytes, block.size()));
    if (!file.read(block.data(), part)) return std::nullopt;
    checksum = crc32(checksum, reinterpret_cast<const Bytef*>(block.data()), static_cast<uInt>(part));
    bytes -= static_cast<std::uintmax_t>(part);
  }
  return static_cast<std::uint32_t>(checksum);
}

/// The last bytes of the file where they have the form of a seal, else empty.
std::string seal_at_end(std::ifstream& file, std::uintmax_t bytes) {
  if (bytes < seal_length) return {};
  std::string seal(seal_length, '\0');
  file.seekg(static_cast<std::streamoff>(bytes - seal_length));
  const bool read = static_cast<bool>(file.read(seal.data(), static_cast<std::streamsize>(seal_length)));
  return read && seal.starts_with(seal_mark) ? seal : std::string();
}

}  // namespace

bool seal_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  std::ifstream content(file, std::ios::binary);
  if (error || !content) return false;
  const std::optional<std::uint32_t> checksum = checksum_of(content, bytes);
  if (!checksum) return false;
  std::ofstream end(file, std::ios::binary | std::ios::app);
  end << seal_of(*checksum);
  return static_cast<bool>(end.flush());
}

bool has_seal(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  std::ifstream content(file, std::ios::binary);
  return !error && content && !seal_at_end(content, bytes).empty();
}

bool seal_is_broken(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  std::ifstream content(file, std::ios::binary);
  if (error || !content) return false;
  const std::string seal = seal_at_end(content, bytes);
  if (seal.empty()) return false;
  content.seekg(0);
  const std::optional<std::uint32_t> checksum = checksum_of(content, bytes - seal_length);
  return checksum && seal != seal_of(*checksum);
}

}  // namespace quarterhour
