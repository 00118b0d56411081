#include "scenarios/readers/chinese_datum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "scenarios/readers/source_faults.h"

namespace quarterhour {

namespace {

constexpr double pi = std::numbers::pi;
// Krasovsky 1940, and the centre of the shift's formulas.
constexpr double semi_major_m = 6378245.0;
constexpr double squared_eccentricity = 0.00669342162296594323;
constexpr double centre_lon = 105.0;
constexpr double centre_lat = 35.0;
// Baidu's wave length, and its offset in degrees.
constexpr double baidu_wave = pi * 3000.0 / 180.0;
constexpr double baidu_east = 0.0065;
constexpr double baidu_north = 0.006;
constexpr double mean_earth_radius_m = 6371008.8;

double wave(double at, double short_amplitude, double short_length, double long_amplitude,
            double long_length) {
  return (short_amplitude * std::sin(at * pi / short_length) +
          long_amplitude * std::sin(at * pi / long_length)) *
         2.0 / 3.0;
}

/// Waves that both coordinates share.
double common_wave(double x) { return wave(x, 20.0, 1.0 / 6.0, 20.0, 0.5); }

double northward_m(double x, double y) {
  return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) +
         common_wave(x) + wave(y, 20.0, 1.0, 40.0, 3.0) + wave(y, 160.0, 12.0, 320.0, 30.0);
}

double eastward_m(double x, double y) {
  return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) + common_wave(x) +
         wave(x, 20.0, 1.0, 40.0, 3.0) + wave(x, 150.0, 12.0, 300.0, 30.0);
}

PointM to_gcj02(PointM wgs84) {
  const double x = wgs84.x_m - centre_lon;
  const double y = wgs84.y_m - centre_lat;
  const double latitude = wgs84.y_m * pi / 180.0;
  const double sine = std::sin(latitude);
  const double curvature = 1.0 - squared_eccentricity * sine * sine;
  const double meridian_m = semi_major_m * (1.0 - squared_eccentricity) / (curvature * std::sqrt(curvature));
  const double parallel_m = semi_major_m / std::sqrt(curvature) * std::cos(latitude);
  return {wgs84.x_m + eastward_m(x, y) * 180.0 / (parallel_m * pi),
          wgs84.y_m + northward_m(x, y) * 180.0 / (meridian_m * pi)};
}

PointM to_bd09(PointM gcj02) {
  const double radius = std::hypot(gcj02.x_m, gcj02.y_m) + 0.00002 * std::sin(gcj02.y_m * baidu_wave);
  const double angle = std::atan2(gcj02.y_m, gcj02.x_m) + 0.000003 * std::cos(gcj02.x_m * baidu_wave);
  return {radius * std::cos(angle) + baidu_east, radius * std::sin(angle) + baidu_north};
}

double distance_m(PointM a, PointM b) {
  const double to_radians = pi / 180.0;
  const double north = (b.y_m - a.y_m) * to_radians;
  const double east = (b.x_m - a.x_m) * to_radians * std::cos(0.5 * (a.y_m + b.y_m) * to_radians);
  return mean_earth_radius_m * std::hypot(north, east);
}

}  // namespace

std::optional<ChineseDatum> datum_of(const SourceSpec& source) {
  const std::string name = mapped(source, "datum");
  if (name.empty()) return std::nullopt;
  return name == "bd09" ? ChineseDatum::bd09 : ChineseDatum::gcj02;
}

bool is_shifted_there(PointM degrees) {
  return degrees.x_m >= 72.004 && degrees.x_m <= 137.8347 && degrees.y_m >= 0.8293 && degrees.y_m <= 55.8271;
}

PointM shifted(ChineseDatum datum, PointM wgs84) {
  const PointM gcj02 = to_gcj02(wgs84);
  return datum == ChineseDatum::bd09 ? to_bd09(gcj02) : gcj02;
}

PointM unshifted(ChineseDatum datum, PointM degrees) {
  if (!is_shifted_there(degrees)) return degrees;
  constexpr double near_enough = 1e-11;
  // The shift changes by a few per cent of a step at most, so each round gains more than a digit.
  constexpr int most_rounds = 30;
  PointM found = degrees;
  for (int round = 0; round < most_rounds; ++round) {
    const PointM there = shifted(datum, found);
    const PointM missing{degrees.x_m - there.x_m, degrees.y_m - there.y_m};
    if (std::max(std::abs(missing.x_m), std::abs(missing.y_m)) < near_enough) break;
    found = {found.x_m + missing.x_m, found.y_m + missing.y_m};
  }
  return found;
}

PointM DatumChange::apply(PointM degrees) {
  if (!is_shifted_there(degrees)) {
    ++left_;
    return degrees;
  }
  const PointM found = unshifted(datum_, degrees);
  ++moved_;
  most_m_ = std::max(most_m_, distance_m(degrees, found));
  return found;
}

std::string DatumChange::told(const std::string& file) const {
  const std::string name = datum_ == ChineseDatum::bd09 ? "BD-09" : "GCJ-02";
  std::string text = file + ": " + std::to_string(moved_) + " points moved from " + name +
                     " to WGS 84, by at most " + std::to_string(std::lround(most_m_)) + " m";
  if (left_ > 0) {
    text += "; " + std::to_string(left_) + " points outside China were not shifted and stay where they are";
  }
  return text + ".";
}

}  // namespace quarterhour
