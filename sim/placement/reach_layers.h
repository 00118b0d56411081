// Who can reach what: the demand of a service, layer by layer of people who travel alike. Internal to placement.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/placement/siting.h"

namespace quarterhour {

/// People who travel by the same rules, one weight per cell; 0 outside the scored area.
struct ReachLayer {
  std::optional<TravelRule> by_time;
  std::optional<TravelRule> by_length;
  std::vector<double> demand;
};

/// Whether groups that travel alike share a layer, or each group has its own, in the order of the service's demand.
enum class GroupLayers { shared, apart };

/// The layers of a service's demand. Throws std::invalid_argument when
/// the city lacks a group or the service lacks the limit that its `reach_by` needs.
[[nodiscard]] std::vector<ReachLayer> reach_layers(const City& city, const TravelFields& fields,
                                                   const Service& service,
                                                   GroupLayers groups = GroupLayers::shared);

/// What facilities at `sources` cover. Index layer * cell count + cell; with both limits a facility must meet
/// both. A limit is met within the field's rounding bound (model.md §3). Where the service is not shared across district
/// borders a facility covers cells of its own district only.
[[nodiscard]] IndexRuns covered_by(const City& city, TravelFields& fields, const Service& service,
                                   std::span<const ReachLayer> layers, std::span<const SourceIndex> sources);

/// The indices in both of two sets of disjoint rising runs, added to `result`.
void intersect(std::span<const IndexRun> a, std::span<const IndexRun> b, std::vector<IndexRun>& result);

}  // namespace quarterhour
