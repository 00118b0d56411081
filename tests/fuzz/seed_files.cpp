#include "tests/fuzz/seed_files.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "tests/fuzz/mutations.h"

namespace quarterhour::fuzz {

namespace {

namespace fs = std::filesystem;

std::string member_bytes(const std::string& member) {
  std::string bytes;
  VSILFILE* file = VSIFOpenL(member.c_str(), "rb");
  if (file == nullptr) return bytes;
  char block[4096];
  for (std::size_t got = sizeof block; got == sizeof block;) {
    got = VSIFReadL(block, 1, sizeof block, file);
    bytes.append(block, got);
  }
  VSIFCloseL(file);
  return bytes;
}

/// Writes the archive `whole` again as `target`, with one member damaged.
void repack(const fs::path& whole, const fs::path& target, const std::vector<std::string>& texts,
            Random& random) {
  const std::string from = "/vsizip/{" + whole.string() + "}/";
  const std::string to = "/vsizip/{" + target.string() + "}";
  const CPLStringList members(VSIReadDirRecursive(from.c_str()));
  const std::size_t damaged = random.below(static_cast<std::size_t>(members.size()));
  fs::remove(target);
  VSILFILE* archive = VSIFOpenL(to.c_str(), "wb");
  if (archive == nullptr) return;
  for (int i = 0; i < members.size(); ++i) {
    std::string bytes = member_bytes(from + members[i]);
    if (static_cast<std::size_t>(i) == damaged) bytes = mutated_text(bytes, texts, random);
    VSILFILE* member = VSIFOpenL((to + "/" + members[i]).c_str(), "wb");
    if (member == nullptr) continue;
    VSIFWriteL(bytes.data(), 1, bytes.size(), member);
    VSIFCloseL(member);
  }
  VSIFCloseL(archive);
}

}  // namespace

void SeedFiles::text(const std::string& name, const std::string& content) {
  write_bytes(path(name), content);
  seeds_.push_back({name, Kind::text, content});
  texts_.push_back(content);
}

void SeedFiles::binary(const std::string& name) {
  seeds_.push_back({name, Kind::binary, bytes_of(path(name))});
}

void SeedFiles::archive(const std::string& name) {
  seeds_.push_back({name, Kind::archive, bytes_of(path(name))});
  fs::copy_file(path(name), path(name + ".whole.zip"), fs::copy_options::overwrite_existing);
}

std::vector<std::string> SeedFiles::names() const {
  std::vector<std::string> found;
  for (const Seed& seed : seeds_) found.push_back(seed.name);
  return found;
}

DamagedFile SeedFiles::damage(Random& random) const {
  const Seed& seed = random.of(seeds_);
  const fs::path target = path(seed.name);
  if (seed.kind == Kind::text) {
    write_bytes(target, mutated_text(seed.bytes, texts_, random));
  } else if (seed.kind == Kind::archive && !random.one_in(4)) {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    repack(path(seed.name + ".whole.zip"), target,
           texts_.empty() ? std::vector<std::string>{seed.bytes} : texts_, random);
    CPLPopErrorHandler();
  } else {
    write_bytes(target, mutated_bytes(seed.bytes, random));
  }
  return {target, seed.name, seed.bytes};
}

DamagedFile::~DamagedFile() { write_bytes(path_, *whole_); }

}  // namespace quarterhour::fuzz
