#include "scenarios/readers/osm_pbf_frame.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <protozero/pbf_reader.hpp>
#include <stdexcept>
#include <string>
#include <system_error>

namespace quarterhour {

namespace {

// https://wiki.openstreetmap.org/wiki/PBF_Format, "File format": sizes that no header and no blob may exceed.
constexpr std::uint32_t most_header_bytes = 64U * 1024U;
constexpr std::int32_t most_blob_bytes = 32 * 1024 * 1024;
constexpr protozero::pbf_tag_type type_field = 1;
constexpr protozero::pbf_tag_type size_field = 3;

/// Bytes of the blob that follows the header.
std::int32_t blob_bytes(const std::string& header, bool is_first) {
  std::string type;
  std::int32_t bytes = 0;
  protozero::pbf_reader fields(header);
  while (fields.next()) {
    if (fields.tag() == type_field && fields.wire_type() == protozero::pbf_wire_type::length_delimited)
      type = fields.get_string();
    else if (fields.tag() == size_field && fields.wire_type() == protozero::pbf_wire_type::varint)
      bytes = fields.get_int32();
    else
      fields.skip();
  }
  if (type != (is_first ? "OSMHeader" : "OSMData")) throw std::runtime_error("a blob is of another type");
  if (bytes <= 0 || bytes > most_blob_bytes) throw std::runtime_error("a blob has a size that none may have");
  return bytes;
}

}  // namespace

void check_pbf_frame(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::system_error(errno, std::generic_category());
  const std::uintmax_t whole = std::filesystem::file_size(path);
  std::uintmax_t at = 0;
  std::string header;
  while (at < whole) {
    std::array<unsigned char, 4> size{};
    file.seekg(static_cast<std::streamoff>(at));
    if (!file.read(reinterpret_cast<char*>(size.data()), size.size()))
      throw std::runtime_error("truncated data");
    const std::uint32_t header_bytes = static_cast<std::uint32_t>(size[0]) << 24U |
                                       static_cast<std::uint32_t>(size[1]) << 16U |
                                       static_cast<std::uint32_t>(size[2]) << 8U | size[3];
    if (header_bytes > most_header_bytes) throw std::runtime_error("a header has a size that none may have");
    header.resize(header_bytes);
    if (!file.read(header.data(), header_bytes)) throw std::runtime_error("truncated data");
    at += size.size() + header_bytes + static_cast<std::uintmax_t>(blob_bytes(header, at == 0));
  }
  if (at > whole) throw std::runtime_error("truncated data");
}

}  // namespace quarterhour
