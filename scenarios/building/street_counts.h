// What was read of a source of streets, by kind, and what was left out and why.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sim/city.h"

namespace quarterhour {

class StreetCounts {
 public:
  void street(const std::string& kind, double length_m) { add("street", kind, "", 1, length_m); }
  void barrier(const std::string& kind, double length_m) { add("barrier", kind, "", 1, length_m); }
  void left_out(const std::string& kind, const std::string& reason, double length_m, std::size_t count = 1) {
    add("left out", kind, reason, count, length_m);
  }
  /// A value of a tag or column that is not known and changes nothing.
  void unknown_value(const std::string& text) { ++unknown_[text]; }

  /// Streets, barriers, what was left out; each by kind, then reason.
  [[nodiscard]] std::vector<StreetCount> rows() const;
  [[nodiscard]] std::size_t count(const std::string& what) const;
  [[nodiscard]] double length_m(const std::string& what) const;
  /// Ways and features left out for a reason.
  [[nodiscard]] std::size_t count_left_out(const std::string& reason) const;
  [[nodiscard]] const std::map<std::string, std::size_t>& unknown_values() const { return unknown_; }

 private:
  void add(const char* what, const std::string& kind, const std::string& reason, std::size_t count,
           double length_m);
  struct Sum {
    std::size_t count = 0;
    double length_m = 0.0;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sum> sums_;
  std::map<std::string, std::size_t> unknown_;
};

/// Length of a line, metres.
[[nodiscard]] double line_length_m(const std::vector<PointM>& line);

}  // namespace quarterhour
