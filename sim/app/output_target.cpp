#include "sim/app/output_target.h"

#include <array>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>

#include "output/whole_file.h"
#include "sim/errors.h"

namespace quarterhour::app {

namespace fs = std::filesystem;

namespace {

bool is_hdf5(const fs::path& file) {
  constexpr std::string_view hdf5_signature("\x89HDF\r\n\x1a\n", 8);
  std::array<char, 8> start{};
  std::ifstream(file, std::ios::binary).read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == hdf5_signature;
}

}  // namespace

std::vector<fs::path> files_of(const Scenario& scenario) {
  std::vector<fs::path> files{scenario.file};
  const auto add = [&files](const std::optional<SourceSpec>& source) {
    if (source) files.push_back(source->path);
  };
  const CitySpec& city = scenario.city;
  for (const auto* source : {&city.file, &city.elevation, &city.population, &city.area, &city.districts,
                             &city.clusters, &city.friction, &city.households, &city.jobs})
    add(*source);
  for (const SourceSpec& source : city.facilities) files.push_back(source.path);
  for (const SourceSpec& source : city.barriers) files.push_back(source.path);
  if (city.land_class) files.push_back(city.land_class->source.path);
  for (const GroupSpec& group : city.groups) add(group.raster);
  for (const PlaceSpec& place : scenario.places) add(place.candidates.points);
  if (scenario.matrix) files.push_back(scenario.matrix->source.path);
  return files;
}

void require_writable(const fs::path& output, const std::vector<fs::path>& inputs) {
  require_writable(output, inputs, is_hdf5);
}

void require_writable(const fs::path& output, const std::vector<fs::path>& inputs,
                      const std::function<bool(const fs::path&)>& is_own) {
  if (output.filename().empty())
    throw InputError(InputFault{"", 0, "--output", "\"" + output.string() + "\"", "names no file",
                                "Name the file to write, such as result.h5"});
  std::vector<fs::path> written{output};
  if (output.extension() == ".h5") written.push_back(fs::path(output).replace_extension(".vrt"));
  for (const fs::path& target : written) {
    for (const fs::path& input : inputs) {
      std::error_code missing;
      if (fs::equivalent(target, input, missing))
        throw InputError(InputFault{"", 0, "--output", output.string(),
                                    target.string() + " would replace " + input.string() + ", which is read",
                                    "Give the output another name"});
    }
  }
  // An earlier result may be replaced, and a file that is still empty; what somebody else wrote may not.
  std::error_code error;
  if (fs::is_regular_file(output, error) && fs::file_size(output, error) > 0 && !is_own(output)) {
    throw InputError(InputFault{"", 0, "--output", output.string(),
                                "it is there already, and quarterhour did not write it",
                                "Give the output another name, or take that file away"});
  }
  // Beginning the file and leaving it again tells whether its folder is there and may be written to.
  const WholeFile trial(output, WholeFile::Kind::file);
}

}  // namespace quarterhour::app
