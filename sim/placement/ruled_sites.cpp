#include "sim/placement/ruled_sites.h"

#include <climits>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

namespace quarterhour {

namespace {

/// A set narrower than the spacing by this share conflicts throughout, whatever coordinates round to.
constexpr double narrower = 1.0 - 1e-9;

/// Cell of a tiling by regular hexagons whose corners lie `corner_m` from the centre, as axial coordinates.
std::pair<std::int64_t, std::int64_t> hexagon_of(PointM point, double corner_m) {
  const double q = (std::sqrt(3.0) / 3.0 * point.x_m - point.y_m / 3.0) / corner_m;
  const double r = 2.0 / 3.0 * point.y_m / corner_m;
  // Rounding in cube coordinates: the worst of the three is recomputed from the others.
  double col = std::round(q);
  double row = std::round(r);
  const double third = std::round(-q - r);
  const double off_col = std::abs(col - q);
  const double off_row = std::abs(row - r);
  const double off_third = std::abs(third + q + r);
  if (off_col > off_row && off_col > off_third)
    col = -row - third;
  else if (off_row > off_third)
    row = -col - third;
  return {static_cast<std::int64_t>(col), static_cast<std::int64_t>(row)};
}

void make_groups(RuledSites& sites) {
  const std::size_t candidates = sites.unit.size();
  sites.group.resize(candidates);
  const double corner_m = 0.5 * sites.spacing_m * narrower * narrower;
  PointM origin{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (const PointM& point : sites.location) {
    if (std::isnan(point.x_m)) continue;
    origin.x_m = std::min(origin.x_m, point.x_m);
    origin.y_m = std::min(origin.y_m, point.y_m);
  }
  std::map<std::pair<std::uint32_t, std::pair<std::int64_t, std::int64_t>>, std::uint32_t> number;
  for (std::uint32_t k = 0; k < candidates; ++k) {
    if (!sites.keeps_distance(k)) {
      sites.group[k] = sites.group_count++;
      continue;
    }
    const PointM place{sites.location[k].x_m - origin.x_m, sites.location[k].y_m - origin.y_m};
    const auto found =
        number.emplace(std::pair{sites.unit[k], hexagon_of(place, corner_m)}, sites.group_count);
    if (found.second) ++sites.group_count;
    sites.group[k] = found.first->second;
  }
}

void prepare_spacing(RuledSites& sites) {
  sites.group.clear();
  sites.group_count = 0;
  if (sites.spacing_m <= 0.0 || sites.unit.empty()) return;
  sites.bins = PointBins(sites.location, sites.spacing_m);
  make_groups(sites);
}

}  // namespace

PointBins::PointBins(std::span<const PointM> points, double reach_m) {
  std::vector<std::uint32_t> placed;
  for (std::uint32_t k = 0; k < points.size(); ++k)
    if (!std::isnan(points[k].x_m)) placed.push_back(k);
  if (placed.empty()) return;
  double east_m = points[placed[0]].x_m;
  double north_m = points[placed[0]].y_m;
  west_m_ = east_m;
  south_m_ = north_m;
  for (const std::uint32_t k : placed) {
    const PointM& point = points[k];
    west_m_ = std::min(west_m_, point.x_m);
    east_m = std::max(east_m, point.x_m);
    south_m_ = std::min(south_m_, point.y_m);
    north_m = std::max(north_m, point.y_m);
  }
  bin_m_ = std::max({reach_m, (east_m - west_m_) / 1000.0, (north_m - south_m_) / 1000.0});
  columns_ = static_cast<std::size_t>((east_m - west_m_) / bin_m_) + 1;
  rows_ = static_cast<std::size_t>((north_m - south_m_) / bin_m_) + 1;
  const auto bin = [&](const PointM& point) {
    return column((point.y_m - south_m_) / bin_m_, rows_) * columns_ +
           column((point.x_m - west_m_) / bin_m_, columns_);
  };
  first_.assign(columns_ * rows_ + 1, 0);
  for (const std::uint32_t k : placed) ++first_[bin(points[k]) + 1];
  for (std::size_t k = 1; k < first_.size(); ++k) first_[k] += first_[k - 1];
  index_.resize(placed.size());
  points_.resize(placed.size());
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  for (const std::uint32_t k : placed) {
    const std::size_t at = next[bin(points[k])]++;
    index_[at] = k;
    points_[at] = points[k];
  }
}

RuledSites RuledSites::restricted(std::span<const std::uint32_t> kept) const {
  RuledSites result;
  result.least = least;
  result.most = most;
  result.spacing_m = spacing_m;
  for (const std::uint32_t k : kept) {
    result.unit.push_back(unit[k]);
    if (spacing_m > 0.0) result.location.push_back(location[k]);
  }
  prepare_spacing(result);
  return result;
}

void check_rules(const SiteRules& rules, std::size_t candidates) {
  const auto refuse = [](const char* what) { throw std::invalid_argument(what); };
  if (rules.least.size() != rules.most.size()) refuse("every unit needs a minimum and a maximum of sites");
  if (!rules.unit.empty() && rules.unit.size() != candidates)
    refuse("there must be one unit for each candidate");
  for (const std::int32_t unit : rules.unit)
    if (unit < -1 || unit >= static_cast<std::int64_t>(rules.least.size()))
      refuse("a candidate's unit is out of range");
  for (std::size_t u = 0; u < rules.least.size(); ++u)
    if (rules.least[u] < 0 || rules.least[u] > rules.most[u])
      refuse("a unit's minimum of sites must not be negative or above its maximum");
  if (!std::isfinite(rules.spacing_m) || rules.spacing_m < 0.0)
    refuse("the spacing must be finite and not negative");
  if (rules.spacing_m > 0.0) {
    if (rules.location.size() != candidates) refuse("a spacing needs the place of each candidate");
    for (const PointM& point : rules.location)
      if (std::isinf(point.x_m) || std::isinf(point.y_m) || std::isnan(point.x_m) != std::isnan(point.y_m))
        refuse("places of candidates must be finite");
  }
}

bool rules_bind(const SiteRules& rules, std::size_t most_sites) {
  if (rules.spacing_m > 0.0) return true;
  std::vector<std::size_t> of_unit(rules.least.size(), 0);
  for (const std::int32_t unit : rules.unit)
    if (unit >= 0) ++of_unit[static_cast<std::size_t>(unit)];
  for (std::size_t u = 0; u < rules.least.size(); ++u)
    if (rules.least[u] > 0 || static_cast<std::size_t>(rules.most[u]) < std::min(of_unit[u], most_sites))
      return true;
  return false;
}

RuledSites ruled_sites(const SiteRules& rules, std::size_t candidates) {
  RuledSites result;
  result.least = rules.least;
  result.most = rules.most;
  result.least.push_back(0);
  result.most.push_back(INT_MAX);
  const auto none = static_cast<std::uint32_t>(rules.least.size());
  result.unit.assign(candidates, none);
  for (std::size_t k = 0; k < rules.unit.size(); ++k)
    if (rules.unit[k] >= 0) result.unit[k] = static_cast<std::uint32_t>(rules.unit[k]);
  result.spacing_m = rules.spacing_m;
  if (rules.spacing_m > 0.0) result.location = rules.location;
  prepare_spacing(result);
  return result;
}

}  // namespace quarterhour
