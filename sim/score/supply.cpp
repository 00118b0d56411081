#include "sim/score/supply.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/score/floating_catchment.h"
#include "sim/score/huff_choice.h"
#include "sim/score/nearest_first.h"

namespace quarterhour {

namespace {

/// Where less than this share of a cell's demand is served, its reason is "capacity".
constexpr double half_served = 0.5;

void check_weights(const Service& service) {
  const std::vector<double>& weights = service.catchment_weights;
  const bool in_range = std::all_of(weights.begin(), weights.end(),
                                    [](double weight) { return weight > 0.0 && weight <= 1.0; });
  if (weights.empty() || !in_range || !std::is_sorted(weights.rbegin(), weights.rend()))
    throw std::invalid_argument("the catchment weights of " + service.id +
                                " must be in (0, 1] and must not rise");
}

SparseRaster<float> in_single_precision(const SparseRaster<double>& values) {
  SparseRaster<float> rounded(values.rows(), values.cols(), static_cast<float>(values.background()));
  values.for_each_held(
      [&rounded](std::size_t cell, double value) { rounded.at(cell) = static_cast<float>(value); });
  return rounded;
}

void show_full(const SparseRaster<double>& served_share, AccessLayer& layer) {
  // Without demand the share is NaN, which is less than nothing.
  served_share.for_each_held([&layer](std::size_t cell, double share) {
    if (layer.covered[cell] != 0 && share < half_served)
      layer.reason[cell] = static_cast<std::uint8_t>(Reason::capacity);
  });
}

SparseRaster<std::int32_t> site_positions(const SparseRaster<std::int32_t>& facilities,
                                          const OpenSites& sites) {
  SparseRaster<std::int32_t> positions(facilities.rows(), facilities.cols(), -1);
  facilities.for_each_held([&](std::size_t cell, std::int32_t facility) {
    if (facility >= 0) positions.at(cell) = sites.positions[static_cast<std::size_t>(facility)];
  });
  return positions;
}

/// A minute, or what is walked in about that.
constexpr double least_seconds = 60.0;
constexpr double least_metres = 60.0;

/// Who chooses which facility; one of unknown capacity is as large as the others are on average, and all are alike where none is known.
std::vector<double> chosen_demand(const Service& service, const std::vector<AskingGroup>& asking,
                                  const OpenSites& sites) {
  double sum = 0.0;
  std::size_t known = 0;
  for (const double capacity : sites.capacity)
    if (capacity > 0.0) {
      sum += capacity;
      ++known;
    }
  const double mean = known > 0 ? sum / static_cast<double>(known) : 1.0;
  std::vector<double> size;
  // Who serves nobody attracts next to nobody.
  for (const double capacity : sites.capacity)
    size.push_back(std::isnan(capacity) ? mean : std::max(capacity, 1e-6 * mean));
  const double least = service.reach_by == ReachBy::metres ? least_metres : least_seconds;
  return demand_by_choice(asking, size, service.huff_exponent, least);
}

void add_load(const NearestFirst& served, const std::vector<double>& chosen, const OpenSites& sites,
              const AccessLayer& layer, StudyResult& result) {
  for (std::size_t k = 0; k < sites.positions.size(); ++k) {
    LoadRow row;
    row.state = layer.state;
    row.service = layer.service;
    row.site = result.sites[static_cast<std::size_t>(sites.positions[k])].id;
    row.capacity = sites.capacity[k];
    row.demand = served.turning_to[k];
    row.served = served.served[k];
    if (row.demand > row.capacity) row.overload = row.demand - row.capacity;
    row.chosen = chosen[k];
    if (row.chosen > row.capacity) row.overload_by_choice = row.chosen - row.capacity;
    result.load.push_back(std::move(row));
  }
}

void add_note(const Service& service, const OpenSites& sites, StudyResult& result) {
  const std::string ending =
      " facilities of " + service.id +
      " have no known capacity: they never fill, and supply for each person (2SFCA) is not computed.";
  const bool said = std::any_of(result.notes.begin(), result.notes.end(), [&](const Note& note) {
    return note.text.size() > ending.size() &&
           note.text.compare(note.text.size() - ending.size(), ending.size(), ending) == 0;
  });
  if (said) return;
  const auto unknown = std::count_if(sites.capacity.begin(), sites.capacity.end(),
                                     [](double capacity) { return std::isnan(capacity); });
  result.notes.push_back(
      {"warning", std::to_string(unknown) + " of " + std::to_string(sites.capacity.size()) + ending});
}

}  // namespace

Capacities capacities_of(const Service& service, const OpenSites& sites) {
  if (sites.capacity.empty()) return service.capacity ? Capacities::known : Capacities::unknown;
  const auto known = std::count_if(sites.capacity.begin(), sites.capacity.end(),
                                   [](double capacity) { return !std::isnan(capacity); });
  if (known == 0) return Capacities::unknown;
  return static_cast<std::size_t>(known) == sites.capacity.size() ? Capacities::known : Capacities::partly;
}

void add_supply(const City& city, TravelFields& fields, const Service& service, const OpenSites& sites,
                std::vector<GroupAccess>& groups, StudyResult& result) {
  const Capacities capacities = capacities_of(service, sites);
  if (capacities == Capacities::unknown) return;
  check_weights(service);
  std::vector<AskingGroup> asking;
  for (GroupAccess& access : groups) {
    const ReachTest test(city, fields, *access.group, service);
    asking.push_back({std::move(access.choices.reach), competing_demand(city, *access.group, access.rate),
                      test.part_ends(service.catchment_weights.size())});
  }

  NearestFirst served = serve_nearest_first(asking, sites.capacity);
  add_load(served, chosen_demand(service, asking, sites), sites, groups.front().layer, result);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    GroupAccess& access = groups[g];
    access.supply.served_share = std::move(served.served_share[g]);
    access.layer.served_share = in_single_precision(access.supply.served_share);
    access.layer.serving_site = site_positions(served.serving[g], sites);
    show_full(access.supply.served_share, access.layer);
  }
  if (capacities == Capacities::partly) return add_note(service, sites, result);

  const std::vector<double> plain{1.0};
  std::vector<SparseRaster<double>> by_2sfca = floating_catchment_supply(asking, sites.capacity, plain);
  std::vector<SparseRaster<double>> by_e2sfca =
      floating_catchment_supply(asking, sites.capacity, service.catchment_weights);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    groups[g].layer.supply_2sfca = in_single_precision(by_2sfca[g]);
    groups[g].layer.supply_e2sfca = in_single_precision(by_e2sfca[g]);
    groups[g].supply.by_2sfca = std::move(by_2sfca[g]);
    groups[g].supply.by_e2sfca = std::move(by_e2sfca[g]);
  }
}

}  // namespace quarterhour
