// Whole files in a folder, of which one at a time is damaged.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/fuzz/random.h"

namespace quarterhour::fuzz {

/// Puts the whole file back when it goes.
class DamagedFile;

class SeedFiles {
 public:
  explicit SeedFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  /// Writes a file that may be damaged as text.
  void text(const std::string& name, const std::string& content);
  /// A file that stands in the folder and may be damaged as bytes.
  void binary(const std::string& name);
  /// A zip archive (.xlsx): its members are damaged as texts and packed again, or it is damaged as bytes.
  void archive(const std::string& name);
  [[nodiscard]] std::vector<std::string> names() const;
  /// Damages one of them.
  [[nodiscard]] DamagedFile damage(Random& random) const;

 private:
  enum class Kind { text, binary, archive };
  struct Seed {
    std::string name;
    Kind kind = Kind::text;
    std::string bytes;
  };

  std::filesystem::path folder_;
  std::vector<Seed> seeds_;
  std::vector<std::string> texts_;
};

class DamagedFile {
 public:
  DamagedFile(std::filesystem::path path, std::string name, const std::string& whole)
      : path_(std::move(path)), name_(std::move(name)), whole_(&whole) {}
  ~DamagedFile();
  DamagedFile(const DamagedFile&) = delete;
  DamagedFile& operator=(const DamagedFile&) = delete;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::filesystem::path path_;
  std::string name_;
  const std::string* whole_;
};

}  // namespace quarterhour::fuzz
