// Damage that files come with: typed by hand, cut off, spliced, or with one number beyond all measure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/fuzz/random.h"

namespace quarterhour::fuzz {

/// A text of lines and values (TOML, CSV, GeoJSON, XML, ASCII grids) with one to four changes: values swapped for
/// extremes or for each other, lines taken out, repeated, moved or spliced in from `others`, brackets nested deep,
/// text cut off, bytes flipped.
[[nodiscard]] std::string mutated_text(std::string text, const std::vector<std::string>& others,
                                       Random& random);

/// Bytes with one to four changes, half of them in the header: bits flipped, integers of 2, 4 or 8 bytes set to
/// extremes, pieces cut off, taken out, repeated.
[[nodiscard]] std::string mutated_bytes(std::string bytes, Random& random);

[[nodiscard]] std::string bytes_of(const std::filesystem::path& file);
void write_bytes(const std::filesystem::path& file, const std::string& bytes);

}  // namespace quarterhour::fuzz
