#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "scenarios/shancheng/shancheng.h"
#include "sim/app/commands.h"

namespace quarterhour::app {

namespace {

struct DemoOptions {
  ShanchengOptions city;
  double cell_m = 0.0;
  std::string folder;
};

ExitCode write_demo(DemoOptions options) {
  if (options.cell_m > 0.0) options.city.cell_m = options.cell_m;
  write_shancheng(options.city, options.folder);
  std::cerr << "Shancheng is in " << options.folder << "; try: quarterhour run " << options.folder
            << "/demo.toml -o result.h5\n";
  return ExitCode::done;
}

}  // namespace

void add_demo_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command =
      program.add_subcommand("demo", "Write the synthetic mountain city Shancheng as input files");
  command
      ->add_option("--size", options->city.size,
                   "town: 10 x 10 km at 50 m; city: 60 x 60 km at 100 m; megacity: 82,400 km2 at 100 m")
      ->capture_default_str();
  command
      ->add_option("--cell-m", options->cell_m,
                   "Cell size in metres, one that divides the city's sides; nothing: the size's own")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", options->city.seed, "The same seed gives the same bytes")
      ->capture_default_str();
  command->add_option("-o,--output", options->folder, "Folder to write")->required();
  command->footer("Example: quarterhour demo --size city --seed 1 -o shancheng");
  command->callback([options, &chosen] { chosen = [options] { return write_demo(*options); }; });
}

}  // namespace quarterhour::app
