// The program `quarterhour`: dispatches commands and turns errors into one line each and an exit code.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <new>

#include "output/version.h"
#include "sim/app/commands.h"
#include "sim/errors.h"

namespace {

int guarded(const quarterhour::app::Command& command) {
  using quarterhour::app::ExitCode;
  const auto say = [](ExitCode code, const char* what) {
    std::cerr << what << '\n';
    return static_cast<int>(code);
  };
  try {
    return static_cast<int>(command());
  } catch (const quarterhour::InputError& error) {
    return say(ExitCode::input_fault, error.what());
  } catch (const quarterhour::OutputError& error) {
    return say(ExitCode::input_fault, error.what());
  } catch (const quarterhour::InfeasiblePlan& error) {
    return say(ExitCode::no_feasible_plan, error.what());
  } catch (const std::bad_alloc&) {
    return say(ExitCode::input_fault,
               "Not enough memory for this study. Give --memory a larger limit, a larger cell_m or a smaller area.");
  } catch (const std::exception& error) {
    std::cerr << "An error inside the program, not in the input: ";
    return say(ExitCode::our_fault, error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Places service facilities over terrain and people, and proves who can reach what in time.",
                   "quarterhour");
  program.set_version_flag("--version", std::string(quarterhour::software_version()));
  program.require_subcommand(1);
  program.footer("Example: quarterhour run clinics.toml -o result.h5\nEvery command has its own --help.");
  quarterhour::app::Command chosen;
  quarterhour::app::add_commands(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    program.exit(error);
    return static_cast<int>(asked_for_help ? quarterhour::app::ExitCode::done
                                           : quarterhour::app::ExitCode::input_fault);
  }
  return guarded(chosen);
}
