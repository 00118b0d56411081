#include "geometry/planned_links.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "geometry/joined_streets.h"
#include "geometry/street_locator.h"

namespace quarterhour {

namespace {

/// Where an end of a link stands on the network.
struct End {
  std::uint32_t edge = 0;
  std::uint32_t whole_m = 0;
  /// The end of the edge that it is; nothing: in between.
  std::optional<std::uint32_t> node;
  PointM at;
  double height_m = 0.0;
  double away_m = 0.0;
};

std::optional<End> nearest_street(const StreetNetwork& streets, const StreetLocator& locator, PointM from,
                                  double longest_m) {
  StreetLocator::Scratch scratch;
  const auto& found = locator.within(from, longest_m, scratch);
  if (found.empty()) return std::nullopt;
  const StreetPlace& place = found.front();
  const StreetEdge& edge = streets.edges[place.edge];
  const double whole = std::round(place.along_m);
  End end;
  end.edge = place.edge;
  end.whole_m = static_cast<std::uint32_t>(std::max(whole, 0.0));
  end.away_m = place.distance_m;
  if (whole < 1.0)
    end.node = edge.from;
  else if (whole > edge.length_m - 1.0)
    end.node = edge.to;
  end.at = end.node ? streets.nodes[*end.node].at : point_along(streets, edge, whole);
  end.height_m = end.node ? streets.nodes[*end.node].height_m : height_along(streets, edge, whole);
  return end;
}

std::uint32_t node_of(StreetNetwork& streets, const End& end) {
  if (end.node) return *end.node;
  const auto node = static_cast<std::uint32_t>(streets.nodes.size());
  streets.nodes.push_back({end.at, end.height_m});
  streets.attachments.push_back({node, end.edge, end.whole_m});
  return node;
}

void append(std::vector<PointM>& line, PointM point) {
  if (line.empty() || line.back() != point) line.push_back(point);
}

}  // namespace

LinkEnds add_link(StreetNetwork& streets, const PlannedLink& link, int number, double longest_m) {
  if (number < 0 || number >= most_links) throw std::invalid_argument("a city has at most 64 planned links");
  if (link.line.size() < 2) throw std::invalid_argument("a planned link has a beginning and an end");
  check_streets(streets);
  std::vector<StreetTarget> targets;
  const unsigned modes = link.modes_forward | link.modes_backward;
  for (std::uint32_t i = 0; i < streets.edges.size(); ++i) {
    const StreetEdge& edge = streets.edges[i];
    if (is_on_ground(edge.structure) && edge.link < 0 && (edge.modes_forward & modes) != 0)
      targets.push_back({i, StreetTarget::Part::whole});
  }
  LinkEnds ends;
  if (targets.empty()) return ends;
  const StreetLocator locator(streets, std::move(targets));
  const auto first = nearest_street(streets, locator, link.line.front(), longest_m);
  const auto last = nearest_street(streets, locator, link.line.back(), longest_m);
  if (first) ends.first_m = first->away_m;
  if (last) ends.last_m = last->away_m;
  if (!first || !last) return ends;
  if (first->at == last->at) throw std::invalid_argument("a planned link begins where it ends");

  StreetEdge edge;
  edge.link = static_cast<std::int16_t>(number);
  edge.structure = link.structure;
  edge.modes_forward = link.modes_forward;
  edge.modes_backward = link.modes_backward;
  edge.ride_s = link.ride_s;
  edge.drive_kmh = 30.0F;
  // Ways of sources have numbers from 0 on.
  edge.source_id = -1 - static_cast<std::int64_t>(number);
  std::vector<PointM> line = {first->at};
  for (const PointM& point : link.line) append(line, point);
  append(line, last->at);
  for (std::size_t k = 1; k < line.size(); ++k)
    edge.length_m += std::hypot(line[k].x_m - line[k - 1].x_m, line[k].y_m - line[k - 1].y_m);
  edge.from = node_of(streets, *first);
  edge.to = node_of(streets, *last);
  edge.first_point = static_cast<std::uint32_t>(streets.points.size());
  edge.point_count = static_cast<std::uint32_t>(line.size());
  streets.points.insert(streets.points.end(), line.begin(), line.end());
  edge.first_height = static_cast<std::uint32_t>(streets.heights_m.size());
  if (!streets.heights_m.empty()) {
    edge.height_count = 2;
    streets.heights_m.push_back(static_cast<float>(first->height_m));
    streets.heights_m.push_back(static_cast<float>(last->height_m));
    edge.climb_m = std::max(last->height_m - first->height_m, 0.0);
    edge.descent_m = std::max(first->height_m - last->height_m, 0.0);
  }
  const std::string class_name = "planned";
  auto known = std::find(streets.classes.begin(), streets.classes.end(), class_name);
  if (known == streets.classes.end()) known = streets.classes.insert(known, class_name);
  edge.street_class = static_cast<std::uint16_t>(known - streets.classes.begin());
  edge.name = static_cast<std::int32_t>(streets.names.size());
  streets.names.push_back(link.name);
  streets.edges.push_back(edge);
  return ends;
}

}  // namespace quarterhour
