// Files that appear in a folder all together or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace quarterhour::shancheng {

/// A hidden folder on the same file system as its target. What is not published is removed.
class StagingFolder {
 public:
  /// `names`: the files that the target may hold already and that will be replaced. Throws InputError when the
  /// target is a file or holds anything else, OutputError when nothing can be written there.
  StagingFolder(const std::filesystem::path& target, std::vector<std::string> names);
  ~StagingFolder();
  StagingFolder(const StagingFolder&) = delete;
  StagingFolder& operator=(const StagingFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return staging_; }

  /// Moves every file into place. When one cannot be moved, those before it are taken back, the old ones are
  /// restored and OutputError is thrown.
  void publish();

 private:
  std::filesystem::path target_;
  std::filesystem::path staging_;
  std::vector<std::string> names_;
  bool target_existed_ = false;
};

}  // namespace quarterhour::shancheng
