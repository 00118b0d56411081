#include <tbb/global_control.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "geometry/street_heights.h"
#include "tests/geometry/ground_samples.h"

using namespace quarterhour;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Streets as straight lines between nodes.
struct Drawing {
  StreetNetwork streets{};

  explicit Drawing(const std::vector<PointM>& nodes) {
    for (const PointM& at : nodes) streets.nodes.push_back({at});
    streets.classes = {"footway"};
  }
  StreetEdge& add(std::uint32_t from, std::uint32_t to, Structure structure = Structure::ground) {
    const PointM a = streets.nodes[from].at;
    const PointM b = streets.nodes[to].at;
    StreetEdge edge;
    edge.from = from;
    edge.to = to;
    edge.first_point = static_cast<std::uint32_t>(streets.points.size());
    edge.point_count = 2;
    edge.structure = structure;
    edge.length_m = std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    edge.modes_forward = edge.modes_backward = mode_bit(TravelMode::walk);
    streets.points.insert(streets.points.end(), {a, b});
    streets.edges.push_back(edge);
    return streets.edges.back();
  }
  [[nodiscard]] double height(std::size_t node) const { return streets.nodes[node].height_m; }
};

/// Level at 100 m, and at `within_m` from x = 150 m at `height_m`: a valley or a hill with steep sides.
auto block(double within_m, double height_m) {
  return [=](PointM at) { return std::fabs(at.x_m - 150.0) <= within_m ? height_m : 100.0; };
}

void check_ends_and_sums(const StreetNetwork& streets) {
  check_streets(streets);
  for (const StreetEdge& edge : streets.edges) {
    const auto heights = streets.heights(edge);
    CHECK(heights.front() == static_cast<float>(streets.nodes[edge.from].height_m));
    CHECK(heights.back() == static_cast<float>(streets.nodes[edge.to].height_m));
    CHECK_THAT(edge.climb_m - edge.descent_m,
               WithinAbs(static_cast<double>(heights.back()) - static_cast<double>(heights.front()), 1e-9));
    if (edge.structure == Structure::ground)
      CHECK(edge.length_m / static_cast<double>(heights.size() - 1) <= 10.0);
  }
}

}  // namespace

TEST_CASE("a tunnel under a hill is level and a street over it climbs") {
  // The hill stands 90 m high between x = 90 m and 210 m; both ends are more than a ring away from it.
  Drawing town({{0, 0}, {300, 0}});
  town.add(0, 1, Structure::tunnel);
  town.add(0, 1);
  CHECK(lay_heights(town.streets, block(60.0, 190.0)).edges_guessed == 0);
  const StreetEdge& tunnel = town.streets.edges[0];
  CHECK(tunnel.climb_m == 0.0);
  CHECK(tunnel.descent_m == 0.0);
  CHECK(town.streets.heights(tunnel).size() == 2);
  // 60 m of top: in the middle the ring and the window see nothing else.
  CHECK_THAT(town.streets.edges[1].climb_m, WithinAbs(90.0, 1e-4));
  CHECK_THAT(town.streets.edges[1].descent_m, WithinAbs(90.0, 1e-4));
  check_ends_and_sums(town.streets);
}

TEST_CASE("a bridge over a valley is level, also when it is drawn as three ways") {
  Drawing town({{0, 0}, {300, 0}, {100, 0}, {220, 0}, {-50, 0}, {350, 0}});
  town.add(4, 0);
  town.add(0, 2, Structure::bridge);
  town.add(3, 2, Structure::bridge);
  town.add(3, 1, Structure::bridge);
  town.add(1, 5);
  lay_heights(town.streets, block(60.0, 20.0));
  CHECK_THAT(town.height(2), WithinAbs(100.0, 1e-9));
  CHECK_THAT(town.height(3), WithinAbs(100.0, 1e-9));
  for (const StreetEdge& edge : town.streets.edges) CHECK(edge.climb_m + edge.descent_m == 0.0);
  check_ends_and_sums(town.streets);
}

