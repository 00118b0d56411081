// The outer frame of a .osm.pbf file: blobs one after another, each with a header.
#pragma once

#include <filesystem>

namespace quarterhour {

/// Walks from blob to blob by their headers, up to the end of the file. libosmium takes a header without a type for one of
/// the right type, and a few bytes too many for the end. Throws std::runtime_error: "truncated data" where a blob or
/// header is not whole, else what is wrong with a header; std::system_error where the file cannot be read.
void check_pbf_frame(const std::filesystem::path& path);

}  // namespace quarterhour
