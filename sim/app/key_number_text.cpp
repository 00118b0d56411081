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

/// Bounds and gaps are promises: rounded up.
std::string value_text(const KeyNumber& number) {
  if (std::isnan(number.value)) return "undefined";
  const bool promise = ends_with(number.id, "_bound") || ends_with(number.id, "_gap");
  if (number.unit_of_measure == "1") {
    const double percent = 100.0 * number.value;
    return fmt::format("{:.2f} %", promise ? rounded_up(percent, 2) : percent);
  }
  const int decimals = std::fabs(number.value) >= 100.0 ? 0 : 2;
  return grouped_text(promise ? rounded_up(number.value, decimals) : number.value, decimals) + " " +
         number.unit_of_measure;
}

}  // namespace

std::string key_number_text(const StudyResult& result) {
  std::string text;
  for (const KeyNumber& number : result.key_numbers)
    text += fmt::format("{:>20}  {}\n", value_text(number), number.meaning.en);
  return text;
}

}  // namespace quarterhour::app
