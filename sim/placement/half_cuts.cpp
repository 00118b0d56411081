#include "sim/placement/half_cuts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

namespace quarterhour {

namespace {

// What follows was set by hand on one instance (1,000 sites, 100,000 points, R 1.5, see README.md) and changes only how soon cuts
// are found, never whether they hold.
/// A value is looked at from here on; a row that a combination could use has less slack than this.
constexpr double next_to_nothing = 1e-6;
constexpr double most_slack = 0.4;
/// A cut is broken by half of what its combination is short of 1. All that are found are told apart, the best are worked out.
constexpr double short_of_one = 0.97;
constexpr double least_broken = 0.02;
/// How far chance changes the order of columns, and the choice among rows; what a row more counts for in that choice.
constexpr double column_luck = 0.3;
constexpr double row_luck = 0.05;
constexpr double row_penalty = 1e-3;
constexpr int orders = 30;
constexpr std::size_t most_halved = 3'000;
constexpr std::size_t most_combinations = 20000;

using Bits = std::vector<std::uint64_t>;

bool has_bit(const Bits& bits, std::size_t at) { return (bits[at / 64] >> (at % 64) & 1U) != 0; }
void set_bit(Bits& bits, std::size_t at) { bits[at / 64] |= std::uint64_t{1} << (at % 64); }

/// Rows of little slack as parities over the candidates that have a value.
class Parities {
 public:
  Parities(std::span<const CoveringRow> rows, std::span<const double> value) : rows_(rows) {
    std::vector<std::size_t> column_of(value.size(), 0);
    for (std::uint32_t k = 0; k < value.size(); ++k)
      if (value[k] > next_to_nothing) {
        column_of[k] = weight_.size();
        weight_.push_back(value[k]);
      }
    for (std::uint32_t r = 0; r < rows.size(); ++r) {
      const double slack = slack_of(rows[r], value);
      if (slack >= most_slack) continue;
      row_.push_back(r);
      slack_.push_back(std::max(slack, 0.0));
      Bits odd((weight_.size() + 63) / 64, 0);
      for (std::size_t c = 0; c < rows[r].candidate.size(); ++c) {
        const std::uint32_t k = rows[r].candidate[c];
        if (rows[r].coefficient[c] % 2 != 0 && value[k] > next_to_nothing) set_bit(odd, column_of[k]);
      }
      odd_.push_back(std::move(odd));
    }
  }

  /// Adds to `found` the sets of rows whose sum, halved and rounded up, `value` breaks: columns are eliminated in an
  /// order of falling value, more or less.
  void eliminate(std::mt19937_64& random, bool is_first, std::map<Bits, double>& found) const {
    const auto drawn = [&] { return static_cast<double>(random() >> 11U) * 0x1.0p-53; };
    std::vector<double> rank(weight_.size());
    for (std::size_t c = 0; c < rank.size(); ++c)
      rank[c] = weight_[c] + (is_first ? 0.0 : column_luck * drawn());
    std::vector<std::size_t> order(rank.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rank[a] > rank[b]; });
    std::vector<Combination> active;
    for (std::size_t r = 0; r < row_.size(); ++r) {
      Combination own{odd_[r], Bits((row_.size() + 63) / 64, 0), slack_[r], rows_[row_[r]].at_least % 2 != 0};
      set_bit(own.rows, r);
      active.push_back(std::move(own));
    }
    for (const std::size_t column : order) {
      if (found.size() >= most_combinations) return;
      std::size_t pivot = active.size();
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t r = 0; r < active.size(); ++r) {
        if (!has_bit(active[r].odd, column)) continue;
        const double badness =
            active[r].slack + row_luck * drawn() + row_penalty * static_cast<double>(active[r].size);
        if (badness >= least) continue;
        least = badness;
        pivot = r;
      }
      if (pivot == active.size()) continue;
      const Combination taken = std::move(active[pivot]);
      active.erase(active.begin() + static_cast<std::ptrdiff_t>(pivot));
      for (Combination& other : active) {
        if (!has_bit(other.odd, column)) continue;
        other.add(taken);
        if (!other.is_odd) continue;
        const double reached = other.slack + weight_of(other.odd);
        if (reached >= short_of_one) continue;
        // The more rows, the longer the cut and the less it says for what it is broken by.
        found.try_emplace(other.rows, (1.0 - reached) / std::sqrt(static_cast<double>(other.size)));
      }
      std::erase_if(active, [](const Combination& c) { return c.slack >= 1.0; });
    }
  }

  /// The rows of a combination, in the caller's numbers.
  [[nodiscard]] std::vector<std::uint32_t> rows_of(const Bits& combination) const {
    std::vector<std::uint32_t> result;
    for (std::size_t w = 0; w < combination.size(); ++w)
      for (std::uint64_t word = combination[w]; word != 0; word &= word - 1)
        result.push_back(row_[w * 64 + static_cast<std::size_t>(std::countr_zero(word))]);
    return result;
  }

 private:
  struct Combination {
    Bits odd;
    Bits rows;
    double slack = 0.0;
    bool is_odd = false;
    std::size_t size = 1;

    void add(const Combination& other) {
      for (std::size_t w = 0; w < odd.size(); ++w) odd[w] ^= other.odd[w];
      for (std::size_t w = 0; w < rows.size(); ++w) rows[w] ^= other.rows[w];
      slack += other.slack;
      is_odd = is_odd != other.is_odd;
      size = 0;
      for (const std::uint64_t word : rows) size += static_cast<std::size_t>(std::popcount(word));
    }
  };

