#include "scenarios/readers/text_encoding.h"

#include <iconv.h>

#include <cerrno>
#include <cstdint>

namespace quarterhour {

bool is_valid_utf8(std::string_view bytes) {
  std::size_t i = 0;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  while (i < bytes.size()) {
    const unsigned char lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || i + length > bytes.size()) return false;
    std::uint32_t code = lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xc0) != 0x80) return false;
      code = (code << 6) | (byte(i + k) & 0x3fU);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (too_long || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    i += length;
  }
  return true;
}

std::optional<std::string> to_utf8(std::string_view bytes, const std::string& encoding) {
  iconv_t converter = iconv_open("UTF-8", encoding.c_str());
  // iconv_open fails with this very value (POSIX).
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // NOLINT(performance-no-int-to-ptr)
  std::string out;
  std::string buffer(std::size_t{1} << 16, '\0');
  std::string input(bytes);
  char* in = input.data();
  std::size_t left = input.size();
  bool fits = true;
  while (fits && left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t done = iconv(converter, &in, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    fits = done != static_cast<std::size_t>(-1) || errno == E2BIG;
  }
  iconv_close(converter);
  if (!fits) return std::nullopt;
  return out;
}

std::optional<DecodedText> decode_text(std::string_view bytes, const std::string& encoding) {
  constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
  if (bytes.starts_with(utf8_mark)) {
    bytes.remove_prefix(utf8_mark.size());
    if (!is_valid_utf8(bytes)) return std::nullopt;
    return DecodedText{std::string(bytes), "UTF-8", false};
  }
  if (encoding.empty() && (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"))) {
    const std::string name = bytes.starts_with("\xff\xfe") ? "UTF-16LE" : "UTF-16BE";
    auto text = to_utf8(bytes.substr(2), name);
    if (!text) return std::nullopt;
    return DecodedText{std::move(*text), name, false};
  }
  if (encoding.empty() && is_valid_utf8(bytes)) return DecodedText{std::string(bytes), "UTF-8", false};
  const std::string name = encoding.empty() ? "GB18030" : encoding;
  auto text = to_utf8(bytes, name);
  if (!text) return std::nullopt;
  // The mark of a text in UTF-16 whose encoding was named.
  if (text->starts_with(utf8_mark)) text->erase(0, utf8_mark.size());
  return DecodedText{std::move(*text), name, encoding.empty()};
}

}  // namespace quarterhour
