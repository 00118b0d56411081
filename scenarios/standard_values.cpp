// What a standard says, as rows for the result: each value with its unit and where it stands.
#include <algorithm>

#include "scenarios/standard.h"
#include "scenarios/table_reader.h"

namespace quarterhour {

namespace {

/// Rows of one entry of a standard, keys beginning with `prefix`.
class ValueRows {
 public:
  ValueRows(const Standard& standard, std::string prefix)
      : standard_(&standard), prefix_(std::move(prefix)) {}

  void add(const StandardOrigin& origin, const std::string& key, const std::string& key_in_file,
           std::string value, std::string unit) {
    const std::string& clause = origin.source_of(key_in_file);
    rows_.push_back({prefix_ + key, std::move(value), std::move(unit),
                     clause.empty() ? standard_->id : standard_->id + ", " + clause,
                     origin.is_confirmed(key_in_file)});
  }
  void add(const StandardOrigin& origin, const std::string& key, const std::optional<double>& value,
           const std::string& unit) {
    if (value) add(origin, key, key, shortest(*value), unit);
  }
  void add(const StandardOrigin& origin, const std::string& key, const std::optional<CountRange>& range,
           const std::string& unit) {
    if (range) add(origin, key, key, shortest(range->least) + " to " + shortest(range->most), unit);
  }
  [[nodiscard]] std::vector<StandardValue> take() { return std::move(rows_); }

 private:
  const Standard* standard_;
  std::string prefix_;
  std::vector<StandardValue> rows_;
};

}  // namespace

std::vector<StandardValue> values_of(const Standard& standard, const StandardLevel& level) {
  ValueRows rows(standard, "level." + level.id + ".");
  rows.add(level, "reach_min", level.reach_min, "min");
  rows.add(level, "reach_least_m", level.reach_least_m, "m");
  rows.add(level, "reach_m", level.reach_m, "m");
  rows.add(level, "population", level.population, "people");
  rows.add(level, "dwellings", level.dwellings, "dwellings");
  return rows.take();
}

std::vector<StandardValue> values_of(const Standard& standard, const StandardService& service,
                                     std::span<const std::string> overridden) {
  ValueRows rows(standard, "service." + service.id + ".");
  rows.add(service, "level", "level", service.level, "");
  rows.add(service, "listing", "level", service.required ? "required" : "where it fits", "");
  const StandardLevel* level = standard.level(service.level);
  const auto reach = [&](const std::string& key, const std::optional<double>& own,
                         const std::optional<double>& of_level, const std::string& unit) {
    if (own || level == nullptr) {
      rows.add(service, key, own, unit);
    } else {
      rows.add(*level, key, of_level, unit);
    }
  };
  const std::optional<double> none;
  reach("reach_min", service.reach_min, level == nullptr ? none : level->reach_min, "min");
  reach("reach_m", service.reach_m, level == nullptr ? none : level->reach_m, "m");
  rows.add(service, "capacity", service.capacity, "people");
  std::vector<StandardValue> values = rows.take();
  std::erase_if(values, [&](const StandardValue& row) {
    return std::any_of(overridden.begin(), overridden.end(), [&](const std::string& key) {
      return row.key == "service." + service.id + "." + key;
    });
  });
  return values;
}

std::vector<std::string> listed_services(const Standard& standard, std::span<const Service> services) {
  const bool lists_nothing = standard.id.empty() || standard.services.empty();
  std::vector<std::string> listed;
  for (const Service& each : services) {
    const StandardService* found = standard.service(each.id, each.level);
    if (lists_nothing || (found != nullptr && found->required)) listed.push_back(each.id);
  }
  return listed;
}

}  // namespace quarterhour
