// Covering under capacities made ready for search: whole-number demand and room, sites split by service. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/capacitated_cover.h"
#include "sim/placement/cover_instance.h"

namespace quarterhour {

/// What a site can do for one service.
struct SitePart {
  std::uint32_t service = 0;
  std::vector<IndexRun> runs;
  /// What it serves at most; no more than the weight of its points.
  std::int64_t room = 0;
  /// Whether it can be full: its points weigh more than its room.
  bool binds = false;
};

struct SharedInstance {
  /// Weight of each point, >= 0: points that the same sites reach and that ask for one service are one.
  std::vector<std::int64_t> weight;
  /// First point of each service, and the number of all points.
  std::vector<std::uint32_t> first_point;
  /// Candidates by the problem's numbers, enlargements among them, then facilities that stay.
  std::vector<std::vector<SitePart>> site;
  std::size_t candidates = 0;
  /// No plan has more sites and enlargements.
  std::size_t most_sites = 0;
  /// A unit of weight is 2^-exponent people; points whose weight had to be rounded.
  int exponent = 0;
  std::int64_t rounded = 0;
  /// Services of a new site, and facilities that stay and their enlargements, whose room had to be rounded up.
  std::size_t rooms_rounded_of_new = 0;
  std::size_t rooms_rounded_of_standing = 0;
  std::int64_t total = 0;
  /// The greatest common divisor of all weights and rooms: what is served at most is a multiple, for it is the least cut.
  std::int64_t granule = 1;

  [[nodiscard]] std::size_t point_count() const { return weight.size(); }
  [[nodiscard]] std::size_t service_count() const { return first_point.size() - 1; }
};

/// What an instance is made of; see CapacitatedCoverProblem and JointCoverProblem.
struct SharedGround {
  std::span<const double> demand;
  std::span<const std::uint32_t> first_point;
  const IndexRuns& reach;
  const IndexRuns& standing;
  std::span<const double> capacity_of_standing;
  /// First candidate of each level; capacity[level][service] of a new site.
  std::span<const std::uint32_t> first_candidate;
  std::span<const std::vector<double>> capacity;
  std::size_t most_sites = 0;
  /// Facilities that may be enlarged, rising, and what each serves then beside its capacity.
  std::span<const std::uint32_t> may_enlarge{};
  std::span<const double> enlargement{};
};
/// Throws std::invalid_argument when the ground is malformed.
void check_shared_ground(const SharedGround& ground);
[[nodiscard]] SharedInstance shared_instance(const SharedGround& ground);

}  // namespace quarterhour
