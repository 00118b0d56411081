// How much memory a study will take, worked out and told before it begins.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/scenario.h"
#include "sim/city.h"

namespace quarterhour::app {

/// Bytes, in double because they are estimates.
struct MemoryPlan {
  /// The city, held throughout.
  double city = 0.0;
  /// Streets as they are joined to the ground, and which ground is open.
  double ground = 0.0;
  /// The most that measuring, planning and writing take beside those.
  double work = 0.0;
  /// Left for costs of moves that are kept between searches; more makes searches faster, less changes no result.
  double kept_costs = 0.0;
  /// What may be taken: the limit given, or the memory that the machine has free.
  double available = 0.0;

  [[nodiscard]] double needed() const { return city + ground + work; }
  /// "4.1 GB of memory: 0.6 for the city, …".
  [[nodiscard]] std::string text() const;
};

/// Throws InputError, "<what> needs about 4.15 GB of memory, and …", where `needed` bytes are more than may be planned with: a share of
/// `limit`, or of what the machine has free where that is 0, less what the program takes whatever it works on. Returns the bytes
/// that are left.
double require_memory(double needed, std::uint64_t limit, const std::string& what, const std::string& remedy);

/// `limit`: bytes that the user allows, 0 for what is free. Throws InputError when the study cannot fit, naming what it needs.
[[nodiscard]] MemoryPlan plan_memory(const City& city, const Scenario& scenario, std::uint64_t limit);

}  // namespace quarterhour::app