TEST_CASE("a bridge of three ways rises in proportion to length") {
  Drawing town({{0, 0}, {300, 0}, {100, 0}, {220, 0}, {-50, 0}, {350, 0}});
  town.add(4, 0);
  town.add(0, 2, Structure::bridge);
  town.add(3, 2, Structure::bridge);
  town.add(3, 1, Structure::bridge);
  town.add(1, 5);
  // A plane with a gorge: 0.1 m up for each metre east, so 30 m from end to end.
  lay_heights(town.streets,
              [](PointM at) { return std::fabs(at.x_m - 150.0) <= 60.0 ? -300.0 : 500.0 + 0.1 * at.x_m; });
  CHECK_THAT(town.height(2), WithinAbs(510.0, 1e-9));
  CHECK_THAT(town.height(3), WithinAbs(522.0, 1e-9));
  CHECK_THAT(town.streets.edges[2].descent_m, WithinAbs(12.0, 1e-4));
  CHECK(town.streets.edges[2].climb_m == 0.0);
}

TEST_CASE("where a bridge forks its height is the mean of the abutments weighted by one over length") {
  // Heights are the first node's 10 m, 40 m in the north, 100 m in the south; the node between hangs from all three:
  // (10/100 + 40/200 + 100/400) / (1/100 + 1/200 + 1/400) = 0.55 / 0.0175 m.
  Drawing town({{0, 0}, {100, 0}, {100, 200}, {100, -400}});
  town.add(0, 1, Structure::bridge);
  town.add(1, 2, Structure::bridge);
  town.add(1, 3, Structure::bridge);
  for (const std::uint32_t end : {0U, 2U, 3U}) {
    town.streets.nodes.push_back({{town.streets.nodes[end].at.x_m, town.streets.nodes[end].at.y_m + 9.0}});
    town.add(end, static_cast<std::uint32_t>(town.streets.nodes.size() - 1));
  }
  lay_heights(town.streets, [](PointM at) { return at.y_m > 100.0 ? 40.0 : at.y_m < -100.0 ? 100.0 : 10.0; });
  CHECK_THAT(town.height(1), WithinAbs(0.55 / 0.0175, 1e-12));
}

TEST_CASE("two forks in one bridge are solved together") {
  // u hangs from A = 0 m and v, v from u, B = 30 m and C = 30 m, each by 100 m: 2u = v, 3v = u + 60; u = 12, v = 24.
  Drawing town({{0, 0}, {100, 0}, {200, 0}, {200, 100}, {200, -100}, {0, 9}, {200, 109}, {200, -109}});
  town.add(0, 1, Structure::bridge);
  town.add(1, 2, Structure::bridge);
  town.add(2, 3, Structure::bridge);
  town.add(2, 4, Structure::bridge);
  town.add(0, 5);
  town.add(3, 6);
  town.add(4, 7);
  lay_heights(town.streets, [](PointM at) { return at.x_m < 150.0 ? 0.0 : 30.0; });
  CHECK_THAT(town.height(1), WithinAbs(12.0, 1e-12));
  CHECK_THAT(town.height(2), WithinAbs(24.0, 1e-12));
}

