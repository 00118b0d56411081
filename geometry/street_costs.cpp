#include "geometry/street_costs.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace quarterhour {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double shortest_piece_m = 1.0;

[[noreturn]] void refuse(double cost, double length_m) {
  throw std::domain_error("a way of " + std::to_string(length_m) + " m along a street would take " +
                          std::to_string(cost) +
                          " s: the coefficients of the pace function must make every way take time");
}

/// Walks the parts of an edge's profile between two places: visit(length_m, slope seen forwards).
template <class Visit>
void for_each_part(const StreetNetwork& streets, const StreetEdge& edge, double from_m, double to_m,
                   bool level, const Visit& visit) {
  const auto heights = streets.heights(edge);
  if (level || heights.empty() || !(edge.length_m > 0.0)) {
    visit(to_m - from_m, 0.0);
    return;
  }
  const auto parts = heights.size() - 1;
  const double part_m = edge.length_m / static_cast<double>(parts);
  const auto first = std::min(static_cast<std::size_t>(from_m / part_m), parts - 1);
  for (std::size_t i = first; i < parts; ++i) {
    const double begin_m = std::max(from_m, static_cast<double>(i) * part_m);
    const double end_m = i + 1 == parts ? to_m : std::min(to_m, static_cast<double>(i + 1) * part_m);
    if (end_m > begin_m)
      visit(end_m - begin_m,
            (static_cast<double>(heights[i + 1]) - static_cast<double>(heights[i])) / part_m);
    if (end_m >= to_m) return;
  }
}

bool is_upwards(const StreetNetwork& streets, const StreetEdge& edge, bool forwards, bool level) {
  if (level) return true;
  const double rise_m = streets.nodes[edge.to].height_m - streets.nodes[edge.from].height_m;
  return forwards ? rise_m >= 0.0 : rise_m <= 0.0;
}

struct Smallest {
  double any = inf;
  double per_row = inf;
  double per_col = inf;

  void take(double cost, PointM a, PointM b, const Grid& grid) {
    if (!(cost > 0.0) || std::isinf(cost)) return;
    per_row = std::min(per_row, cost * grid.cell_height_m() / std::fabs(a.y_m - b.y_m));
    per_col = std::min(per_col, cost * grid.cell_width_m() / std::fabs(a.x_m - b.x_m));
  }
};

template <class Value>
class Builder {
 public:
  Builder(const Surface& surface, const FieldStreets& streets, const TravelRule& rule, Sense sense)
      : surface_(surface), network_(streets.network), joined_(*streets.joined), rule_(rule), sense_(sense) {}

  StreetCosts<Value> build() {
    cost_pieces();
    cost_joins();
    cost_links();
    costs_.smallest = smallest_.any;
    costs_.smallest_per_row = smallest_.per_row;
    costs_.smallest_per_col = smallest_.per_col;
    return std::move(costs_);
  }

 private:
  void cost_pieces() {
    const auto& pieces = joined_.pieces;
    // Sums run against the walk where they grow towards the source.
    const bool with_walk = sense_ == Sense::away_from_source;
    std::vector<Value> forward(pieces.size());
    std::vector<Value> backward(pieces.size());
    tbb::parallel_for(std::size_t{0}, pieces.size(), [&](std::size_t i) {
      const JoinedStreets::Piece& piece = pieces[i];
      const StreetEdge& edge = network_.edges[piece.edge];
      forward[i] = static_cast<Value>(cost_along(network_, edge, piece.from_m, piece.to_m, with_walk, rule_));
      backward[i] =
          static_cast<Value>(cost_along(network_, edge, piece.from_m, piece.to_m, !with_walk, rule_));
    });
    costs_.first.assign(joined_.nodes.size() + 1, 0);
    const auto open = [](Value cost) { return cost < std::numeric_limits<Value>::infinity(); };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (open(forward[i])) ++costs_.first[pieces[i].from + 1];
      if (open(backward[i])) ++costs_.first[pieces[i].to + 1];
    }
    for (std::size_t n = 1; n < costs_.first.size(); ++n) costs_.first[n] += costs_.first[n - 1];
    costs_.target.resize(costs_.first.back());
    costs_.cost.resize(costs_.first.back());
    costs_.piece.resize(costs_.first.back());
    std::vector<std::uint32_t> next(costs_.first.begin(), costs_.first.end() - 1);
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      const auto push = [&](std::uint32_t from, std::uint32_t to, Value cost) {
        if (!open(cost)) return;
        costs_.target[next[from]] = to;
        costs_.piece[next[from]] = i;
        costs_.cost[next[from]++] = cost;
        smallest_.any = std::min(smallest_.any, static_cast<double>(cost));
        smallest_.take(static_cast<double>(cost), joined_.nodes[from].at, joined_.nodes[to].at,
                       surface_.grid);
      };
      push(pieces[i].from, pieces[i].to, forward[i]);
      push(pieces[i].to, pieces[i].from, backward[i]);
    }
  }

  void cost_joins() {
    const auto& joins = joined_.joins;
    costs_.to_node.resize(joins.size());
    costs_.to_cell.resize(joins.size());
    const double towards = sense_ == Sense::away_from_source ? 1.0 : -1.0;
    tbb::parallel_for(std::size_t{0}, joins.size(), [&](std::size_t k) {
      const JoinedStreets::Join& join = joins[k];
      costs_.to_node[k] = static_cast<Value>(
          cost_of_access(surface_, join.cell, join.length_m, towards * join.rise_m, rule_));
      costs_.to_cell[k] = static_cast<Value>(
          cost_of_access(surface_, join.cell, join.length_m, -towards * join.rise_m, rule_));
    });
    for (std::size_t k = 0; k < joins.size(); ++k) {
      const PointM centre = surface_.grid.centre(joins[k].cell);
      const PointM at = joined_.nodes[joins[k].node].at;
      smallest_.take(static_cast<double>(costs_.to_node[k]), centre, at, surface_.grid);
      smallest_.take(static_cast<double>(costs_.to_cell[k]), centre, at, surface_.grid);
    }
  }

  void cost_links() {
    const double outwards = sense_ == Sense::away_from_source ? 1.0 : -1.0;
    for (std::size_t place = 0; place + 1 < joined_.first_link.size(); ++place)
      for (std::size_t k = joined_.first_link[place]; k < joined_.first_link[place + 1]; ++k) {
        const JoinedStreets::Link& link = joined_.links[k];
        const CellIndex cell = link.cell == JoinedStreets::no_node ? joined_.place_cell[place] : link.cell;
        costs_.start.push_back(
            static_cast<Value>(cost_of_access(surface_, cell, link.length_m, outwards * link.rise_m, rule_)));
      }
  }

  const Surface& surface_;
  const StreetNetwork& network_;
  const JoinedStreets& joined_;
  const TravelRule& rule_;
  Sense sense_;
  StreetCosts<Value> costs_;
  Smallest smallest_;
};

}  // namespace

