// Coordinates of Chinese web maps: longitudes and latitudes that were shifted on purpose, and back to WGS 84.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "geometry/grid.h"
#include "scenarios/scenario.h"

namespace quarterhour {

/// gcj02: the shift that mainland map services must apply to WGS 84 (Amap, Tencent, Google in China).
/// bd09: Baidu's further shift on top of it.
enum class ChineseDatum { gcj02, bd09 };

/// What `datum` of a source says; nothing when it is not given.
[[nodiscard]] std::optional<ChineseDatum> datum_of(const SourceSpec& source);

/// True in the rectangle round China (72.004 to 137.8347 degrees east, 0.8293 to 55.8271 north) where the shift is
/// defined. Points are degrees, longitude as x, latitude as y.
[[nodiscard]] bool is_shifted_there(PointM degrees);

/// WGS 84 to the shifted datum, by the formulas that became public for it: polynomials and sines of the distance
/// from 105° E, 35° N in metres, on Krasovsky's ellipsoid; bd09 turns and stretches the result about the origin.
/// Any point is shifted; see is_shifted_there.
[[nodiscard]] PointM shifted(ChineseDatum datum, PointM wgs84);

/// The WGS 84 point whose shifted coordinates are given, found by iteration: shifted(found) differs from the given
/// point by less than 1e-11 degrees (a thousandth of a millimetre). Outside the rectangle the point itself.
[[nodiscard]] PointM unshifted(ChineseDatum datum, PointM degrees);

/// Moves points of one source to WGS 84 and keeps account of it.
class DatumChange {
 public:
  explicit DatumChange(ChineseDatum datum) : datum_(datum) {}

  [[nodiscard]] PointM apply(PointM degrees);
  /// One sentence: how many points were moved and how far at most, and how many were left where they were.
  [[nodiscard]] std::string told(const std::string& file) const;

 private:
  ChineseDatum datum_;
  std::size_t moved_ = 0;
  std::size_t left_ = 0;
  double most_m_ = 0.0;
};

}  // namespace quarterhour
