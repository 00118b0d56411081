// From the sources that a scenario names to one checked city.
#pragma once

#include "scenarios/scenario.h"
#include "sim/city.h"
#include "sim/matrix_study.h"

namespace quarterhour {

/// Opens every source, brings it to one grid, conserves people, moves what stands where nobody can, and lists
/// it. Throws InputError with every fault at once. The scenario must have no matrix and no city file.
[[nodiscard]] City build_city(const Scenario& scenario);

/// Points in the coordinate system of a city, read for a scenario key such as `candidates`.
struct NamedPoint {
  std::string id;
  BilingualName name;
  PointM location;
  double cost = 1.0;
  /// Nothing when it lies off the grid or on ground nobody can stand on.
  std::optional<CellIndex> cell;
};
/// Where `place` is given, points without a cost of their own cost what it says, and with a budget a cost of 0 is a
/// fault; else such points cost 1.
[[nodiscard]] std::vector<NamedPoint> read_points(const Scenario& scenario, const SourceSpec& source,
                                                  const City& city, const PlaceSpec* place = nullptr);

/// A study without a grid. Throws InputError as above.
[[nodiscard]] TravelMatrix read_travel_matrix(const Scenario& scenario);

}  // namespace quarterhour
