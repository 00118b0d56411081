#include "sim/trace/trace.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "geometry/street_profile.h"

namespace quarterhour {

namespace {

/// Puts the ways of one path together to legs.
class LegBuilder {
 public:
  LegBuilder(const City& city, const JoinedStreets* joined, const StreetRule* rule)
      : city_(city), joined_(joined), rule_(rule) {}

  void add(const PathWay& way, double seconds, const AccessPlace* place) {
    switch (way.kind) {
      case PathWay::Kind::move: add_ground({at_cell(way.from), at_cell(way.to)}, seconds); return;
      case PathWay::Kind::join: {
        const JoinedStreets::Join& join = joined_->joins[way.index];
        if (stands_on_streets()) return;
        ProfilePoint node = at_node(join.node);
        ProfilePoint cell{city_.grid().centre(join.cell), node.height_m - join.rise_m};
        if (!way.forwards) std::swap(cell, node);
        add_ground({cell, node}, seconds);
        return;
      }
      case PathWay::Kind::link: add_link(way, seconds, place); return;
      case PathWay::Kind::piece: add_piece(way, seconds); return;
    }
  }

  std::vector<TraceLeg> take() { return std::move(legs_); }

 private:
  [[nodiscard]] ProfilePoint at_cell(CellIndex cell) const {
    return {city_.grid().centre(cell), city_.is_flat() ? 0.0 : city_.surface.elevation_m[cell]};
  }
  [[nodiscard]] ProfilePoint at_node(std::uint32_t node) const {
    const JoinedStreets::Node& at = joined_->nodes[node];
    return {at.at, height_along(city_.streets, city_.streets.edges[at.edge], at.along_m)};
  }

  /// Where people are on streets alone, who lives in a cell that a street passes stands on that street, and facilities
  /// do too.
  [[nodiscard]] bool stands_on_streets() const { return rule_->off_street == OffStreet::never; }

  void add_link(const PathWay& way, double seconds, const AccessPlace* place) {
    if (stands_on_streets()) return;
    const JoinedStreets::Link& link = joined_->links[way.index];
    ProfilePoint other = link.node == JoinedStreets::no_node ? at_cell(link.cell) : at_node(link.node);
    ProfilePoint door = other;
    // Of several entrances the one that lies as far from there as the link is long.
    double best_m = std::numeric_limits<double>::infinity();
    if (place != nullptr && link.length_m > 0.0)
      for (const PointM& entrance : place->entrances) {
        const double apart_m =
            std::fabs(std::hypot(entrance.x_m - other.at.x_m, entrance.y_m - other.at.y_m) - link.length_m);
        if (!(apart_m < best_m)) continue;
        best_m = apart_m;
        door = {entrance, other.height_m - link.rise_m};
      }
    if (!way.forwards) std::swap(door, other);
    add_ground({door, other}, seconds);
  }

  /// A step of no length is none, though a cell and a street at its centre have heights of their own.
  void add_ground(const std::vector<ProfilePoint>& points, double seconds) {
    if (points.front().at == points.back().at) return;
    if (legs_.empty() || !legs_.back().off_street) legs_.emplace_back();
    extend(points, seconds);
  }

  void add_piece(const PathWay& way, double seconds) {
    const JoinedStreets::Piece& piece = joined_->pieces[way.index];
    const StreetNetwork& streets = city_.streets;
    const StreetEdge& edge = streets.edges[piece.edge];
    std::vector<ProfilePoint> points = profile_between(streets, edge, piece.from_m, piece.to_m);
    if (!way.forwards) std::reverse(points.begin(), points.end());
    const StreetName name = edge.name < 0 ? StreetName{} : streets.names[static_cast<std::size_t>(edge.name)];
    const std::string& of_class = streets.classes[edge.street_class];
    const bool rises = points.back().height_m >= points.front().height_m;
    const bool goes_on = !legs_.empty() && is_one_with(legs_.back(), edge, name, of_class) &&
                         // Steps up are told apart from steps down.
                         (edge.structure != Structure::steps || rises == rises_);
    if (!goes_on) {
      legs_.emplace_back();
      legs_.back().off_street = false;
      legs_.back().structure = edge.structure;
      legs_.back().street_class = of_class;
      legs_.back().name = name;
    }
    rises_ = rises;
    extend(points, seconds);
  }