TEST_CASE("a mesh of bridges meets the condition of every node and stays within its abutments") {
  // A grid of 7 × 7 nodes in the air whose four corners touch the ground, every edge 50 m or 80 m.
  Drawing town({});
  constexpr std::uint32_t side = 7;
  for (std::uint32_t row = 0; row < side; ++row)
    for (std::uint32_t col = 0; col < side; ++col) town.streets.nodes.push_back({{50.0 * col, 80.0 * row}});
  for (std::uint32_t row = 0; row < side; ++row) {
    for (std::uint32_t col = 0; col < side; ++col) {
      const std::uint32_t node = row * side + col;
      if (col + 1 < side) town.add(node, node + 1, Structure::bridge);
      if (row + 1 < side) town.add(node, node + side, Structure::bridge);
    }
  }
  for (const std::uint32_t corner : {0U, side - 1, side * (side - 1), side * side - 1}) {
    town.streets.nodes.push_back({{town.streets.nodes[corner].at.x_m, 1000.0}});
    town.add(corner, static_cast<std::uint32_t>(town.streets.nodes.size() - 1));
  }
  lay_heights(town.streets, [](PointM at) { return at.x_m + 0.5 * at.y_m + (at.x_m > 250.0 ? 40.0 : 0.0); });
  std::vector<double> balance(town.streets.nodes.size(), 0.0);
  std::vector<bool> grounded(town.streets.nodes.size(), false);
  for (const StreetEdge& edge : town.streets.edges) {
    const double slope = (town.height(edge.to) - town.height(edge.from)) / edge.length_m;
    balance[edge.from] += slope;
    balance[edge.to] -= slope;
    if (edge.structure == Structure::ground) grounded[edge.from] = grounded[edge.to] = true;
  }
  std::size_t in_air = 0;
  for (std::size_t node = 0; node < side * side; ++node) {
    if (grounded[node]) continue;
    ++in_air;
    CHECK_THAT(balance[node], WithinAbs(0.0, 1e-12));
    CHECK(town.height(node) > town.height(0));
    CHECK(town.height(node) < town.height(side * side - 1));
  }
  CHECK(in_air == side * side - 4);
}

TEST_CASE("a bridge reached by a lift is as high as its other end, and a lift climbs from below to above") {
  // The foot of the lift lies in the valley at 20 m, its head is the end of a bridge to the hill at 100 m.
  Drawing town({{150, 0}, {150, 0}, {300, 0}, {120, 0}, {350, 0}});
  StreetEdge& lift = town.add(0, 1, Structure::lift);
  CHECK(lift.length_m == 0.0);
  town.add(1, 2, Structure::bridge);
  town.add(3, 0);
  town.add(2, 4);
  lay_heights(town.streets, block(90.0, 20.0));
  CHECK(town.height(0) == 20.0);
  CHECK(town.height(1) == 100.0);
  CHECK(town.streets.edges[0].climb_m == 80.0);
  CHECK(town.streets.edges[1].climb_m + town.streets.edges[1].descent_m == 0.0);
  check_ends_and_sums(town.streets);
}

TEST_CASE("a ring of bridges that nowhere meets the ground, and loose ends, keep the ground's height") {
  Drawing town({{0, 0}, {200, 0}, {0, 200}, {500, 500}, {700, 500}});
  town.add(0, 1, Structure::bridge);
  town.add(1, 2, Structure::bridge);
  town.add(2, 0, Structure::bridge);
  town.add(3, 4, Structure::bridge);
  const auto slope = [](PointM at) { return 50.0 + 0.25 * at.x_m; };
  lay_heights(town.streets, slope);
  for (std::size_t node = 0; node < 5; ++node)
    CHECK_THAT(town.height(node), WithinAbs(slope(town.streets.nodes[node].at), 1e-9));
}

TEST_CASE("on a plane heights are the plane's, to the ends, whatever the direction") {
  Drawing town({{0, 0}, {333, 121}, {345, 121}, {345, 121 + 9.5}});
  town.add(0, 1);
  town.add(1, 2, Structure::steps);
  town.add(2, 3);
  const auto plane = [](PointM at) { return 300.0 + 0.11 * at.x_m - 0.07 * at.y_m; };
  lay_heights(town.streets, plane);
  for (const StreetEdge& edge : town.streets.edges) {
    const auto heights = town.streets.heights(edge);
    const PointM a = town.streets.nodes[edge.from].at;
    const PointM b = town.streets.nodes[edge.to].at;
    for (std::size_t k = 0; k < heights.size(); ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(heights.size() - 1);
      const PointM at{a.x_m + share * (b.x_m - a.x_m), a.y_m + share * (b.y_m - a.y_m)};
      CHECK_THAT(static_cast<double>(heights[k]), WithinAbs(plane(at), 1e-4));
    }
  }
  CHECK(town.streets.edges[2].height_count == 2);
  check_ends_and_sums(town.streets);
}

