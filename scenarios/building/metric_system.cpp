#include "scenarios/building/metric_system.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "geometry/polygons.h"

namespace quarterhour {

namespace {

bool in_china(double longitude_deg, double latitude_deg) {
  static const std::vector<std::vector<PointM>> outline = {{
      {73.6, 39.3},  {74.8, 40.5},  {78.0, 41.1},  {80.2, 42.1},  {80.3, 43.2},  {80.8, 44.9},  {82.5, 45.2},
      {83.0, 47.2},  {85.5, 47.1},  {85.8, 48.4},  {87.8, 49.1},  {90.9, 46.9},  {91.0, 45.2},  {95.4, 44.3},
      {96.4, 42.7},  {101.8, 42.5}, {105.0, 41.6}, {107.5, 42.4}, {110.0, 42.6}, {111.9, 43.7}, {111.8, 45.0},
      {114.0, 44.9}, {116.0, 46.3}, {119.7, 46.7}, {119.8, 47.2}, {117.8, 48.0}, {115.6, 47.9}, {116.7, 49.8},
      {119.3, 50.2}, {120.8, 53.2}, {123.6, 53.5}, {126.9, 51.4}, {127.6, 49.8}, {130.7, 48.9}, {131.0, 47.7},
      {134.7, 48.3}, {133.1, 45.1}, {131.1, 44.8}, {131.3, 43.5}, {130.6, 42.5}, {128.1, 42.0}, {126.9, 41.7},
      {124.3, 40.0}, {121.3, 38.6}, {123.0, 37.0}, {121.0, 35.6}, {122.4, 31.5}, {122.9, 29.9}, {121.9, 28.0},
      {120.2, 25.8}, {118.4, 24.2}, {117.0, 23.2}, {114.6, 22.4}, {114.2, 22.5}, {113.9, 22.4}, {113.6, 22.0},
      {111.2, 21.3}, {111.3, 19.8}, {109.6, 18.0}, {108.4, 18.9}, {108.9, 20.5}, {108.0, 21.5}, {106.7, 22.0},
      {105.3, 23.3}, {102.5, 22.6}, {101.7, 21.1}, {99.9, 22.0},  {98.9, 23.2},  {97.6, 24.0},  {98.7, 26.0},
      {98.6, 27.6},  {97.4, 28.4},  {94.0, 29.2},  {92.0, 27.8},  {88.9, 27.3},  {88.0, 27.9},  {86.0, 27.95},
      {84.0, 28.9},  {81.3, 30.1},  {79.0, 31.2},  {78.7, 33.5},  {78.0, 35.5},  {76.0, 36.0},  {74.6, 37.2},
  }};
  return inside({longitude_deg, latitude_deg}, outline);
}

}  // namespace

int metric_system_code(double longitude_deg, double latitude_deg) {
  if (!(std::abs(longitude_deg) <= 180.0) || !(latitude_deg <= 84.0) || !(latitude_deg >= -80.0)) {
    throw std::invalid_argument("UTM covers 80° S to 84° N");
  }
  if (in_china(longitude_deg, latitude_deg)) {
    // EPSG:4534 has the central meridian 75° E, EPSG:4554 has 135° E.
    return 4534 + static_cast<int>(std::floor(longitude_deg / 3.0 + 0.5)) - 25;
  }
  const int zone = std::min(60, static_cast<int>(std::floor((longitude_deg + 180.0) / 6.0)) + 1);
  return (latitude_deg >= 0.0 ? 32600 : 32700) + zone;
}

}  // namespace quarterhour
