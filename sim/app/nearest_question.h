// What `quarterhour nearest` is asked, and its answer for any window of the area.
#pragma once

#include <optional>
#include <string>

#include "geometry/travel_time.h"
#include "output/times_file.h"
#include "scenarios/building/plain_ground.h"

namespace quarterhour::app {

struct NearestQuestion {
  SourceSpec elevation;
  SourceSpec facilities;
  std::optional<SourceSpec> friction;
  TravelRule rule;
  /// +infinity: none.
  double limit_s = 0.0;
};

/// A line for each option and each input with its size: equal for two questions with the same answer, as far as can be told
/// without reading the files.
[[nodiscard]] std::string text_of(const NearestQuestion& question);

/// Opens the rasters and reads the facilities; throws InputError.
struct NearestPlace {
  explicit NearestPlace(const NearestQuestion& question);
  PlainRasters rasters;
  PlainFacilities facilities;
  [[nodiscard]] CellWindow whole() const { return {0, rasters.grid().rows(), 0, rasters.grid().cols()}; }
};

/// Bytes that a window's rasters take, and with them a search for the nearest facility and its answer.
[[nodiscard]] double ground_bytes(const NearestPlace& place, const CellWindow& window);
[[nodiscard]] double search_bytes(const NearestQuestion& question, const NearestPlace& place,
                                  const CellWindow& window, NameSource name);

/// Times of a window from the facilities that stand in it; sources are positions in the place's facilities. What is to be said
/// of the facilities is added to its notes. Throws InputError.
[[nodiscard]] NearestTimes times_of(const NearestQuestion& question, const CellWindow& window,
                                    NameSource name, NearestPlace& place);

/// The head of a file of times for a window: a tile, or the whole area where `tile` is empty.
[[nodiscard]] TimesHead head_of(const NearestQuestion& question, const NearestPlace& place,
                                const CellWindow& window, const std::string& tile);

}  // namespace quarterhour::app
