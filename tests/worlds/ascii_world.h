// Tiny cities drawn as maps of letters, with answers that one can work out by hand.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/city.h"
#include "sim/result.h"

namespace quarterhour::worlds {

/// A further group of people, drawn like `WorldMap::people`.
struct GroupMap {
  std::string id;
  std::string people;
  /// Flat walking speed, km/h; nothing: the scenario's.
  std::optional<double> speed_kmh = {};
  /// Steeper moves are closed to the group; nothing: any slope.
  std::optional<double> max_slope = {};
};

/// A city as maps: one character per cell, one line per row, row 0 first. Spaces and blank lines are ignored,
/// so raw strings may be indented. Every map given has the same shape; an empty one is not given.
struct WorldMap {
  /// Always given. '.' open ground; ':' open ground at half speed; '~' water, closed, open without barriers;
  /// '?' no data, closed with and without barriers.
  std::string ground;
  /// '0' … '9', then 'a' … 'z' for 10 … 35, times `height_step_m`; '?' no value (the cell must be closed
  /// ground). Not given: a flat city.
  std::string heights = {};
  /// People of the group `people`: '.' nobody, '1' … '9' times `people_step`. Not given: nobody anywhere.
  std::string people = {};
  /// '.' none; a capital letter is a facility of `clinic`, a small one of `school`; the letter is its id. The
  /// ledger lists them by id in the order A … Z, a … z, wherever they stand.
  std::string facilities = {};
  /// What facilities serve, by letter; a facility that does not stand here has no known capacity.
  std::map<char, double> capacities = {};
  /// '.' in no district, else the letter is the district's id. Units stand in the order of their ids. No
  /// rings.
  std::string districts = {};
  /// 's' scored, 'b' buffer, 'o' outside. Not given: scored everywhere.
  std::string zone = {};
  std::vector<GroupMap> groups = {};
  double cell_width_m = 100.0;
  double cell_height_m = 100.0;
  double height_step_m = 10.0;
  double people_step = 1.0;
};

/// The city that the maps draw, its south-west corner at (0, 0). Throws std::invalid_argument when a map has
/// another shape than `ground`, or a letter that it does not know.
[[nodiscard]] City world_from_map(const WorldMap& map);

/// The ledger's facilities that stand on a cell, as sites in the ledger's order, with their capacities.
[[nodiscard]] std::vector<Site> sites_of_ledger(const City& city);

/// The only cell that carries `letter` on a map. Throws std::invalid_argument when there is none or more than
/// one.
[[nodiscard]] CellIndex cell_of(const std::string& map, char letter);

/// The map's rows, spaces and blank lines taken away.
[[nodiscard]] std::vector<std::string> rows_of(const std::string& map);

}  // namespace quarterhour::worlds
