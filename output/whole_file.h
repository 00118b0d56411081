// A file that appears under its name only when it is whole.
#pragma once

#include <filesystem>
#include <string>

namespace quarterhour {

/// A temporary file or folder beside its final name. Removed again unless `move_into_place` is reached.
class WholeFile {
 public:
  enum class Kind { file, folder };
  /// Creates it, empty. Throws OutputError when the folder around it is missing or may not be written to.
  WholeFile(std::filesystem::path target, Kind kind);
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

  /// Forces it to the disk and gives it its final name; what stood there is replaced. Throws OutputError.
  void move_into_place();
  /// Throws OutputError: "cannot write 'result.h5': <reason>".
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  Kind kind_;
  bool in_place_ = false;
};

/// Writes a small text file whole. Throws OutputError.
void write_text_file(const std::filesystem::path& target, const std::string& text);

}  // namespace quarterhour
