// Prices on what every plan that meets a requirement is known to hold (RequireFact), dualised. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/require_instance.h"

namespace quarterhour {

class FactPrices {
 public:
  /// `instance`: its facts name the problem's candidates.
  explicit FactPrices(const RequireInstance& instance);

  [[nodiscard]] bool active() const { return !facts_.empty(); }
  /// Begins with one price per fact (nothing: 0), beside the sites `in`; of the others `free` may be chosen. Returns whether they can
  /// do.
  bool begin(std::span<const double> price, std::span<const std::uint32_t> in,
             std::span<const std::uint32_t> free);
  /// What the prices bring that a plan must pay whatever it is, rounded down, and what each candidate pays of it, rounded up.
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] std::int64_t paid(std::uint32_t candidate) const { return paid_[candidate]; }
  [[nodiscard]] std::vector<double> prices() const;

  /// Looks at a relaxed choice: how far it is from each fact. Returns what that adds to the squared norm of the direction.
  double look(std::span<const std::uint32_t> taken);
  /// Moves every price along its direction by `length`, up to `highest`.
  void step(double length, double highest);

 private:
  struct Fact {
    std::vector<std::uint32_t> candidate;
    /// At most 1 each; those of a plan sum to `least`.
    std::vector<double> weight;
    double least = 0.0;
    /// Less the sites held.
    double open = 0.0;
    double price = 0.0;
    double direction = 0.0;
  };
  void settle();

  std::vector<Fact> facts_;
  std::vector<std::int64_t> paid_;
  std::vector<std::uint8_t> mark_;
  std::int64_t total_ = 0;
  double scale_ = 1.0;
};

}  // namespace quarterhour
