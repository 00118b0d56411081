#include "sim/score/street_losses.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

namespace quarterhour {

namespace {

/// Facilities whose catchments are held in memory at once.
constexpr std::size_t batch_size = 256;

/// Facilities that cells may use together: all, or those of each district.
struct FacilitySets {
  std::vector<std::vector<SourceIndex>> sources;
  /// A cell of the district of each set.
  std::vector<SourceIndex> first;
};

FacilitySets sets_of(const ReachTest& test, std::span<const SourceIndex> facilities) {
  FacilitySets sets;
  std::map<std::int32_t, std::size_t> set_of_district;
  for (const SourceIndex facility : facilities) {
    const auto districts = test.binding_districts();
    const std::int32_t district = districts.empty() ? 0 : districts[test.cell_of(facility)];
    const auto [known, is_new] = set_of_district.try_emplace(district, sets.sources.size());
    if (is_new) {
      sets.sources.emplace_back();
      sets.first.push_back(facility);
    }
    sets.sources[known->second].push_back(facility);
  }
  return sets;
}

/// The nearest facility decides: one search for all that a cell may use.
std::vector<StreetLoss> by_nearest(const City& city, const ReachTest& test,
                                   std::span<const SourceIndex> facilities,
                                   std::span<const ClosedStreets> closings, const CellDemand& demand) {
  std::vector<StreetLoss> losses(closings.size());
  const TravelField& field = test.by_minutes() ? test.time_field() : test.metre_field();
  const double limit = test.limit();
  const double last = ReachTest::threshold(field, limit);
  const double rounding = field.rounding_bound(limit);
  const FacilitySets sets = sets_of(test, facilities);
  // Sets are disjoint in their cells, so that each closing sees a cell once.
  field.close({city.streets, closings, sets.sources, last},
              [&](std::size_t set, std::size_t closing, std::span<const ChangedCost> cells) {
                StreetLoss& loss = losses[closing];
                for (const ChangedCost& one : cells) {
                  if (!(one.before <= last) || !test.may_use(one.cell, sets.first[set])) continue;
                  const double people = demand[one.cell];
                  if (!(one.after <= last)) {
                    loss.lost += people;
                  } else if (one.after > one.before + rounding) {
                    loss.farther += people;
                    loss.extra += people * (one.after - one.before);
                  }
                }
              });
  return losses;
}

/// Several tests, or both ways of a round trip, must hold for one facility: each is closed off on its own, and a cell loses
/// the service with the last of those that cover it.
class ByFacility {
 public:
  ByFacility(const City& city, const ReachTest& test, std::span<const SourceIndex> facilities,
             std::span<const ClosedStreets> closings)
      : city_(city), test_(test), facilities_(facilities), closings_(closings), covering_(city.grid()) {}

  std::vector<StreetLoss> losses(const CellDemand& demand) {
    for (std::size_t begin = 0; begin < facilities_.size(); begin += batch_size)
      add_batch(facilities_.subspan(begin, std::min(batch_size, facilities_.size() - begin)), demand);
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<StreetLoss> losses(closings_.size(), {0.0, unknown, unknown});
    std::sort(given_up_.begin(), given_up_.end());
    for (std::size_t begin = 0; begin < given_up_.size();) {
      std::size_t end = begin;
      while (end < given_up_.size() && given_up_[end] == given_up_[begin]) ++end;
      const auto [closing, cell] = given_up_[begin];
      if (end - begin == covering_[cell]) losses[closing].lost += demand[cell];
      begin = end;
    }
    return losses;
  }

 private:
  using Pair = std::pair<std::uint32_t, CellIndex>;

  void add_batch(std::span<const SourceIndex> batch, const CellDemand& demand) {
    std::vector<std::vector<CellIndex>> covered(batch.size());
    test_.visit_catchments(batch, World::real, 1.0,
                           [&](std::size_t k, std::span<const CellIndex> cells, std::span<const float>) {
                             for (const CellIndex cell : cells) {
                               if (!test_.may_use(cell, batch[k]) || !(demand[cell] > 0.0)) continue;
                               covered[k].push_back(cell);
                               ++covering_[cell];
                             }
                           });
    std::vector<std::vector<SourceIndex>> sets;
    for (const SourceIndex facility : batch) sets.push_back({facility});
    // Closing and cell of each facility.
    std::vector<std::vector<Pair>> given_up(batch.size());
    const auto close = [&](const TravelField& field, double limit) {
      const double last = ReachTest::threshold(field, limit);
      field.close({city_.streets, closings_, sets, last},
                  [&](std::size_t k, std::size_t closing, std::span<const ChangedCost> cells) {
                    for (const ChangedCost& one : cells)
                      if (one.before <= last && !(one.after <= last) &&
                          std::binary_search(covered[k].begin(), covered[k].end(), one.cell))
                        given_up[k].emplace_back(static_cast<std::uint32_t>(closing), one.cell);
                  });
    };
    if (test_.by_minutes()) close(test_.time_field(), test_.limit());
    if (test_.by_metres()) close(test_.metre_field(), test_.limit_m());
    for (std::vector<Pair>& own : given_up) {
      std::sort(own.begin(), own.end());
      own.erase(std::unique(own.begin(), own.end()), own.end());
      given_up_.insert(given_up_.end(), own.begin(), own.end());
    }
  }

  const City& city_;
  const ReachTest& test_;
  std::span<const SourceIndex> facilities_;
  std::span<const ClosedStreets> closings_;
  /// Facilities that cover each cell.
  Raster<std::uint32_t> covering_;
  /// A closing and a cell for every facility that no longer covers it then.
  std::vector<Pair> given_up_;
};

}  // namespace

std::vector<StreetLoss> street_losses(const City& city, const ReachTest& test,
                                      std::span<const SourceIndex> facilities,
                                      std::span<const ClosedStreets> closings, const CellDemand& demand) {
  if (facilities.empty() || closings.empty()) return std::vector<StreetLoss>(closings.size());
  if (test.nearest_decides()) return by_nearest(city, test, facilities, closings, demand);
  return ByFacility(city, test, facilities, closings).losses(demand);
}

}  // namespace quarterhour
