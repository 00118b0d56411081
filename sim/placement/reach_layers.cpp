#include "sim/placement/reach_layers.h"

#include <algorithm>
#include <stdexcept>

#include "sim/sharing.h"

namespace quarterhour {

namespace {

const PeopleGroup& group_named(const City& city, const std::string& id) {
  for (const PeopleGroup& group : city.groups)
    if (group.id == id) return group;
  throw std::invalid_argument("the city has no group " + id);
}

bool travel_alike(const ReachLayer& a, const ReachLayer& b) {
  return a.by_time == b.by_time && a.by_length == b.by_length;
}

IndexRuns reached(const TravelField& field, std::span<const SourceIndex> cells, double limit) {
  return field.reach(cells, limit + field.rounding_bound(limit));
}

}  // namespace

void intersect(std::span<const IndexRun> a, std::span<const IndexRun> b, std::vector<IndexRun>& result) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const IndexRun common{std::max(a[i].begin, b[j].begin), std::min(a[i].end, b[j].end)};
    if (common.begin < common.end) result.push_back(common);
    if (a[i].end < b[j].end)
      ++i;
    else
      ++j;
  }
}

std::vector<ReachLayer> reach_layers(const City& city, const TravelFields& fields, const Service& service,
                                     GroupLayers groups) {
  const bool by_time = service.reach_by != ReachBy::metres;
  const bool by_length = service.reach_by != ReachBy::minutes;
  if ((by_time && !service.reach_s) || (by_length && !service.reach_m))
    throw std::invalid_argument("service " + service.id + " lacks the limit that it is tested by");
  std::vector<ReachLayer> layers;
  const std::size_t cells = city.grid().cell_count();
  for (const GroupDemand& demand : service.demand) {
    const PeopleGroup& group = group_named(city, demand.group);
    ReachLayer wanted;
    if (by_time) wanted.by_time = fields.rule_for(group, service, Quantity::seconds);
    if (by_length) wanted.by_length = fields.rule_for(group, service, Quantity::metres);
    auto layer = std::find_if(layers.begin(), layers.end(), [&](const ReachLayer& known) {
      return groups == GroupLayers::shared && travel_alike(known, wanted);
    });
    if (layer == layers.end()) {
      wanted.demand.assign(cells, 0.0);
      layers.push_back(std::move(wanted));
      layer = layers.end() - 1;
    }
    for (std::size_t cell = 0; cell < cells; ++cell)
      if (city.zone[cell] == static_cast<std::uint8_t>(Zone::scored))
        layer->demand[cell] += group.people[cell] * demand.rate;
  }
  return layers;
}

IndexRuns covered_by(const City& city, TravelFields& fields, const Service& service,
                     std::span<const ReachLayer> layers, std::span<const SourceIndex> sources) {
  const std::size_t cell_count = city.grid().cell_count();
  const std::vector<CellIndex> cells = fields.cells_of(sources);
  if (layers.size() * cell_count > UINT32_MAX) throw std::invalid_argument("too many cells times groups");
  std::vector<IndexRuns> of_layer;
  for (const ReachLayer& layer : layers) {
    // Groups that travel alike reach alike, though they may be held apart.
    const auto before =
        std::find_if(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(of_layer.size()),
                     [&](const ReachLayer& known) { return travel_alike(known, layer); });
    if (before != layers.begin() + static_cast<std::ptrdiff_t>(of_layer.size())) {
      of_layer.push_back(of_layer[static_cast<std::size_t>(before - layers.begin())]);
      continue;
    }
    IndexRuns by_time;
    IndexRuns by_length;
    if (layer.by_time) by_time = reached(fields.field(*layer.by_time), sources, *service.reach_s);
    if (layer.by_length) by_length = reached(fields.field(*layer.by_length), sources, *service.reach_m);
    if (layer.by_time && layer.by_length) {
      IndexRuns both;
      for (std::size_t k = 0; k < cells.size(); ++k) {
        intersect(by_time.set(k), by_length.set(k), both.runs);
        both.first.push_back(both.runs.size());
      }
      of_layer.push_back(std::move(both));
    } else {
      of_layer.push_back(layer.by_time ? std::move(by_time) : std::move(by_length));
    }
  }
  const std::span<const std::int32_t> districts = binding_districts(city, service);
  if (of_layer.size() == 1) return within_own_district(std::move(of_layer.front()), cells, districts);
  IndexRuns all;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    for (std::size_t layer = 0; layer < of_layer.size(); ++layer) {
      const auto shift = static_cast<std::uint32_t>(layer * cell_count);
      for (const IndexRun run : of_layer[layer].set(k))
        all.runs.push_back({run.begin + shift, run.end + shift});
    }
    all.first.push_back(all.runs.size());
  }
  return within_own_district(std::move(all), cells, districts);
}

}  // namespace quarterhour
