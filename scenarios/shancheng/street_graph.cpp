#include "scenarios/shancheng/street_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "scenarios/shancheng/noise.h"
#include "scenarios/shancheng/parallel_rows.h"

namespace quarterhour::shancheng {

namespace {

constexpr double spacing_m = 150.0;
constexpr double jitter_m = 34.0;
constexpr double from_bank_m = 45.0;
/// The riverside road, and how far from it crossroads are drawn to it.
constexpr double riverside_m = 70.0;
constexpr double catch_m = 75.0;
/// Crossroads are moved less than this from where the lattice has them.
constexpr double furthest_moved_m = 900.0;

double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

/// Both ends of a bridge where the river is nearest to the point.
std::array<PointM, 2> straight_across(const River& river, PointM near) {
  std::size_t nearest = 0;
  for (std::size_t i = 0; i < river.middle().size(); ++i) {
    if (distance_m(river.middle()[i], near) < distance_m(river.middle()[nearest], near)) nearest = i;
  }
  return {river.bank(true, riverside_m)[nearest], river.bank(false, riverside_m)[nearest]};
}

class Lattice {
 public:
  Lattice(const CityPlan& plan, const Rivers& rivers, const Relief& relief, const Homes& homes,
          const Grid& grid, std::uint64_t seed)
      : plan_(plan), rivers_(rivers), relief_(relief), homes_(homes), grid_(grid), seed_(seed) {
    // The map's corners on the axes of the strike, and as far outside as crossroads are moved at most.
    const std::array<StrikePoint, 4> corners = {plan.strike({0.0, 0.0}), plan.strike({plan.width_m, 0.0}),
                                                plan.strike({0.0, plan.height_m}),
                                                plan.strike({plan.width_m, plan.height_m})};
    const auto [first_along, last_along] =
        std::minmax({corners[0].along_m, corners[1].along_m, corners[2].along_m, corners[3].along_m});
    const auto [first_across, last_across] =
        std::minmax({corners[0].across_m, corners[1].across_m, corners[2].across_m, corners[3].across_m});
    first_along_ = static_cast<std::int32_t>(std::floor((first_along - furthest_moved_m) / spacing_m));
    first_across_ = static_cast<std::int32_t>(std::floor((first_across - furthest_moved_m) / spacing_m));
    alongs_ =
        static_cast<std::int32_t>(std::ceil((last_along + furthest_moved_m) / spacing_m)) - first_along_ + 1;
    acrosses_ = static_cast<std::int32_t>(std::ceil((last_across + furthest_moved_m) / spacing_m)) -
                first_across_ + 1;
    numbers_.resize(static_cast<std::size_t>(alongs_) * static_cast<std::size_t>(acrosses_), nobody);
  }

  [[nodiscard]] StreetGraph graph() {
    add_crossroads();
    add_streets();
    const NearestCrossroads nearest = graph_.index();
    for (std::size_t i = 0; i < plan_.crossings.size(); ++i) cross(i, nearest);
    return std::move(graph_);
  }

 private:
  static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t& number_at(std::int32_t along, std::int32_t across) {
    return numbers_[static_cast<std::size_t>(along - first_along_) * static_cast<std::size_t>(acrosses_) +
                    static_cast<std::size_t>(across - first_across_)];
  }

  /// Every line of the lattice on its own, then all in order.
  void add_crossroads() {
    std::vector<std::vector<Crossroads>> lines(static_cast<std::size_t>(alongs_));
    in_parallel(alongs_, [&](int line) {
      for (std::int32_t across = first_across_; across < first_across_ + acrosses_; ++across) {
        const std::optional<Crossroads> found = crossroads_if_dry(first_along_ + line, across);
        if (found) lines[static_cast<std::size_t>(line)].push_back(*found);
      }
    });
    for (std::vector<Crossroads>& line : lines) {
      for (const Crossroads& found : line) {
        number_at(found.along, found.across) = static_cast<std::uint32_t>(graph_.crossroads.size());
        graph_.crossroads.push_back(found);
      }
      line = {};
    }
  }

  void add_streets() {
    constexpr std::size_t piece = 4096;
    const std::size_t pieces = (graph_.crossroads.size() + piece - 1) / piece;
    std::vector<std::vector<PossibleStreet>> found(pieces);
    in_parallel(static_cast<int>(pieces), [&](int i) {
      const std::size_t first = static_cast<std::size_t>(i) * piece;
      for (std::size_t from = first; from < std::min(first + piece, graph_.crossroads.size()); ++from) {
        const Crossroads& at = graph_.crossroads[from];
        join(from, at.along + 1, at.across, 0, found[static_cast<std::size_t>(i)]);
        join(from, at.along, at.across + 1, 1, found[static_cast<std::size_t>(i)]);
      }
    });
    for (std::vector<PossibleStreet>& streets : found) {
      graph_.streets.insert(graph_.streets.end(), streets.begin(), streets.end());
      streets = {};
    }
  }

