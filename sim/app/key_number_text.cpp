#include "sim/app/key_number_text.h"

#include <fmt/core.h>

#include <cmath>

#include "sim/score/key_words.h"

namespace quarterhour::app {

namespace {

std::string value_text(const KeyNumber& number) {
  if (std::isnan(number.value)) return "undefined";
  if (number.unit_of_measure == "1") return fmt::format("{:.2f} %", 100.0 * number.value);
  const int decimals = std::fabs(number.value) >= 100.0 ? 0 : 2;
  return grouped_text(number.value, decimals) + " " + number.unit_of_measure;
}

}  // namespace

std::string key_number_text(const StudyResult& result) {
  std::string text;
  for (const KeyNumber& number : result.key_numbers)
    text += fmt::format("{:>20}  {}\n", value_text(number), number.meaning.en);
  return text;
}

}  // namespace quarterhour::app
