// A choice of sites whose gains and losses are always current, for search among many sites: what enters or leaves touches
// its neighbours only. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/cover_instance.h"

namespace quarterhour {

/// Knows no budget and no rules. Costs memory in proportion to the runs of reach, seen from candidates and from points.
class CoverGains {
 public:
  /// Keeps a reference to the instance, which must outlive this object.
  explicit CoverGains(const CoverInstance& instance);

  [[nodiscard]] const CoverInstance& instance() const { return instance_; }
  /// Takes every site out and lets all candidates take part again.
  void clear();
  /// Only these candidates are found by `best` from now on.
  void allow_only(std::span<const std::uint32_t> pool);
  void allow_all();
  void allow(std::uint32_t candidate, bool allowed);

  /// The candidate must not be chosen, or be chosen.
  void add(std::uint32_t candidate);
  void remove(std::uint32_t candidate);

  /// Undoes what was added and removed since the last mark, or since the sites were cleared.
  void mark() { journal_.clear(); }
  void go_back();

  /// In no particular order that means anything, but the same for the same calls.
  [[nodiscard]] const std::vector<std::uint32_t>& chosen() const { return chosen_; }
  [[nodiscard]] bool is_chosen(std::uint32_t candidate) const { return place_[candidate] != nowhere; }
  [[nodiscard]] std::int64_t covered() const { return covered_; }
  /// Weight that the candidate would add; 0 for a chosen one.
  [[nodiscard]] std::int64_t gain(std::uint32_t candidate) const { return gain_[candidate]; }
  /// Weight that a chosen candidate covers alone.
  [[nodiscard]] std::int64_t loss(std::uint32_t candidate) const { return loss_[candidate]; }

  struct Best {
    std::int64_t gain = 0;
    std::uint32_t candidate = 0;
  };
  /// The allowed candidate that adds the most, ties by the lowest; gain 0: none adds anything.
  [[nodiscard]] Best best();
  /// The lowest candidate under `end` that is allowed and not chosen and adds at least `gain`, > 0; `end` where none does.
  [[nodiscard]] std::uint32_t lowest_with(std::int64_t gain, std::uint32_t end);

  /// Candidates that cover a point, as runs.
  [[nodiscard]] std::span<const IndexRun> candidates_of(std::uint32_t point) const {
    return candidates_of_.set(point);
  }
  /// The chosen candidate that alone covers a point; `nowhere` where none or several do.
  [[nodiscard]] std::uint32_t only_site(std::uint32_t point) const {
    return times_[point] == 1 ? sites_mixed_[point] : nowhere;
  }
  static constexpr std::uint32_t nowhere = UINT32_MAX;

  /// Candidate evaluations that the calls since the last one were worth.
  [[nodiscard]] std::uint64_t take_work();

 private:
  void enter(std::uint32_t candidate);
  void leave(std::uint32_t candidate);
  void change_gains(std::uint32_t point, std::int64_t change);
  /// The best of a block, looked for anew where gains have changed.
  const Best& best_of(std::size_t block);

  const CoverInstance& instance_;
  IndexRuns candidates_of_;
  std::vector<std::int64_t> whole_reach_;
  std::vector<std::uint32_t> chosen_;
  struct Step {
    std::uint32_t candidate;
    bool added;
  };
  std::vector<Step> journal_;
  /// Position of each candidate among the chosen.
  std::vector<std::uint32_t> place_;
  std::vector<std::int64_t> gain_;
  std::vector<std::int64_t> loss_;
  std::vector<std::uint8_t> allowed_;
  /// Chosen candidates that cover each point, and the exclusive or of their numbers.
  std::vector<std::uint32_t> times_;
  std::vector<std::uint32_t> sites_mixed_;
  std::int64_t covered_ = 0;
  /// The best of each block of candidates, and whether it must be looked for anew.
  std::vector<Best> block_best_;
  std::vector<std::uint8_t> block_stale_;
  std::uint64_t touched_ = 0;
  std::uint64_t touched_per_evaluation_ = 1;
};

/// Candidates that cover each point, as runs: the reach seen from the other side.
[[nodiscard]] IndexRuns transposed(const IndexRuns& reach, std::size_t points);

}  // namespace quarterhour
