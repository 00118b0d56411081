#include "sim/app/trace_question.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "scenarios/readers/coordinates.h"
#include "sim/errors.h"
#include "sim/score/key_words.h"

namespace quarterhour::app {

namespace {

/// Two numbers parted by a comma and nothing else.
template <class Number>
std::optional<std::pair<Number, Number>> pair_of(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos) return std::nullopt;
  const auto number = [&](std::size_t begin, std::size_t end) -> std::optional<Number> {
    while (begin < end && text[begin] == ' ') ++begin;
    while (end > begin && text[end - 1] == ' ') --end;
    Number value{};
    const char* const last = text.data() + end;
    const auto [stop, error] = std::from_chars(text.data() + begin, last, value);
    if (error != std::errc() || stop != last) return std::nullopt;
    return value;
  };
  const auto first = number(0, comma);
  const auto second = number(comma + 1, text.size());
  if (!first || !second) return std::nullopt;
  return std::pair(*first, *second);
}

class Understanding {
 public:
  Understanding(const TraceWords& words, const City& city, const StudyResult& study)
      : words_(words), city_(city), study_(study) {
    const auto own = CoordinateSystem::from_text(city.crs_wkt);
    const auto degrees = CoordinateSystem::from_text("EPSG:4326");
    if (!own || !degrees) return;
    to_degrees_ = std::make_shared<const CoordinateChange>(*own, *degrees);
    from_degrees_.emplace(*degrees, *own);
  }

  TraceQuestion question() {
    question_.words_of = [&grid = city_.grid(), change = to_degrees_](CellIndex cell) {
      return cell_words(grid, cell, degrees_of(change.get(), grid.centre(cell)));
    };
    find_services();
    find_group();
    for (const std::string& text : words_.points) add_point(text);
    for (const std::string& text : words_.cells) add_cell(text);
    for (const std::string& id : words_.facilities) add_facility(id);
    if (words_.points.empty() && words_.cells.empty() && words_.facilities.empty())
      fault("--at, --cell, --facility", "", "none is given, so that there is nothing to trace",
            "Give a place, such as --at " + example_point());
    check_target();
    if (!faults_.empty()) throw InputError(std::move(faults_));
    return std::move(question_);
  }

 private:
  void fault(const std::string& key, const std::string& value, const std::string& message,
             const std::string& remedy) {
    faults_.push_back({"", 0, key, value, message, remedy});
  }