double cost_along(const StreetNetwork& streets, const StreetEdge& edge, double from_m, double to_m,
                  bool forwards, const TravelRule& rule) {
  const StreetRule& street = *rule.streets;
  if (((forwards ? edge.modes_forward : edge.modes_backward) & mode_bit(street.mode)) == 0) return inf;
  const double length_m = to_m - from_m;
  const bool level = rule.flat_ground;
  const bool ridden = is_ridden(edge.structure);
  if (rule.max_slope && !ridden) {
    bool too_steep = false;
    for_each_part(streets, edge, from_m, to_m, level,
                  [&](double, double slope) { too_steep = too_steep || std::fabs(slope) > *rule.max_slope; });
    if (too_steep) return inf;
  }
  if (rule.quantity == Quantity::metres) return std::max(length_m, shortest_piece_m);
  double seconds = 0.0;
  if (ridden) {
    const Ride& ride = street.ride(edge.structure);
    const double by_length_s = length_m * 3.6 / ride.speed_kmh;
    const double ride_s =
        std::isnan(edge.ride_s) ? ride.ride_s.value_or(by_length_s) : static_cast<double>(edge.ride_s);
    return std::max(ride.wait_s + ride_s, shortest_piece_m * 3.6 / ride.speed_kmh);
  }
  if (street.mode == TravelMode::drive) {
    seconds = length_m * 3.6 / static_cast<double>(edge.drive_kmh);
  } else if (edge.structure == Structure::steps) {
    const double share = is_upwards(streets, edge, forwards, level) ? street.stairs_up : street.stairs_down;
    seconds = length_m * seconds_per_metre(rule.pace, 0.0) / share;
  } else {
    for_each_part(streets, edge, from_m, to_m, level, [&](double part_m, double slope) {
      seconds += part_m * seconds_per_metre(rule.pace, forwards ? slope : -slope);
    });
  }
  if (!(seconds > 0.0)) refuse(seconds, length_m);
  return length_m < shortest_piece_m ? seconds * (shortest_piece_m / length_m) : seconds;
}

double cost_of_access(const Surface& surface, CellIndex cell, double length_m, double rise_m,
                      const TravelRule& rule) {
  if (rule.streets->off_street == OffStreet::never) return 0.0;
  const double spread_m = std::max({length_m, surface.grid.cell_width_m(), surface.grid.cell_height_m()});
  const double slope = rule.flat_ground ? 0.0 : rise_m / spread_m;
  if (rule.max_slope && std::fabs(slope) > *rule.max_slope) return inf;
  if (rule.quantity == Quantity::metres) return length_m;
  const Pace pace = off_street_pace(rule);
  const double own_factor = surface.speed_factor.empty() || !(surface.speed_factor[cell] > 0.0F)
                                ? 1.0
                                : static_cast<double>(surface.speed_factor[cell]);
  double seconds = length_m * seconds_per_metre(pace, slope) / (off_street_factor(rule) * own_factor);
  if (!surface.friction_s_per_m.empty() && std::isfinite(surface.friction_s_per_m[cell])) {
    const bool scaled = pace.function == PaceFunction::langmuir && !pace.explicit_langmuir;
    const double scale = scaled ? published_speed_kmh(PaceFunction::langmuir, 0.0) / pace.speed_kmh : 1.0;
    seconds += scale * rule.friction_weight * surface.friction_s_per_m[cell] * length_m;
  }
  if (length_m > 0.0 && !(seconds > 0.0)) refuse(seconds, length_m);
  return seconds;
}

template <class Value>
StreetCosts<Value> build_street_costs(const Surface& surface, const FieldStreets& streets,
                                      const TravelRule& rule, Sense sense) {
  return Builder<Value>(surface, streets, rule, sense).build();
}

template StreetCosts<float> build_street_costs<float>(const Surface&, const FieldStreets&, const TravelRule&,
                                                      Sense);
template StreetCosts<double> build_street_costs<double>(const Surface&, const FieldStreets&,
                                                        const TravelRule&, Sense);

}  // namespace quarterhour
