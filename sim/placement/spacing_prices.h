// Prices on standing too near each other: each disc in which a relaxed choice has more sites than can stand there gets a
// price. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/placement/ruled_sites.h"

namespace quarterhour {

/// Relax and cut (Lucena 2005) with two kinds of constraint on a disc, dualised. Plain: as wide as the spacing, it holds
/// one site. Graded: sites count 3 up to 0.3809 of the spacing from the centre, 2 up to 0.4999, 1 up to 0.619, and sum
/// up to 3 at most. What would exceed that cannot stand: 3 + 1 and 2 + 2 are nearer than the spacing; of 2 + 1 + 1 the
/// angles at the centre would have to be at least 126.3°, 126.3° and 107.7°, of 1 + 1 + 1 + 1 four times 107.7°, more
/// than 360° each. Averaged over the plane plain discs allow 10 % more sites than can stand, graded ones 6 %.
class SpacingPrices {
 public:
  SpacingPrices() = default;
  explicit SpacingPrices(const RuledSites& sites);
  /// Takes over the discs of an earlier relaxation of the same ground.
  void adopt_discs(const SpacingPrices& earlier);

  /// Begins with one price per disc (later discs: 0), beside the sites `in`.
  void begin(std::span<const std::int64_t> price, std::span<const std::uint32_t> in);
  [[nodiscard]] bool active() const { return sites_ != nullptr && !disc_.empty(); }
  /// Sum of the prices, and what each candidate pays.
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] std::int64_t surcharge(std::uint32_t candidate) const { return surcharge_[candidate]; }
  [[nodiscard]] std::span<const std::int64_t> surcharges() const { return surcharge_; }
  [[nodiscard]] std::vector<std::int64_t> prices() const;

  /// Looks at a relaxed choice: how far each disc is overfilled; new discs where two stand too near. Returns what the
  /// directions add to the squared norm, where a price counts `scale`.
  double look(std::span<const std::uint32_t> taken, double scale);
  /// Moves every price against its direction by `length` times `scale`.
  void step(double length, double scale);
  /// Candidates of the latest choice that stand too near another.
  [[nodiscard]] const std::vector<std::uint32_t>& crowded() const { return crowded_; }

 private:
  struct Disc {
    PointM centre;
    bool graded = false;
    /// What the sites may sum up to, less the sites held; and the price of it all.
    int room = 0;
    double price = 0.0;
    double direction = 0.0;
    std::vector<std::pair<std::uint32_t, int>> members;
  };
  [[nodiscard]] static int most_of(bool graded) { return graded ? 3 : 1; }
  /// What a site there counts.
  [[nodiscard]] int grade(const Disc& disc, std::uint32_t candidate) const;
  void add_disc(PointM centre, bool graded);
  [[nodiscard]] bool separates(std::uint32_t a, std::uint32_t b, bool graded) const;
  void settle();

  const RuledSites* sites_ = nullptr;
  std::vector<Disc> disc_;
  std::vector<std::int64_t> surcharge_;
  std::int64_t total_ = 0;
  std::vector<std::uint32_t> crowded_;
};

}  // namespace quarterhour
