#include "scenarios/building/osm_streets.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "scenarios/building/osm_barriers.h"
#include "scenarios/building/osm_permissions.h"
#include "scenarios/building/street_rules.h"

namespace quarterhour {

namespace {

constexpr const char* lift_tag_key = "highway";
constexpr const char* lift_tag_value = "elevator";

/// Whether the name is written in Chinese characters.
bool is_chinese(std::string_view text) {
  // U+4E00 to U+9FFF: the bytes E4 B8 80 to E9 BF BF.
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if ((byte == 0xE4 && next >= 0xB8) || (byte >= 0xE5 && byte <= 0xE9)) return true;
  }
  return false;
}

class OsmStreets {
 public:
  OsmStreets(const OsmData& data, const StreetsSpec& spec, const StudyGrid& study, StreetCounts& counts)
      : data_(data), spec_(spec), study_(study), counts_(counts), is_street_(data.ways.size(), 0) {}

  StreetSource read() {
    place_nodes();
    const std::vector<const OsmTags*> outlines = tags_of_outlines();
    for (std::size_t way = 0; way < data_.ways.size(); ++way) read_way(way, outlines[way]);
    part_lifts();
    add_osm_barriers(data_, nodes_, is_street_, spec_, study_.grid, source_, counts_);
    for (const auto& [node, tags] : data_.tagged_nodes) {
      const auto& wanted = spec_.table.crossing_nodes;
      const bool crosses =
          std::any_of(wanted.begin(), wanted.end(), [&](const StreetTag& tag) { return tags.has(tag); });
      if (crosses && !std::isnan(nodes_[node].x_m)) source_.crossing_spots.push_back(nodes_[node]);
    }
    return std::move(source_);
  }

 private:
  void place_nodes() {
    std::vector<double> x;
    std::vector<double> y;
    for (const OsmNode& node : data_.nodes) {
      x.push_back(node.longitude);
      y.push_back(node.latitude);
    }
    const auto wgs84 = CoordinateSystem::from_text("EPSG:4326");
    CoordinateChange(*wgs84, study_.crs).apply(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool placed = std::isfinite(x[i]) && std::isfinite(y[i]) && !std::isnan(data_.nodes[i].longitude);
      nodes_.push_back(placed ? PointM{x[i], y[i]} : PointM{std::nan(""), std::nan("")});
    }
    source_.points = nodes_;
  }

  /// Ways without a street's tags that are the outline of a square: the square's tags.
  [[nodiscard]] std::vector<const OsmTags*> tags_of_outlines() const {
    std::vector<const OsmTags*> tags(data_.ways.size(), nullptr);
    for (const OsmArea& area : data_.areas) {
      if (!class_of(area.tags, spec_.table)) continue;
      for (const std::size_t way : area.ways)
        if (tags[way] == nullptr) tags[way] = &area.tags;
    }
    return tags;
  }

  void read_way(std::size_t way, const OsmTags* outline) {
    const OsmWay& from = data_.ways[way];
    const OsmTags* tags = &from.tags;
    auto street_class = class_of(*tags, spec_.table);
    if (!street_class && outline != nullptr) {
      tags = outline;
      street_class = class_of(*tags, spec_.table);
    }
    if (!street_class) {
      const std::string_view highway = from.tags.value("highway");
      if (!highway.empty())
        counts_.left_out("highway=" + std::string(highway), "no street by the table", length_of(from.nodes));
      return;
    }
    is_street_[way] = 1;
    StreetLine line;
    line.source_id = from.id;
    apply_tags(*tags, spec_.table, *street_class, line, counts_);
    const std::string kind = spec_.table.classes[*street_class].tag.text();
    if (const auto why = reason_to_leave_out(spec_, line)) {
      counts_.left_out(kind, *why, length_of(from.nodes));
      return;
    }
    line.name = name_of_way(from.tags.value("name").empty() ? *tags : from.tags);
    const auto level = level_of(tags->value(tags->value("level").empty() ? "layer" : "level"));
    add_runs(from, line, kind, level.value_or(0.0));
  }

  /// Where nodes are missing a way is several lines.
  void add_runs(const OsmWay& from, const StreetLine& like, const std::string& kind, double level) {
    const double whole_m = length_of(from.nodes);
    bool broken = from.nodes.size() < 2;
    bool beyond = false;
    StreetLine line = like;
    const auto end = [&] {
      if (line.vertices.size() > 1) {
        const double part_m = length_of(line.vertices);
        line.ride_s = whole_m > 0.0 ? like.ride_s * (part_m / whole_m) : like.ride_s;
        source_.lines.push_back(line);
        levels_.push_back(level);
      }
      line.vertices.clear();
    };
    for (const std::uint32_t node : from.nodes) {
      if (std::isnan(nodes_[node].x_m)) {
        (std::isnan(data_.nodes[node].longitude) ? broken : beyond) = true;
        end();
      } else {
        line.vertices.push_back(node);
      }
    }
    end();
    if (broken) counts_.left_out(kind, missing_nodes_reason, 0.0);
    if (beyond) counts_.left_out(kind, outside_reason, 0.0);
    source_.reaches_beyond = source_.reaches_beyond || beyond;
  }

