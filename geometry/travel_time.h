// Travel times over the surface: one engine for the nearest facility, catchments and the reach of
// every candidate. Many sources are the lanes of one vector; row sweeps run to a fixed point, which equals
// Dijkstra's answer bit for bit (see geometry/README.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "geometry/instruction_set.h"
#include "geometry/joined_streets.h"
#include "geometry/pace.h"
#include "geometry/street_rule.h"
#include "geometry/surface.h"
#include "geometry/travel_path.h"

namespace quarterhour {

/// to: the resident walks to the facility. from: the facility's staff walk to the resident.
/// round_trip: there and back, to and from the same facility.
enum class Direction { to, from, round_trip };

/// What a path adds up: seconds of walking, or planar metres.
enum class Quantity { seconds, metres };

/// guarded: a diagonal needs both side cells open. free: it does not, as in other programs. A knight's
/// move needs the two cells that it passes in both.
enum class Diagonals { guarded, free };

/// How people move over a surface, and along its streets.
struct TravelRule {
  Quantity quantity = Quantity::seconds;
  Pace pace;
  Direction direction = Direction::to;
  /// 8 or 16.
  int neighbours = 16;
  Diagonals diagonals = Diagonals::guarded;
  /// λ: weight of the friction raster, >= 0.
  double friction_weight = 1.0;
  /// Moves steeper than this, up or down, are closed (rise over run); nothing: any slope.
  std::optional<double> max_slope;
  /// Every cell at the same height (the control world that separates hills from grid error).
  bool flat_ground = false;
  /// Barriers and closed land classes taken away.
  bool without_barriers = false;
  /// How streets are used; nothing: the bare ground alone, at its full speed.
  std::optional<StreetRule> streets;
  friend bool operator==(const TravelRule&, const TravelRule&) = default;
};

/// The pace of steps off the streets: the rule's own on foot; on foot too, at the access speed, for who rides or drives.
[[nodiscard]] Pace off_street_pace(const TravelRule& rule);
/// Share of its speed that walking keeps off the streets: 1 where the rule has no streets.
[[nodiscard]] double off_street_factor(const TravelRule& rule);

/// Unreached is +infinity inside the program only; writers turn it into a mask or NaN.
struct NearestTimes {
  /// Seconds or metres (the rule's quantity) to the nearest source.
  Raster<float> cost;
  /// The same in double where the engine works in double (explicit Langmuir coefficients), else empty.
  Raster<double> cost_in_double;
  /// Position in the list of sources, -1 where unreached. The lowest position among the sources with exactly
  /// that cost.
  Raster<std::int32_t> source;
};

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

/// Travel over one surface and its streets by one rule. Building it computes every move's cost once; queries are const
/// and may run at the same time. Results do not depend on the number of threads or the instruction set.
class TravelField {
 public:
  /// Streets alone, or the bare ground alone, as the rule says (`rule.streets`); `streets` are needed exactly when it is
  /// given. Throws std::invalid_argument when the rule is out of range, and std::domain_error when a coefficient
  /// makes a move take no time or less.
  TravelField(const Surface& surface, const TravelRule& rule,
              InstructionSet instruction_set = best_instruction_set());
  TravelField(const Surface& surface, const FieldStreets& streets, const TravelRule& rule,
              InstructionSet instruction_set = best_instruction_set());
  ~TravelField();
  TravelField(TravelField&&) noexcept;
  TravelField& operator=(TravelField&&) noexcept;
  TravelField(const TravelField&) = delete;
  TravelField& operator=(const TravelField&) = delete;

  /// Cost from every cell to (or from) its nearest source. `sources`: cells, several may share one, or places; those
  /// on impassable cells reach nothing. Cells that cost more than `limit` are unreached.
  [[nodiscard]] NearestTimes nearest(std::span<const SourceIndex> sources, double limit) const;

  /// The catchment of each source up to `limit`, which must be finite.
  [[nodiscard]] Catchments catchments(std::span<const SourceIndex> sources, double limit) const;

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

  /// Largest rounding error of a path's sum up to `limit`: each of at most n = limit / smallest move
  /// weights is rounded once and added with one rounding, so |error| <= limit (n + 1) u, u = 2^-24
  /// (2^-53 in double). A cell is covered when its cost is at most limit + this bound.
  [[nodiscard]] double rounding_bound(double limit) const;

  /// Whether sums are kept in double (explicit Langmuir coefficients).
  [[nodiscard]] bool in_double() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace quarterhour
