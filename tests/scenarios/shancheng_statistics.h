// What a planner would measure on a written city, computed the plain way.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/scenarios/shancheng_reading.h"

namespace quarterhour::testing {

/// A city's files and the simplest sums over them.
struct WrittenCity {
  explicit WrittenCity(const std::filesystem::path& folder);

  [[nodiscard]] double populated_km2() const;
  /// Position of the district that holds each cell's centre, -1 for none.
  [[nodiscard]] std::vector<int> district_of_cell() const;

  ReadRaster dem;
  ReadRaster people;
  std::vector<std::map<std::string, std::string>> ledger;
  std::vector<ReadFeature> streets;
  std::vector<ReadFeature> districts;
  std::vector<bool> wet;
  double total = 0.0;
  int populated = 0;
};

/// Value that the share of the values lies below.
[[nodiscard]] double quantile(std::vector<double> values, double share);

/// People per km² of the cells with people.
[[nodiscard]] std::vector<double> densities(const WrittenCity& city);

/// Slopes of dry inner cells by Horn's (1981) weights, rise over run.
[[nodiscard]] std::vector<double> slopes(const WrittenCity& city);

/// Lowest and highest water on wet cells with nothing but wet cells beside them, metres.
[[nodiscard]] std::pair<double, double> water_levels_m(const WrittenCity& city);

/// Kilometres of each structure, of streets that begin in a marked cell; no marks: of all.
[[nodiscard]] std::map<std::string, double> street_km(const WrittenCity& city,
                                                      const std::vector<bool>& inside);

/// Points where three streets or more meet.
[[nodiscard]] long junctions(const WrittenCity& city);

[[nodiscard]] bool open_clinic(const std::map<std::string, std::string>& row);

/// Open clinics per person, of each district.
[[nodiscard]] std::vector<double> clinics_per_person(const WrittenCity& city);

/// Seconds on foot to the nearest open clinic up to 900 s, else infinity: Dijkstra's method over 16 neighbours at
/// Tobler's pace, 4 km/h on the flat, at the slope between the ends; every cell that a move passes must be dry.
[[nodiscard]] std::vector<double> walk_to_clinic_s(const WrittenCity& city);

/// Cells whose centre is within a kilometre, which is 900 s on flat ground, of an open clinic.
[[nodiscard]] std::vector<bool> inside_circle(const WrittenCity& city);

}  // namespace quarterhour::testing
