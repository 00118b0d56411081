// Travel times over the surface: one engine for the nearest facility, catchments and the reach of
// every candidate. Many sources are the lanes of one vector; row sweeps run to a fixed point, which equals
// Dijkstra's answer bit for bit (see geometry/README.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "geometry/cost_ceiling.h"
#include "geometry/cost_memory.h"
#include "geometry/instruction_set.h"
#include "geometry/joined_streets.h"
#include "geometry/surface.h"
#include "geometry/travel_path.h"
#include "geometry/travel_rule.h"

namespace quarterhour {

/// Unreached is +infinity inside the program only; writers turn it into a mask or NaN.
struct NearestTimes {
  /// Seconds or metres (the rule's quantity) to the nearest source.
  Raster<float> cost;
  /// The same in double where the engine works in double (explicit Langmuir coefficients), else empty.
  Raster<double> cost_in_double;
  /// Position in the list of sources, -1 where unreached. The lowest position among the sources with exactly
  /// that cost. Empty when it was not asked for.
  Raster<std::int32_t> source;
};

/// Whether a search for the nearest source says which one it is.
enum class NameSource { yes, no };

/// The cells within the limit of each source, in compressed rows: those of source k stand at
/// first[k] … first[k+1] - 1, by rising cell index.
struct Catchments {
  std::vector<std::size_t> first;
  std::vector<CellIndex> cell;
  std::vector<float> cost;
};

/// A half-open interval of indices, begin < end.
struct IndexRun {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const IndexRun&, const IndexRun&) = default;
};

/// For each of n sets the indices that belong to it, as disjoint rising runs: those of set k stand at
/// first[k] … first[k+1] - 1. Over a grid an index is a CellIndex, and a run never wraps to the next row.
struct IndexRuns {
  std::vector<std::size_t> first{0};
  std::vector<IndexRun> runs;
  [[nodiscard]] std::size_t set_count() const { return first.size() - 1; }
  [[nodiscard]] std::span<const IndexRun> set(std::size_t k) const {
    return std::span<const IndexRun>(runs).subspan(first[k], first[k + 1] - first[k]);
  }
};

/// The streets of a travel field: the network, and how it was joined to the surface for the field's street rule
/// and for its barriers, standing or taken away. The network must outlive the building of the field only.
struct FieldStreets {
  const StreetNetwork& network;
  std::shared_ptr<const JoinedStreets> joined;
};

/// Where searches start: a cell of the grid (below the number of cells), or the number of cells plus the position of
/// an AccessPlace of the joined streets.
using SourceIndex = std::uint32_t;

/// What several fields of one surface share, to take less memory.
struct SharedByFields {
  /// Memory for costs that are kept; nothing: no bound.
  std::shared_ptr<CostMemory> cost_memory;
  /// open_cells of the surface and the field's rule; nothing: found anew.
  std::shared_ptr<const Raster<std::uint8_t>> open;
};

/// A cell whose cost is another one without some streets; unreached is +infinity. In the engine's own precision.
struct ChangedCost {
  CellIndex cell = 0;
  double before = 0.0;
  double after = 0.0;
};

struct ClosedStreets;

/// What closing streets costs those who go to (or come from) the nearest source of a set.
struct ClosingQuestion {
  /// The network of the field's streets.
  const StreetNetwork& network;
  /// Streets that close, each entry on its own, from a StreetCloser over the field's joined streets.
  std::span<const ClosedStreets> closings;
  std::span<const std::vector<SourceIndex>> source_sets;
  double limit = 0.0;
};

/// Cells whose cost to a set changes by a closing, by rising cell, none twice.
using ClosingVisitor =
    std::function<void(std::size_t set, std::size_t closing, std::span<const ChangedCost> cells)>;

