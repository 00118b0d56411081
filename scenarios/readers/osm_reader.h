// Files of OpenStreetMap (.osm.pbf, .osm, .osm.gz, .osm.bz2) as plain ways, nodes and multipolygons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"

namespace quarterhour {

/// The tags of one way, node or relation that were asked for, in the order of the file.
struct OsmTags {
  std::vector<std::pair<std::string, std::string>> all;
  /// The value of a key; empty when it has none.
  [[nodiscard]] std::string_view value(std::string_view key) const {
    for (const auto& [name, text] : all)
      if (name == key) return text;
    return {};
  }
  [[nodiscard]] bool has(const StreetTag& tag) const { return value(tag.key) == tag.value; }
};

struct OsmNode {
  std::int64_t id = 0;
  /// Degrees of WGS 84; NaN: the file does not hold the node.
  double longitude = 0.0;
  double latitude = 0.0;
};

struct OsmWay {
  std::int64_t id = 0;
  OsmTags tags;
  /// Positions in OsmData::nodes.
  std::vector<std::uint32_t> nodes;
};

/// A multipolygon: its members that are ways.
struct OsmArea {
  std::int64_t id = 0;
  OsmTags tags;
  /// Positions in OsmData::ways.
  std::vector<std::size_t> ways;
  /// Members that the file does not hold.
  std::size_t missing_ways = 0;
};

struct OsmData {
  /// Those of the ways, by rising id.
  std::vector<OsmNode> nodes;
  /// Those of them that have a tag that was asked for, as positions in `nodes`, rising.
  std::vector<std::pair<std::uint32_t, OsmTags>> tagged_nodes;
  /// In the order of the file.
  std::vector<OsmWay> ways;
  std::vector<OsmArea> areas;
  /// Ways that have none of the tags and belong to no multipolygon that has.
  std::size_t other_ways = 0;
};

/// What to keep of a file.
struct OsmSelection {
  /// Ways and multipolygons with one of these; a tag without a value: any value but "no".
  std::vector<StreetTag> ways;
  std::vector<StreetTag> nodes;
  /// Keys of the tags to keep beside those.
  std::vector<std::string> keys;
};

/// Reads it in three passes, so that memory grows with what is kept and not with the file. Objects that are marked as
/// deleted are passed over. Throws InputError when the file is missing, no file of OpenStreetMap, damaged, cut off, a
/// history of changes, or holds no way.
[[nodiscard]] OsmData read_osm(const SourceSpec& source, const OsmSelection& selection);

}  // namespace quarterhour
