#include "sim/placement/spacing_prices.h"

namespace quarterhour {

namespace {

constexpr double momentum = 0.92;
/// Discs in all, and new ones a step.
constexpr std::size_t most_discs = 4000;
constexpr std::size_t most_new_discs = 40;
/// Prices stay below this, so that sums of all discs fit into 64 bits.
constexpr double highest_price = 0x1.0p44;

}  // namespace

SpacingPrices::SpacingPrices(const RuledSites& sites) {
  if (sites.spacing_m <= 0.0) return;
  sites_ = &sites;
  const double radius_m = 0.5 * sites.spacing_m * (1.0 - 1e-9);
  squared_radius_ = radius_m * radius_m;
  surcharge_.assign(sites.unit.size(), 0);
}

void SpacingPrices::adopt_discs(const SpacingPrices& earlier) {
  if (sites_ == nullptr) return;
  for (const Disc& disc : earlier.disc_) add_disc(disc.centre);
}

bool SpacingPrices::holds(const Disc& disc, std::uint32_t candidate) const {
  const double dx = sites_->location[candidate].x_m - disc.centre.x_m;
  const double dy = sites_->location[candidate].y_m - disc.centre.y_m;
  return dx * dx + dy * dy <= squared_radius_;
}

void SpacingPrices::add_disc(PointM centre) {
  Disc disc;
  disc.centre = centre;
  sites_->bins.near(centre, 0.5 * sites_->spacing_m, [&](std::uint32_t candidate, double) {
    if (holds(disc, candidate)) disc.members.push_back(candidate);
  });
  disc_.push_back(std::move(disc));
}

void SpacingPrices::begin(std::span<const std::int64_t> price, std::span<const std::uint32_t> in) {
  if (sites_ == nullptr) return;
  for (std::size_t k = 0; k < disc_.size(); ++k) {
    Disc& disc = disc_[k];
    disc.direction = 0.0;
    disc.closed = std::any_of(in.begin(), in.end(), [&](std::uint32_t site) { return holds(disc, site); });
    disc.price = k < price.size() && !disc.closed ? static_cast<double>(price[k]) : 0.0;
  }
  settle();
}

void SpacingPrices::settle() {
  std::fill(surcharge_.begin(), surcharge_.end(), std::int64_t{0});
  total_ = 0;
  for (const Disc& disc : disc_) {
    const auto whole = static_cast<std::int64_t>(disc.price);
    if (whole == 0) continue;
    total_ += whole;
    for (const std::uint32_t candidate : disc.members) surcharge_[candidate] += whole;
  }
}

std::vector<std::int64_t> SpacingPrices::prices() const {
  std::vector<std::int64_t> result;
  result.reserve(disc_.size());
  for (const Disc& disc : disc_) result.push_back(static_cast<std::int64_t>(disc.price));
  return result;
}

double SpacingPrices::look(std::span<const std::uint32_t> taken, double scale) {
  crowded_.clear();
  if (sites_ == nullptr) return 0.0;
  std::vector<std::uint8_t> is_crowded(taken.size(), 0);
  std::size_t added = 0;
  for (std::size_t a = 0; a < taken.size(); ++a)
    for (std::size_t b = a + 1; b < taken.size(); ++b) {
      if (!sites_->conflict(taken[a], taken[b])) continue;
      is_crowded[a] = is_crowded[b] = 1;
      const bool known = std::any_of(disc_.begin(), disc_.end(), [&](const Disc& disc) {
        return holds(disc, taken[a]) && holds(disc, taken[b]);
      });
      if (known || disc_.size() >= most_discs || added >= most_new_discs) continue;
      const PointM& first = sites_->location[taken[a]];
      const PointM& second = sites_->location[taken[b]];
      add_disc({0.5 * (first.x_m + second.x_m), 0.5 * (first.y_m + second.y_m)});
      ++added;
    }
  for (std::size_t k = 0; k < taken.size(); ++k)
    if (is_crowded[k] != 0) crowded_.push_back(taken[k]);
  double norm = 0.0;
  for (Disc& disc : disc_) {
    if (disc.closed) continue;
    int inside = 0;
    for (const std::uint32_t site : taken) inside += holds(disc, site) ? 1 : 0;
    disc.direction = momentum * disc.direction + (1.0 - momentum) * static_cast<double>(1 - inside);
    if (disc.price > 0.0 || disc.direction < 0.0) norm += disc.direction * disc.direction * scale;
  }
  return norm;
}

void SpacingPrices::step(double length, double scale) {
  if (sites_ == nullptr) return;
  for (Disc& disc : disc_)
    if (!disc.closed)
      disc.price = std::clamp(disc.price - length * disc.direction * scale, 0.0, highest_price);
  settle();
}

}  // namespace quarterhour
