// How much memory a study takes, worked out before it begins.
#pragma once

#include <cstddef>

namespace quarterhour {

/// What the memory of a study depends on.
struct StudySize {
  std::size_t cells = 0;
  /// Groups of people and kinds of units (districts, clusters, …) of the city.
  std::size_t groups = 1;
  std::size_t unit_sets = 0;
  /// Layers of access: services times their groups times states.
  std::size_t layers = 1;
  /// Groups of the service that is for most.
  std::size_t groups_of_service = 1;
  bool has_heights = true;
  bool has_barriers = true;
  /// Whether capacities are known.
  bool has_capacities = true;
  /// Share of the cells that lie near homes or within reach of a facility (pages of a SparseRaster that are held), and of those
  /// in which somebody lives. 1 is safe; in a region with much open country they are some hundredths.
  double share_near = 1.0;
  double share_lived_in = 1.0;
  /// Share of the cells that lie near homes (pages of a group's people that are held).
  double share_of_homes = 1.0;
  /// Share of the cells that lie on the border of a service area of one layer, or of a band of its walking time: the length of
  /// those borders in cells over the number of cells.
  double share_on_borders = 0.05;
};

/// Bytes at each stage of a study. Left out are the travel fields (what TravelField holds of the ground and takes for a search
/// is its own) and what is found: tables and outlines. The bytes per cell stand in sim/score/README.md.
struct MemoryNeeds {
  /// Held from the beginning to the end.
  double city = 0.0;
  /// Covered cells of all layers, a bit each.
  double kept = 0.0;
  /// While the last group of a service is searched, the others being done.
  double searching = 0.0;
  /// While a service's people are summed up, all its groups being done.
  double summing_up = 0.0;
  /// While a service's layers are written and their areas drawn.
  double handing_on = 0.0;
  /// While services are counted together.
  double completeness = 0.0;

  /// The most at any time.
  [[nodiscard]] double peak() const;
};

[[nodiscard]] MemoryNeeds memory_needs(const StudySize& size);

}  // namespace quarterhour
