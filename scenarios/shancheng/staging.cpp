#include "scenarios/shancheng/staging.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "sim/errors.h"

namespace quarterhour::shancheng {

namespace fs = std::filesystem;

namespace {

constexpr const char* staging_name = ".shancheng-being-written";

[[noreturn]] void refuse(const fs::path& target, const std::string& message, const std::string& remedy) {
  throw InputError(InputFault{target.string(), 0, "", "", message, remedy});
}

[[noreturn]] void fail(const fs::path& path, const std::error_code& reason) {
  throw OutputError(path.string() + " could not be written: " + reason.message() + ".");
}

fs::path tidied(const fs::path& path) {
  fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

StagingFolder::StagingFolder(const fs::path& target, std::vector<std::string> names)
    : target_(tidied(target)), names_(std::move(names)) {
  std::error_code error;
  target_existed_ = fs::exists(target_, error);
  if (target_existed_ && !fs::is_directory(target_, error)) {
    refuse(target_, "is a file, not a folder", "Name a folder");
  }
  if (target_existed_) {
    fs::directory_iterator entries(target_, error);
    if (error) fail(target_, error);
    for (const fs::directory_entry& entry : entries) {
      const std::string name = entry.path().filename().string();
      if (name == staging_name || std::find(names_.begin(), names_.end(), name) != names_.end()) continue;
      refuse(target_, "the folder holds " + name + ", which is not a file of Shancheng",
             "Name a new or an empty folder");
    }
    staging_ = target_ / staging_name;
  } else {
    fs::create_directories(target_.parent_path(), error);
    if (error) fail(target_.parent_path(), error);
    staging_ = target_.parent_path() / (staging_name + ("-" + target_.filename().string()));
  }
  fs::remove_all(staging_, error);
  fs::create_directory(staging_, error);
  if (error) fail(staging_, error);
}

StagingFolder::~StagingFolder() {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
}

void StagingFolder::publish() {
  std::error_code error;
  if (!target_existed_) {
    fs::rename(staging_, target_, error);
    if (error) fail(target_, error);
    return;
  }
  const fs::path old = staging_ / "replaced";
  fs::create_directory(old, error);
  if (error) fail(old, error);
  std::vector<std::pair<fs::path, fs::path>> moved;
  const auto move = [&](const fs::path& from, const fs::path& to) {
    fs::rename(from, to, error);
    if (!error) moved.emplace_back(from, to);
    return !error;
  };
  for (const std::string& name : names_) {
    const bool replaces = fs::exists(target_ / name, error);
    if ((!replaces || move(target_ / name, old / name)) && move(staging_ / name, target_ / name)) continue;
    const std::error_code reason = error;
    for (auto step = moved.rbegin(); step != moved.rend(); ++step)
      fs::rename(step->second, step->first, error);
    fail(target_ / name, reason);
  }
}

}  // namespace quarterhour::shancheng
