#include "sim/app/commands.h"

#include <CLI/CLI.hpp>

namespace quarterhour::app {

void add_commands(CLI::App& program, Command& chosen) {
  add_demo_command(program, chosen);
  add_city_command(program, chosen);
  add_check_command(program, chosen);
  add_run_command(program, chosen);
  add_compare_command(program, chosen);
  add_export_command(program, chosen);
  add_info_command(program, chosen);
  add_nearest_command(program, chosen);
  add_trace_command(program, chosen);
}

std::string usage_fault(const CLI::App& program, const std::string& fault,
                        const std::vector<std::string>& words) {
  std::string names;
  const auto every = [](const CLI::App*) { return true; };
  const CLI::App* command = nullptr;
  for (const CLI::App* known : program.get_subcommands(every)) {
    names += (names.empty() ? "" : ", ") + known->get_name();
    if (!words.empty() && known->get_name() == words.front()) command = known;
  }
  if (words.empty()) return "No command is given. The commands are " + names + "; see quarterhour --help.";
  if (command == nullptr)
    return "There is no command or option \"" + words.front() + "\". The commands are " + names +
           "; see quarterhour --help.";
  return "quarterhour " + words.front() + ": " + fault + ". " + command->get_footer();
}

}  // namespace quarterhour::app
