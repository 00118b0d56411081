// The search for backup coverage: sets, bound, plans. Internal to placement.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/backup_cover.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

/// The problem in whole numbers: points of one need that the same candidates reach are one, and none that cannot be won.
struct BackupInstance {
  CoverInstance cover;
  /// Chosen sites that each point still needs, >= 1.
  std::vector<std::uint16_t> need;
  std::uint16_t most_need = 1;
  int exponent = 0;
  std::int64_t rounded = 0;
};
[[nodiscard]] BackupInstance backup_instance(const BackupCoverProblem& problem);

/// Chosen candidates, how often each point is reached, and what has enough.
class BackupSet {
 public:
  BackupSet(const BackupInstance& instance, const RuledSites* rules);

  void add(std::uint32_t candidate) { change(candidate, 1); }
  void remove(std::uint32_t candidate) { change(candidate, -1); }
  void assign(std::span<const std::uint32_t> candidates);

  [[nodiscard]] const std::vector<std::uint32_t>& chosen() const { return chosen_; }
  [[nodiscard]] std::int64_t covered() const { return covered_; }
  [[nodiscard]] bool holds(std::uint32_t candidate) const { return is_chosen_[candidate] != 0; }
  /// Whether the candidate may join: it is not there yet, and the rules and the money allow it.
  [[nodiscard]] bool allows(std::uint32_t candidate) const;
  [[nodiscard]] bool keeps_rules() const { return !room_ || (room_->missing() == 0 && !room_->broken()); }
  [[nodiscard]] bool wants(std::uint32_t candidate) const { return room_ && room_->wants(candidate); }
  [[nodiscard]] double spent() const;

  /// Sums up to each point of what reaching it once more is worth: its weight where that is enough, and a `part`-th power of a half of it for each
  /// further site that it lacks; part 0: nothing.
  [[nodiscard]] std::span<const std::int64_t> wanted_prefix(int part);

 private:
  void change(std::uint32_t candidate, int by);

  const BackupInstance& instance_;
  std::optional<SiteRoom> room_;
  std::vector<std::uint32_t> chosen_;
  std::vector<std::uint8_t> is_chosen_;
  std::vector<std::uint16_t> times_;
  std::int64_t covered_ = 0;
  std::vector<std::int64_t> wanted_;
  std::vector<std::int64_t> prefix_;
};

/// A part of all plans: those that hold `in` and else choose from `free`, rising.
struct BackupBranch {
  std::vector<std::uint32_t> in;
  std::vector<std::uint32_t> free;
  /// Price of each point being reached once, 0 … weight / need.
  std::shared_ptr<const std::vector<std::int64_t>> multiplier;
  /// No plan of this part covers more.
  std::int64_t bound = 0;
  /// The free candidate to branch on; candidate_count: none.
  std::uint32_t split = 0;
};

/// Lagrangian relaxation of "a point has enough": what it lacks beside the sites that are held, times y, is at most the free sites that reach
/// it. At a price for each reach a point is won where its weight exceeds what it lacks at that price, and the best sites within count or budget are
/// taken, each once. Counting held sites first makes this sharper as branches grow: a point that they reach once does not count by half.
/// Prices are whole numbers, so that the bound is exact.
class BackupBound {
 public:
  BackupBound(const BackupInstance& instance, const RuledSites* rules, WorkMeter& meter);
  /// Offers a choice that the relaxation took, those held included.
  using Offer = std::function<void(std::span<const std::uint32_t>)>;
  /// Lowers branch.bound; moves candidates that every better plan holds to `in` and drops those that none holds. `best`: of the best
  /// plan, looked at anew at every step. Returns whether a better plan may be.
  bool improve(BackupBranch& branch, const std::int64_t& best, int iterations, const Offer& offer);
  [[nodiscard]] const std::vector<double>& share() const { return share_; }

 private:
  struct Relaxed {
    std::int64_t value = 0;
    bool possible = true;
  };
  /// What points lack beside the sites that the branch holds, and which can still be won.
  void count_held(const BackupBranch& branch);
  Relaxed relax(const BackupBranch& branch);
  void fix(BackupBranch& branch, std::int64_t value, std::int64_t wanted);
  bool finish(BackupBranch& branch, std::int64_t best);

  const BackupInstance& instance_;
  WorkMeter& meter_;
  std::optional<RuledSites> no_rules_;
  const RuledSites& rules_;
  LimitedChoice choice_;
  std::vector<double> share_;
  std::vector<std::int64_t> price_;
  std::vector<std::int64_t> prefix_;
  std::vector<std::int64_t> worth_;
  std::vector<std::uint32_t> taken_;
  std::vector<std::uint32_t> fixed_in_;
  std::vector<std::int32_t> times_;
  /// Of the branch that is looked at: weight of the points that held sites are enough for, and of each other point that can be won, else 0; what
  /// it lacks, >= 1.
  std::int64_t won_by_held_ = 0;
  std::vector<std::int64_t> weight_;
  std::vector<std::int32_t> lack_;
};

}  // namespace quarterhour
