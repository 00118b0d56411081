#include "output/compare.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "sim/app/commands.h"
#include "sim/app/output_target.h"

namespace quarterhour::app {

namespace {

struct CompareOptions {
  std::string before;
  std::string after;
  std::string difference;
};

ExitCode compare(const CompareOptions& options) {
  std::optional<std::filesystem::path> difference;
  if (!options.difference.empty()) {
    difference = options.difference;
    require_writable(*difference, {options.before, options.after});
  }
  std::cout << compare_files(options.before, options.after, difference).summary();
  return ExitCode::done;
}

}  // namespace

void add_compare_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command =
      program.add_subcommand("compare", "Compare two results cell by cell and table by table");
  command->add_option("before", options->before, "A result")->required();
  command->add_option("after", options->after, "Another result on the same grid")->required();
  command->add_option("-o,--output", options->difference, "The difference to write, an HDF5 file");
  command->footer("Example: quarterhour compare before.h5 after.h5 -o difference.h5");
  command->callback([options, &chosen] { chosen = [options] { return compare(*options); }; });
}

}  // namespace quarterhour::app