/// Travel over one surface and its streets by one rule. Costs of moves are computed where searches come by, and kept while
/// memory allows; queries are const and may run at the same time. Results do not depend on the number of threads or the instruction set.
class TravelField {
 public:
  /// Streets alone, or the bare ground alone, as the rule says (`rule.streets`); `streets` are needed exactly when it is
  /// given. The surface must outlive the field. Throws std::invalid_argument when the rule is out of range, and std::domain_error when a coefficient
  /// makes a move take no time or less.
  TravelField(const Surface& surface, const TravelRule& rule,
              InstructionSet instruction_set = best_instruction_set(), SharedByFields shared = {});
  TravelField(const Surface& surface, const FieldStreets& streets, const TravelRule& rule,
              InstructionSet instruction_set = best_instruction_set(), SharedByFields shared = {});
  TravelField(Surface&& surface, const TravelRule& rule,
              InstructionSet instruction_set = best_instruction_set()) = delete;
  ~TravelField();
  TravelField(TravelField&&) noexcept;
  TravelField& operator=(TravelField&&) noexcept;
  TravelField(const TravelField&) = delete;
  TravelField& operator=(const TravelField&) = delete;

  /// Cost from every cell to (or from) its nearest source. `sources`: cells, several may share one, or places; those
  /// on impassable cells reach nothing. Cells that cost more than `limit` are unreached.
  [[nodiscard]] NearestTimes nearest(std::span<const SourceIndex> sources, double limit,
                                     NameSource name = NameSource::yes) const;

  /// The catchment of each source up to `limit`, which must be finite.
  [[nodiscard]] Catchments catchments(std::span<const SourceIndex> sources, double limit) const;

  /// The cost from every place to (or from) its nearest source, as a ceiling for `below`. Throws std::invalid_argument for round trips, whose
  /// sums are no search's own.
  /// `starts`: what each source begins with, seconds or metres >= 0 as the rule says, rounded down to the engine's precision; empty: 0.
  [[nodiscard]] CostCeiling ceiling(std::span<const SourceIndex> sources,
                                    std::span<const double> starts = {}) const;

  /// The cells where each source costs less than the ceiling, of this field, and what it costs there: what the source would improve.
  /// Searches go no farther than that. Throws std::invalid_argument for round trips.
  [[nodiscard]] Catchments below(const CostCeiling& ceiling, std::span<const SourceIndex> sources) const;

  /// The same cells as runs, without the costs: small enough to hold for every candidate of a city.
  [[nodiscard]] IndexRuns reach(std::span<const SourceIndex> sources, double limit) const;

  /// A cheapest path between a cell and a source, in the direction of travel; for round trips two: there, then back.
  /// Empty where the cell costs more than `limit`, there or back. One search each, as far as that.
  [[nodiscard]] std::vector<TravelPath> paths(CellIndex cell, SourceIndex source, double limit) const;

  /// What each way of a path costs by this field, which may be another than the one that found it if it has the same joined
  /// streets: differences of the field's own sums along it, so that they add up to what the field gives for the whole path.
  /// Sums grow from the source on: +infinity for a way that the field closes and for all that are farther from the source. Throws std::invalid_argument for a path in a direction that
  /// the field does not have.
  [[nodiscard]] std::vector<double> costs_of(const TravelPath& path) const;

  /// Closes streets in turn, for each set of sources, and shows the cells whose cost changes (where any does), up to `limit`; from the calling
  /// thread, in no particular order of sets and closings but the same one for any number of threads. Only what hung on the
  /// closed streets is searched again. For round trips each set must have one source. Throws std::invalid_argument for
  /// other sets, and when the field has no streets.
  void close(const ClosingQuestion& question, const ClosingVisitor& visit) const;

  /// Largest rounding error of a path's sum up to `limit`: each of at most n = limit / smallest move
  /// weights is rounded once and added with one rounding, so |error| <= limit (n + 1) u, u = 2^-24
  /// (2^-53 in double). A cell is covered when its cost is at most limit + this bound.
  [[nodiscard]] double rounding_bound(double limit) const;

  /// Whether costs are kept at all: not where they are as quickly computed as read.
  [[nodiscard]] bool keeps_costs() const;

  /// Gives back the memory of costs that are kept; they are computed again when they are needed. Not while a query runs.
  void forget_costs();

  /// Whether sums are kept in double (explicit Langmuir coefficients).
  [[nodiscard]] bool in_double() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace quarterhour
