#include "scenarios/shancheng/street_graph.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <utility>

#include "scenarios/shancheng/noise.h"

namespace quarterhour::shancheng {

namespace {

constexpr double spacing_m = 150.0;
constexpr double jitter_m = 34.0;
constexpr double from_bank_m = 45.0;
/// The riverside road, and how far from it crossroads are drawn to it.
constexpr double riverside_m = 70.0;
constexpr double catch_m = 75.0;
/// People around crossroads that make them urban.
constexpr double urban_people = 12.0;

double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

class Lattice {
 public:
  Lattice(const CityPlan& plan, const River& river, const Relief& relief, const Homes& homes,
          const Grid& grid, std::uint64_t seed)
      : plan_(plan), river_(river), relief_(relief), homes_(homes), grid_(grid), seed_(seed) {}

  [[nodiscard]] StreetGraph graph() {
    add_crossroads();
    for (const auto& [place, number] : numbers_) {
      join(number, {place.first + 1, place.second}, 0);
      join(number, {place.first, place.second + 1}, 1);
    }
    for (std::size_t i = 0; i < plan_.crossings.size(); ++i) cross(i);
    return std::move(graph_);
  }

 private:
  using Place = std::pair<std::int32_t, std::int32_t>;

  void add_crossroads() {
    const double reach = plan_.width_m + plan_.height_m;
    const auto last = static_cast<std::int32_t>(reach / spacing_m);
    for (std::int32_t along = -last; along <= last; ++along) {
      for (std::int32_t across = -last; across <= last; ++across) add_if_dry(along, across);
    }
  }

  void add_if_dry(std::int32_t along, std::int32_t across) {
    // Long waves bend the lattice, so that no street runs straight through the whole city.
    const double bend = gradient_noise(seed_, Purpose::street_node, along / 11.0, across / 11.0);
    const std::int64_t key = std::int64_t{along} * 65536 + across;
    const double u = uniform(seed_, Purpose::street_node, key, 1) - 0.5;
    const double v = uniform(seed_, Purpose::street_node, key, 2) - 0.5;
    const double twist = gradient_noise(seed_, Purpose::street_node, along / 4.3 + 50.5, across / 4.3);
    const PointM planned =
        plan_.local({along * spacing_m + 2.0 * jitter_m * u + 170.0 * bend + 60.0 * twist,
                     across * spacing_m + 2.0 * jitter_m * v - 170.0 * bend + 60.0 * twist});
    const bool riverside = std::fabs(river_.view_from(planned).from_bank_m() - riverside_m) < catch_m;
    const PointM at = riverside ? beside_river(planned) : planned;
    if (at.x_m < 0.0 || at.y_m < 0.0 || at.x_m > plan_.width_m || at.y_m > plan_.height_m) return;
    if (river_.view_from(at).from_bank_m() < from_bank_m) return;
    numbers_[{along, across}] = graph_.crossroads.size();
    graph_.crossroads.push_back({at, height_at(at), people_near(at, riverside ? 160.0 : 75.0) >= urban_people,
                                 riverside, along, across});
  }

  /// The point moved straight away from or towards the river, to where the riverside road runs.
  [[nodiscard]] PointM beside_river(PointM at) const {
    PointM moved = at;
    for (int step = 0; step < 3; ++step) {
      const double here = river_.view_from(moved).from_bank_m();
      const double east = river_.view_from({moved.x_m + 1.0, moved.y_m}).from_bank_m() - here;
      const double north = river_.view_from({moved.x_m, moved.y_m + 1.0}).from_bank_m() - here;
      const double steepness2 = std::max(0.25, east * east + north * north);
      moved = {moved.x_m + (riverside_m - here) * east / steepness2,
               moved.y_m + (riverside_m - here) * north / steepness2};
    }
    return moved;
  }

  [[nodiscard]] double height_at(PointM at) const {
    const CellPosition cell = nearest_cell(grid_, at);
    return static_cast<double>(relief_.elevation_m(cell.row, cell.col));
  }

  [[nodiscard]] double people_near(PointM at, double reach_m) const {
    const int reach = std::max(1, static_cast<int>(reach_m / grid_.cell_width_m()));
    const CellPosition centre = nearest_cell(grid_, at);
    double people = 0.0;
    for (int row = centre.row - reach; row <= centre.row + reach; ++row) {
      for (int col = centre.col - reach; col <= centre.col + reach; ++col) {
        if (grid_.contains(row, col)) people += static_cast<double>(homes_.people(row, col));
      }
    }
    return people;
  }

