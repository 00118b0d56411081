// Coordinate systems and the change from one to another.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geometry/grid.h"

class OGRSpatialReference;
class OGRCoordinateTransformation;

namespace quarterhour {

/// A horizontal coordinate system. Order of coordinates is always east, north (or longitude, latitude).
class CoordinateSystem {
 public:
  /// From "EPSG:…", WKT or any other text that PROJ reads; nothing when it does not. Heights are taken off.
  [[nodiscard]] static std::optional<CoordinateSystem> from_text(const std::string& text);
  /// A copy of a reference that GDAL holds.
  [[nodiscard]] static CoordinateSystem from_gdal(const OGRSpatialReference& reference);

  [[nodiscard]] std::string wkt2() const;
  /// "EPSG:32722" where it has a code, else its name.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] bool is_geographic() const;
  [[nodiscard]] bool is_projected_in_metres() const;
  [[nodiscard]] bool same_as(const CoordinateSystem& other) const;
  [[nodiscard]] const OGRSpatialReference& gdal() const { return *reference_; }

 private:
  explicit CoordinateSystem(std::shared_ptr<const OGRSpatialReference> reference)
      : reference_(std::move(reference)) {}
  std::shared_ptr<const OGRSpatialReference> reference_;
};

/// Change of coordinates from one system to another. Not for concurrent use.
class CoordinateChange {
 public:
  CoordinateChange(const CoordinateSystem& from, const CoordinateSystem& to);

  [[nodiscard]] bool is_identity() const { return change_ == nullptr; }
  /// In place, one x and one y a point; a point that cannot be changed becomes NaN, NaN.
  void apply(std::span<double> x, std::span<double> y) const;
  [[nodiscard]] PointM apply(PointM point) const;

  /// A line with points put in where its segments bend by more than `tolerance` (units of the target) in the
  /// new coordinates. A segment bends in the same points whichever way it runs. A point that cannot be changed
  /// is NaN, NaN.
  [[nodiscard]] std::vector<PointM> line(const std::vector<PointM>& points, double tolerance) const;

 private:
  void add_bends(PointM from, PointM to, PointM new_from, PointM new_to, double tolerance, int depth,
                 std::vector<PointM>& out) const;
  std::shared_ptr<OGRCoordinateTransformation> change_;
};

}  // namespace quarterhour
