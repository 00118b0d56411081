#include "scenarios/building/tag_values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace quarterhour {

namespace {

constexpr double kmh_per_mph = 1.609344;
constexpr double walking_kmh = 5.0;
constexpr double fastest_kmh = 1000.0;
constexpr double longest_s = 30.0 * 24.0 * 3600.0;

struct Leading {
  double number = 0.0;
  std::string_view rest;
};

/// A decimal number without a sign at the beginning.
std::optional<Leading> leading_number(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  Leading found;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), found.number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(found.number)) return std::nullopt;
  found.rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return found;
}

std::optional<double> within(double seconds) {
  if (seconds > 0.0 && seconds <= longest_s) return seconds;
  return std::nullopt;
}

/// ISO 8601 after its "PT": numbers with H, M or S.
std::optional<double> iso_duration_s(std::string_view text) {
  double seconds = 0.0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto part = leading_number(text);
    if (!part || part->rest.empty()) return std::nullopt;
    const char unit = part->rest.front();
    if (unit != 'H' && unit != 'M' && unit != 'S') return std::nullopt;
    seconds += part->number * (unit == 'H' ? 3600.0 : unit == 'M' ? 60.0 : 1.0);
    text = part->rest.substr(1);
  }
  return within(seconds);
}

}  // namespace

std::optional<double> speed_kmh_of(std::string_view text) {
  if (text == "walk") return walking_kmh;
  const auto found = leading_number(text);
  if (!found) return std::nullopt;
  double kmh = found->number;
  if (found->rest == "mph" || found->rest == " mph")
    kmh *= kmh_per_mph;
  else if (!found->rest.empty() && found->rest != " km/h" && found->rest != "km/h" && found->rest != " kmh")
    return std::nullopt;
  if (kmh > 0.0 && kmh <= fastest_kmh) return kmh;
  return std::nullopt;
}

std::optional<double> duration_s_of(std::string_view text) {
  if (text.starts_with("PT")) return iso_duration_s(text.substr(2));
  std::array<double, 3> parts{};
  std::size_t count = 0;
  while (count < parts.size()) {
    const auto part = leading_number(text);
    if (!part) return std::nullopt;
    parts.at(count++) = part->number;
    if (part->rest.empty()) {
      if (count == 1) return within(parts[0] * 60.0);
      return within(parts[0] * 3600.0 + parts[1] * 60.0 + parts[2]);
    }
    if (part->rest.front() != ':') return std::nullopt;
    text = part->rest.substr(1);
  }
  return std::nullopt;
}

std::optional<OneWay> one_way_of(std::string_view text) {
  if (text == "yes" || text == "true" || text == "1" || text == "forward" || text == "F")
    return OneWay::forward;
  if (text == "-1" || text == "reverse" || text == "backward" || text == "T") return OneWay::backward;
  if (text == "no" || text == "false" || text == "0" || text == "both" || text == "B") return OneWay::both;
  return std::nullopt;
}

std::optional<double> level_of(std::string_view text) {
  const bool below = text.starts_with('-');
  const auto found = leading_number(below ? text.substr(1) : text);
  if (!found) return std::nullopt;
  return below ? -found->number : found->number;
}

}  // namespace quarterhour