  void join(std::size_t from, Place to_place, std::int64_t side) {
    const auto to = numbers_.find(to_place);
    if (to == numbers_.end()) return;
    const Crossroads& a = graph_.crossroads[from];
    const Crossroads& b = graph_.crossroads[to->second];
    const double u =
        24.0 * (uniform(seed_, Purpose::street_edge, static_cast<std::int64_t>(from), side) - 0.5);
    const double length = distance_m(a.at, b.at);
    const PointM middle = {0.5 * (a.at.x_m + b.at.x_m) - u * (b.at.y_m - a.at.y_m) / length,
                           0.5 * (a.at.y_m + b.at.y_m) + u * (b.at.x_m - a.at.x_m) / length};
    if (river_.view_from(middle).from_bank_m() < 0.5 * from_bank_m) return;
    const double first = distance_m(a.at, middle);
    const double second = distance_m(middle, b.at);
    const double height = height_at(middle);
    const double slope =
        std::max(std::fabs(height - a.height_m) / first, std::fabs(b.height_m - height) / second);
    graph_.streets.push_back({from, to->second, first + second, slope, middle, std::nullopt});
  }

  void cross(std::size_t number) {
    const CrossingPlan& crossing = plan_.crossings[number];
    const std::size_t from = graph_.nearest(plan_.local(crossing.from));
    const std::size_t to = graph_.nearest(plan_.local(crossing.to));
    const PointM a = graph_.crossroads[from].at;
    const PointM b = graph_.crossroads[to].at;
    const double length = distance_m(a, b);
    const double slope =
        std::fabs(graph_.crossroads[from].height_m - graph_.crossroads[to].height_m) / length;
    graph_.streets.push_back(
        {from, to, length, slope, {0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)}, number});
  }

  const CityPlan& plan_;
  const River& river_;
  const Relief& relief_;
  const Homes& homes_;
  const Grid& grid_;
  std::uint64_t seed_;
  std::map<Place, std::size_t> numbers_;
  StreetGraph graph_;
};

}  // namespace

std::size_t StreetGraph::nearest(PointM local_point) const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < crossroads.size(); ++i) {
    if (distance_m(crossroads[i].at, local_point) < distance_m(crossroads[best].at, local_point)) best = i;
  }
  return best;
}

std::vector<std::uint8_t> StreetGraph::trunks(std::size_t from, const std::vector<std::size_t>& to) const {
  std::vector<std::vector<std::size_t>> leaving(crossroads.size());
  for (std::size_t i = 0; i < streets.size(); ++i) {
    leaving[streets[i].from].push_back(i);
    leaving[streets[i].to].push_back(i);
  }
  constexpr double unreached = std::numeric_limits<double>::infinity();
  std::vector<double> cost(crossroads.size(), unreached);
  std::vector<std::size_t> by_street(crossroads.size(), streets.size());
  using Waiting = std::pair<double, std::size_t>;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> front;
  cost[from] = 0.0;
  front.emplace(0.0, from);
  while (!front.empty()) {
    const auto [here_cost, here] = front.top();
    front.pop();
    if (here_cost > cost[here]) continue;
    for (const std::size_t number : leaving[here]) {
      const PossibleStreet& street = streets[number];
      const std::size_t next = street.from == here ? street.to : street.from;
      const double steepness = street.slope / 0.06;
      const double through = here_cost + street.length_m * (1.0 + steepness * steepness);
      if (through >= cost[next]) continue;
      cost[next] = through;
      by_street[next] = number;
      front.emplace(through, next);
    }
  }
  std::vector<std::uint8_t> trunk(streets.size(), 0);
  for (std::size_t end : to) {
    while (end != from && by_street[end] < streets.size()) {
      const std::size_t number = by_street[end];
      trunk[number] = 1;
      end = streets[number].from == end ? streets[number].to : streets[number].from;
    }
  }
  return trunk;
}

StreetGraph possible_streets(const CityPlan& plan, const River& river, const Relief& relief,
                             const Homes& homes, const Grid& grid, std::uint64_t seed) {
  return Lattice(plan, river, relief, homes, grid, seed).graph();
}

}  // namespace quarterhour::shancheng
