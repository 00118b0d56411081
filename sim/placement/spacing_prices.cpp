#include "sim/placement/spacing_prices.h"

#include <array>

namespace quarterhour {

namespace {

constexpr double momentum = 0.92;
/// Discs in all, and new ones a step.
constexpr std::size_t most_discs = 4000;
constexpr std::size_t most_new_discs = 40;
/// Parts of the spacing.
constexpr double plain_radius = 0.5 * (1.0 - 1e-9);
constexpr std::array<double, 3> graded_radii = {0.619, 0.4999, 0.3809};
/// Prices stay below this, so that sums of all discs fit into 64 bits.
constexpr double highest_price = 0x1.0p44;

}  // namespace

SpacingPrices::SpacingPrices(const RuledSites& sites) {
  if (sites.spacing_m <= 0.0) return;
  sites_ = &sites;
  surcharge_.assign(sites.unit.size(), 0);
}

void SpacingPrices::adopt_discs(const SpacingPrices& earlier) {
  if (sites_ == nullptr) return;
  for (const Disc& disc : earlier.disc_) add_disc(disc.centre, disc.graded);
}

int SpacingPrices::grade(const Disc& disc, std::uint32_t candidate) const {
  const double dx = sites_->location[candidate].x_m - disc.centre.x_m;
  const double dy = sites_->location[candidate].y_m - disc.centre.y_m;
  const double squared = (dx * dx + dy * dy) / (sites_->spacing_m * sites_->spacing_m);
  if (!disc.graded) return squared <= plain_radius * plain_radius ? 1 : 0;
  int sum = 0;
  for (const double radius : graded_radii) sum += squared <= radius * radius ? 1 : 0;
  return sum;
}

void SpacingPrices::add_disc(PointM centre, bool graded) {
  Disc disc;
  disc.centre = centre;
  disc.graded = graded;
  disc.room = most_of(graded);
  sites_->bins.near(centre, 0.7 * sites_->spacing_m, [&](std::uint32_t candidate, double) {
    if (const int counts = grade(disc, candidate); counts > 0) disc.members.emplace_back(candidate, counts);
  });
  disc_.push_back(std::move(disc));
}

bool SpacingPrices::separates(std::uint32_t a, std::uint32_t b, bool graded) const {
  return std::any_of(disc_.begin(), disc_.end(), [&](const Disc& disc) {
    return disc.graded == graded && grade(disc, a) + grade(disc, b) > most_of(graded);
  });
}

void SpacingPrices::begin(std::span<const std::int64_t> price, std::span<const std::uint32_t> in) {
  if (sites_ == nullptr) return;
  for (std::size_t k = 0; k < disc_.size(); ++k) {
    Disc& disc = disc_[k];
    disc.direction = 0.0;
    disc.room = most_of(disc.graded);
    for (const std::uint32_t site : in) disc.room -= grade(disc, site);
    disc.price = k < price.size() ? static_cast<double>(price[k]) : 0.0;
  }
  settle();
}

void SpacingPrices::settle() {
  std::fill(surcharge_.begin(), surcharge_.end(), std::int64_t{0});
  total_ = 0;
  for (const Disc& disc : disc_) {
    const std::int64_t each = static_cast<std::int64_t>(disc.price) / most_of(disc.graded);
    if (each == 0) continue;
    total_ += each * disc.room;
    for (const auto& [candidate, counts] : disc.members) surcharge_[candidate] += each * counts;
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
      const PointM& first = sites_->location[taken[a]];
      const PointM& second = sites_->location[taken[b]];
      for (const bool graded : {false, true}) {
        if (disc_.size() >= most_discs || added >= most_new_discs || separates(taken[a], taken[b], graded))
          continue;
        add_disc({0.5 * (first.x_m + second.x_m), 0.5 * (first.y_m + second.y_m)}, graded);
        ++added;
      }
    }
  for (std::size_t k = 0; k < taken.size(); ++k)
    if (is_crowded[k] != 0) crowded_.push_back(taken[k]);
  double norm = 0.0;
  for (Disc& disc : disc_) {
    int left = disc.room;
    for (const std::uint32_t site : taken) left -= grade(disc, site);
    const double slack = static_cast<double>(left) / static_cast<double>(most_of(disc.graded));
    disc.direction = momentum * disc.direction + (1.0 - momentum) * slack;
    if (disc.price > 0.0 || disc.direction < 0.0) norm += disc.direction * disc.direction * scale;
  }
  return norm;
}

void SpacingPrices::step(double length, double scale) {
  if (sites_ == nullptr) return;
  for (Disc& disc : disc_)
    disc.price = std::clamp(disc.price - length * disc.direction * scale, 0.0, highest_price);
  settle();
}

}  // namespace quarterhour
