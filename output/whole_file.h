// A file that appears under its name only when it is whole.
#pragma once

#include <filesystem>
#include <string>

namespace quarterhour {

/// A temporary file or folder beside its final name. Gone again unless `move_into_place` is reached: a file has no name until
/// then, so that nothing is left of it however the process ends.
class WholeFile {
 public:
  enum class Kind {
    file,
    folder,
    /// A file with a hidden name of its own, as `file` is too where the file system holds none without a name (NFS). It stays
    /// when the process is killed.
    named_file,
  };
  /// Creates it, empty. Throws OutputError when the folder around it is missing or may not be written to.
  WholeFile(std::filesystem::path target, Kind kind);
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  /// By what it is opened while it is temporary.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

  /// Forces it to the disk and gives it its final name; what stood there is replaced. Throws OutputError.
  void move_into_place();
  /// Throws OutputError: "cannot write 'result.h5': <reason>".
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  /// Opens a file without a name; false where the file system has none.
  bool open_unnamed(const std::filesystem::path& folder);
  void name_unnamed();

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  /// Beside the target.
  std::filesystem::path hidden_name_;
  /// Of a file without a name, else -1.
  int descriptor_ = -1;
  Kind kind_;
  bool in_place_ = false;
};

/// Writes a small text file whole. Throws OutputError.
void write_text_file(const std::filesystem::path& target, const std::string& text);

}  // namespace quarterhour
