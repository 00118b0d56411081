#include "sim/app/nearest_question.h"

#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "geometry/cost_memory.h"

namespace quarterhour::app {

namespace {

std::string line_of(const std::string& key, const SourceSpec& source) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(source.path, error);
  return fmt::format("{} = {} ({} bytes)\n", key, source.path.filename().string(), error ? 0 : bytes);
}

}  // namespace

std::string text_of(const NearestQuestion& question) {
  const TravelRule& rule = question.rule;
  std::string text = line_of("elevation", question.elevation) + line_of("facilities", question.facilities);
  if (question.friction) text += line_of("friction", *question.friction);
  text += rule.pace.explicit_langmuir
              ? std::string("exact = true\n")
              : fmt::format("pace = {}\nspeed_kmh = {}\n", name_of(rule.pace.function), rule.pace.speed_kmh);
  return text + fmt::format("neighbours = {}\ndiagonals = {}\ndirection = {}\nlimit_s = {}\n",
                            rule.neighbours, rule.diagonals == Diagonals::free ? "free" : "guarded",
                            rule.direction == Direction::from ? "from" : "to", question.limit_s);
}

NearestPlace::NearestPlace(const NearestQuestion& question)
    : rasters(question.elevation, question.friction),
      facilities(read_plain_facilities(question.facilities, rasters)) {}

double ground_bytes(const NearestPlace& place, const CellWindow& window) {
  // Heights, friction, and twice who can stand there.
  return (place.rasters.bytes_of_cell() + 2.0) * window.rows() * window.cols();
}

double search_bytes(const NearestQuestion& question, const NearestPlace& place, const CellWindow& window,
                    NameSource name) {
  // Sums become the answer where they stand; in double the answer stands in float too.
  const double sums = question.rule.pace.explicit_langmuir ? sizeof(double) + sizeof(float) : sizeof(float);
  const double labels = name == NameSource::yes ? sizeof(std::int32_t) : 0.0;
  return ground_bytes(place, window) + (sums + labels) * window.rows() * window.cols();
}

NearestTimes times_of(const NearestQuestion& question, const CellWindow& window, NameSource name,
                      NearestPlace& place) {
  const Surface surface = place.rasters.read(window);
  note_closed_facilities(question.facilities, place.rasters, window, surface, place.facilities);
  std::vector<SourceIndex> sources;
  std::vector<std::int32_t> facility_of_source;
  for (std::size_t k = 0; k < place.facilities.cells.size(); ++k) {
    const CellPosition at = place.rasters.grid().position(place.facilities.cells[k]);
    if (!window.contains(at)) continue;
    sources.push_back(surface.grid.index(at.row - window.row_begin, at.col - window.col_begin));
    facility_of_source.push_back(static_cast<std::int32_t>(k));
  }
  SharedByFields shared;
  // One search looks at most rows once or twice: memory for costs that are kept takes longer to clear than the costs to
  // compute again.
  shared.cost_memory = std::make_shared<CostMemory>(0);
  const TravelField field(surface, question.rule, best_instruction_set(), std::move(shared));
  NearestTimes times = field.nearest(sources, question.limit_s, name);
  if (facility_of_source.size() < place.facilities.cells.size())
    for (std::int32_t& source : times.source.values())
      if (source >= 0) source = facility_of_source[static_cast<std::size_t>(source)];
  return times;
}

TimesHead head_of(const NearestQuestion& question, const NearestPlace& place, const CellWindow& window,
                  const std::string& tile) {
  return {place.rasters.grid(), window, place.rasters.crs().wkt2(), place.rasters.crs().name(),
          text_of(question),    tile,   place.facilities.ids,       place.facilities.cells};
}

}  // namespace quarterhour::app
