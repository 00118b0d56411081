// A traced way in words, English and Chinese.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/trace/traced_access.h"

namespace quarterhour {

/// Degrees east and north, WGS 84.
struct Degrees {
  double east = 0.0;
  double north = 0.0;
};

/// "cell row 12, column 30 (29.56312 N, 106.57124 E)"; without the degrees where they are not known.
[[nodiscard]] BilingualName cell_words(const Grid& grid, CellIndex cell, std::optional<Degrees> at);

/// What is walked or ridden on a leg: "along Xinhua Road", "down steps of Shibati", "over the ground", "by lift".
[[nodiscard]] BilingualName leg_words(const TraceLeg& leg);

/// One sentence or two: from where to where, how long, how far, how high (unless the city is flat), and whether that is
/// within the service's reach; or that no way leads there. `people_at`: what the people's end is called, cell_words or a
/// name. Not the legs.
[[nodiscard]] BilingualName access_words(const TracedAccess& access, const StudyResult& study,
                                         const BilingualName& people_at);

/// That nobody has a facility of a service as the nearest within reach.
[[nodiscard]] BilingualName nobody_words(const BilingualName& facility, const Service& service);

/// Each leg as one line: number, minutes, metres, climb and descent (unless the city is flat), and what it leads over.
struct LegLines {
  std::vector<std::string> en;
  std::vector<std::string> zh;
};
[[nodiscard]] LegLines leg_lines(const Trace& way);

}  // namespace quarterhour
