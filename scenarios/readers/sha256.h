// SHA-256 of a file (FIPS 180-4).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace quarterhour {

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_of_text(std::string_view bytes);

/// The same for the bytes of a file. Throws std::runtime_error when it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace quarterhour
