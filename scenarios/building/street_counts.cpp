#include "scenarios/building/street_counts.h"

#include <cmath>

namespace quarterhour {

void StreetCounts::add(const char* what, const std::string& kind, const std::string& reason,
                       std::size_t count, double length_m) {
  if (count == 0) return;
  Sum& sum = sums_[{what, kind, reason}];
  sum.count += count;
  sum.length_m += length_m;
}

std::vector<StreetCount> StreetCounts::rows() const {
  std::vector<StreetCount> rows;
  for (const char* const wanted : {"street", "barrier", "left out"}) {
    for (const auto& [key, sum] : sums_) {
      const auto& [what, kind, reason] = key;
      if (what == wanted) rows.push_back({what, kind, sum.count, sum.length_m, reason});
    }
  }
  return rows;
}

std::size_t StreetCounts::count(const std::string& what) const {
  std::size_t count = 0;
  for (const auto& [key, sum] : sums_)
    if (std::get<0>(key) == what) count += sum.count;
  return count;
}

double StreetCounts::length_m(const std::string& what) const {
  double length = 0.0;
  for (const auto& [key, sum] : sums_)
    if (std::get<0>(key) == what) length += sum.length_m;
  return length;
}

std::size_t StreetCounts::count_left_out(const std::string& reason) const {
  std::size_t count = 0;
  for (const auto& [key, sum] : sums_)
    if (std::get<0>(key) == "left out" && std::get<2>(key) == reason) count += sum.count;
  return count;
}

double line_length_m(const std::vector<PointM>& line) {
  double length = 0.0;
  for (std::size_t i = 1; i < line.size(); ++i)
    length += std::hypot(line[i].x_m - line[i - 1].x_m, line[i].y_m - line[i - 1].y_m);
  return length;
}

}  // namespace quarterhour
