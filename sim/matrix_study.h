// A study without a grid: times or distances made elsewhere, for published benchmarks and other engines.
#pragma once

#include <string>
#include <vector>

#include "geometry/travel_time.h"
#include "sim/city.h"

namespace quarterhour {

struct DemandPoint {
  std::string id;
  double people = 0.0;
};

struct CandidateSite {
  std::string id;
  BilingualName name;
  double cost = 1.0;
  bool existing = false;
};

/// One pair of the matrix; pairs that are missing or blank are unreachable and do not stand here.
struct MatrixEntry {
  std::uint32_t demand = 0;
  std::uint32_t site = 0;
  double value = 0.0;
};

struct TravelMatrix {
  /// Seconds or metres.
  Quantity quantity = Quantity::seconds;
  std::vector<DemandPoint> demand;
  std::vector<CandidateSite> sites;
  /// By site, then by demand point.
  std::vector<MatrixEntry> entries;
  std::vector<BalanceRow> balance;
  std::vector<Note> notes;
  std::vector<InputFile> inputs;
};

}  // namespace quarterhour
