// Standards as data: the levels that a service may have, and what a level says about reach and size.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/city.h"

namespace quarterhour {

/// Closed interval.
struct CountRange {
  double least = 0.0;
  double most = 0.0;
};

struct StandardLevel {
  std::string id;
  BilingualName name;
  /// 1 is the highest.
  int rank = 0;
  std::optional<double> reach_min;
  /// The largest distance that the standard allows, and the least that it names.
  std::optional<double> reach_m;
  std::optional<double> reach_least_m;
  std::optional<CountRange> population;
  std::optional<CountRange> dwellings;
  /// Clause or table of the standard; empty: the standard as a whole.
  std::string source;
  /// False: not confirmed against the printed standard; shown so.
  bool confirmed = false;
};

/// A service that a standard lists for a level.
struct StandardService {
  std::string id;
  BilingualName name;
  std::string level;
  std::string domain;
  /// Must every circle of the level have it? False: where it fits.
  bool required = true;
  /// Where they differ from the level's.
  std::optional<double> reach_min;
  std::optional<double> reach_m;
  std::optional<double> capacity;
  /// Clause or table of the standard; empty: the standard as a whole.
  std::string source;
  bool confirmed = false;
};

struct Standard {
  /// Empty: no standard was named, the levels are those of the default ladder.
  std::string id;
  BilingualName name;
  std::string source;
  /// By rank, then by id.
  std::vector<StandardLevel> levels;
  /// In the file's order.
  std::vector<StandardService> services;

  /// Nothing (nullptr) for an unknown id.
  [[nodiscard]] const StandardLevel* level(std::string_view id) const;
  [[nodiscard]] std::vector<std::string> level_ids() const;
  /// Nothing (nullptr) for a service that is not listed.
  [[nodiscard]] const StandardService* service(std::string_view id) const;
};

/// Names that `standard = "…"` takes without a file.
[[nodiscard]] std::vector<std::string> built_in_standards();

/// City, district, 15-, 10- and 5-minute levels (model.md §5), without a reach.
[[nodiscard]] Standard default_ladder();

/// The text of a standard's file as data; levels of the default ladder that it lacks are added without values.
/// Throws InputError with every fault at once, named by `file`.
[[nodiscard]] Standard parse_standard(std::string_view text, const std::string& file);

/// A standard that is part of the program; `name` must be one of built_in_standards().
[[nodiscard]] Standard built_in_standard(std::string_view name);

}  // namespace quarterhour