  [[nodiscard]] double length_of(const std::vector<std::uint32_t>& vertices) const {
    double length = 0.0;
    for (std::size_t i = 1; i < vertices.size(); ++i) {
      const PointM a = nodes_[vertices[i - 1]];
      const PointM b = nodes_[vertices[i]];
      if (!std::isnan(a.x_m) && !std::isnan(b.x_m)) length += std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    }
    return length;
  }

  std::int32_t name_of_way(const OsmTags& tags) {
    const std::string_view name = tags.value("name");
    std::string_view en = tags.value("name:en");
    std::string_view zh = tags.value("name:zh");
    if (zh.empty() && is_chinese(name)) zh = name;
    if (en.empty()) en = name;
    if (en.empty() && zh.empty()) return -1;
    const auto [found, is_new] = names_.emplace(std::pair(std::string(en), std::string(zh)),
                                                static_cast<std::int32_t>(source_.names.size()));
    if (is_new) source_.names.push_back({std::string(en), std::string(zh)});
    return found->second;
  }

  /// A node that is a lift: the ways that meet there are on several levels, one place each, with a lift between them.
  void part_lifts() {
    std::map<std::uint32_t, std::map<double, std::vector<std::size_t>>> lines_at;
    const auto street_class = spec_.table.class_named(lift_tag_value);
    for (const auto& [node, tags] : data_.tagged_nodes)
      if (street_class && tags.value(lift_tag_key) == lift_tag_value) lines_at[node];
    if (lines_at.empty()) return;
    for (std::size_t i = 0; i < source_.lines.size(); ++i) {
      for (const std::uint32_t vertex : source_.lines[i].vertices) {
        const auto lift = lines_at.find(vertex);
        if (lift != lines_at.end()) lift->second[levels_[i]].push_back(i);
      }
    }
    for (const auto& [node, tags] : data_.tagged_nodes) {
      const auto lift = lines_at.find(node);
      if (lift != lines_at.end()) part_lift(node, tags, *street_class, lift->second);
    }
  }

  void part_lift(std::uint32_t node, const OsmTags& tags, std::size_t street_class,
                 const std::map<double, std::vector<std::size_t>>& by_level) {
    const std::string kind = spec_.table.classes[street_class].tag.text();
    if (by_level.size() < 2) {
      counts_.left_out(kind, "a lift whose ways are all on one level", 0.0);
      return;
    }
    StreetLine line;
    line.source_id = data_.nodes[node].id;
    apply_tags(tags, spec_.table, street_class, line, counts_);
    const auto why = reason_to_leave_out(spec_, line);
    if (why) counts_.left_out(kind, *why, 0.0);
    std::uint32_t below = node;
    bool first = true;
    for (const auto& [level, lines] : by_level) {
      std::uint32_t here = node;
      if (!first) {
        here = static_cast<std::uint32_t>(source_.points.size());
        source_.points.push_back(nodes_[node]);
        for (const std::size_t at : lines)
          std::replace(source_.lines[at].vertices.begin(), source_.lines[at].vertices.end(), node, here);
        if (!why) {
          line.vertices = {below, here};
          source_.lines.push_back(line);
          levels_.push_back(level);
        }
      }
      first = false;
      below = here;
    }
  }

  const OsmData& data_;
  const StreetsSpec& spec_;
  const StudyGrid& study_;
  StreetCounts& counts_;
  std::vector<char> is_street_;
  /// In the city's coordinates.
  std::vector<PointM> nodes_;
  StreetSource source_;
  /// Of each line.
  std::vector<double> levels_;
  std::map<std::pair<std::string, std::string>, std::int32_t> names_;
};

}  // namespace

OsmSelection streets_selection(const StreetTable& table) {
  OsmSelection selection;
  selection.ways.push_back({"highway", ""});
  for (const StreetClass& street_class : table.classes)
    if (street_class.tag.key != "highway" && street_class.tag.key != "conveying")
      selection.ways.push_back(street_class.tag);
  for (const auto& [tag, meant] : table.also) selection.ways.push_back(tag);
  for (const BarrierKind& kind : table.barriers) {
    selection.ways.insert(selection.ways.end(), kind.areas.begin(), kind.areas.end());
    selection.ways.insert(selection.ways.end(), kind.lines.begin(), kind.lines.end());
  }
  selection.nodes = table.crossing_nodes;
  selection.nodes.push_back({lift_tag_key, lift_tag_value});
  selection.keys = keys_of_permissions(table);
  for (const char* const key : {"name", "name:en", "name:zh", "level", "layer", "location", "covered"})
    selection.keys.emplace_back(key);
  return selection;
}

StreetSource osm_streets(const OsmData& data, const StreetsSpec& spec, const StudyGrid& study,
                         StreetCounts& counts) {
  return OsmStreets(data, spec, study, counts).read();
}

}  // namespace quarterhour