  [[nodiscard]] static std::optional<Degrees> degrees_of(const CoordinateChange* change, PointM at) {
    if (change == nullptr) return std::nullopt;
    const PointM point = change->apply(at);
    if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m)) return std::nullopt;
    return Degrees{point.x_m, point.y_m};
  }
  [[nodiscard]] std::optional<Degrees> degrees_of(PointM at) const {
    return degrees_of(to_degrees_.get(), at);
  }

  [[nodiscard]] static std::string text_of(const Degrees& at) {
    return fmt::format("{:.5f},{:.5f}", at.east, at.north);
  }

  /// The middle of the grid.
  [[nodiscard]] std::string example_point() const {
    const Grid& grid = city_.grid();
    const auto at =
        degrees_of({0.5 * (grid.west_m() + grid.east_m()), 0.5 * (grid.north_m() + grid.south_m())});
    return at ? text_of(*at) : "LON,LAT";
  }

  [[nodiscard]] std::string extent_words() const {
    const Grid& grid = city_.grid();
    std::vector<Degrees> corners;
    for (const double x_m : {grid.west_m(), grid.east_m()})
      for (const double y_m : {grid.south_m(), grid.north_m()})
        if (const auto corner = degrees_of({x_m, y_m})) corners.push_back(*corner);
    if (corners.size() < 4) return "Give a point of the study area";
    const auto [west, east] =
        std::minmax({corners[0].east, corners[1].east, corners[2].east, corners[3].east});
    const auto [south, north] =
        std::minmax({corners[0].north, corners[1].north, corners[2].north, corners[3].north});
    return "The study lies between " + text_of({west, south}) + " and " + text_of({east, north});
  }

  void find_services() {
    for (const Service& service : study_.services)
      if (words_.service.empty() || service.id == words_.service) question_.services.push_back(&service);
    if (!question_.services.empty()) return;
    std::string known;
    for (const Service& service : study_.services) known += (known.empty() ? "" : ", ") + service.id;
    fault("--service", words_.service, "is not a service of the scenario", "Give one of " + known);
  }

  void find_group() {
    if (words_.group.empty()) return;
    std::string known;
    for (const PeopleGroup& group : city_.groups) {
      if (group.id == words_.group) question_.group = &group;
      known += (known.empty() ? "" : ", ") + group.id;
    }
    if (question_.group == nullptr)
      fault("--group", words_.group, "is not a group of the city", "Give one of " + known);
  }

  void add_point(const std::string& text) {
    const auto degrees = pair_of<double>(text);
    if (!degrees || std::fabs(degrees->first) > 360.0 || std::fabs(degrees->second) > 90.0) {
      fault("--at", text, "is not a longitude and a latitude in degrees",
            "Give both with a comma between, such as " + example_point());
      return;
    }
    if (!from_degrees_) {
      fault("--at", text, "cannot be placed, because the city's coordinate system is unknown",
            "Give --cell ROW,COLUMN instead");
      return;
    }
    const auto cell = city_.grid().cell_containing(from_degrees_->apply({degrees->first, degrees->second}));
    if (!cell) {
      fault("--at", text, "lies outside the study", extent_words());
      return;
    }
    stand_in("--at", text, city_.grid().index(*cell));
  }

  void add_cell(const std::string& text) {
    const auto position = pair_of<int>(text);
    const Grid& grid = city_.grid();
    if (!position || !grid.contains(position->first, position->second)) {
      fault("--cell", text, position ? "is not a cell of the grid" : "is not a row and a column",
            fmt::format("Give a row from 0 to {} and a column from 0 to {}, such as --cell {},{}",
                        grid.rows() - 1, grid.cols() - 1, grid.rows() / 2, grid.cols() / 2));
      return;
    }
    stand_in("--cell", text, grid.index(position->first, position->second));
  }

  void stand_in(const std::string& key, const std::string& text, CellIndex cell) {
    const Grid& grid = city_.grid();
    if (city_.surface.passable[cell] == 0) {
      const auto open = nearest_open(cell);
      const CellPosition at = grid.position(cell);
      fault(
          key, text,
          fmt::format("lies in row {}, column {}, where nobody can stand (no value, water or closed ground)",
                      at.row, at.col),
          open ? fmt::format("The nearest cell that people can stand in is --cell {},{}",
                             grid.position(*open).row, grid.position(*open).col)
               : "Nobody can stand anywhere in this city");
      return;
    }
    question_.subjects.push_back({cell, question_.words_of(cell), ""});
  }

  [[nodiscard]] std::optional<CellIndex> nearest_open(CellIndex cell) const {
    const PointM at = city_.grid().centre(cell);
    std::optional<CellIndex> nearest;
    double best = 0.0;
    for (CellIndex other = 0; other < city_.surface.passable.size(); ++other) {
      if (city_.surface.passable[other] == 0) continue;
      const PointM there = city_.grid().centre(other);
      const double apart = std::hypot(there.x_m - at.x_m, there.y_m - at.y_m);
      if (nearest && !(apart < best)) continue;
      nearest = other;
      best = apart;
    }
    return nearest;
  }

  void add_facility(const std::string& id) {
    for (const Site& site : study_.sites)
      if (site.id == id) {
        question_.subjects.push_back({site.cell, shown_name(site.name, site.id), id});
        return;
      }
    for (const Facility& facility : city_.ledger) {
      if (facility.id != id) continue;
      if (!facility.cell) {
        fault("--facility", id, "lies outside the study", "Give a facility that takes part");
        return;
      }
      question_.subjects.push_back({*facility.cell, shown_name(facility.name, id), id});
      return;
    }
    fault("--facility", id, "is the id of no facility of the ledger or the plan",
          "Give one of " + some_ids("") + "; planned sites take part with --plan RESULT.h5");
  }

  /// A few ids of sites, of one service where it is not empty.
  [[nodiscard]] std::string some_ids(const std::string& service) const {
    constexpr std::size_t most = 5;
    std::string ids;
    std::size_t count = 0;
    for (const Site& site : study_.sites) {
      if (!service.empty() && site.service != service) continue;
      if (++count <= most) ids += (ids.empty() ? "" : ", ") + site.id;
    }
    if (count > most) ids += fmt::format(" and {} more", count - most);
    return ids.empty() ? "(there are none)" : ids;
  }

  void check_target() {
    if (words_.to.empty() || question_.services.empty()) return;
    const auto gives = [&](const Service* service) {
      return std::any_of(study_.sites.begin(), study_.sites.end(), [&](const Site& site) {
        return site.id == words_.to && site.service == service->id;
      });
    };
    // Of all services those are traced that the facility gives.
    std::erase_if(question_.services, [&](const Service* service) { return !gives(service); });
    if (question_.services.empty())
      fault("--to", words_.to,
            words_.service.empty() ? "gives none of the scenario's services"
                                   : "is no facility of " + words_.service + " in the ledger or the plan",
            "Give one of " + some_ids(words_.service));
  }

  const TraceWords& words_;
  const City& city_;
  const StudyResult& study_;
  std::shared_ptr<const CoordinateChange> to_degrees_;
  std::optional<CoordinateChange> from_degrees_;
  TraceQuestion question_;
  std::vector<InputFault> faults_;
};

}  // namespace

TraceQuestion understand(const TraceWords& words, const City& city, const StudyResult& study) {
  return Understanding(words, city, study).question();
}

}  // namespace quarterhour::app
