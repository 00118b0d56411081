#include "sim/placement/require_facts.h"

#include <algorithm>
#include <cmath>

#include "sim/placement/cover_search.h"

namespace quarterhour {

namespace {

constexpr double momentum = 0.92;
/// Of the length of a step the facts together have this share of what the points have.
constexpr double share_of_points = 0.1;
/// Rounding of weights and of their sums.
constexpr double rounding = 1e-9;

}  // namespace

FactPrices::FactPrices(const RequireInstance& instance) : paid_(instance.candidate_count(), 0) {
  if (!instance.facts) return;
  const std::vector<std::uint32_t>& original = instance.cover.original;
  for (const RequireFact& given : *instance.facts) {
    const double most =
        given.weight.empty() ? 1.0 : *std::max_element(given.weight.begin(), given.weight.end());
    Fact fact;
    fact.least = 1.0 / most;
    for (std::size_t k = 0; k < given.candidate.size(); ++k) {
      if (!std::binary_search(original.begin(), original.end(), given.candidate[k])) continue;
      fact.candidate.push_back(place_among(original, given.candidate[k]));
      fact.weight.push_back(given.weight[k] / most);
    }
    facts_.push_back(std::move(fact));
  }
  mark_.assign(instance.candidate_count(), 0);
  scale_ = std::max(1.0, share_of_points * static_cast<double>(instance.point_count()) /
                             static_cast<double>(std::max<std::size_t>(1, facts_.size())));
}

bool FactPrices::begin(std::span<const double> price, std::span<const std::uint32_t> in,
                       std::span<const std::uint32_t> free) {
  if (!active()) return true;
  constexpr std::uint8_t held = 1;
  constexpr std::uint8_t may_be = 2;
  for (const std::uint32_t k : in) mark_[k] = held;
  for (const std::uint32_t k : free) mark_[k] = may_be;
  bool can = true;
  for (std::size_t f = 0; f < facts_.size(); ++f) {
    Fact& fact = facts_[f];
    fact.open = fact.least;
    double winnable = 0.0;
    for (std::size_t k = 0; k < fact.candidate.size(); ++k) {
      if (mark_[fact.candidate[k]] == held) fact.open -= fact.weight[k];
      if (mark_[fact.candidate[k]] == may_be) winnable += fact.weight[k];
    }
    can = can && winnable >= fact.open - rounding * (1.0 + fact.least);
    fact.price = fact.open > rounding && f < price.size() ? price[f] : 0.0;
    fact.direction = 0.0;
  }
  for (const std::uint32_t k : in) mark_[k] = 0;
  for (const std::uint32_t k : free) mark_[k] = 0;
  settle();
  return can;
}

void FactPrices::settle() {
  std::fill(paid_.begin(), paid_.end(), std::int64_t{0});
  total_ = 0;
  for (const Fact& fact : facts_) {
    if (fact.price <= 0.0) continue;
    total_ += static_cast<std::int64_t>(std::floor(fact.price * fact.open * (1.0 - rounding)));
    for (std::size_t k = 0; k < fact.candidate.size(); ++k)
      paid_[fact.candidate[k]] += static_cast<std::int64_t>(std::ceil(fact.price * fact.weight[k]));
  }
}

std::vector<double> FactPrices::prices() const {
  std::vector<double> result;
  for (const Fact& fact : facts_) result.push_back(fact.price);
  return result;
}

double FactPrices::look(std::span<const std::uint32_t> taken) {
  if (!active()) return 0.0;
  for (const std::uint32_t k : taken) mark_[k] = 1;
  double norm = 0.0;
  for (Fact& fact : facts_) {
    if (fact.open <= rounding) continue;
    double has = 0.0;
    for (std::size_t k = 0; k < fact.candidate.size(); ++k)
      if (mark_[fact.candidate[k]] != 0) has += fact.weight[k];
    fact.direction = momentum * fact.direction + (1.0 - momentum) * (fact.open - has);
    if (fact.direction > 0.0 || fact.price > 0.0) norm += fact.direction * fact.direction * scale_;
  }
  for (const std::uint32_t k : taken) mark_[k] = 0;
  return norm;
}

void FactPrices::step(double length, double highest) {
  if (!active()) return;
  for (Fact& fact : facts_)
    if (fact.open > rounding)
      fact.price = std::clamp(fact.price + length * fact.direction * scale_, 0.0, highest);
  settle();
}

}  // namespace quarterhour
