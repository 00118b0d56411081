// A city of 3 × 4 cells and a study of it, every value written by hand.
#pragma once

#include <filesystem>
#include <string>

#include "sim/city.h"
#include "sim/result.h"

namespace quarterhour::test {

/// 3 rows, 4 columns of 100 × 50 m, north-western corner at (481000, 6670150) in EPSG:32722. Cell (2, 3) is
/// closed, cell (0, 0) lies outside the study. Five streets, two of which people cannot walk to from the others.
City small_city();

/// The city without its streets and all that is said of them.
void remove_streets(City& city);

/// One service in the states before and after, one planned site, one row in every table.
StudyResult small_result();

/// An empty folder of this test that is removed again at the end.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& name);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Names in it, hidden ones too, parted by blanks.
  [[nodiscard]] std::string listing() const;

 private:
  std::filesystem::path path_;
};

}  // namespace quarterhour::test
