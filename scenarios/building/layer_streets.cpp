#include "scenarios/building/layer_streets.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "scenarios/building/grid_touch.h"
#include "scenarios/building/osm_permissions.h"
#include "scenarios/building/outlines.h"
#include "scenarios/building/street_rules.h"
#include "scenarios/building/table_points.h"
#include "scenarios/readers/columns.h"
#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr std::size_t most_faults = 20;

struct HashOfPoint {
  std::size_t operator()(const PointM& point) const {
    // 0 and -0 are the same place.
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value); };
    return bits(point.x_m) * 0x9E3779B97F4A7C15U ^ std::rotl(bits(point.y_m) * 0xC2B2AE3D27D4EB4FU, 31);
  }
};

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

class LayerStreets {
 public:
  LayerStreets(const Table& table, const StreetsSpec& spec, const StudyGrid& study, StreetCounts& counts)
      : table_(table),
        spec_(spec),
        study_(study),
        counts_(counts),
        class_(find_column(spec.source, table, "class", {"class", "highway", "fclass"})),
        structure_(find_column(spec.source, table, "structure", {"structure"})),
        oneway_(find_column(spec.source, table, "oneway", {"oneway"})),
        speed_(find_column(spec.source, table, "speed", {"speed", "maxspeed"})),
        duration_(find_column(spec.source, table, "duration", {"duration"})),
        id_(find_column(spec.source, table, "id", {"osm_id", "id"})),
        name_(find_column(spec.source, table, "name", {"name"})),
        name_zh_(find_column(spec.source, table, "name_zh", {"name_zh"})) {}

  StreetSource read() {
    if (!class_) {
      throw InputError(source_fault(
          spec_.source, "no column says which class each street is of; it has " + listed_columns(table_),
          "Name one: class = \"…\", with values such as " + spec_.table.classes.front().name +
              " or footway"));
    }
    const CoordinateChange change(shape_crs(spec_.source, table_), study_.crs);
    for (const TableRow& row : table_.rows) {
      if (faults_.size() >= most_faults) break;
      read_row(row, change);
    }
    if (!faults_.empty()) throw InputError(faults_);
    add_motorways();
    return std::move(source_);
  }

 private:
  void read_row(const TableRow& row, const CoordinateChange& change) {
    if (row.shape.kind != Shape::Kind::lines && row.shape.kind != Shape::Kind::polygons) {
      counts_.left_out("a feature of the layer", "it has no line", 0.0);
      return;
    }
    StreetLine line;
    if (!describe(row, line)) return;
    const std::string kind = spec_.table.classes[line.street_class].name;
    const std::vector<Polyline> parts = lines_of(placed_shape(table_, row, change));
    double whole_m = 0.0;
    for (const Polyline& part : parts) whole_m += line_length_m(part);
    if (const auto why = reason_to_leave_out(spec_, line)) {
      counts_.left_out(kind, *why, whole_m);
      return;
    }
    const double ride_s = line.ride_s;
    for (const Polyline& part : parts) {
      line.vertices.clear();
      for (const PointM& point : part) line.vertices.push_back(vertex_at(point));
      line.ride_s = whole_m > 0.0 ? ride_s * (line_length_m(part) / whole_m) : ride_s;
      source_.lines.push_back(line);
    }
  }

  [[nodiscard]] const std::string& cell(const TableRow& row, const std::optional<std::size_t>& column) const {
    static const std::string blank;
    return column ? row.cells[*column] : blank;
  }

  bool fault(const TableRow& row, std::size_t column, const std::string& message, const std::string& remedy) {
    // The same mistake in every row is told once.
    if (told_.emplace(column, row.cells[column]).second) {
      faults_.push_back(cell_fault(table_, row, table_.columns[column], row.cells[column], message, remedy));
    }
    return false;
  }

  /// What the columns say; false after a fault.
  bool describe(const TableRow& row, StreetLine& line) {
    const StreetTable& streets = spec_.table;
    const auto street_class = streets.class_named(cell(row, class_));
    if (!street_class) {
      return fault(row, *class_,
                   "there is no such class of streets; known are " + listed(streets.class_names()),
                   "Change the values, or take the rows out with `where`");
    }
    line.street_class = *street_class;
    line.source_id = id_ ? number_of(cell(row, id_)).value_or(row.feature) : row.feature;
    const StreetClass& means = streets.classes[*street_class];
    line.structure = means.structure;
    unsigned modes = means.modes;
    const std::string& carried = cell(row, structure_);
    if (!carried.empty()) {
      const auto structure = structure_named(carried);
      if (!structure) {
        std::vector<std::string> names;
        for (int i = 0; i < structure_count; ++i) names.emplace_back(name_of(static_cast<Structure>(i)));
        return fault(row, *structure_, "there is no such structure; known are " + listed(names),
                     "Change the values; blank is ground");
      }
      if (*structure != Structure::ground) {
        line.structure = *structure;
        modes &= modes_of(*structure);
      }
    }
    line.on_bridge = line.structure == Structure::bridge;
    line.may_cross = !is_on_ground(line.structure);
    line.modes_forward = line.modes_backward = static_cast<std::uint8_t>(modes);
    if (!read_direction(row, means, line) || !read_speed(row, means, line)) return false;
    line.name = name_of_row(row);
    return true;
  }

