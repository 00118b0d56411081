#include "scenarios/building/city_build.h"

#include <algorithm>
#include <numeric>

#include "scenarios/readers/sha256.h"

namespace quarterhour {

void CityBuild::fault(InputFault fault) {
  if (fault.file.empty()) fault.file = scenario_.file.string();
  const auto same = [&](const InputFault& other) { return sentence(other) == sentence(fault); };
  if (std::none_of(faults_.begin(), faults_.end(), same)) faults_.push_back(std::move(fault));
}

void CityBuild::add_note(Note note) {
  const auto same = [&](const Note& other) { return other.text == note.text; };
  if (std::none_of(notes_.begin(), notes_.end(), same)) notes_.push_back(std::move(note));
}

void CityBuild::throw_if_any() const {
  if (faults_.empty()) return;
  // Those of the scenario first, each file by line, and in the order in which they were found.
  const std::string own = scenario_.file.string();
  std::vector<std::size_t> order(faults_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const InputFault& first = faults_[a];
    const InputFault& second = faults_[b];
    if ((first.file == own) != (second.file == own)) return first.file == own;
    if (first.file != second.file) return first.file < second.file;
    return first.line != second.line ? first.line < second.line : a < b;
  });
  std::vector<InputFault> sorted;
  for (const std::size_t at : order) sorted.push_back(faults_[at]);
  throw InputError(sorted);
}

void CityBuild::used(const SourceSpec& source, const std::vector<std::filesystem::path>& files) {
  const std::filesystem::path folder = std::filesystem::path(source.written).parent_path();
  // Inside an archive GDAL names files that are none on disk; the archive itself is what was read.
  std::vector<std::filesystem::path> all = {source.path};
  all.insert(all.end(), files.begin(), files.end());
  for (const std::filesystem::path& file : all) {
    const auto same = [&](const auto& other) { return other.second == file; };
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) continue;
    if (std::any_of(files_.begin(), files_.end(), same)) continue;
    files_.emplace_back((folder / file.filename()).generic_string(), file);
  }
}

std::vector<InputFile> CityBuild::inputs() const {
  std::vector<InputFile> inputs;
  for (const auto& [name, path] : files_) {
    inputs.push_back({name, std::filesystem::file_size(path), sha256_of_file(path)});
  }
  return inputs;
}

}  // namespace quarterhour
