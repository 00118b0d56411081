// Values as tags and columns of streets write them: speeds, durations, directions, levels.
#pragma once

#include <optional>
#include <string_view>

namespace quarterhour {

/// km/h of "50", "50 km/h", "30 mph", "walk" (5); nothing for others and for 0.
[[nodiscard]] std::optional<double> speed_kmh_of(std::string_view text);

/// Seconds of "20" (minutes), "01:30" (hours, minutes), "01:30:00" and "PT1H30M"; nothing for others.
[[nodiscard]] std::optional<double> duration_s_of(std::string_view text);

/// One way along the line, against it, or both ways; nothing for values that say neither.
enum class OneWay { both, forward, backward };
[[nodiscard]] std::optional<OneWay> one_way_of(std::string_view text);

/// The first number of "2", "-1;0", "0-3"; nothing without one.
[[nodiscard]] std::optional<double> level_of(std::string_view text);

}  // namespace quarterhour
