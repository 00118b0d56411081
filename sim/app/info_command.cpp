#include "output/info.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "sim/app/commands.h"

namespace quarterhour::app {

void add_info_command(CLI::App& program, Command& chosen) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("info", "Say what is in a result or city file, with units");
  command->add_option("file", *file, "A result, city or difference file")->required();
  command->footer("Example: quarterhour info result.h5");
  command->callback([file, &chosen] {
    chosen = [file] {
      std::cout << describe_file(*file);
      return ExitCode::done;
    };
  });
}

}  // namespace quarterhour::app