  /// Who uses steps, lifts, ferries … whatever their class: those who use the class of that structure.
  [[nodiscard]] unsigned modes_of(Structure structure) const {
    unsigned modes = 0;
    bool any = false;
    for (const StreetClass& one : spec_.table.classes) {
      if (one.structure != structure || structure == Structure::ground) continue;
      modes |= one.modes;
      any = true;
    }
    return any ? modes : 15U;
  }

  bool read_direction(const TableRow& row, const StreetClass& means, StreetLine& line) {
    OneWay direction = means.one_way ? OneWay::forward : OneWay::both;
    if (!cell(row, oneway_).empty()) {
      const auto found = one_way_of(cell(row, oneway_));
      if (!found)
        return fault(row, *oneway_, "it says no direction",
                     "Write yes, no or -1 (against the line); blank is no");
      direction = *found;
    }
    const bool binds_all = is_ridden(line.structure) && line.structure != Structure::lift;
    const unsigned bound =
        binds_all ? 15U : static_cast<unsigned>(mode_bit(TravelMode::bicycle) | mode_bit(TravelMode::drive));
    bind_direction(direction, static_cast<std::uint8_t>(bound), line);
    return true;
  }

  bool read_speed(const TableRow& row, const StreetClass& means, StreetLine& line) {
    line.drive_kmh = means.drive_kmh;
    const std::string& speed = cell(row, speed_);
    if (!speed.empty() && number_of(speed) != 0) {
      const auto kmh = speed_kmh_of(speed);
      if (!kmh)
        return fault(row, *speed_, "it is no speed in km/h",
                     "Write for example 50; 0 and blank are the class's");
      line.drive_kmh = *kmh;
    }
    const std::string& duration = cell(row, duration_);
    if (!duration.empty() && is_ridden(line.structure)) {
      const auto seconds = duration_s_of(duration);
      if (!seconds)
        return fault(row, *duration_, "it is no duration",
                     "Write minutes, such as 20, or hours and minutes, 01:30");
      line.ride_s = *seconds;
    }
    return true;
  }

  static std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
  }

  std::int32_t name_of_row(const TableRow& row) {
    const std::string& en = cell(row, name_);
    const std::string& zh = cell(row, name_zh_);
    if (en.empty() && zh.empty()) return -1;
    const auto [found, is_new] =
        names_.emplace(std::pair(en, zh), static_cast<std::int32_t>(source_.names.size()));
    if (is_new) source_.names.push_back({en, zh});
    return found->second;
  }

  std::uint32_t vertex_at(PointM point) {
    const auto [found, is_new] = vertices_.emplace(point, static_cast<std::uint32_t>(source_.points.size()));
    if (is_new) source_.points.push_back(point);
    return found->second;
  }

  /// Motorways are the only barriers that a layer of streets can hold.
  void add_motorways() {
    for (std::size_t kind = 0; kind < spec_.table.barriers.size(); ++kind) {
      const BarrierKind& barrier = spec_.table.barriers[kind];
      if (spec_.barriers &&
          std::find(spec_.barriers->begin(), spec_.barriers->end(), barrier.name) == spec_.barriers->end())
        continue;
      for (const StreetLine& line : source_.lines) {
        const StreetTag& tag = spec_.table.classes[line.street_class].tag;
        if (std::find(barrier.lines.begin(), barrier.lines.end(), tag) == barrier.lines.end()) continue;
        if (line.structure != Structure::ground) continue;
        Polyline points;
        for (const std::uint32_t vertex : line.vertices) points.push_back(source_.points[vertex]);
        if (!touches(study_.grid, points)) continue;
        counts_.barrier(spec_.table.classes[line.street_class].name, line_length_m(points));
        source_.barriers.push_back({std::move(points), kind, true});
      }
    }
  }

  const Table& table_;
  const StreetsSpec& spec_;
  const StudyGrid& study_;
  StreetCounts& counts_;
  std::optional<std::size_t> class_;
  std::optional<std::size_t> structure_;
  std::optional<std::size_t> oneway_;
  std::optional<std::size_t> speed_;
  std::optional<std::size_t> duration_;
  std::optional<std::size_t> id_;
  std::optional<std::size_t> name_;
  std::optional<std::size_t> name_zh_;
  StreetSource source_;
  std::vector<InputFault> faults_;
  std::set<std::pair<std::size_t, std::string>> told_;
  std::unordered_map<PointM, std::uint32_t, HashOfPoint> vertices_;
  std::map<std::pair<std::string, std::string>, std::int32_t> names_;
};

}  // namespace

StreetSource layer_streets(const Table& table, const StreetsSpec& spec, const StudyGrid& study,
                           StreetCounts& counts) {
  return LayerStreets(table, spec, study, counts).read();
}

}  // namespace quarterhour