  [[nodiscard]] double weight_of(const Bits& odd) const {
    double sum = 0.0;
    for (std::size_t w = 0; w < odd.size(); ++w)
      for (std::uint64_t word = odd[w]; word != 0 && sum < 1.0; word &= word - 1)
        sum += weight_[w * 64 + static_cast<std::size_t>(std::countr_zero(word))];
    return sum;
  }

  std::span<const CoveringRow> rows_;
  std::vector<std::uint32_t> row_;
  std::vector<double> slack_;
  std::vector<Bits> odd_;
  std::vector<double> weight_;
};

/// Half of the sum of the rows, rounded up. `at_least` 0: too large to be of use.
CoveringRow halved(std::span<const CoveringRow> rows, std::span<const std::uint32_t> added,
                   std::vector<std::int64_t>& sum) {
  CoveringRow cut;
  std::int64_t right = 0;
  for (const std::uint32_t r : added) {
    right += rows[r].at_least;
    for (std::size_t c = 0; c < rows[r].candidate.size(); ++c) {
      const std::uint32_t k = rows[r].candidate[c];
      if (sum[k] == 0) cut.candidate.push_back(k);
      sum[k] += rows[r].coefficient[c];
    }
  }
  std::sort(cut.candidate.begin(), cut.candidate.end());
  right = (right + 1) / 2;
  constexpr std::int64_t most_right = 1000;
  if (right <= most_right) cut.at_least = static_cast<std::int32_t>(right);
  for (const std::uint32_t k : cut.candidate) {
    // One site that does all that is asked need not do more.
    cut.coefficient.push_back(static_cast<std::int32_t>(std::min((sum[k] + 1) / 2, right)));
    sum[k] = 0;
  }
  return cut;
}

double norm_of(const CoveringRow& row) {
  double sum = 0.0;
  for (const std::int32_t c : row.coefficient) sum += static_cast<double>(c) * static_cast<double>(c);
  return std::sqrt(sum);
}

/// Cuts that were kept, by candidate, so that a new one meets only those that it has candidates in common with.
class KeptCuts {
 public:
  explicit KeptCuts(std::size_t candidates) : of_candidate_(candidates) {}
  [[nodiscard]] std::size_t size() const { return norm_.size(); }
  void add(const CoveringRow& cut, double norm) {
    for (std::size_t c = 0; c < cut.candidate.size(); ++c)
      of_candidate_[cut.candidate[c]].emplace_back(norm_.size(), cut.coefficient[c]);
    norm_.push_back(norm);
    product_.push_back(0.0);
  }
  /// Whether the angle to a cut that was kept is small.
  [[nodiscard]] bool has_one_like(const CoveringRow& cut, double norm) {
    std::fill(product_.begin(), product_.end(), 0.0);
    for (std::size_t c = 0; c < cut.candidate.size(); ++c)
      for (const auto& [kept, coefficient] : of_candidate_[cut.candidate[c]])
        product_[kept] += static_cast<double>(coefficient) * static_cast<double>(cut.coefficient[c]);
    constexpr double alike = 0.9;
    for (std::size_t k = 0; k < norm_.size(); ++k)
      if (product_[k] >= alike * norm * norm_[k]) return true;
    return false;
  }

 private:
  std::vector<std::vector<std::pair<std::size_t, std::int32_t>>> of_candidate_;
  std::vector<double> norm_;
  std::vector<double> product_;
};

}  // namespace

double slack_of(const CoveringRow& row, std::span<const double> value) {
  double sum = -static_cast<double>(row.at_least);
  for (std::size_t c = 0; c < row.candidate.size(); ++c)
    sum += static_cast<double>(row.coefficient[c]) * value[row.candidate[c]];
  return sum;
}

std::vector<CoveringRow> half_cuts(std::span<const CoveringRow> rows, std::span<const double> value,
                                   std::uint64_t seed, std::size_t most) {
  const Parities parities(rows, value);
  std::mt19937_64 random(seed);
  std::map<Bits, double> found;
  for (int order = 0; order < orders; ++order) parities.eliminate(random, order == 0, found);

  struct Broken {
    double strength = 0.0;
    double norm = 0.0;
    CoveringRow cut;
  };
  std::vector<Broken> broken;
  std::vector<std::int64_t> sum(value.size(), 0);
  std::vector<std::map<Bits, double>::const_iterator> promising;
  for (auto at = found.cbegin(); at != found.cend(); ++at) promising.push_back(at);
  std::stable_sort(promising.begin(), promising.end(),
                   [](const auto& a, const auto& b) { return a->second > b->second; });
  if (promising.size() > most_halved) promising.resize(most_halved);
  for (const auto& combination : promising) {
    CoveringRow cut = halved(rows, parities.rows_of(combination->first), sum);
    if (cut.at_least == 0) continue;
    const double by = -slack_of(cut, value);
    if (by <= least_broken) continue;
    const double norm = norm_of(cut);
    broken.push_back({by / norm, norm, std::move(cut)});
  }
  std::stable_sort(broken.begin(), broken.end(),
                   [](const Broken& a, const Broken& b) { return a.strength > b.strength; });
  KeptCuts kept(value.size());
  std::vector<CoveringRow> cuts;
  for (Broken& b : broken) {
    if (cuts.size() >= most) break;
    if (kept.has_one_like(b.cut, b.norm)) continue;
    kept.add(b.cut, b.norm);
    cuts.push_back(std::move(b.cut));
  }
  return cuts;
}

}  // namespace quarterhour
