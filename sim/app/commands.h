// The commands of the program, one file each.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace quarterhour::app {

/// What the process returns.
enum class ExitCode { done = 0, our_fault = 1, input_fault = 2, no_feasible_plan = 3, interrupted = 4 };

/// What is left to do once the command line is understood. Throws the typed errors of sim/errors.h.
using Command = std::function<ExitCode()>;

/// Adds every command to the program; parsing the command line sets `chosen`.
void add_commands(CLI::App& program, Command& chosen);

/// What is wrong with a command line, in a sentence with the remedy. `words`: the arguments; `fault`: what the parser
/// said of them.
[[nodiscard]] std::string usage_fault(const CLI::App& program, const std::string& fault,
                                      const std::vector<std::string>& words);

void add_demo_command(CLI::App& program, Command& chosen);
void add_city_command(CLI::App& program, Command& chosen);
void add_check_command(CLI::App& program, Command& chosen);
void add_run_command(CLI::App& program, Command& chosen);
void add_compare_command(CLI::App& program, Command& chosen);
void add_export_command(CLI::App& program, Command& chosen);
void add_info_command(CLI::App& program, Command& chosen);
void add_nearest_command(CLI::App& program, Command& chosen);
void add_trace_command(CLI::App& program, Command& chosen);

}  // namespace quarterhour::app
