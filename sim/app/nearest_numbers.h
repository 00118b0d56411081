// The key numbers of times, as `quarterhour nearest` prints them.
#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <string>

#include "output/time_raster.h"

namespace quarterhour::app {

[[nodiscard]] inline std::string numbers_text(std::size_t facilities, const WrittenTimes& summary,
                                              std::size_t cells) {
  return fmt::format("{} facilities\n{} cells reached of {}\n{:.0f} seconds at most\n", facilities,
                     summary.reached, cells, summary.longest_s);
}

}  // namespace quarterhour::app
