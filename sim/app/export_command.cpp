#include "output/export.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "sim/app/commands.h"

namespace quarterhour::app {

namespace {

struct ExportOptions {
  std::string result;
  std::string folder;
};

ExitCode write_export(const ExportOptions& options) {
  export_result(options.result, options.folder);
  std::cerr << "GeoTIFF, GeoPackage and CSV files are in " << options.folder << "; contents.csv lists them\n";
  return ExitCode::done;
}

}  // namespace

void add_export_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = program.add_subcommand("export", "Write a result as GeoTIFF, GeoPackage and CSV");
  command->add_option("result", options->result, "A result")->required();
  command->add_option("-o,--output", options->folder, "Folder to write")->required();
  command->footer("Example: quarterhour export result.h5 -o layers");
  command->callback([options, &chosen] { chosen = [options] { return write_export(*options); }; });
}

}  // namespace quarterhour::app
