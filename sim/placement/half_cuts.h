// Inequalities that every choice of whole sites meets and a fractional one may not: what brings the bound of set covering
// nearer to the truth. Internal to placement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quarterhour {

/// The coefficients of the chosen candidates add up to `at_least` or more. Candidates rise; 1 <= coefficient <= at_least.
struct CoveringRow {
  std::vector<std::uint32_t> candidate;
  std::vector<std::int32_t> coefficient;
  std::int32_t at_least = 0;
};

/// Sum of coefficient times value, less `at_least`: below 0 where the values break the row.
[[nodiscard]] double slack_of(const CoveringRow& row, std::span<const double> value);

/// Rows added up, halved and rounded up, which whole numbers allow (Chvátal–Gomory cuts of multipliers 0 and 1/2, Caprara
/// & Fischetti 1996): those found that `value`, of each candidate in 0 … 1, breaks, the strongest first, none much like a
/// stronger one, `most` at the most. Found by elimination over parities (Koster, Zymolka & Kutschka 2009) in orders that
/// `seed` draws.
[[nodiscard]] std::vector<CoveringRow> half_cuts(std::span<const CoveringRow> rows,
                                                 std::span<const double> value, std::uint64_t seed,
                                                 std::size_t most);

}  // namespace quarterhour
