#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "output/result_file.h"
#include "output/result_writer.h"
#include "sim/app/commands.h"
#include "sim/app/interruption.h"
#include "sim/app/key_number_text.h"
#include "sim/app/output_target.h"
#include "sim/app/resources.h"
#include "sim/app/study.h"
#include "sim/app/study_start.h"

namespace quarterhour::app {

namespace {

struct RunOptions {
  std::string scenario;
  std::string output;
  int threads = 0;
  std::string memory;
  std::string data;
  bool quiet = false;
};

std::optional<std::filesystem::path> folder_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return std::filesystem::path(text);
}

/// What the reader must know before believing the numbers; the lesser notes are in the result.
void say_warnings(const StudyResult& result, const Place& place) {
  const auto& of_place =
      std::visit([](const auto& kind) -> const std::vector<Note>& { return kind.notes; }, place);
  for (const std::vector<Note>* some : {&of_place, &result.notes})
    for (const Note& note : *some)
      if (note.severity == "warning") std::cerr << "warning: " << note.text << '\n';
}

ExitCode run(const RunOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  const Resources resources(options.threads, options.memory);
  listen_for_interruption();
  Progress progress(options.quiet);
  const Scenario scenario = read_scenario(options.scenario, folder_of(options.data));
  require_writable(options.output, files_of(scenario));
  progress.expect(3.0 + 2.0 * static_cast<double>(scenario.services.size()) +
                  3.0 * static_cast<double>(scenario.places.size()));
  const Place place = read_place(scenario, progress);
  std::optional<ResultWriter> writer;
  if (const City* const city = std::get_if<City>(&place)) {
    progress.begin("Beginning " + options.output, 0.2);
    writer.emplace(options.output, *city, study_of(scenario));
  }
  const Study study =
      carry_out(scenario, place, progress, writer ? &*writer : nullptr, resources.memory_bytes());
  progress.begin("Writing " + options.output, 0.5);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
  if (writer)
    writer->finish(study.result, taken.count());
  else
    write_result(study.result, std::get<TravelMatrix>(place), options.output, taken.count());
  progress.finish();
  if (!options.quiet) say_warnings(study.result, place);
  std::cout << key_number_text(study.result);
  if (!options.quiet) std::cerr << "The result is in " << options.output << '\n';
  if (study.infeasible) {
    std::cerr << *study.infeasible << '\n';
    return ExitCode::no_feasible_plan;
  }
  if (study.result.interrupted) {
    std::cerr << "Interrupted: the result holds what was finished by then and is marked.\n";
    return ExitCode::interrupted;
  }
  return ExitCode::done;
}

}  // namespace

void add_run_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = program.add_subcommand("run", "Measure who reaches what, plan, and write a result");
  command->add_option("scenario", options->scenario, "The scenario, a TOML file")->required();
  command->add_option("-o,--output", options->output, "The result to write, an HDF5 file")->required();
  command
      ->add_option("--threads", options->threads, "Threads to use; the results are the same for any number")
      ->check(CLI::Range(1, 1024));
  command->add_option("--memory", options->memory, "The most memory to take, such as 8G");
  command->add_option("--data", options->data, "Folder that the scenario's paths are relative to");
  command->add_flag("--quiet", options->quiet, "Print the key numbers only");
  command->footer("Example: quarterhour run clinics.toml -o result.h5 --threads 2");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace quarterhour::app
