// Walking speed as a function of slope.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarterhour {

enum class PaceFunction { tobler, marquez_perez, irmischer_clarke, langmuir, flat };

/// The name that scenarios use, such as "marquez-perez".
[[nodiscard]] std::string_view name_of(PaceFunction function);
/// Nothing for an unknown name.
[[nodiscard]] std::optional<PaceFunction> pace_function_named(std::string_view name);
/// Every name, in the order of the enumeration.
[[nodiscard]] std::vector<std::string> pace_function_names();

/// Coefficients of Langmuir's rule as GRASS r.walk uses it (Langmuir 1984; r.walk manual, walk_coeff and
/// slope_factor). Seconds per metre of distance and per metre of height.
struct LangmuirCoefficients {
  double walk_s_per_m = 0.72;
  double up_s_per_m = 6.0;
  double down_s_per_m = 1.9998;
  double steep_down_s_per_m = -1.9998;
  double steep_slope = -0.2125;
  friend bool operator==(const LangmuirCoefficients&, const LangmuirCoefficients&) = default;
};

/// A pace function at a flat speed.
struct Pace {
  PaceFunction function = PaceFunction::tobler;
  /// Speed on slope 0, km/h, > 0. Unused when `explicit_langmuir` is given.
  double speed_kmh = 4.0;
  /// Langmuir's rule with coefficients from the scenario: unscaled, computed in double, term by term.
  std::optional<LangmuirCoefficients> explicit_langmuir;
  friend bool operator==(const Pace&, const Pace&) = default;
};

/// Unscaled published speed of a function on slope `s` (rise over planar run, in the direction of
/// travel), km/h. Not for `flat`, which has no published speed: returns 1.
/// tobler: 6 exp(-3.5 |s + 0.05|), Tobler 1993. marquez_perez: 4.8 exp(-5.3 |0.7 s + 0.03|),
/// Márquez-Pérez et al. 2017. irmischer_clarke: 3.6 (0.11 + exp(-(100 s + 5)^2 / 1800)), Irmischer & Clarke
/// 2018, male, on-road. langmuir: 3.6 / (0.72 + k s), k = 6 up, 1.9998 down to -0.2125, -1.9998 steeper.
[[nodiscard]] double published_speed_kmh(PaceFunction function, double slope);

/// How much longer a metre takes on slope `s` than on the flat: the published speed at 0 over that at `s`, with one
/// exponential or quotient (for tobler e^(3.5 (|s + 0.05| - 0.05))). A slope that is not a number, from a height that nobody knows, is
/// never got over: +infinity, except for `flat`, which does not ask.
[[nodiscard]] double time_on_slope(PaceFunction function, double slope);

/// The least of that over all slopes, such as e^-0.175 at a slope of -0.05 for tobler.
[[nodiscard]] double time_on_best_slope(PaceFunction function);

/// Seconds for one metre of planar distance on slope `s` at speed factor 1, in double: the published
/// function scaled so that slope 0 gives `pace.speed_kmh`.
[[nodiscard]] double seconds_per_metre(const Pace& pace, double slope);

/// The least of that over all slopes; -infinity where explicit coefficients let it fall without end.
[[nodiscard]] double least_seconds_per_metre(const Pace& pace);

}  // namespace quarterhour
