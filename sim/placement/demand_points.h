// Cells that carry demand, numbered: a plan over a megacity speaks of the few cells where somebody lives whom nothing serves.
// Internal to placement.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geometry/travel_time.h"

namespace quarterhour {

/// Numbers the places (cells of layers of services, in a row) that carry demand: first those that are open, then those that
/// facilities which stay cover already; in each part by rising place. Takes three bits for a place.
class DemandPoints {
 public:
  /// No place carries demand yet.
  explicit DemandPoints(std::size_t places);

  /// Until `number` is called: marks places that carry demand, and those that are covered already.
  void carries_demand(std::size_t place) { carrying_.set(place); }
  void is_covered(IndexRun places);
  /// Numbers the points. Call once.
  void number();

  [[nodiscard]] std::size_t open_count() const { return open_.total; }
  /// The points that are covered already: one run, or none.
  [[nodiscard]] std::vector<IndexRun> covered_points() const {
    if (covered_.total == 0) return {};
    return {{static_cast<std::uint32_t>(open_count()), static_cast<std::uint32_t>(count())}};
  }
  [[nodiscard]] std::size_t count() const { return open_.total + covered_.total; }

  /// Adds the numbers of the open points in disjoint rising runs of places, each shifted up by `shift`, as disjoint rising
  /// runs; none touches another.
  void add_open(std::span<const IndexRun> places, std::size_t shift, std::vector<IndexRun>& runs) const;
  /// The same for points that are covered already.
  void add_covered(std::span<const IndexRun> places, std::size_t shift, std::vector<IndexRun>& runs) const;

  /// The point that a place is; nothing where it carries no demand.
  [[nodiscard]] std::optional<std::uint32_t> number_of(std::size_t place) const {
    if (open_.holds(place)) return open_.rank(place);
    if (covered_.holds(place)) return static_cast<std::uint32_t>(open_.total) + covered_.rank(place);
    return std::nullopt;
  }

  /// Calls visit(place) for each point by rising number.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Marks* part : {&open_, &covered_}) part->for_each(visit);
  }

 private:
  /// A set of places and how many come before each.
  struct Marks {
    std::vector<std::uint64_t> words;
    /// Marked places before each word.
    std::vector<std::uint32_t> before;
    std::size_t total = 0;

    void set(std::size_t place) { words[place / 64] |= std::uint64_t{1} << (place % 64); }
    void count();
    [[nodiscard]] bool holds(std::size_t place) const {
      return (words[place / 64] >> (place % 64) & 1U) != 0;
    }
    [[nodiscard]] std::uint32_t rank(std::size_t place) const {
      const std::uint64_t below = words[place / 64] & ((std::uint64_t{1} << (place % 64)) - 1);
      return before[place / 64] + static_cast<std::uint32_t>(std::popcount(below));
    }
    template <class Visit>
    void for_each(Visit visit) const {
      for (std::size_t w = 0; w < words.size(); ++w)
        for (std::uint64_t left = words[w]; left != 0; left &= left - 1)
          visit(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
  };
  void add(const Marks& marks, std::uint32_t offset, std::span<const IndexRun> places, std::size_t shift,
           std::vector<IndexRun>& runs) const;

  Marks carrying_;
  Marks open_;
  Marks covered_;
};

}  // namespace quarterhour