TEST_CASE("noise of one metre on a slope does not become climb against the slope") {
  // 1 km at 3.5 % with samples every 10 m. Means of 7 samples differ by (x[k+4] - x[k-3]) / 7, whose noise is at most
  // 2 / 7 m, less than the 0.35 m that the plane falls in 10 m: where windows are whole nothing climbs. The first three
  // steps and the last three have windows of 1, 3, 5 and 7 samples; the noise of their means, m1 … m7, lies within 1 m,
  // so each of the 6 steps climbs by less than 2 m. With neither ring nor window the expected climb is far greater.
  Drawing town({{0, 0}, {1000, 0}});
  town.add(0, 1);
  const auto noise = [](PointM at) {
    const auto cell = static_cast<std::uint64_t>(std::llround(at.x_m * 7.0) * 100003 +
                                                 std::llround(at.y_m * 7.0) + (1LL << 40));
    return 2.0 * samples::uniform(5, cell) - 1.0;
  };
  const auto ground = [&noise](PointM at) { return 400.0 - 0.035 * at.x_m + noise(at); };
  lay_heights(town.streets, ground);
  const StreetEdge& edge = town.streets.edges[0];
  const auto heights = town.streets.heights(edge);
  REQUIRE(heights.size() == 101);
  for (std::size_t k = 3; k + 4 < heights.size(); ++k) CHECK(heights[k + 1] < heights[k]);
  CHECK(edge.climb_m < 12.0);
  double raw_climb_m = 0.0;
  for (int k = 0; k < 100; ++k)
    raw_climb_m += std::max(0.0, ground({10.0 * k + 10.0, 0}) - ground({10.0 * k, 0}));
  CHECK(raw_climb_m > 3.0 * edge.climb_m);
  CHECK(raw_climb_m > 12.0);
}

TEST_CASE("climb and descent over a tent are what ring and window leave of it, by hand") {
  // A ridge along y at x = 200 m, 0.2 m for each metre down on both sides. At distance d from the ridge the ring has
  // |d|, |d + 30|, |d - 30|, twice |d + 15| and twice |d - 15|. Their means at d = 0, 10, 20, 30 are 120/7, 130/7,
  // 160/7 and 210/7 m (0+30+30+15*4 = 120; 10+40+20+25*2+5*2 = 130; 20+50+10+35*2+5*2 = 160; 30+60+0+45*2+15*2 = 210).
  // The window of 7 samples on the ridge has the mean (120 + 2 (130 + 160 + 210)) / 49.
  Drawing town({{0, 0}, {400, 0}});
  town.add(0, 1);
  lay_heights(town.streets, [](PointM at) { return 100.0 - 0.2 * std::fabs(at.x_m - 200.0); });
  const double lowered_m = 0.2 * (120.0 + 2.0 * (130.0 + 160.0 + 210.0)) / 49.0;
  const double climb_m = 0.2 * 200.0 - lowered_m;
  CHECK_THAT(town.streets.edges[0].climb_m, WithinAbs(climb_m, 1e-4));
  CHECK_THAT(town.streets.edges[0].descent_m, WithinAbs(climb_m, 1e-4));
  CHECK_THAT(town.height(0), WithinAbs(60.0, 1e-9));
}

