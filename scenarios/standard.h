// Standards as data: the levels that a service may have, what a level says about reach and size, and the services
// that the standard lists for it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/city.h"
#include "sim/result.h"
#include "sim/service.h"

namespace quarterhour {

/// Closed interval.
struct CountRange {
  double least = 0.0;
  double most = 0.0;
};

/// Where the values of one entry of a standard stand, and which of them were confirmed.
struct StandardOrigin {
  /// Clause or table of the standard; empty: the standard as a whole.
  std::string source;
  /// By key, such as "reach_m": where a value stands when elsewhere than the rest of its entry.
  std::map<std::string, std::string> sources;
  /// False: not confirmed against the printed standard; shown so.
  bool confirmed = false;
  /// Keys of values that were not confirmed although the rest of the entry was.
  std::vector<std::string> unconfirmed;

  [[nodiscard]] const std::string& source_of(const std::string& key) const;
  [[nodiscard]] bool is_confirmed(std::string_view key) const;
};

struct StandardLevel : StandardOrigin {
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
};

/// A service that a standard lists for a level. One service may stand at several levels, each with its own values.
struct StandardService : StandardOrigin {
  std::string id;
  BilingualName name;
  std::string level;
  std::string domain;
  /// Must every circle of the level have it? False: where it fits.
  bool required = true;
  /// Where they differ from the level's.
  std::optional<double> reach_min;
  std::optional<double> reach_m;
  /// People whom one facility serves.
  std::optional<double> capacity;
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
  /// What the standard lists under this id at this level; with an empty level at the highest level that lists it,
  /// a required listing before an optional one. Nothing (nullptr) where it lists none.
  [[nodiscard]] const StandardService* service(std::string_view id, std::string_view level = {}) const;
};

/// Names that `standard = "…"` takes without a file.
[[nodiscard]] std::vector<std::string> built_in_standards();

/// City, district, 15-, 10- and 5-minute levels (model.md §5), without a reach.
[[nodiscard]] Standard default_ladder();

/// Rows of /standard_values that a level states: level.ID.reach_min (min), .reach_m and .reach_least_m (m),
/// .population (people) and .dwellings (dwellings), a range written "17000 to 32000". The source names standard and
/// clause. Values that the standard does not state have no row.
[[nodiscard]] std::vector<StandardValue> values_of(const Standard& standard, const StandardLevel& level);

/// The same of a listed service: service.ID.level (the level's id), .listing ("required" or "where it fits"),
/// .reach_min (min), .reach_m (m), .capacity (people); reaches are the service's own where the standard gives it one,
/// else its level's. `overridden`: last words of keys, such as "reach_min", that the
/// scenario states itself; those rows are left out, for the caller to add with the scenario's value and line.
[[nodiscard]] std::vector<StandardValue> values_of(const Standard& standard, const StandardService& service,
                                                   std::span<const std::string> overridden = {});

/// Ids of the services, in their order, that the standard requires at their level, or at any level when they have
/// none; without a standard (Standard::id empty) or in one that lists no services, all of them. What `completeness`
/// counts.
[[nodiscard]] std::vector<std::string> listed_services(const Standard& standard,
                                                       std::span<const Service> services);

/// The text of a standard's file as data; levels of the default ladder that it lacks are added without values.
/// Throws InputError with every fault at once, named by `file`.
[[nodiscard]] Standard parse_standard(std::string_view text, const std::string& file);

/// A standard that is part of the program; `name` must be one of built_in_standards().
[[nodiscard]] Standard built_in_standard(std::string_view name);

}  // namespace quarterhour
