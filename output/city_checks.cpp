#include "output/city_checks.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace quarterhour {
namespace {

template <class T, class Rule>
void require_all(const FileReader& file, const std::string& path, const Raster<T>& raster, const char* what,
                 const Rule& holds) {
  const auto& values = raster.values();
  if (!std::all_of(values.begin(), values.end(), holds)) file.fail(std::string("it holds ") + what, path);
}

void check_surface(const FileReader& file, const City& city) {
  const Surface& surface = city.surface;
  const auto is_flag = [](std::uint8_t value) { return value <= 1; };
  require_all(file, "/ground/passable", surface.passable, "something other than 0 and 1", is_flag);
  require_all(file, "/ground/passable_without_barriers", surface.passable_without_barriers,
              "something other than 0 and 1", is_flag);
  require_all(file, "/ground/zone", city.zone, "something other than 0, 1 and 2",
              [](std::uint8_t value) { return value <= static_cast<std::uint8_t>(Zone::buffer); });
  require_all(file, "/ground/elevation", surface.elevation_m, "an infinite height",
              [](double value) { return !std::isinf(value); });
  require_all(file, "/ground/friction", surface.friction_s_per_m, "a friction below zero or without end",
              [](double value) { return std::isnan(value) || (value >= 0.0 && std::isfinite(value)); });
  for (std::size_t cell = 0; cell < surface.passable.values().size(); ++cell) {
    if (surface.passable[cell] == 0) continue;
    if (!surface.elevation_m.empty() && std::isnan(surface.elevation_m[cell]))
      file.fail("open ground has no height", "/ground/elevation");
    if (!surface.friction_s_per_m.empty() && std::isnan(surface.friction_s_per_m[cell]))
      file.fail("open ground has no friction", "/ground/friction");
    if (!surface.speed_factor.empty() &&
        !(surface.speed_factor[cell] > 0.0F && std::isfinite(surface.speed_factor[cell])))
      file.fail("open ground has no positive factor of speed", "/ground/speed_factor");
  }
}

void check_groups(const FileReader& file, const City& city) {
  if (city.groups.empty() || city.groups.front().id != "people")
    file.fail("its first group is not people, everybody", "/groups/id");
  std::set<std::string> ids;
  const auto is_positive = [](const std::optional<double>& value) {
    return !value || (*value > 0.0 && std::isfinite(*value));
  };
  for (const PeopleGroup& group : city.groups) {
    if (!ids.insert(group.id).second) file.fail("the group " + group.id + " stands twice", "/groups/id");
    if (!is_positive(group.speed_kmh)) file.fail("a speed is not positive", "/groups/speed_kmh");
    if (!is_positive(group.max_slope)) file.fail("a slope is not positive", "/groups/max_slope");
    group.people.for_each_held([&](std::size_t, double people) {
      if (!(people >= 0.0 && std::isfinite(people)))
        file.fail("it holds people who are fewer than none or no number", "/people/" + group.id);
    });
  }
}

void check_ledger(const FileReader& file, const City& city) {
  for (const Facility& facility : city.ledger) {
    if (facility.capacity && !(*facility.capacity >= 0.0 && std::isfinite(*facility.capacity)))
      file.fail("the capacity of " + facility.id + " is below zero or without end", "/ledger/capacity");
    if (facility.cell && city.surface.passable[*facility.cell] == 0)
      file.fail("facility " + facility.id + " stands where nobody can", "/ledger/row");
  }
}

}  // namespace

void check_city(const FileReader& file, const City& city) {
  check_surface(file, city);
  check_groups(file, city);
  check_ledger(file, city);
  for (const UnitSet& set : city.unit_sets) {
    if (set.unit_of_cell.empty())
      file.fail("the units of the cells are missing", "/units/" + set.kind + "/unit_of_cell");
  }
}

}  // namespace quarterhour
