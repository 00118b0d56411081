// What the command line asks to be traced, found in the city.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/city.h"
#include "sim/result.h"
#include "sim/trace/trace_words.h"

namespace quarterhour::app {

/// The words of the command line.
struct TraceWords {
  /// "LON,LAT" in degrees (WGS 84), "ROW,COLUMN", and ids of facilities.
  std::vector<std::string> points;
  std::vector<std::string> cells;
  std::vector<std::string> facilities;
  /// Empty: every service of the scenario; the first group that a service is for; the nearest facility.
  std::string service;
  std::string group;
  std::string to;
};

/// A place that is asked about.
struct TraceSubject {
  CellIndex cell = 0;
  BilingualName words;
  /// Id of the facility that it is; empty for a cell.
  std::string facility;
};

struct TraceQuestion {
  std::vector<const Service*> services;
  /// Nothing: the first group of each service.
  const PeopleGroup* group = nullptr;
  std::vector<TraceSubject> subjects;
  /// Words for any cell of the city.
  std::function<BilingualName(CellIndex)> words_of;
};

/// Refers to `study` and `city`. Throws InputError with every fault: nothing asked about, a text that is no pair of numbers, a point outside the
/// grid, a cell where nobody can stand, an id that neither the ledger nor the study's sites have, a service or group that there is not.
[[nodiscard]] TraceQuestion understand(const TraceWords& words, const City& city, const StudyResult& study);

}  // namespace quarterhour::app
