#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "output/result_file.h"
#include "scenarios/city_builder.h"
#include "sim/app/commands.h"
#include "sim/app/output_target.h"
#include "sim/app/resources.h"

namespace quarterhour::app {

namespace {

struct CityOptions {
  std::string scenario;
  std::string output;
  std::string data;
  int threads = 0;
};

ExitCode make_city(const CityOptions& options) {
  const Resources resources(options.threads, "");
  std::optional<std::filesystem::path> data;
  if (!options.data.empty()) data = options.data;
  const Scenario scenario = read_scenario(options.scenario, data);
  if (scenario.matrix || scenario.city.file)
    throw InputError(InputFault{options.scenario, 0, scenario.matrix ? "travel.matrix" : "city.file", "",
                                "names no sources to make a city from",
                                "Give [city] elevation, population and the other sources"});
  require_writable(options.output, files_of(scenario));
  const City city = build_city(scenario);
  write_city(city, options.output);
  for (const Note& note : city.notes) std::cerr << note.severity << ": " << note.text << '\n';
  std::cerr << "The city is in " << options.output << '\n';
  return ExitCode::done;
}

}  // namespace

void add_city_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<CityOptions>();
  CLI::App* command = program.add_subcommand("city", "Turn real sources into one checked city file");
  command->add_option("scenario", options->scenario, "The scenario, a TOML file")->required();
  command->add_option("-o,--output", options->output, "The city file to write, HDF5")->required();
  command->add_option("--data", options->data, "Folder that the scenario's paths are relative to");
  command->add_option("--threads", options->threads, "Threads to use")->check(CLI::Range(1, 1024));
  command->footer(
      "Example: quarterhour city clinics.toml -o city.h5\nThen [city] file = \"city.h5\" saves the work.");
  command->callback([options, &chosen] { chosen = [options] { return make_city(*options); }; });
}

}  // namespace quarterhour::app
