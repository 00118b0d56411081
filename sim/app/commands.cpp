#include "sim/app/commands.h"

namespace quarterhour::app {

void add_commands(CLI::App& program, Command& chosen) {
  add_demo_command(program, chosen);
  add_city_command(program, chosen);
  add_check_command(program, chosen);
  add_run_command(program, chosen);
  add_compare_command(program, chosen);
  add_export_command(program, chosen);
  add_info_command(program, chosen);
}

}  // namespace quarterhour::app
