// What GDAL and PROJ have to say, kept off standard error.
#pragma once

#include <string>
#include <vector>

namespace quarterhour {

/// While an object of this class lives, GDAL's errors and warnings of this thread are collected instead of
/// printed. Objects may be nested; the innermost collects. The first one also registers GDAL's drivers.
class GdalMessages {
 public:
  GdalMessages();
  ~GdalMessages();
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;

  /// The first error, on one line, without a full stop; empty when there was none.
  [[nodiscard]] std::string first_error() const;
  void add_error(const char* text);

 private:
  std::vector<std::string> errors_;
};

}  // namespace quarterhour
