#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "sim/app/commands.h"
#include "sim/app/study.h"

namespace quarterhour::app {

namespace {

struct CheckOptions {
  std::string scenario;
  std::string data;
};

ExitCode check(const CheckOptions& options) {
  std::optional<std::filesystem::path> data;
  if (!options.data.empty()) data = options.data;
  const Scenario scenario = read_scenario(options.scenario, data);
  Progress silent(true);
  // Reading every source finds the faults that the scenario's text alone cannot show.
  const Place place = read_place(scenario, silent);
  const auto& notes =
      std::visit([](const auto& of_kind) -> const std::vector<Note>& { return of_kind.notes; }, place);
  for (const std::vector<Note>* some : {&scenario.notes, &notes})
    for (const Note& note : *some) std::cout << note.severity << ": " << note.text << '\n';
  std::cout << options.scenario << ": no errors\n";
  return ExitCode::done;
}

}  // namespace

void add_check_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      program.add_subcommand("check", "Find every error of a scenario and its sources at once");
  command->add_option("scenario", options->scenario, "The scenario, a TOML file")->required();
  command->add_option("--data", options->data, "Folder that the scenario's paths are relative to");
  command->footer("Example: quarterhour check clinics.toml");
  command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace quarterhour::app
