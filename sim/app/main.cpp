// The program `quarterhour`: dispatches commands and turns errors into one line each and an exit code.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "output/version.h"
#include "sim/app/commands.h"
#include "sim/errors.h"

namespace {

using quarterhour::app::ExitCode;

int guarded(const quarterhour::app::Command& command) {
  const auto say = [](ExitCode code, const char* what) {
    std::cerr << what << '\n';
    return static_cast<int>(code);
  };
  try {
    const ExitCode code = command();
    if (!std::cout.flush()) return say(ExitCode::input_fault, "Cannot write to standard output.");
    return static_cast<int>(code);
  } catch (const quarterhour::InputError& error) {
    return say(ExitCode::input_fault, error.what());
  } catch (const quarterhour::OutputError& error) {
    return say(ExitCode::input_fault, error.what());
  } catch (const quarterhour::InfeasiblePlan& error) {
    return say(ExitCode::no_feasible_plan, error.what());
  } catch (const std::bad_alloc&) {
    return say(ExitCode::input_fault,
               "Not enough memory. Give a larger --memory or cell_m, or a smaller area.");
  } catch (const std::exception& error) {
    std::cerr << "An error inside the program, not in the input: ";
    return say(ExitCode::our_fault, error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  // A file that may not grow further is then a failed write, told in words, and nothing is left behind.
  std::signal(SIGXFSZ, SIG_IGN);
  // PROJ prints what it thinks of damaged files past every handler unless it is told not to.
  ::setenv("PROJ_DEBUG", "0", 0);
  CLI::App program("Places facilities over terrain and people, and proves who reaches them.", "quarterhour");
  program.set_version_flag("--version", std::string(quarterhour::software_version()));
  program.require_subcommand(1);
  program.footer("Example: quarterhour run clinics.toml -o result.h5\nEvery command has its own --help.");
  quarterhour::app::Command chosen;
  quarterhour::app::add_commands(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);
    std::cerr << quarterhour::app::usage_fault(program, error.what(), {argv + 1, argv + argc}) << '\n';
    return static_cast<int>(ExitCode::input_fault);
  }
  return guarded(chosen);
}
