#include "scenarios/building/osm_barriers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "scenarios/building/outlines.h"
#include "scenarios/building/rings.h"

namespace quarterhour {

namespace {

constexpr const char* outside = "outside the study";
constexpr const char* not_closed = "its outline is not closed in the file";

bool is_yes(std::string_view value) { return !value.empty() && value != "no"; }

/// Somebody on the ground meets nothing of it.
bool is_away_from_ground(const OsmTags& tags) {
  return is_yes(tags.value("tunnel")) || is_yes(tags.value("bridge")) || is_yes(tags.value("covered")) ||
         tags.value("location") == "underground";
}

class BarrierReader {
 public:
  BarrierReader(const OsmData& data, const std::vector<PointM>& points, const StreetsSpec& spec,
                const Grid& grid, StreetSource& source, StreetCounts& counts)
      : data_(data),
        points_(points),
        spec_(spec),
        grid_(grid),
        source_(source),
        counts_(counts),
        is_drawn_(data.ways.size(), 0) {}

  void read_way(std::size_t way, bool is_street) {
    const OsmWay& from = data_.ways[way];
    for (std::size_t kind = 0; kind < spec_.table.barriers.size(); ++kind) {
      const BarrierKind& barriers = spec_.table.barriers[kind];
      const StreetTag* tag = first_of(barriers.areas, from.tags);
      const bool is_area = tag != nullptr && from.nodes.size() > 3 && from.nodes.front() == from.nodes.back();
      if (tag == nullptr) tag = first_of(barriers.lines, from.tags);
      if (tag == nullptr) continue;
      const bool by_highway = tag->key == "highway";
      if (!wanted(kind, *tag, way, is_street && !by_highway)) continue;
      std::vector<Polyline> lines = lines_of_way(way);
      if (!touch(lines)) {
        counts_.left_out(tag->text(), outside, length(lines));
        continue;
      }
      counts_.barrier(tag->text(), length(lines));
      if (is_area && lines.size() == 1 && lines.front().size() == from.nodes.size())
        source_.areas.push_back(lines);
      draw(way, kind, by_highway, std::move(lines));
    }
  }

  void read_area(const OsmArea& area) {
    for (std::size_t kind = 0; kind < spec_.table.barriers.size(); ++kind) {
      const StreetTag* tag = first_of(spec_.table.barriers[kind].areas, area.tags);
      if (tag == nullptr || is_away_from_ground(area.tags)) continue;
      std::vector<std::vector<std::uint32_t>> outlines;
      std::vector<Polyline> all;
      for (const std::size_t way : area.ways) {
        outlines.push_back(data_.ways[way].nodes);
        for (Polyline& line : lines_of_way(way)) all.push_back(std::move(line));
      }
      const double length_m = length(all);
      if (!chosen(kind)) {
        counts_.left_out(tag->text(), "not among the barriers of the scenario", length_m);
        continue;
      }
      if (!touch(all)) {
        counts_.left_out(tag->text(), outside, length_m);
        continue;
      }
      counts_.barrier(tag->text(), length_m);
      close(area, *tag, outlines);
      for (const std::size_t way : area.ways) draw(way, kind, false, lines_of_way(way));
    }
  }

 private:
  static const StreetTag* first_of(const std::vector<StreetTag>& tags, const OsmTags& of) {
    const auto found =
        std::find_if(tags.begin(), tags.end(), [&](const StreetTag& tag) { return of.has(tag); });
    return found == tags.end() ? nullptr : &*found;
  }

  [[nodiscard]] bool chosen(std::size_t kind) const {
    if (!spec_.barriers) return true;
    return std::find(spec_.barriers->begin(), spec_.barriers->end(), spec_.table.barriers[kind].name) !=
           spec_.barriers->end();
  }

  bool wanted(std::size_t kind, const StreetTag& tag, std::size_t way, bool street_as_wall) {
    const OsmTags& tags = data_.ways[way].tags;
    const char* why = nullptr;
    if (!chosen(kind))
      why = "not among the barriers of the scenario";
    else if (is_away_from_ground(tags))
      why = "in a tunnel, on a bridge, covered or underground";
    else if (street_as_wall)
      why = "a street itself";
    if (why != nullptr) counts_.left_out(tag.text(), why, length(lines_of_way(way)));
    return why == nullptr;
  }

  /// The parts whose nodes the file holds.
  [[nodiscard]] std::vector<Polyline> lines_of_way(std::size_t way) const {
    std::vector<Polyline> lines;
    Polyline line;
    const auto end = [&] {
      if (line.size() > 1) lines.push_back(line);
      line.clear();
    };
    for (const std::uint32_t node : data_.ways[way].nodes) {
      if (std::isnan(points_[node].x_m))
        end();
      else
        line.push_back(points_[node]);
    }
    end();
    return lines;
  }

  static double length(const std::vector<Polyline>& lines) {
    double sum = 0.0;
    for (const Polyline& line : lines) sum += line_length_m(line);
    return sum;
  }

  [[nodiscard]] bool touch(const std::vector<Polyline>& lines) const {
    // By the rectangle round them: an outline round the whole grid closes cells without touching it.
    Extent extent;
    for (const Polyline& line : lines)
      for (const PointM& point : line) extent.add(point);
    return !extent.empty() && extent.west <= grid_.east_m() && extent.east >= grid_.west_m() &&
           extent.south <= grid_.north_m() && extent.north >= grid_.south_m();
  }

  /// Cells inside the rings of a multipolygon are closed.
  void close(const OsmArea& area, const StreetTag& tag,
             const std::vector<std::vector<std::uint32_t>>& outlines) {
    const JoinedRings joined = joined_rings(outlines);
    BarrierArea rings;
    bool broken = area.missing_ways > 0 || joined.open_lines > 0;
    for (const auto& vertices : joined.rings) {
      Polyline ring;
      for (const std::uint32_t vertex : vertices) ring.push_back(points_[vertex]);
      const auto missing = [](const PointM& point) { return std::isnan(point.x_m); };
      if (std::any_of(ring.begin(), ring.end(), missing))
        broken = true;
      else
        rings.push_back(std::move(ring));
    }
    if (broken) {
      // A hole whose outline is whole would close dry ground where the outer ring is not.
      counts_.left_out(tag.text(), not_closed, 0.0);
      return;
    }
    source_.areas.push_back(std::move(rings));
  }

  void draw(std::size_t way, std::size_t kind, bool is_street, std::vector<Polyline> lines) {
    if (is_drawn_[way] != 0) return;
    is_drawn_[way] = 1;
    for (Polyline& line : lines) source_.barriers.push_back({std::move(line), kind, is_street});
  }

  const OsmData& data_;
  const std::vector<PointM>& points_;
  const StreetsSpec& spec_;
  const Grid& grid_;
  StreetSource& source_;
  StreetCounts& counts_;
  std::vector<char> is_drawn_;
};

}  // namespace

void add_osm_barriers(const OsmData& data, const std::vector<PointM>& points,
                      const std::vector<char>& is_street, const StreetsSpec& spec, const Grid& grid,
                      StreetSource& source, StreetCounts& counts) {
  BarrierReader reader(data, points, spec, grid, source, counts);
  for (std::size_t way = 0; way < data.ways.size(); ++way) reader.read_way(way, is_street[way] != 0);
  for (const OsmArea& area : data.areas) reader.read_area(area);
}

}  // namespace quarterhour
