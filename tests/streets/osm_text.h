// Files of OpenStreetMap written by hand, in metres of the small worlds.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "geometry/grid.h"

namespace quarterhour::testing {

using Tags = std::initializer_list<std::pair<const char*, const char*>>;

/// An .osm file (XML). Places are metres east and north of the south-western corner of `street_world`; they come back to
/// within a centimetre, as the file has degrees to the seventh decimal.
class OsmText {
 public:
  OsmText& node(std::int64_t id, double east_m, double north_m, Tags tags = {});
  OsmText& way(std::int64_t id, std::initializer_list<std::int64_t> nodes, Tags tags);
  OsmText& multipolygon(std::int64_t id, std::initializer_list<std::int64_t> ways, Tags tags);
  [[nodiscard]] std::string text() const;

 private:
  std::string nodes_;
  std::string ways_;
  std::string relations_;
};

}  // namespace quarterhour::testing
