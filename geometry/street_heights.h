// Heights of streets: draped over the ground and smoothed, straight on bridges and in tunnels.
#pragma once

#include <cstddef>
#include <functional>

#include "geometry/streets.h"

namespace quarterhour {

/// What had to be guessed because the ground's height is unknown somewhere.
struct StreetHeightReport {
  /// Nodes on the ground without a height that took the nearest known one along the network.
  std::size_t nodes_guessed = 0;
  /// Edges on the ground with a sample, ends included, that was interpolated or guessed.
  std::size_t edges_guessed = 0;
  /// Nodes in parts of the network where nothing has a height: such a part is level, at 0 m. Not among the guessed.
  std::size_t nodes_without = 0;
};

/// Profiles have a sample at least every so many metres.
inline constexpr double height_sample_m = 10.0;
/// The height at a point is the mean of the point's and those of the 6 points around it at this distance, of which two
/// that lie opposite count only where both are known.
inline constexpr double height_ring_m = 30.0;
/// A height of a profile is the mean of the samples up to this distance before and behind, fewer towards the ends.
inline constexpr double height_window_m = 30.0;

/// Fills StreetNode::height_m, and of every edge first_height, height_count, climb_m and descent_m. `height_at`: metres
/// above sea level at a point, NaN where unknown; it is called from several threads at once. Planes keep their heights.
/// Edges on the ground (is_on_ground) follow it. All others run straight from end to end and have two heights. Nodes
/// where only such others meet, lifts and loose ends apart, are in the air or in the rock: along connected edges heights
/// run between the nodes on the ground in proportion to length, and where they fork so that what every edge gains over
/// its length sums to 0 at each node. Where a connected group of them nowhere meets the ground, its nodes keep the
/// ground's height. Climb and descent sum the differences of the heights that are stored, which begin and end with the
/// heights of the nodes. The same bits for any number of threads. Throws std::length_error over 2^32 - 1 samples.
StreetHeightReport lay_heights(StreetNetwork& streets, const std::function<double(PointM)>& height_at);

}  // namespace quarterhour
