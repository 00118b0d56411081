#include "output/access_rasters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "output/enum_names.h"
#include "sim/data_cells.h"

namespace quarterhour {
namespace {

constexpr float unreached = std::numeric_limits<float>::quiet_NaN();

/// `value` shown so that it is at most the limit when `within`, and above it when not.
float on_its_side(double value, double limit, bool within) {
  const auto shown = static_cast<float>(value);
  if (within && static_cast<double>(shown) > limit) {
    const auto nearest = static_cast<float>(limit);
    return static_cast<double>(nearest) <= limit ? nearest : std::nextafter(nearest, 0.0F);
  }
  if (!within && static_cast<double>(shown) <= limit) {
    const auto nearest = static_cast<float>(limit);
    return static_cast<double>(nearest) > limit
               ? nearest
               : std::nextafter(nearest, std::numeric_limits<float>::infinity());
  }
  return shown;
}

/// Writes a raster: value_of(cell) where the cell holds data, else `no_data`.
template <class T, class ValueOf>
void write_where(FileWriter& file, const std::string& path, const DataCells& holds, T no_data,
                 ValueOf value_of) {
  file.raster<T>(path, [&, no_data](int row, int first_col, std::span<T> out) {
    const std::size_t first = holds.grid().index(row, first_col);
    for (std::size_t k = 0; k < out.size(); ++k)
      out[k] = holds(first + k) ? static_cast<T>(value_of(first + k)) : no_data;
  });
}

}  // namespace

ShownAccess shown_access(double seconds, float metres, bool covered, const AccessLayer& layer,
                         ReachBy reach_by) {
  ShownAccess shown{unreached, unreached};
  const double limit_min = layer.limit_s / 60.0;
  const bool by_minutes = reach_by != ReachBy::metres;
  const bool by_metres = reach_by != ReachBy::minutes;
  const bool late = seconds > layer.limit_s + layer.rounding_bound_s;
  if (std::isfinite(seconds)) {
    shown.minutes = static_cast<float>(seconds / 60.0);
    if (by_minutes && covered) shown.minutes = on_its_side(seconds / 60.0, limit_min, true);
    // With both tests an uncovered cell may fail only the other one.
    if (by_minutes && !covered && (!by_metres || late)) {
      shown.minutes = on_its_side(seconds / 60.0, limit_min, false);
    }
  }
  if (std::isfinite(metres)) {
    shown.metres = metres;
    if (by_metres && covered) shown.metres = on_its_side(static_cast<double>(metres), layer.limit_m, true);
    // With both tests every facility near enough by metres may be too far by minutes: the metres stay as they are,
    // and those past their limit are above it already.
    if (by_metres && !covered && !by_minutes) {
      shown.metres = on_its_side(static_cast<double>(metres), layer.limit_m, false);
    }
  }
  return shown;
}

void write_access(FileWriter& file, const AccessLayer& layer, const City& city, ReachBy reach_by,
                  bool with_seconds) {
  const std::string path = "/access/" + layer.service + "/" + layer.group + "/" + layer.state;
  const DataCells holds(city, layer.group);
  const auto seconds_at = [&layer](std::size_t cell) {
    return layer.seconds_in_double.empty() ? static_cast<double>(layer.seconds[cell])
                                           : layer.seconds_in_double[cell];
  };
  const auto shown_at = [&](std::size_t cell) {
    const float metres = layer.metres.empty() ? unreached : layer.metres[cell];
    return shown_access(seconds_at(cell), metres, layer.covered[cell] != 0, layer, reach_by);
  };
  const auto write = [&](const char* name, auto no_data, auto value_of) {
    write_where(file, path + "/" + name, holds, no_data, value_of);
  };
  constexpr std::uint8_t no_flag = 255;
  if (!layer.seconds.empty() || !layer.seconds_in_double.empty()) {
    write("minutes", unreached, [&](std::size_t cell) { return shown_at(cell).minutes; });
  }
  if (!layer.metres.empty())
    write("metres", unreached, [&](std::size_t cell) { return shown_at(cell).metres; });
  if (!layer.covered.empty())
    write("covered", no_flag, [&](std::size_t cell) { return layer.covered[cell]; });
  if (!layer.choice.empty()) {
    write("choice", std::uint16_t{65535},
          [&](std::size_t cell) { return std::min<std::uint16_t>(layer.choice[cell], 65534); });
  }
  if (!layer.nearest_site.empty()) {
    write("nearest_site", std::int32_t{-1}, [&](std::size_t cell) { return layer.nearest_site[cell]; });
  }
  if (!layer.reason.empty()) write("reason", no_flag, [&](std::size_t cell) { return layer.reason[cell]; });
  if (!layer.in_circle.empty())
    write("in_circle", no_flag, [&](std::size_t cell) { return layer.in_circle[cell]; });
  for (const auto& [name, values] :
       {std::pair{"served_share", &layer.served_share}, std::pair{"supply_2sfca", &layer.supply_2sfca},
        std::pair{"supply_e2sfca", &layer.supply_e2sfca}})
    if (!values->empty()) write(name, unreached, [&](std::size_t cell) { return (*values)[cell]; });
  if (!layer.serving_site.empty())
    write("serving_site", std::int32_t{-1}, [&](std::size_t cell) { return layer.serving_site[cell]; });
  if (with_seconds && !layer.seconds_in_double.empty()) {
    write("seconds", std::numeric_limits<double>::quiet_NaN(), [&](std::size_t cell) {
      const double seconds = layer.seconds_in_double[cell];
      return std::isfinite(seconds) ? seconds : std::numeric_limits<double>::quiet_NaN();
    });
  } else if (with_seconds && !layer.seconds.empty()) {
    write("seconds", unreached, [&](std::size_t cell) {
      const float seconds = layer.seconds[cell];
      return std::isfinite(seconds) ? seconds : unreached;
    });
  }
  file.attribute(path + "@limit_min", layer.limit_s / 60.0);
  file.attribute(path + "@limit_m", layer.limit_m);
  file.attribute(path + "@reach_by", std::string(name_of(reach_by)));
  file.attribute(path + "@circle_radius_m", layer.circle_radius_m);
  file.attribute(path + "@rounding_bound_s", layer.rounding_bound_s);
}

void write_completeness(FileWriter& file, const CompletenessLayer& layer, const City& city) {
  const std::string path = "/completeness/" + layer.group + "/" + layer.state;
  const DataCells holds(city, layer.group);
  write_where(file, path + "/services_in_reach", holds, std::uint16_t{65535},
              [&](std::size_t cell) { return layer.services_in_reach[cell]; });
  write_where(file, path + "/share", holds, unreached, [&](std::size_t cell) { return layer.share[cell]; });
}

}  // namespace quarterhour
