#include "scenarios/building/value_check.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scenarios/readers/source_faults.h"

namespace quarterhour {

std::string shown_number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

const ValueRule& elevation_rule() {
  static const ValueRule rule{"height in metres", -12000.0, 9000.0, {-9999.0}};
  return rule;
}

const ValueRule& friction_rule() {
  static const ValueRule rule{"friction in seconds per metre", 0.0, 1e6, {}};
  return rule;
}

bool ValueCheck::all_good(const double* values, int count) const {
  // Smallest and largest say it for nearly every row. Several side by side, for each waits for the one before it.
  constexpr int lanes = 8;
  std::array<double, lanes> lowest{};
  std::array<double, lanes> highest{};
  lowest.fill(rule_.most);
  highest.fill(rule_.least);
  int i = 0;
  const auto take = [&](int lane) {
    const auto at = static_cast<std::size_t>(lane);
    const double value = values[i + lane];
    lowest[at] = value < lowest[at] ? value : lowest[at];
    highest[at] = value > highest[at] ? value : highest[at];
  };
  for (; i + lanes <= count; i += lanes)
    for (int lane = 0; lane < lanes; ++lane) take(lane);
  for (; i < count; ++i) take(0);
  const double least = *std::min_element(lowest.begin(), lowest.end());
  const double most = *std::max_element(highest.begin(), highest.end());
  return least >= rule_.least && most <= rule_.most &&
         std::none_of(rule_.never.begin(), rule_.never.end(),
                      [&](double never) { return never >= least && never <= most; });
}

void ValueCheck::row(int row, int first_col, const double* values, int count) {
  if (all_good(values, count)) return;
  for (int i = 0; i < count; ++i) {
    const double value = values[i];
    if (std::isnan(value)) continue;
    const bool refused = value < rule_.least || value > rule_.most ||
                         std::find(rule_.never.begin(), rule_.never.end(), value) != rule_.never.end();
    if (!refused) continue;
    if (count_++ == 0)
      first_ = shown_number(value) + " at row " + std::to_string(row) + ", column " +
               std::to_string(first_col + i);
  }
}

void ValueCheck::finish() const {
  if (count_ == 0) return;
  throw InputError(source_fault(
      source_, std::to_string(count_) + " cells hold what is no " + rule_.what + ", the first " + first_,
      "If the number stands for no data, " + said_in_source(source_, "say so: ", "no_data = …",
                                                            "flag it in the file with gdal_edit.py -a_nodata",
                                                            ", or ")));
}

}  // namespace quarterhour
