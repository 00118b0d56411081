// Prices on standing too near each other: in a disc as wide as the spacing at most one site can stand, and each disc
// that a relaxed choice overfills gets a price. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/ruled_sites.h"

namespace quarterhour {

/// Relax and cut (Lucena 2005) with the constraint "at most one site in the disc", dualised.
class SpacingPrices {
 public:
  SpacingPrices() = default;
  explicit SpacingPrices(const RuledSites& sites);
  /// Takes over the discs of an earlier relaxation of the same ground.
  void adopt_discs(const SpacingPrices& earlier);

  /// Begins with one price per disc (later discs: 0); discs with a site of `in` have nothing left to sell.
  void begin(std::span<const std::int64_t> price, std::span<const std::uint32_t> in);
  [[nodiscard]] bool active() const { return sites_ != nullptr && !disc_.empty(); }
  /// Sum of the prices, and what each candidate pays.
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] std::int64_t surcharge(std::uint32_t candidate) const { return surcharge_[candidate]; }
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
    double price = 0.0;
    double direction = 0.0;
    bool closed = false;
    std::vector<std::uint32_t> members;
  };
  [[nodiscard]] bool holds(const Disc& disc, std::uint32_t candidate) const;
  void add_disc(PointM centre);
  void settle();

  const RuledSites* sites_ = nullptr;
  double squared_radius_ = 0.0;
  std::vector<Disc> disc_;
  std::vector<std::int64_t> surcharge_;
  std::int64_t total_ = 0;
  std::vector<std::uint32_t> crowded_;
};

}  // namespace quarterhour