  /// Whether a piece of an edge goes on along the leg. Every ride is a leg of its own.
  static bool is_one_with(const TraceLeg& leg, const StreetEdge& edge, const StreetName& name,
                          const std::string& of_class) {
    if (leg.off_street || leg.structure != edge.structure || is_ridden(edge.structure)) return false;
    if (leg.name.en != name.en || leg.name.zh != name.zh) return false;
    return leg.street_class == of_class || !name.en.empty() || !name.zh.empty();
  }

  void extend(const std::vector<ProfilePoint>& points, double seconds) {
    TraceLeg& leg = legs_.back();
    leg.seconds += seconds;
    for (std::size_t k = 0; k < points.size(); ++k) {
      const double height_m = points[k].height_m;
      const bool stays = !leg.line.empty() && leg.line.back() == points[k].at &&
                         (leg.heights_m.empty() || leg.heights_m.back() == height_m);
      // A line has two points at least.
      if (!stays || (k > 0 && leg.line.size() == 1)) {
        leg.line.push_back(points[k].at);
        if (!city_.is_flat()) leg.heights_m.push_back(height_m);
      }
      if (k == 0) continue;
      leg.length_m +=
          std::hypot(points[k].at.x_m - points[k - 1].at.x_m, points[k].at.y_m - points[k - 1].at.y_m);
      const double rise_m = height_m - points[k - 1].height_m;
      (rise_m > 0.0 ? leg.climb_m : leg.descent_m) += std::fabs(rise_m);
    }
  }

  const City& city_;
  const JoinedStreets* joined_;
  const StreetRule* rule_;
  std::vector<TraceLeg> legs_;
  bool rises_ = true;
};

double sum_over_legs(const Trace& trace, double TraceLeg::* value) {
  double sum = 0.0;
  for (const TraceLeg& leg : trace.legs)
    if (leg.off_street || !is_ridden(leg.structure)) sum += leg.*value;
  return sum;
}

}  // namespace

double Trace::climb_m() const { return sum_over_legs(*this, &TraceLeg::climb_m); }
double Trace::descent_m() const { return sum_over_legs(*this, &TraceLeg::descent_m); }

double Trace::length_along_m(Structure structure) const {
  double sum = 0.0;
  for (const TraceLeg& leg : legs)
    if (!leg.off_street && leg.structure == structure) sum += leg.length_m;
  return sum;
}

int Trace::count_of(Structure structure) const {
  return static_cast<int>(std::count_if(legs.begin(), legs.end(), [structure](const TraceLeg& leg) {
    return !leg.off_street && leg.structure == structure;
  }));
}

std::vector<Trace> trace_way(const City& city, TravelFields& fields, const PeopleGroup& group,
                             const Service& service, Quantity quantity, CellIndex cell, SourceIndex facility,
                             double limit) {
  const TravelRule rule = fields.rule_for(group, service, quantity);
  const TravelRule timed = fields.rule_for(group, service, Quantity::seconds);
  const std::vector<TravelPath> paths = fields.field(rule).paths(cell, facility, limit);
  const TravelField& clock = fields.field(timed);
  const JoinedStreets* joined = rule.streets ? fields.joined(rule).get() : nullptr;
  const AccessPlace* place = fields.place_of(facility);
  std::vector<Trace> traces;
  for (const TravelPath& path : paths) {
    const std::vector<double> seconds = clock.costs_of(path);
    LegBuilder legs(city, joined, rule.streets ? &*rule.streets : nullptr);
    for (std::size_t k = 0; k < path.ways.size(); ++k) legs.add(path.ways[k], seconds[k], place);
    Trace trace;
    trace.leads_to_facility = path.leads_to_source;
    trace.legs = legs.take();
    for (const TraceLeg& leg : trace.legs) trace.length_m += leg.length_m;
    for (const double taken : seconds) trace.seconds += taken;
    traces.push_back(std::move(trace));
  }
  return traces;
}

}  // namespace quarterhour
