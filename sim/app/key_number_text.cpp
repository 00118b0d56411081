#include "sim/app/key_number_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "sim/score/key_words.h"

namespace quarterhour::app {

namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Not below 0, and up to the next of `decimals`, less a millionth of that step, which is the number's own rounding.
double rounded_up(double value, int decimals) {
  const double steps = std::pow(10.0, decimals);
  return std::max(0.0, std::ceil(value * steps - 1e-6) / steps);
}

/// Down to the next of `decimals`, as rounded_up.
double rounded_down(double value, int decimals) {
  const double steps = std::pow(10.0, decimals);
  return std::floor(value * steps + 1e-6) / steps;
}

/// Whether a bound is one from below: of what sites cost, how many they are, or how far people go.
bool is_least(const std::string& unit_of_measure) {
  return unit_of_measure == "min" || unit_of_measure == "m" || unit_of_measure == "cost";
}

/// Bounds and gaps are promises: rounded so that no more is promised than was proved.
std::string value_text(const KeyNumber& number) {
  if (std::isnan(number.value)) return "undefined";
  const bool promise = ends_with(number.id, "_bound") || ends_with(number.id, "_gap");
  if (number.unit_of_measure == "1") {
    const double percent = 100.0 * number.value;
    return fmt::format("{:.2f} %", promise ? rounded_up(percent, 2) : percent);
  }
  const int decimals = std::fabs(number.value) >= 100.0 ? 0 : 2;
  const double shown = !promise                           ? number.value
                       : is_least(number.unit_of_measure) ? rounded_down(number.value, decimals)
                                                          : rounded_up(number.value, decimals);
  return grouped_text(shown, decimals) + " " + number.unit_of_measure;
}

}  // namespace

std::string key_number_text(const StudyResult& result) {
  std::string text;
  for (const KeyNumber& number : result.key_numbers)
    text += fmt::format("{:>20}  {}\n", value_text(number), number.meaning.en);
  return text;
}

}  // namespace quarterhour::app
