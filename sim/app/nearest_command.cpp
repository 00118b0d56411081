// Times to the nearest of some facilities, or what each of them reaches, straight from rasters: no scenario.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "geometry/cost_memory.h"
#include "output/catchment_table.h"
#include "output/time_raster.h"
#include "sim/app/commands.h"
#include "sim/app/memory_plan.h"
#include "sim/app/nearest_numbers.h"
#include "sim/app/nearest_question.h"
#include "sim/app/nearest_tiles.h"
#include "sim/app/output_target.h"
#include "sim/app/resources.h"
#include "sim/errors.h"

namespace quarterhour::app {

namespace {

namespace fs = std::filesystem;

struct NearestOptions {
  std::string elevation;
  std::string facilities;
  std::string output;
  std::string friction;
  std::string pace = "tobler";
  double speed_kmh = 4.0;
  int neighbours = 16;
  std::string diagonals = "guarded";
  std::string direction = "to";
  std::optional<double> limit_min;
  bool each = false;
  bool exact = false;
  std::string compress = "none";
  std::string tiles;
  std::optional<int> tile;
  bool join = false;
  int threads = 0;
  std::string memory;
  bool quiet = false;
};

SourceSpec source_of(const std::string& file, const std::string& key) {
  SourceSpec source;
  source.written = file;
  source.path = file;
  source.place = {0, key};
  return source;
}

[[noreturn]] void refuse(const std::string& key, const std::string& value, const std::string& message,
                         const std::string& remedy) {
  throw InputError(InputFault{"", 0, key, value, message, remedy});
}

/// What can be said of the options before any file is read.
void check(const NearestOptions& options) {
  const std::string extension = fs::path(options.output).extension().string();
  if (options.each && !options.limit_min)
    refuse("--each", "", "needs a limit, for every facility reaches every cell in the end",
           "Add --limit-min 15");
  if (options.each && extension != ".csv" && extension != ".h5")
    refuse("--output", options.output, "is no name of a table", "Name it .h5 or .csv, such as catchments.h5");
  if (!options.tiles.empty() && !options.limit_min)
    refuse("--tiles", options.tiles, "need a limit, which says how much ground a tile needs around it",
           "Add --limit-min 30");
  if (!options.tiles.empty() && extension != ".h5")
    refuse("--output", options.output, "cannot refer to tiles", "Name it .h5, such as times.h5");
  if (!options.each && extension != ".tif" && extension != ".tiff" && extension != ".h5")
    refuse("--output", options.output, "is no name of a GeoTIFF or an HDF5 file",
           "Name it .tif or .h5, such as times.tif");
  const auto is_own = [&](const fs::path& file) {
    return extension == ".csv" ? is_catchment_text(file) : is_time_raster(file);
  };
  std::vector<fs::path> inputs{options.elevation, options.facilities};
  if (!options.friction.empty()) inputs.emplace_back(options.friction);
  if (extension == ".h5")
    require_writable(options.output, inputs);
  else
    require_writable(options.output, inputs, is_own);
}

TravelRule rule_of(const NearestOptions& options) {
  TravelRule rule;
  rule.pace.function = *pace_function_named(options.exact ? "langmuir" : options.pace);
  rule.pace.speed_kmh = options.speed_kmh;
  if (options.exact) rule.pace.explicit_langmuir = LangmuirCoefficients{};
  rule.neighbours = options.neighbours;
  rule.diagonals = options.diagonals == "free" ? Diagonals::free : Diagonals::guarded;
  rule.direction = options.direction == "from" ? Direction::from : Direction::to;
  return rule;
}

NearestQuestion question_of(const NearestOptions& options) {
  NearestQuestion question{
      source_of(options.elevation, "elevation"),
      source_of(options.facilities, "facilities"),
      {},
      rule_of(options),
      options.limit_min ? 60.0 * *options.limit_min : std::numeric_limits<double>::infinity()};
  if (!options.friction.empty()) question.friction = source_of(options.friction, "--friction");
  return question;
}

/// Refuses an area that cannot fit; returns the bytes that are left. `memory`: what the user allows, 0 for what is free.
double require_memory_for_area(double needed, std::uint64_t memory) {
  return require_memory(needed, memory, "the area",
                        "Give more, or cut it into tiles: -o times.h5 --limit-min 30 --tiles 4x4");
}

/// Which cells each facility reaches; returns the key numbers.
std::string find_each(const NearestQuestion& question, const fs::path& output, std::uint64_t memory,
                      NearestPlace& place) {
  const double left = require_memory_for_area(ground_bytes(place, place.whole()), memory);
  const Surface surface = place.rasters.read(place.whole());
  note_closed_facilities(question.facilities, place.rasters, place.whole(), surface, place.facilities);
  SharedByFields shared;
  // Costs that are kept are read by many catchments; half of what is left is for these.
  shared.cost_memory = std::make_shared<CostMemory>(static_cast<std::size_t>(left / 2.0));
  const TravelField field(surface, question.rule, best_instruction_set(), std::move(shared));
  const Catchments catchments = field.catchments(place.facilities.cells, question.limit_s);
  write_catchments(output, place.facilities.ids, catchments, surface.grid);
  return fmt::format("{} facilities\n{} cells of all catchments\n", place.facilities.cells.size(),
                     catchments.cell.size());
}

/// Times of the whole area at once; returns the key numbers.
std::string find_all(const NearestOptions& options, const NearestQuestion& question, std::uint64_t memory,
                     NearestPlace& place) {
  const bool with_facilities = fs::path(options.output).extension() == ".h5";
  const NameSource name = with_facilities ? NameSource::yes : NameSource::no;
  require_memory_for_area(search_bytes(question, place, place.whole(), name), memory);
  NearestTimes times = times_of(question, place.whole(), name, place);
  const Grid& grid = place.rasters.grid();
  WrittenTimes written;
  if (with_facilities) {
    written = write_times_file(options.output, head_of(question, place, place.whole(), ""), times, {0, 0});
  } else {
    const TimeRasterPlace at{grid, place.rasters.crs().wkt2(),
                             options.direction == "from" ? "walking time from the nearest facility, seconds"
                                                         : "walking time to the nearest facility, seconds",
                             options.compress == "deflate"};
    written = options.exact ? write_time_raster(options.output, at, std::move(times.cost_in_double))
                            : write_time_raster(options.output, at, std::move(times.cost));
  }
  return numbers_text(place.facilities.cells.size(), written, grid.cell_count());
}

ExitCode find_nearest(const NearestOptions& options) {
  const Resources resources(options.threads, options.memory);
  check(options);
  const NearestQuestion question = question_of(options);
  if (!options.tiles.empty()) {
    TileWish wish = tiles_named(options.tiles);
    wish.tile = options.tile;
    wish.join_only = options.join;
    std::cout << find_nearest_in_tiles(question, wish, options.output, resources.memory_bytes(),
                                       options.quiet);
    return ExitCode::done;
  }
  NearestPlace place(question);
  const std::string numbers = options.each
                                  ? find_each(question, options.output, resources.memory_bytes(), place)
                                  : find_all(options, question, resources.memory_bytes(), place);
  if (!options.quiet)
    for (const std::string& note : place.facilities.notes) std::cerr << note << '\n';
  std::cout << numbers;
  if (!options.quiet)
    std::cerr << (options.each ? "The catchments are in " : "The walking times are in ") << options.output
              << '\n';
  return ExitCode::done;
}

}  // namespace

void add_nearest_command(CLI::App& program, Command& chosen) {
  auto options = std::make_shared<NearestOptions>();
  CLI::App* command = program.add_subcommand(
      "nearest", "Walking times to the nearest facility, straight from rasters, without a scenario");
  command->add_option("elevation", options->elevation, "Heights in metres: any raster in a metric system")
      ->required();
  command
      ->add_option("facilities", options->facilities,
                   "Points: a CSV with the columns x and y (and id) in the raster's system, or a vector file")
      ->required();
  command
      ->add_option(
          "-o,--output", options->output,
          "What to write: a GeoTIFF of seconds, or .h5: seconds and which facility is nearest; with --each a "
          "table, .h5 or .csv")
      ->required();
  command->add_option("--friction", options->friction, "Extra seconds per metre: a raster of the same cells");
  CLI::Option* pace = command->add_option("--pace", options->pace, "Speed on slopes")
                          ->check(CLI::IsMember(pace_function_names()))
                          ->capture_default_str();
  CLI::Option* speed = command->add_option("--speed-kmh", options->speed_kmh, "Speed on the flat")
                           ->check(CLI::Range(0.1, 300.0))
                           ->capture_default_str();
  command->add_option("--neighbours", options->neighbours, "Moves from a cell")
      ->check(CLI::IsMember({8, 16}))
      ->capture_default_str();
  command
      ->add_option("--diagonals", options->diagonals,
                   "guarded: a diagonal needs both side cells; free: it does not")
      ->check(CLI::IsMember({"guarded", "free"}))
      ->capture_default_str();
  command
      ->add_option("--direction", options->direction, "to: people walk to the facility; from: away from it")
      ->check(CLI::IsMember({"to", "from"}))
      ->capture_default_str();
  command
      ->add_option("--limit-min", options->limit_min, "Longest walk in minutes; cells beyond it are no data")
      ->check(CLI::Range(0.001, 1e6));
  CLI::Option* each =
      command->add_flag("--each", options->each,
                        "The cells within the limit of every facility instead: facility, row, col, seconds");
  CLI::Option* tiles =
      command
          ->add_option("--tiles", options->tiles,
                       "Cut the area into rows x columns of tiles, such as 3x4: each is worked on with its "
                       "surroundings "
                       "alone, in little memory, and kept in a file of its own; the output joins them")
          ->excludes(each);
  CLI::Option* tile =
      command
          ->add_option("--tile", options->tile,
                       "Work on this tile alone, from 1 in the north-west, row by row: a task "
                       "of a cluster's own scheduler")
          ->check(CLI::Range(1, 1'000'000))
          ->needs(tiles);
  command->add_flag("--join", options->join, "Join tiles that are there, and work on none")
      ->needs(tiles)
      ->excludes(tile);
  command
      ->add_flag(
          "--exact", options->exact,
          "The rule of GRASS r.walk in double precision, to the bit with --direction from --diagonals free; "
          "the GeoTIFF is float64")
      ->excludes(pace)
      ->excludes(speed);
  command->add_option("--compress", options->compress, "How the GeoTIFF is packed")
      ->check(CLI::IsMember({"none", "deflate"}))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "Threads to use")->check(CLI::Range(1, 1024));
  command->add_option("--memory", options->memory, "The most memory to take, such as 8G");
  command->add_flag("--quiet", options->quiet, "Print the key numbers only");
  command->footer("Example: quarterhour nearest dem.tif clinics.csv -o times.tif --limit-min 30");
  command->callback([options, &chosen] { chosen = [options] { return find_nearest(*options); }; });
}

}  // namespace quarterhour::app
