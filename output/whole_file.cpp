#include "output/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "sim/errors.h"

namespace quarterhour {
namespace {

namespace fs = std::filesystem;

std::string reason_of(int error) { return std::strerror(error); }

/// Forces a file's bytes, or a folder's entries, to the disk.
int force_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  const int close_error = ::close(descriptor) == 0 ? 0 : errno;
  // Some file systems cannot force a folder; the file in it is safe all the same.
  if (error == EINVAL || error == EROFS) return close_error;
  return error != 0 ? error : close_error;
}

int unnamed_file(const fs::path& folder) {
  return ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
}

fs::path path_of(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

int give_name(int descriptor, const fs::path& name) {
  const fs::path unnamed = path_of(descriptor);
  return ::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

}  // namespace

WholeFile::WholeFile(fs::path target, Kind kind) : target_(std::move(target)), kind_(kind) {
  if (target_.filename().empty() && target_.has_parent_path()) target_ = target_.parent_path();
  const fs::path folder = target_.parent_path().empty() ? fs::path(".") : target_.parent_path();
  hidden_name_ = folder / ("." + target_.filename().string() + ".part-" + std::to_string(::getpid()));
  temporary_ = hidden_name_;
  std::error_code error;
  if (!fs::is_directory(folder, error))
    fail("the folder '" + folder.string() + "' does not exist. Make it first, or name another");
  if (kind_ != Kind::folder && fs::is_directory(target_, error))
    fail("there is a folder of that name. Name a file, such as one inside it");
  // A device such as /dev/null would be replaced by the file that is moved to its name.
  if (kind_ != Kind::folder && fs::exists(target_, error) && !fs::is_regular_file(target_, error))
    fail("it is there already and is not an ordinary file. Name another");
  fs::remove_all(temporary_, error);
  if (kind_ == Kind::folder) {
    if (!fs::create_directory(temporary_, error)) fail(error.message());
    return;
  }
  if (kind_ == Kind::file && open_unnamed(folder)) return;
  const int descriptor = ::open(temporary_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor < 0) fail(reason_of(errno));
  ::close(descriptor);
}

bool WholeFile::open_unnamed(const fs::path& folder) {
  // Whether such a file can be given a name is tried out on another one: it works but once.
  const int trial = unnamed_file(folder);
  if (trial < 0) return false;
  const bool named = give_name(trial, hidden_name_) == 0;
  ::close(trial);
  if (!named || ::unlink(hidden_name_.c_str()) != 0) return false;
  descriptor_ = unnamed_file(folder);
  if (descriptor_ < 0) return false;
  temporary_ = path_of(descriptor_);
  return true;
}

void WholeFile::name_unnamed() {
  if (const int error = give_name(descriptor_, hidden_name_); error != 0) fail(reason_of(error));
  temporary_ = hidden_name_;
  ::close(std::exchange(descriptor_, -1));
}

WholeFile::~WholeFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
    return;
  }
  if (in_place_) return;
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void WholeFile::move_into_place() {
  if (kind_ != Kind::folder) {
    if (const int error = force_to_disk(temporary_); error != 0) fail(reason_of(error));
    if (descriptor_ >= 0) name_unnamed();
  } else {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(temporary_)) {
      if (!entry.is_regular_file()) continue;
      if (const int error = force_to_disk(entry.path()); error != 0) fail(reason_of(error));
    }
  }
  std::error_code error;
  fs::path old;
  if (kind_ == Kind::folder && fs::exists(target_, error)) {
    // A folder cannot be renamed over one that is not empty.
    old = temporary_;
    old += "-old";
    fs::rename(target_, old, error);
    if (error) fail(error.message());
  }
  fs::rename(temporary_, target_, error);
  if (error) {
    const std::string reason = error.message();
    if (!old.empty()) fs::rename(old, target_, error);
    fail(reason);
  }
  in_place_ = true;
  if (!old.empty()) fs::remove_all(old, error);
  force_to_disk(target_.parent_path().empty() ? fs::path(".") : target_.parent_path());
}

void WholeFile::fail(const std::string& reason) const {
  throw OutputError("cannot write '" + target_.string() + "': " + reason);
}

void write_text_file(const fs::path& target, const std::string& text) {
  WholeFile file(target, WholeFile::Kind::file);
  std::ofstream stream(file.temporary(), std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  if (!stream) file.fail("the disk is full or cannot be written to");
  file.move_into_place();
}

}  // namespace quarterhour
