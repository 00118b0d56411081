// The way between people and a facility: where it leads, over what, and what each stretch of it takes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/city.h"
#include "sim/service.h"
#include "sim/travel_fields.h"

namespace quarterhour {

/// A stretch of a way that is of one kind: over the ground, or along streets of one structure and name, of one class where
/// they have no name.
struct TraceLeg {
  bool off_street = true;
  /// Of a leg along streets; the class is that of the first.
  Structure structure = Structure::ground;
  std::string street_class;
  StreetName name;
  /// Planar. Climb and descent: metres gained and lost, whoever or whatever carries people up.
  double length_m = 0.0;
  double climb_m = 0.0;
  double descent_m = 0.0;
  double seconds = 0.0;
  /// At least two points, and the height of each; no heights in a flat city.
  Polyline line;
  std::vector<double> heights_m;
};

/// A way in the direction of travel. Its legs are in order, each beginning where the one before ends; none where people
/// are there already.
struct Trace {
  /// False: from the facility to the people.
  bool leads_to_facility = true;
  std::vector<TraceLeg> legs;
  double length_m = 0.0;
  double seconds = 0.0;

  /// Metres gained and lost on foot or on wheels: rides are left out.
  [[nodiscard]] double climb_m() const;
  [[nodiscard]] double descent_m() const;
  /// Length along a structure, metres, and how often the way comes to one.
  [[nodiscard]] double length_along_m(Structure structure) const;
  [[nodiscard]] int count_of(Structure structure) const;
};

/// The cheapest way by `quantity` between people of a group in a cell and a facility of a service, with the minutes that it
/// takes: one way for services that people go to or that come to them, there and back for round trips.
/// Empty where no way costs at most `limit` (of `quantity`). Throws std::invalid_argument when `cell` is not of the grid.
[[nodiscard]] std::vector<Trace> trace_way(const City& city, TravelFields& fields, const PeopleGroup& group,
                                           const Service& service, Quantity quantity, CellIndex cell,
                                           SourceIndex facility, double limit);

}  // namespace quarterhour
