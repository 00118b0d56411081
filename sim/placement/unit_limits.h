// How much of a unit so many sites can cover at most, whatever they do for others: units take whole sites, which shares and reach alone
// do not tell a bound. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/placement/fair.h"
#include "sim/placement/require.h"

namespace quarterhour {

class UnitLimits {
 public:
  /// `demand_of_unit`: all demand of each. The problem must outlive this.
  UnitLimits(const FairProblem& problem, std::span<const double> demand_of_unit);

  /// That a unit has `asked` of its demand covered, as weights of the sites that cover some of it; nothing where what stands does that, or
  /// where little is known. With n sites it has f(n) at most. Where f(n) < asked, let r be the least (asked - f(b)) / (n + 1 - b) for
  /// b = 0 … n: sites that cover r or more count 1, others what they cover over r, and the sum is n + 1 at least. For b sites of
  /// the first kind give f(b) at most, and if b <= n the rest must make up for asked - f(b) >= r (n + 1 - b).
  /// `more`: candidates beside the problem's, and the share that each is worth; counted without that cap. Work done is added to
  /// `work`.
  [[nodiscard]] std::optional<RequireFact> fact(std::size_t unit, double asked,
                                                std::span<const std::pair<std::uint32_t, double>> more,
                                                std::uint64_t& work);

 private:
  struct Unit {
    /// Candidates that cover some of it that is open, rising, and how much each, as a share.
    std::vector<std::uint32_t> candidate;
    std::vector<double> share;
    /// The unit alone, its points numbered anew.
    CoverProblem alone;
    /// limit[n]: share that n sites cover at most, what stands included.
    std::vector<double> limit;
    bool is_ready = false;
  };
  void prepare(std::size_t unit);
  /// limit[n], finding it out where it is not known.
  [[nodiscard]] double limit(Unit& unit, std::size_t sites, std::uint64_t& work);

  const FairProblem& problem_;
  /// Sites to which limits are found out.
  std::size_t most_sites_ = 1;
  std::vector<double> demand_;
  std::vector<Unit> units_;
};

}  // namespace quarterhour
