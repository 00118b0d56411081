#include "output/street_tables.h"
#include "geometry/street_parts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include "geometry/street_parts.h"
#include "output/street_file.h"
#include "sim/compensated_sum.h"

namespace quarterhour {
namespace {

constexpr double drawn_within_m = 1.0;

double distance_m(PointM point, PointM from, PointM to) {
  const double dx = to.x_m - from.x_m;
  const double dy = to.y_m - from.y_m;
  const double square = dx * dx + dy * dy;
  const double along =
      square > 0.0
          ? std::clamp(((point.x_m - from.x_m) * dx + (point.y_m - from.y_m) * dy) / square, 0.0, 1.0)
          : 0.0;
  return std::hypot(point.x_m - from.x_m - along * dx, point.y_m - from.y_m - along * dy);
}

/// For every one of `edges` the position in `islands` of the part of the network that walkers cannot leave, -1 for none.
std::vector<std::int32_t> islands_of_edges(const StreetNetwork& streets, std::span<const StreetEdge> edges,
                                           const std::vector<StreetIsland>& islands) {
  const std::vector<std::uint32_t> part = street_parts(streets, TravelMode::walk);
  std::vector<std::int32_t> island_of(streets.nodes.size(), -1);
  for (std::size_t k = 0; k < islands.size(); ++k)
    island_of[part[islands[k].node]] = static_cast<std::int32_t>(k);
  std::vector<std::int32_t> found;
  found.reserve(edges.size());
  for (const StreetEdge& edge : edges)
    found.push_back(is_open_to(edge, TravelMode::walk) ? island_of[part[edge.from]] : -1);
  return found;
}

void write_summary(FileWriter& file, const StreetNetwork& streets) {
  struct Total {
    CompensatedSum length_m;
    std::int64_t edges = 0;
  };
  std::map<std::pair<std::string, Structure>, Total> totals;
  for (const StreetEdge& edge : streets.edges) {
    if (edge.link >= 0) continue;
    Total& total = totals[{streets.classes[edge.street_class], edge.structure}];
    total.length_m.add(edge.length_m);
    ++total.edges;
  }
  const std::vector<std::pair<std::pair<std::string, Structure>, Total>> rows(totals.begin(), totals.end());
  using R = std::pair<std::pair<std::string, Structure>, Total>;
  file.table({"/street_summary",
              {column("class", rows, [](const R& row) { return row.first.first; }),
               column("structure", rows, [](const R& row) { return std::string(name_of(row.first.second)); }),
               column("edges", rows, [](const R& row) { return row.second.edges; }),
               column("length_m", rows, [](const R& row) { return row.second.length_m.value(); })}});
}

}  // namespace

std::vector<PointM> simplified(std::span<const PointM> line, double tolerance_m) {
  if (line.size() < 3) return {line.begin(), line.end()};
  std::vector<std::uint8_t> kept(line.size(), 0);
  kept.front() = kept.back() = 1;
  std::vector<std::pair<std::size_t, std::size_t>> waiting{{0, line.size() - 1}};
  while (!waiting.empty()) {
    const auto [first, last] = waiting.back();
    waiting.pop_back();
    double farthest_m = tolerance_m;
    std::size_t farthest = first;
    for (std::size_t k = first + 1; k < last; ++k) {
      const double off_m = distance_m(line[k], line[first], line[last]);
      if (off_m > farthest_m) {
        farthest_m = off_m;
        farthest = k;
      }
    }
    if (farthest == first) continue;
    kept[farthest] = 1;
    waiting.emplace_back(first, farthest);
    waiting.emplace_back(farthest, last);
  }
  std::vector<PointM> few;
  for (std::size_t k = 0; k < line.size(); ++k)
    if (kept[k] != 0) few.push_back(line[k]);
  return few;
}

void write_street_tables(FileWriter& file, const City& city) {
  if (!city.has_streets()) return;
  const StreetNetwork& streets = city.streets;
  // Planned links come last, and stand in a table of their own.
  std::vector<StreetEdge> there;
  if (!city.links.empty())
    std::copy_if(streets.edges.begin(), streets.edges.end(), std::back_inserter(there),
                 [](const StreetEdge& edge) { return edge.link < 0; });
  const std::vector<StreetEdge>& edges = city.links.empty() ? streets.edges : there;
  using E = StreetEdge;
  const auto name = [&streets](const E& edge) {
    return edge.name < 0 ? StreetName{} : streets.names[static_cast<std::size_t>(edge.name)];
  };
  std::vector<std::int64_t> numbers(edges.size());
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  file.table(
      {"/streets",
       {Column{"id", std::move(numbers)},
        column("from", edges, [](const E& edge) { return std::int64_t{edge.from}; }),
        column("to", edges, [](const E& edge) { return std::int64_t{edge.to}; }),
        column("length_m", edges, [](const E& edge) { return edge.length_m; }),
        column("climb_m", edges, [](const E& edge) { return edge.climb_m; }),
        column("descent_m", edges, [](const E& edge) { return edge.descent_m; }),
        column("structure", edges, [](const E& edge) { return std::string(name_of(edge.structure)); }),
        column("class", edges, [&streets](const E& edge) { return streets.classes[edge.street_class]; }),
        column("name", edges, [&name](const E& edge) { return name(edge).en; }),
        column("name_zh", edges, [&name](const E& edge) { return name(edge).zh; }),
        column("source_id", edges, [](const E& edge) { return edge.source_id; }),
        column("crosses_barrier", edges, [](const E& edge) { return std::uint8_t{edge.crosses_barrier}; }),
        Column{"island", islands_of_edges(streets, edges, city.street_islands)}}});
  LineSet lines;
  for (const StreetEdge& edge : edges) lines.add(simplified(streets.line(edge), drawn_within_m));
  file.lines("/streets", lines);
  write_summary(file, streets);
  write_street_account(file, city);
}

}  // namespace quarterhour