  [[nodiscard]] std::optional<Crossroads> crossroads_if_dry(std::int32_t along, std::int32_t across) const {
    const PointM unmoved = plan_.local({along * spacing_m, across * spacing_m});
    if (unmoved.x_m < -furthest_moved_m || unmoved.y_m < -furthest_moved_m ||
        unmoved.x_m > plan_.width_m + furthest_moved_m || unmoved.y_m > plan_.height_m + furthest_moved_m) {
      return std::nullopt;
    }
    // Long waves bend the lattice, so that no street runs straight through the whole city.
    const double bend = gradient_noise(seed_, Purpose::street_node, along / 11.0, across / 11.0);
    const std::int64_t key = std::int64_t{along} * 65536 + across;
    const double u = uniform(seed_, Purpose::street_node, key, 1) - 0.5;
    const double v = uniform(seed_, Purpose::street_node, key, 2) - 0.5;
    const double twist = gradient_noise(seed_, Purpose::street_node, along / 4.3 + 50.5, across / 4.3);
    const PointM planned =
        plan_.local({along * spacing_m + 2.0 * jitter_m * u + 170.0 * bend + 60.0 * twist,
                     across * spacing_m + 2.0 * jitter_m * v - 170.0 * bend + 60.0 * twist});
    const bool riverside = std::fabs(rivers_.view_from(planned).from_bank_m() - riverside_m) < catch_m;
    const PointM at = riverside ? beside_river(planned) : planned;
    if (at.x_m < 0.0 || at.y_m < 0.0 || at.x_m > plan_.width_m || at.y_m > plan_.height_m)
      return std::nullopt;
    if (rivers_.view_from(at).from_bank_m() < from_bank_m) return std::nullopt;
    const bool urban = people_near(at, riverside ? 160.0 : 75.0) >= plan_.urban_people;
    return Crossroads{at, height_at(at), urban, riverside, along, across};
  }

  /// The point moved straight away from or towards the river, to where the riverside road runs.
  [[nodiscard]] PointM beside_river(PointM at) const {
    PointM moved = at;
    for (int step = 0; step < 3; ++step) {
      const double here = rivers_.view_from(moved).from_bank_m();
      const double east = rivers_.view_from({moved.x_m + 1.0, moved.y_m}).from_bank_m() - here;
      const double north = rivers_.view_from({moved.x_m, moved.y_m + 1.0}).from_bank_m() - here;
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

  void join(std::size_t from, std::int32_t to_along, std::int32_t to_across, std::int64_t side,
            std::vector<PossibleStreet>& streets) {
    if (to_along >= first_along_ + alongs_ || to_across >= first_across_ + acrosses_) return;
    const std::uint32_t to = number_at(to_along, to_across);
    if (to == nobody) return;
    const Crossroads& a = graph_.crossroads[from];
    const Crossroads& b = graph_.crossroads[to];
    const double u =
        24.0 * (uniform(seed_, Purpose::street_edge, static_cast<std::int64_t>(from), side) - 0.5);
    const double length = distance_m(a.at, b.at);
    const PointM middle = {0.5 * (a.at.x_m + b.at.x_m) - u * (b.at.y_m - a.at.y_m) / length,
                           0.5 * (a.at.y_m + b.at.y_m) + u * (b.at.x_m - a.at.x_m) / length};
    if (rivers_.view_from(middle).from_bank_m() < 0.5 * from_bank_m) return;
    const double first = distance_m(a.at, middle);
    const double second = distance_m(middle, b.at);
    const double height = height_at(middle);
    const double slope =
        std::max(std::fabs(height - a.height_m) / first, std::fabs(b.height_m - height) / second);
    streets.push_back({from, to, first + second, slope, middle, std::nullopt});
  }

  void cross(std::size_t number, const NearestCrossroads& nearest) {
    const CrossingPlan& crossing = plan_.crossings[number];
    std::array<PointM, 2> ends = {plan_.local(crossing.from), plan_.local(crossing.to)};
    if (crossing.river) ends = straight_across(rivers_.all()[*crossing.river], ends[0]);
    const std::size_t from = nearest.to(ends[0]);
    const std::size_t to = nearest.to(ends[1]);
    const PointM a = graph_.crossroads[from].at;
    const PointM b = graph_.crossroads[to].at;
    const double length = distance_m(a, b);
    const double slope =
        std::fabs(graph_.crossroads[from].height_m - graph_.crossroads[to].height_m) / length;
    graph_.streets.push_back(
        {from, to, length, slope, {0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)}, number});
  }

  const CityPlan& plan_;
  const Rivers& rivers_;
  const Relief& relief_;
  const Homes& homes_;
  const Grid& grid_;
  std::uint64_t seed_;
  /// The lattice: its first line and number of lines either way, and the crossroads at each place.
  std::int32_t first_along_ = 0;
  std::int32_t first_across_ = 0;
  std::int32_t alongs_ = 0;
  std::int32_t acrosses_ = 0;
  std::vector<std::uint32_t> numbers_;
  StreetGraph graph_;
};

}  // namespace

NearestCrossroads StreetGraph::index() const {
  std::vector<PointM> places;
  places.reserve(crossroads.size());
  for (const Crossroads& at : crossroads) places.push_back(at.at);
  return NearestCrossroads(std::move(places));
}

std::vector<std::uint8_t> StreetGraph::trunks(std::size_t from, const std::vector<std::size_t>& to) const {
  // Streets of crossroads i, by rising number: those from first[i] to before first[i + 1].
  std::vector<std::size_t> first(crossroads.size() + 1, 0);
  for (const PossibleStreet& street : streets) {
    ++first[street.from + 1];
    ++first[street.to + 1];
  }
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  std::vector<std::size_t> leaving(2 * streets.size());
  std::vector<std::size_t> free(first.begin(), first.end() - 1);
  for (std::size_t i = 0; i < streets.size(); ++i) {
    leaving[free[streets[i].from]++] = i;
    leaving[free[streets[i].to]++] = i;
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
    for (std::size_t k = first[here]; k < first[here + 1]; ++k) {
      const std::size_t number = leaving[k];
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

StreetGraph possible_streets(const CityPlan& plan, const Rivers& rivers, const Relief& relief,
                             const Homes& homes, const Grid& grid, std::uint64_t seed) {
  return Lattice(plan, rivers, relief, homes, grid, seed).graph();
}

}  // namespace quarterhour::shancheng
