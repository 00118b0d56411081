#include "scenarios/readers/coordinates.h"

#include <ogr_spatialref.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "scenarios/readers/gdal_messages.h"

namespace quarterhour {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<const OGRSpatialReference> horizontal(OGRSpatialReference reference) {
  if (reference.IsCompound()) reference.StripVertical();
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return std::make_shared<const OGRSpatialReference>(reference);
}

}  // namespace

std::optional<CoordinateSystem> CoordinateSystem::from_text(const std::string& text) {
  const GdalMessages messages;
  OGRSpatialReference reference;
  // No URLs and no files: a coordinate system is named or spelt out in the scenario itself.
  static const char* const options[] = {"ALLOW_NETWORK_ACCESS=NO", "ALLOW_FILE_ACCESS=NO", nullptr};
  if (text.empty() || reference.SetFromUserInput(text.c_str(), options) != OGRERR_NONE) return std::nullopt;
  return CoordinateSystem(horizontal(reference));
}

CoordinateSystem CoordinateSystem::from_gdal(const OGRSpatialReference& reference) {
  const GdalMessages messages;
  return CoordinateSystem(horizontal(reference));
}

std::string CoordinateSystem::wkt2() const {
  const GdalMessages messages;
  char* text = nullptr;
  static const char* const options[] = {"FORMAT=WKT2_2018", "MULTILINE=NO", nullptr};
  reference_->exportToWkt(&text, options);
  std::string wkt = text == nullptr ? "" : text;
  CPLFree(text);
  return wkt;
}

std::string CoordinateSystem::name() const {
  const GdalMessages messages;
  const char* authority = reference_->GetAuthorityName(nullptr);
  const char* code = reference_->GetAuthorityCode(nullptr);
  if (authority != nullptr && code != nullptr) return std::string(authority) + ":" + code;
  const char* name = reference_->GetName();
  return name == nullptr ? "unnamed" : name;
}

bool CoordinateSystem::is_geographic() const {
  const GdalMessages messages;
  return reference_->IsGeographic() != 0;
}

bool CoordinateSystem::is_projected_in_metres() const {
  const GdalMessages messages;
  return reference_->IsProjected() != 0 && std::abs(reference_->GetLinearUnits() - 1.0) < 1e-12;
}

bool CoordinateSystem::same_as(const CoordinateSystem& other) const {
  const GdalMessages messages;
  static const char* const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", nullptr};
  return reference_->IsSame(&other.gdal(), options) != 0;
}

CoordinateChange::CoordinateChange(const CoordinateSystem& from, const CoordinateSystem& to) {
  if (from.same_as(to)) return;
  const GdalMessages messages;
  change_.reset(OGRCreateCoordinateTransformation(&from.gdal(), &to.gdal()));
  if (change_ == nullptr) {
    throw std::runtime_error("no way is known from " + from.name() + " to " + to.name() + " (" +
                             messages.first_error() + ")");
  }
}

void CoordinateChange::apply(std::span<double> x, std::span<double> y) const {
  if (is_identity() || x.empty()) return;
  const GdalMessages messages;
  std::vector<int> done(x.size(), 0);
  change_->Transform(static_cast<int>(x.size()), x.data(), y.data(), nullptr, done.data());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (done[i] == 0 || !std::isfinite(x[i]) || !std::isfinite(y[i])) x[i] = y[i] = not_a_number;
  }
}

PointM CoordinateChange::apply(PointM point) const {
  apply(std::span(&point.x_m, 1), std::span(&point.y_m, 1));
  return point;
}

std::vector<PointM> CoordinateChange::line(const std::vector<PointM>& points, double tolerance) const {
  if (is_identity()) return points;
  std::vector<double> x;
  std::vector<double> y;
  for (const PointM& point : points) {
    x.push_back(point.x_m);
    y.push_back(point.y_m);
  }
  apply(x, y);
  std::vector<PointM> out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const PointM changed{x[i], y[i]};
    if (i > 0) add_bends(points[i - 1], points[i], {x[i - 1], y[i - 1]}, changed, tolerance, 8, out);
    out.push_back(changed);
  }
  return out;
}

void CoordinateChange::add_bends(PointM from, PointM to, PointM new_from, PointM new_to, double tolerance,
                                 int depth, std::vector<PointM>& out) const {
  // A segment shorter than 200 tolerances in the new coordinates bends by less than one of them anywhere
  // that a city grid is used (curvature of parallels and projections stays below 1 / 500 km).
  const double length = std::hypot(new_to.x_m - new_from.x_m, new_to.y_m - new_from.y_m);
  if (depth == 0 || !(length > 200.0 * tolerance)) return;
  const PointM middle{0.5 * (from.x_m + to.x_m), 0.5 * (from.y_m + to.y_m)};
  const PointM changed = apply(middle);
  const double bend = std::hypot(changed.x_m - 0.5 * (new_from.x_m + new_to.x_m),
                                 changed.y_m - 0.5 * (new_from.y_m + new_to.y_m));
  if (!(bend > tolerance)) return;
  add_bends(from, middle, new_from, changed, tolerance, depth - 1, out);
  out.push_back(changed);
  add_bends(middle, to, changed, new_to, tolerance, depth - 1, out);
}

}  // namespace quarterhour
