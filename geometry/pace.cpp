#include "geometry/pace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "geometry/fixed_order_exp.h"

namespace quarterhour {

namespace {

constexpr std::array<std::string_view, 5> function_names = {"tobler", "marquez-perez", "irmischer-clarke",
                                                            "langmuir", "flat"};

/// Seconds that a metre of height adds, by the slope that it belongs to.
double height_s_per_m(const LangmuirCoefficients& rule, double slope) {
  if (slope < 0.0) return slope < rule.steep_slope ? rule.steep_down_s_per_m : rule.down_s_per_m;
  return rule.up_s_per_m;
}

double langmuir_s_per_m(const LangmuirCoefficients& rule, double slope) {
  return rule.walk_s_per_m + height_s_per_m(rule, slope) * slope;
}

}  // namespace

std::string_view name_of(PaceFunction function) { return function_names[static_cast<std::size_t>(function)]; }

std::optional<PaceFunction> pace_function_named(std::string_view name) {
  for (std::size_t i = 0; i < function_names.size(); ++i)
    if (function_names[i] == name) return static_cast<PaceFunction>(i);
  return std::nullopt;
}

std::vector<std::string> pace_function_names() { return {function_names.begin(), function_names.end()}; }

double published_speed_kmh(PaceFunction function, double slope) {
  switch (function) {
    case PaceFunction::tobler: return 6.0 * fixed_order_exp(-3.5 * std::fabs(slope + 0.05));
    case PaceFunction::marquez_perez: return 4.8 * fixed_order_exp(-5.3 * std::fabs(0.7 * slope + 0.03));
    case PaceFunction::irmischer_clarke: {
      const double percent_from_easiest = 100.0 * slope + 5.0;
      return 3.6 * (0.11 + fixed_order_exp(-(percent_from_easiest * percent_from_easiest) / 1800.0));
    }
    case PaceFunction::langmuir: return 3.6 / langmuir_s_per_m(LangmuirCoefficients{}, slope);
    case PaceFunction::flat: return 1.0;
  }
  return 1.0;
}

double time_on_slope(PaceFunction function, double slope) {
  if (function != PaceFunction::flat && std::isnan(slope)) return std::numeric_limits<double>::infinity();
  switch (function) {
    case PaceFunction::tobler: return fixed_order_exp(3.5 * (std::fabs(slope + 0.05) - 0.05));
    case PaceFunction::marquez_perez: return fixed_order_exp(5.3 * (std::fabs(0.7 * slope + 0.03) - 0.03));
    case PaceFunction::irmischer_clarke:
      return published_speed_kmh(function, 0.0) / published_speed_kmh(function, slope);
    case PaceFunction::langmuir: {
      const LangmuirCoefficients rule;
      // In this order of operations in the cost kernels too.
      return 1.0 + height_s_per_m(rule, slope) * (1.0 / rule.walk_s_per_m) * slope;
    }
    case PaceFunction::flat: break;
  }
  return 1.0;
}

double time_on_best_slope(PaceFunction function) {
  switch (function) {
    case PaceFunction::tobler:
    case PaceFunction::irmischer_clarke: return time_on_slope(function, -0.05);
    case PaceFunction::marquez_perez: return time_on_slope(function, -0.03 / 0.7);
    // Seconds are linear between its two bends, at no slope and at the steep one.
    case PaceFunction::langmuir: return time_on_slope(function, LangmuirCoefficients{}.steep_slope);
    case PaceFunction::flat: break;
  }
  return 1.0;
}

double seconds_per_metre(const Pace& pace, double slope) {
  if (pace.explicit_langmuir) return langmuir_s_per_m(*pace.explicit_langmuir, slope);
  return 3.6 / pace.speed_kmh * time_on_slope(pace.function, slope);
}

double least_seconds_per_metre(const Pace& pace) {
  if (!pace.explicit_langmuir) return 3.6 / pace.speed_kmh * time_on_best_slope(pace.function);
  const LangmuirCoefficients& rule = *pace.explicit_langmuir;
  // Seconds are linear between the bends; beyond the outer ones they must grow.
  if (rule.up_s_per_m < 0.0 || rule.steep_down_s_per_m > 0.0) return -std::numeric_limits<double>::infinity();
  const double at_steep_s = rule.walk_s_per_m + rule.steep_down_s_per_m * rule.steep_slope;
  return std::min({rule.walk_s_per_m, seconds_per_metre(pace, rule.steep_slope), at_steep_s});
}

}  // namespace quarterhour