TEST_CASE(
    "unknown heights are bridged along an edge and taken from the nearest along the network, and counted") {
  // A plane that rises by 0.1 m each metre east; unknown from x = 400 m on, and between 100 m and 150 m.
  //   0 ── 1 (300) ── 2 (500) ── 3 (700)      4 ── 5 far away, nothing known
  Drawing town({{0, 0}, {300, 0}, {500, 0}, {700, 0}, {9000, 0}, {9100, 0}});
  town.add(0, 1);
  town.add(1, 2);
  town.add(2, 3);
  town.add(4, 5);
  const auto ground = [](PointM at) {
    const bool hidden = at.x_m >= 400.0 || (at.x_m > 100.0 && at.x_m < 150.0);
    return hidden ? unknown : 10.0 + 0.1 * at.x_m;
  };
  const StreetHeightReport report = lay_heights(town.streets, ground);
  CHECK(report.nodes_guessed == 2);
  CHECK(report.nodes_without == 2);
  CHECK(report.edges_guessed == 4);
  // Edge 0 stays the plane: what is missing is filled in a straight line.
  const auto heights = town.streets.heights(town.streets.edges[0]);
  for (std::size_t k = 0; k < heights.size(); ++k)
    CHECK_THAT(static_cast<double>(heights[k]), WithinAbs(10.0 + 1.0 * static_cast<double>(k), 1e-4));
  // Nodes 2 and 3 take the last known sample, at x = 390 m.
  CHECK_THAT(town.height(2), WithinAbs(49.0, 1e-9));
  CHECK_THAT(town.height(3), WithinAbs(49.0, 1e-9));
  CHECK(town.streets.edges[2].climb_m + town.streets.edges[2].descent_m == 0.0);
  CHECK(town.height(4) == 0.0);
  CHECK(town.streets.edges[3].climb_m == 0.0);
  check_ends_and_sums(town.streets);
}

TEST_CASE("an unknown node takes the nearest height along the network, through a bridge too") {
  // Node 1 lies 200 m of bridge from node 0 (20 m) and 300 m of street from node 2 (80 m), all of it unknown.
  Drawing town({{0, 0}, {200, 0}, {500, 0}, {-50, 0}, {550, 0}});
  town.add(0, 1, Structure::bridge);
  town.add(1, 2);
  town.add(0, 3);
  town.add(2, 4);
  const auto ground = [](PointM at) { return at.x_m <= 30.0 ? 20.0 : at.x_m >= 500.0 ? 80.0 : unknown; };
  const StreetHeightReport report = lay_heights(town.streets, ground);
  CHECK(report.nodes_guessed == 1);
  CHECK(report.edges_guessed == 1);
  CHECK(town.height(1) == 20.0);
}

TEST_CASE(
    "heights of streets are the same bits on any number of threads, and laying them again changes nothing") {
  Drawing town({});
  constexpr std::uint32_t count = 400;
  for (std::uint32_t node = 0; node < count; ++node)
    town.streets.nodes.push_back({{3000.0 * samples::uniform(1, node), 3000.0 * samples::uniform(2, node)}});
  for (std::uint32_t edge = 0; edge < 2 * count; ++edge) {
    const auto from = static_cast<std::uint32_t>(samples::uniform(3, edge) * count);
    const auto to = static_cast<std::uint32_t>(samples::uniform(4, edge) * count);
    if (from != to)
      town.add(from, to, samples::uniform(6, edge) < 0.3 ? Structure::bridge : Structure::ground);
  }
  const auto ground = [](PointM at) {
    return at.x_m > 2500.0 ? unknown : 90.0 * std::sin(at.x_m / 310.0) + 70.0 * std::cos(at.y_m / 170.0);
  };
  StreetNetwork alone = town.streets;
  {
    const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    lay_heights(alone, ground);
  }
  lay_heights(town.streets, ground);
  lay_heights(town.streets, ground);
  const auto bits = [](const StreetNetwork& streets) {
    std::vector<std::uint64_t> all;
    for (const StreetNode& node : streets.nodes) all.push_back(std::bit_cast<std::uint64_t>(node.height_m));
    for (const float height : streets.heights_m) all.push_back(std::bit_cast<std::uint32_t>(height));
    for (const StreetEdge& edge : streets.edges) all.push_back(std::bit_cast<std::uint64_t>(edge.climb_m));
    return all;
  };
  CHECK(bits(town.streets) == bits(alone));
  check_ends_and_sums(town.streets);
}
