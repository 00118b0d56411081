#include "tests/fuzz/mutations.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace quarterhour::fuzz {

namespace {

const std::vector<std::string>& extreme_values() {
  static const std::vector<std::string> values = [] {
    std::vector<std::string> list{"0",
                                  "-1",
                                  "1",
                                  "-0.0",
                                  "0.5",
                                  "nan",
                                  "-nan",
                                  "inf",
                                  "-inf",
                                  "1e308",
                                  "-1e308",
                                  "1e-320",
                                  "1e9",
                                  "255",
                                  "256",
                                  "-32768",
                                  "65536",
                                  "2147483647",
                                  "2147483648",
                                  "4294967296",
                                  "9223372036854775807",
                                  "-9223372036854775808",
                                  "99999999999999999999999",
                                  "0x7fffffff",
                                  "1e",
                                  "1.2.3",
                                  "1,5",
                                  "true",
                                  "null",
                                  "1979-05-27",
                                  "",
                                  "\"\"",
                                  "\" \"",
                                  "\"山城\"",
                                  "\"\\u0000\"",
                                  "\"\xff\xfe\"",
                                  "\"a/b\"",
                                  "\"..\"",
                                  "\"/\"",
                                  "\"/dev/zero\"",
                                  "\"/dev/null\"",
                                  "\"EPSG:4326\"",
                                  "\"EPSG:3857\"",
                                  "\"EPSG:0\"",
                                  "\"'); --\"",
                                  "\"%s%n\"",
                                  "[]",
                                  "{}",
                                  "[[]]",
                                  "[0]",
                                  "[nan]",
                                  "{a = 1}",
                                  "\"\"\"",
                                  "#",
                                  "\\",
                                  "\x1b[2J"};
    list.emplace_back(70'000, '9');
    list.push_back("\"" + std::string(70'000, 'x') + "\"");
    list.emplace_back(5'000, '[');
    list.push_back(std::string(300, '[') + std::string(300, ']'));
    std::string tables;
    for (int depth = 0; depth < 400; ++depth) tables += "{a=";
    list.push_back(tables);
    return list;
  }();
  return values;
}

constexpr std::string_view value_letters = "0123456789.+-eE_";

struct Piece {
  std::size_t at = 0;
  std::size_t length = 0;
};

/// A quoted text or a number at or behind a random place; empty at the end where there is none.
Piece some_value(const std::string& text, Random& random) {
  std::size_t at = random.below(text.size());
  // From the beginning of a line, so that quotes are not taken the wrong way round.
  at = at == 0 ? 0 : text.rfind('\n', at - 1);
  at = at == std::string::npos ? 0 : at;
  for (std::size_t skip = random.below(6); at < text.size(); ++at) {
    const bool quote = text[at] == '"';
    if (!quote && value_letters.substr(0, 10).find(text[at]) == std::string_view::npos && text[at] != '-')
      continue;
    std::size_t end = at + 1;
    if (quote) {
      while (end < text.size() && text[end] != '"' && text[end] != '\n') ++end;
      end = std::min(end + 1, text.size());
    } else {
      while (end < text.size() && value_letters.find(text[end]) != std::string_view::npos) ++end;
    }
    if (skip == 0) return {at, end - at};
    --skip;
    at = end - 1;
  }
  return {text.size(), 0};
}

Piece some_line(const std::string& text, Random& random) {
  const std::size_t near = random.below(text.size());
  const std::size_t before = near == 0 ? std::string::npos : text.rfind('\n', near - 1);
  const std::size_t at = before == std::string::npos ? 0 : before + 1;
  const std::size_t end = text.find('\n', at);
  return {at, (end == std::string::npos ? text.size() : end + 1) - at};
}

Piece some_piece(const std::string& text, std::size_t longest, Random& random) {
  const std::size_t at = random.below(text.size());
  return {at, std::min(text.size() - at, 1 + random.below(longest))};
}

void change_text(std::string& text, const std::vector<std::string>& others, Random& random) {
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const Piece value = some_value(text, random);
      text.replace(value.at, value.length, random.of(extreme_values()));
      break;
    }
    case 4: {
      const Piece value = some_value(text, random);
      const Piece other = some_value(text, random);
      text.replace(value.at, value.length, text.substr(other.at, other.length));
      break;
    }
    case 5: {
      const Piece line = some_line(text, random);
      text.erase(line.at, line.length);
      break;
    }
    case 6: {
      const Piece line = some_line(text, random);
      std::string again;
      for (std::size_t times = random.one_in(8) ? 500 : 1; times > 0; --times)
        again += text.substr(line.at, line.length);
      text.insert(line.at, again);
      break;
    }
    case 7: {
      const Piece line = some_line(text, random);
      const std::string moved = text.substr(line.at, line.length);
      text.erase(line.at, line.length);
      text.insert(some_line(text, random).at, moved);
      break;
    }
    case 8: {
      const std::string& other = random.of(others);
      const Piece line = some_line(other, random);
      text.insert(some_line(text, random).at, other.substr(line.at, line.length));
      break;
    }
    case 9: text.resize(random.below(text.size() + 1)); break;
    case 10: {
      const Piece piece = some_piece(text, 40, random);
      text.erase(piece.at, piece.length);
      break;
    }
    case 11: text.insert(random.below(text.size() + 1), random.of(extreme_values())); break;
    case 12: {
      const Piece piece = some_piece(text, 200, random);
      text.insert(random.below(text.size() + 1), text.substr(piece.at, piece.length));
      break;
    }
    default:
      if (!text.empty()) text[random.below(text.size())] = static_cast<char>(random.below(256));
  }
}

std::size_t some_offset(const std::string& bytes, Random& random) {
  const std::size_t header = std::min<std::size_t>(bytes.size(), 512);
  switch (random.below(4)) {
    case 0:
    case 1: return random.below(header);
    case 2: return bytes.size() - 1 - random.below(header);
    default: return random.below(bytes.size());
  }
}

void change_bytes(std::string& bytes, Random& random) {
  static const std::vector<std::uint64_t> extremes{0,
                                                   1,
                                                   2,
                                                   127,
                                                   128,
                                                   255,
                                                   256,
                                                   32767,
                                                   32768,
                                                   65535,
                                                   65536,
                                                   0x7fffffff,
                                                   0x80000000,
                                                   0xffffffff,
                                                   0x7fffffffffffffff,
                                                   0xffffffffffffffff,
                                                   0x7ff0000000000000,
                                                   0x7ff8000000000000,
                                                   0x7f7fffff};
  if (bytes.empty()) return;
  const std::size_t at = some_offset(bytes, random);
  switch (random.below(8)) {
    case 0:
    case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8))); break;
    case 2: bytes[at] = static_cast<char>(random.below(256)); break;
    case 3:
    case 4: {
      // Little-endian as on every machine the program runs on, and now and then the other way round.
      std::string word(8, '\0');
      const std::uint64_t value = random.of(extremes);
      std::memcpy(word.data(), &value, word.size());
      word.resize(std::size_t{1} << (1 + random.below(3)));
      if (random.one_in(3)) std::reverse(word.begin(), word.end());
      bytes.replace(at, std::min(word.size(), bytes.size() - at), word.substr(0, bytes.size() - at));
      break;
    }
    case 5: bytes.resize(random.below(bytes.size())); break;
    case 6: bytes.erase(at, 1 + random.below(64)); break;
    default: bytes.insert(at, bytes.substr(random.below(bytes.size()), 1 + random.below(64)));
  }
}

/// Often one alone, so that what stands behind it is reached too.
std::size_t some_changes(Random& random) { return random.one_in(2) ? 1 : 1 + random.below(4); }

}  // namespace

std::string mutated_text(std::string text, const std::vector<std::string>& others, Random& random) {
  for (std::size_t changes = some_changes(random); changes > 0; --changes) change_text(text, others, random);
  return text;
}

std::string mutated_bytes(std::string bytes, Random& random) {
  for (std::size_t changes = some_changes(random); changes > 0; --changes) change_bytes(bytes, random);
  return bytes;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::logic_error("the seed " + file.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace quarterhour::fuzz
