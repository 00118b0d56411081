// Rules of new sites made ready for search: who stands too near to whom, and groups of which only one can stand.
// Internal to placement.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/placement/site_rules.h"

namespace quarterhour {

/// Points sorted into square bins, for finding those near a place.
class PointBins {
 public:
  PointBins() = default;
  /// `reach_m` > 0: the usual radius of a query. Bins are no smaller, and not more than about a million. Points that are nowhere (NaN) are
  /// in none.
  PointBins(std::span<const PointM> points, double reach_m);
  /// Calls visit(index, squared distance) for every point within `radius_m` of `centre`, and for some beyond.
  template <class Visit>
  void near(PointM centre, double radius_m, Visit visit) const {
    const auto low_col = column((centre.x_m - radius_m - west_m_) / bin_m_, columns_);
    const auto high_col = column((centre.x_m + radius_m - west_m_) / bin_m_, columns_);
    const auto low_row = column((centre.y_m - radius_m - south_m_) / bin_m_, rows_);
    const auto high_row = column((centre.y_m + radius_m - south_m_) / bin_m_, rows_);
    for (std::size_t row = low_row; row <= high_row; ++row)
      for (std::size_t at = first_[row * columns_ + low_col]; at < first_[row * columns_ + high_col + 1];
           ++at) {
        const double dx = points_[at].x_m - centre.x_m;
        const double dy = points_[at].y_m - centre.y_m;
        visit(index_[at], dx * dx + dy * dy);
      }
  }

 private:
  [[nodiscard]] static std::size_t column(double place, std::size_t count) {
    return static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, static_cast<double>(count - 1)));
  }
  double west_m_ = 0.0;
  double south_m_ = 0.0;
  double bin_m_ = 1.0;
  std::size_t columns_ = 1;
  std::size_t rows_ = 1;
  std::vector<std::size_t> first_{0, 0};
  std::vector<std::uint32_t> index_;
  std::vector<PointM> points_;
};

/// The rules over the candidates of an instance. Every candidate has a unit here: those of none share the last, which
/// asks for nothing.
struct RuledSites {
  std::vector<std::uint32_t> unit;
  std::vector<int> least;
  std::vector<int> most;
  std::vector<PointM> location;
  /// 0: none; then `bins` and `group` are empty.
  double spacing_m = 0.0;
  PointBins bins;
  /// Candidates of one unit in one hexagon narrower than the spacing: at most one of a group can be chosen.
  std::vector<std::uint32_t> group;
  std::uint32_t group_count = 0;

  /// Whether two candidates this far apart (squared) cannot both be chosen. Exactly the spacing is far enough, give or
  /// take the rounding of coordinates.
  [[nodiscard]] bool too_near(double squared_m) const {
    return squared_m < spacing_m * spacing_m * (1.0 - 1e-12);
  }
  [[nodiscard]] double squared_distance(std::uint32_t a, std::uint32_t b) const {
    const double dx = location[a].x_m - location[b].x_m;
    const double dy = location[a].y_m - location[b].y_m;
    return dx * dx + dy * dy;
  }
  /// Whether a candidate keeps its distance at all; the squared distance of those that do not is NaN.
  [[nodiscard]] bool keeps_distance(std::uint32_t candidate) const {
    return spacing_m > 0.0 && !std::isnan(location[candidate].x_m);
  }
  [[nodiscard]] bool conflict(std::uint32_t a, std::uint32_t b) const {
    return spacing_m > 0.0 && too_near(squared_distance(a, b));
  }
  /// Calls visit(other) for every other candidate that cannot stand beside `candidate`.
  template <class Visit>
  void conflicts(std::uint32_t candidate, Visit visit) const {
    if (!keeps_distance(candidate)) return;
    bins.near(location[candidate], spacing_m, [&](std::uint32_t other, double squared_m) {
      if (other != candidate && too_near(squared_m)) visit(other);
    });
  }
  /// The same rules for some of the candidates, rising.
  [[nodiscard]] RuledSites restricted(std::span<const std::uint32_t> kept) const;
};

/// Throws std::invalid_argument when the rules do not fit `candidates` candidates.
void check_rules(const SiteRules& rules, std::size_t candidates);
/// Whether the rules can forbid anything to a choice of at most `most_sites` sites.
[[nodiscard]] bool rules_bind(const SiteRules& rules, std::size_t most_sites);
[[nodiscard]] RuledSites ruled_sites(const SiteRules& rules, std::size_t candidates);

/// Why minima cannot be met whatever else is chosen, as far as one unit alone tells; empty: nothing found. `unit`
/// receives the unit.
[[nodiscard]] std::string room_missing(const RuledSites& sites, std::int32_t& unit);

}  // namespace quarterhour
