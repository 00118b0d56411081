// The streets nearest to a point.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geometry/streets.h"

namespace quarterhour {

/// A place on an edge: `along_m` from its `from` end.
struct StreetPlace {
  std::uint32_t edge = 0;
  double along_m = 0.0;
  PointM at;
  /// Straight distance from the point that asked.
  double distance_m = 0.0;
};

/// What may be found: all of an edge, or one of its ends alone.
struct StreetTarget {
  enum class Part : std::uint8_t { whole, from, to };
  std::uint32_t edge = 0;
  Part part = Part::whole;
};

/// Finds the nearest places on a set of edges. Keeps a reference to the network, which must outlive it. Queries are
/// const and may run at the same time, each with a scratch of its own.
class StreetLocator {
 public:
  /// `targets`: an edge stands there whole, or by its ends.
  StreetLocator(const StreetNetwork& streets, std::vector<StreetTarget> targets);

  struct Scratch {
    std::vector<StreetPlace> found;
    std::vector<std::uint32_t> seen_in;
    std::uint32_t query = 0;
  };

  /// The nearest place of every target that comes within `distance_m` of the point, nearest first, equally near ones by rising
  /// edge. The answer is `scratch.found`.
  const std::vector<StreetPlace>& within(PointM point, double distance_m, Scratch& scratch) const;

 private:
  struct Box {
    int col_begin = 0;
    int col_end = 0;
    int row_begin = 0;
    int row_end = 0;
  };
  [[nodiscard]] Box box(double west_m, double east_m, double south_m, double north_m) const;
  [[nodiscard]] StreetPlace nearest_on(const StreetTarget& target, PointM point) const;
  [[nodiscard]] std::span<const PointM> line_of(const StreetTarget& target) const;

  const StreetNetwork& streets_;
  double west_m_ = 0.0;
  double south_m_ = 0.0;
  double bucket_m_ = 1.0;
  int cols_ = 0;
  int rows_ = 0;
  std::vector<StreetTarget> targets_;
  /// Targets of bucket b: members_[first_[b]] … members_[first_[b + 1] - 1].
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> members_;
};

}  // namespace quarterhour
