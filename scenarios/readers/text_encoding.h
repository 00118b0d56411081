// Text files in the encodings that Chinese offices use, as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quarterhour {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes);

/// From an encoding by its usual name ("GBK", "GB18030", "UTF-16LE", …). Nothing when the encoding is not known
/// or the bytes are not of it.
[[nodiscard]] std::optional<std::string> to_utf8(std::string_view bytes, const std::string& encoding);

struct DecodedText {
  std::string text;      // UTF-8 without a byte order mark
  std::string encoding;  // what it was read as
  bool guessed = false;  // by its bytes, not by a mark, a name or because it is UTF-8
};

/// `encoding` empty: by its byte order mark, else UTF-8 where the bytes are valid UTF-8, else GB18030 (which
/// contains GBK and GB 2312). Nothing when the bytes fit none of these, or not the encoding that was named.
[[nodiscard]] std::optional<DecodedText> decode_text(std::string_view bytes, const std::string& encoding);

}  // namespace quarterhour
