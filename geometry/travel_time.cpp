#include "geometry/travel_time.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/spin_mutex.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <type_traits>

#include "geometry/ceiling_search.h"
#include "geometry/closed_fields.h"
#include "geometry/field_search.h"
#include "geometry/lane_runs.h"
#include "geometry/lane_search.h"
#include "geometry/nearest_label.h"
#include "geometry/path_tracing.h"
#include "geometry/source_cells.h"

namespace quarterhour {

class TravelField::Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;
  [[nodiscard]] virtual NearestTimes nearest(std::span<const SourceIndex> sources, double limit,
                                             NameSource name) const = 0;
  [[nodiscard]] virtual Catchments catchments(std::span<const SourceIndex> sources, double limit) const = 0;
  [[nodiscard]] virtual CostCeiling::Sums ceiling(std::span<const SourceIndex> sources,
                                                  std::span<const double> starts) const = 0;
  [[nodiscard]] virtual Catchments below(const CostCeiling::Sums& ceiling,
                                         std::span<const SourceIndex> sources) const = 0;
  [[nodiscard]] virtual IndexRuns reach(std::span<const SourceIndex> sources, double limit) const = 0;
  [[nodiscard]] virtual std::vector<TravelPath> paths(CellIndex cell, SourceIndex source,
                                                      double limit) const = 0;
  [[nodiscard]] virtual std::vector<double> costs_of(const TravelPath& path) const = 0;
  virtual void close(const ClosingQuestion& question, const ClosingVisitor& visit) const = 0;
  [[nodiscard]] virtual double rounding_bound(double limit) const = 0;
  [[nodiscard]] virtual bool in_double() const = 0;
  [[nodiscard]] virtual bool keeps_costs() const = 0;
  virtual void forget_costs() = 0;

  template <class Value>
  class Of;
};

template <class Value>
class TravelField::Engine::Of final : public TravelField::Engine {
 public:
  Of(const Surface& surface, const FieldStreets* streets, const TravelRule& rule, InstructionSet set,
     const SharedByFields& shared)
      : kernels_(kernels_of(set)),
        shared_open_(shared.open ? shared.open
                                 : std::make_shared<const Raster<std::uint8_t>>(open_cells(surface, rule))),
        open_(*shared_open_),
        surface_(surface),
        rule_(rule),
        direction_(rule.direction) {
    const std::shared_ptr<CostMemory>& memory = shared.cost_memory;
    if (streets != nullptr) joined_ = streets->joined;
    // A path's planar length is the same both ways round, but a round trip walks it twice.
    if (direction_ != Direction::from) to_ = costs(surface, streets, rule, Sense::towards_source, memory);
    if (direction_ != Direction::to) from_ = costs(surface, streets, rule, Sense::away_from_source, memory);
  }

  NearestTimes nearest(std::span<const SourceIndex> sources, double limit, NameSource name) const override {
    check_sources(sources);
    if (direction_ == Direction::round_trip) return nearest_round_trip(sources, limit);
    const SearchGraph<Value> graph = graph_of(direction_ == Direction::from ? *from_ : *to_);
    FieldSums<Value> sums = search_field(graph, kernels_, sources, first_unreached<Value>(limit));
    NearestTimes times;
    if (name == NameSource::yes) times.source = nearest_labels(graph, kernels_, sums, sources);
    constexpr Value infinity = std::numeric_limits<Value>::infinity();
    Raster<Value> cost =
        without_margins(std::move(sums.state), open_.rows(), open_.cols(), sums.pitch,
                        [&sums](Value sum) { return sum < sums.unreached ? sum : infinity; });
    if constexpr (std::is_same_v<Value, double>) {
      times.cost = Raster<float>(open_.rows(), open_.cols());
      std::transform(cost.values().begin(), cost.values().end(), times.cost.values().begin(),
                     [](double sum) { return static_cast<float>(sum); });
      times.cost_in_double = std::move(cost);
    } else {
      times.cost = std::move(cost);
    }
    return times;
  }

  Catchments catchments(std::span<const SourceIndex> sources, double limit) const override {
    std::vector<std::vector<std::pair<CellIndex, float>>> of_source(sources.size());
    search_blocks(sources, limit, no_preparation,
                  [&](const LaneBlock& block, const LaneSearch<Value>& search, std::size_t) {
                    for (int row = 0; row < block.window.rows(); ++row) {
                      const auto [begin, end] = search.touched(row);
                      for (int col = begin; col < end; ++col) {
                        const Value* const cell =
                            search.row(row) + static_cast<std::ptrdiff_t>(col) * search.lanes();
                        for (std::size_t lane = 0; lane < block.sources.size(); ++lane)
                          if (cell[lane] < search.unreached())
                            of_source[block.sources[lane]].emplace_back(
                                index(block.window.row_begin + row, block.window.col_begin + col),
                                static_cast<float>(cell[lane]));
                      }
                    }
                  });
    return catchments_of(of_source);
  }

  CostCeiling::Sums ceiling(std::span<const SourceIndex> sources,
                            std::span<const double> starts) const override {
    const SearchGraph<Value> graph = one_way_graph(sources);
    if (!starts.empty() && starts.size() != sources.size())
      throw std::invalid_argument("every source of a ceiling has a start, or none");
    FieldSums<Value> sums = unreached_field(graph, std::numeric_limits<Value>::infinity());
    lower_field<Value>(graph, kernels_, sources, sums, rounded_down<Value>(starts));
    return {std::move(sums), open_.cols()};
  }

  Catchments below(const CostCeiling::Sums& ceiling, std::span<const SourceIndex> sources) const override {
    const SearchGraph<Value> graph = one_way_graph(sources);
    const auto* const sums = std::get_if<FieldSums<Value>>(&ceiling.of);
    const std::size_t nodes = graph.has_streets() ? joined_->nodes.size() : 0;
    if (sums == nullptr || sums->pitch != field_pitch(open_.cols()) || sums->nodes.size() != nodes)
      throw std::invalid_argument("a ceiling belongs to another field");
    return catchments_below(graph, kernels_, *sums, sources);
  }

  IndexRuns reach(std::span<const SourceIndex> sources, double limit) const override {
    std::vector<RunsOfBlock> of_block;
    tbb::enumerable_thread_specific<std::vector<IndexRun>> buffers;
    search_blocks(
        sources, limit, [&](std::size_t blocks) { of_block.resize(blocks); },
        [&](const LaneBlock& block, LaneSearch<Value>& search, std::size_t position) {
          of_block[position] = collect_runs(kernels_, block, open_.cols(), search, buffers.local());
        });
    return put_together(sources.size(), std::move(of_block));
  }

  std::vector<TravelPath> paths(CellIndex cell, SourceIndex source, double limit) const override {
    const std::array<SourceIndex, 1> sources = {source};
    check_sources(sources);
    if (cell >= open_.size()) throw std::invalid_argument("a path begins or ends in a cell of the grid");
    std::vector<TravelPath> paths;
    for (const bool leads_to_source : {true, false}) {
      if (direction_ == (leads_to_source ? Direction::from : Direction::to)) continue;
      const SearchGraph<Value> graph = graph_of(leads_to_source ? *to_ : *from_);
      const FieldSums<Value> sums = search_field(graph, kernels_, sources, first_unreached<Value>(limit));
      if (!(sums.row(static_cast<int>(
                cell / static_cast<CellIndex>(open_.cols())))[cell % static_cast<CellIndex>(open_.cols())] <
            sums.unreached))
        return {};
      paths.push_back({trace_path(graph, sums, source, cell), leads_to_source});
      if (!leads_to_source) turn_round(paths.back().ways);
    }
    return paths;
  }

  std::vector<double> costs_of(const TravelPath& path) const override {
    if (direction_ == (path.leads_to_source ? Direction::from : Direction::to))
      throw std::invalid_argument("the field has no costs in the direction of the path");
    const SearchGraph<Value> graph = graph_of(path.leads_to_source ? *to_ : *from_);
    const std::size_t count = path.ways.size();
    std::vector<double> costs(count);
    Value sum = 0;
    // Sums grow from the source on, so that a path towards it is added up from its end.
    for (std::size_t step = 0; step < count; ++step) {
      const std::size_t k = path.leads_to_source ? count - 1 - step : step;
      const Value grown = sum_after(graph, path.ways[k], !path.leads_to_source, sum);
      costs[k] = static_cast<double>(grown) - static_cast<double>(sum);
      if (std::isinf(grown)) costs[k] = std::numeric_limits<double>::infinity();
      sum = grown;
    }
    return costs;
  }

  void close(const ClosingQuestion& question, const ClosingVisitor& visit) const override {
    if (!joined_) throw std::invalid_argument("a field without streets has none to close");
    std::vector<SensedField<Value>> senses;
    if (to_) senses.push_back({graph_of(*to_), Sense::towards_source});
    if (from_) senses.push_back({graph_of(*from_), Sense::away_from_source});
    for (const auto& sources : question.source_sets) check_sources(sources);
    close_streets<Value>(senses, kernels_, surface_, rule_, question, visit);
  }

  double rounding_bound(double limit) const override {
    double bound = 0.0;
    if (direction_ != Direction::from) bound = graph_of(*to_).rounding_bound(limit);
    if (direction_ != Direction::to) bound = std::max(bound, graph_of(*from_).rounding_bound(limit));
    return bound;
  }

  bool in_double() const override { return std::is_same_v<Value, double>; }

  bool keeps_costs() const override {
    const MoveCosts<Value>& own = (to_ ? *to_ : *from_).steps.moves();
    return own.move_count() > 0 && !own.is_cheap();
  }

  void forget_costs() override {
    for (Costs* const costs : {to_.get(), from_.get()})
      if (costs != nullptr) costs->steps.forget();
  }

 private:
  /// The costs of one sense.
  struct Costs {
    CostTiles<Value> steps;
    StreetCosts<Value> streets;
  };

  std::unique_ptr<Costs> costs(const Surface& surface, const FieldStreets* streets, const TravelRule& rule,
                               Sense sense, const std::shared_ptr<CostMemory>& memory) const {
    const bool walks_off_streets = !rule.streets || rule.streets->off_street == OffStreet::everywhere;
    MoveCosts<Value> costs_of_moves = walks_off_streets
                                          ? MoveCosts<Value>(surface, rule, sense, open_, kernels_.costs)
                                          : MoveCosts<Value>(surface.grid.rows(), surface.grid.cols());
    auto costs = std::make_unique<Costs>(Costs{CostTiles<Value>(std::move(costs_of_moves), memory), {}});
    if (streets != nullptr) costs->streets = build_street_costs<Value>(surface, *streets, rule, sense);
    return costs;
  }

  static void turn_round(std::vector<PathWay>& ways) {
    std::reverse(ways.begin(), ways.end());
    for (PathWay& way : ways) {
      if (way.kind != PathWay::Kind::move) way.forwards = !way.forwards;
      std::swap(way.from, way.to);
    }
  }

  [[nodiscard]] SearchGraph<Value> graph_of(const Costs& costs) const {
    return {costs.steps, open_, joined_.get(), joined_ ? &costs.streets : nullptr};
  }

  /// Of a field that is not for round trips.
  [[nodiscard]] SearchGraph<Value> one_way_graph(std::span<const SourceIndex> sources) const {
    check_sources(sources);
    if (direction_ == Direction::round_trip)
      throw std::invalid_argument("round trips have no ceiling: their sums are no search's own");
    return graph_of(direction_ == Direction::from ? *from_ : *to_);
  }

  [[nodiscard]] CellIndex index(int row, int col) const {
    return static_cast<CellIndex>(row) * static_cast<CellIndex>(open_.cols()) + static_cast<CellIndex>(col);
  }

  void check_sources(std::span<const SourceIndex> sources) const {
    const std::size_t places = joined_ ? joined_->place_cell.size() : 0;
    for (const SourceIndex source : sources)
      if (source >= open_.size() + places)
        throw std::invalid_argument("a source is neither a cell of the grid nor a place on its streets");
  }

  [[nodiscard]] NearestTimes unreached_times() const {
    NearestTimes times;
    times.cost = Raster<float>(open_.rows(), open_.cols(), std::numeric_limits<float>::infinity());
    if constexpr (std::is_same_v<Value, double>)
      times.cost_in_double =
          Raster<double>(open_.rows(), open_.cols(), std::numeric_limits<double>::infinity());
    return times;
  }

  static void set_cost(NearestTimes& times, CellIndex cell, Value cost) {
    times.cost[cell] = static_cast<float>(cost);
    if constexpr (std::is_same_v<Value, double>) times.cost_in_double[cell] = cost;
  }

  static void no_preparation(std::size_t) {}

  /// Calls prepare(number of blocks), then searches every block, blocks in parallel, and hands each to consume(block, search,
  /// position of the block).
  template <class Prepare, class Consume>
  void search_blocks(std::span<const SourceIndex> sources, double limit, const Prepare& prepare,
                     const Consume& consume) const {
    check_sources(sources);
    if (std::isnan(limit)) throw std::invalid_argument("the limit of a search must be a number");
    const bool there = direction_ != Direction::from;
    const bool back = direction_ != Direction::to;
    SearchRadius radius{0, 0};
    for (const Costs* costs : {there ? to_.get() : nullptr, back ? from_.get() : nullptr}) {
      if (costs == nullptr) continue;
      const SearchRadius one = search_radius(graph_of(*costs), limit);
      radius = {std::max(radius.rows, one.rows), std::max(radius.cols, one.cols)};
    }
    std::vector<CellIndex> cells(sources.begin(), sources.end());
    std::vector<CellWindow> extents;
    if (joined_) {
      const SourceCells starts(open_, joined_.get());
      for (CellIndex& cell : cells) {
        extents.push_back(starts.extent_of(cell));
        cell = starts.cell_of(cell);
      }
    }
    const LaneBlocks dealt =
        deal_into_blocks(open_.rows(), open_.cols(), cells, radius, sweeps::pack_lanes<Value>, extents);
    const std::span<const LaneBlock> blocks = dealt.blocks();
    prepare(blocks.size());
    const Value unreached = first_unreached<Value>(limit);
    const std::vector<BlockRegion> regions = deal_into_regions(blocks, most_region_cells);
    // Where windows hardly overlap, keeping whole tiles of costs would be more work than the searches.
    std::size_t region_cells = 0;
    for (const BlockRegion& region : regions)
      region_cells +=
          static_cast<std::size_t>(region.window.rows()) * static_cast<std::size_t>(region.window.cols());
    const bool keep_costs = region_cells > open_.size();
    const double margin = excursion_margin(rounding_bound(limit));
    struct Working {
      CostRegion<Value> costs;
      CostRegion<Value> costs_back;
      LaneSearch<Value> search;
      LaneSearch<Value> way_back;
    };
    tbb::enumerable_thread_specific<Working> working;
    tbb::parallel_for(std::size_t{0}, regions.size(), [&](std::size_t k) {
      const BlockRegion& region = regions[k];
      Working& own = working.local();
      const auto gather = [&](const Costs& costs, CostRegion<Value>& into) {
        if (costs.steps.moves().move_count() == 0) return;
        into.gather(costs.steps, region.window, keep_costs);
        // Looking for excursions takes as long as half a dozen blocks gain by it.
        constexpr std::size_t worthwhile_blocks = 8;
        if (costs.steps.moves().move_count() == 8 && std::isfinite(limit) && joined_ == nullptr &&
            region.last - region.first >= worthwhile_blocks)
          into.find_excursions(kernels_.excursions, radius.cols, margin);
      };
      gather(there ? *to_ : *from_, own.costs);
      if (there && back) gather(*from_, own.costs_back);
      for (std::size_t position = region.first; position < region.last; ++position) {
        const LaneBlock& block = blocks[position];
        own.search.run(graph_of(there ? *to_ : *from_), kernels_, block, sources, unreached, own.costs);
        if (there && back) {
          own.way_back.run(graph_of(*from_), kernels_, block, sources, unreached, own.costs_back);
          own.search.add(own.way_back);
        }
        consume(block, own.search, position);
      }
    });
  }

  /// The best of all lanes of all blocks, merged row by row: which block comes first does not matter.
  [[nodiscard]] NearestTimes nearest_round_trip(std::span<const SourceIndex> sources, double limit) const {
    Raster<Value> best(open_.rows(), open_.cols(), std::numeric_limits<Value>::infinity());
    NearestTimes times = unreached_times();
    times.source = Raster<std::int32_t>(open_.rows(), open_.cols(), -1);
    std::vector<tbb::spin_mutex> in_use(static_cast<std::size_t>(open_.rows()));
    search_blocks(
        sources, limit, no_preparation,
        [&](const LaneBlock& block, const LaneSearch<Value>& search, std::size_t) {
          for (int row = 0; row < block.window.rows(); ++row) {
            const auto [begin, end] = search.touched(row);
            if (begin >= end) continue;
            const tbb::spin_mutex::scoped_lock lock(
                in_use[static_cast<std::size_t>(block.window.row_begin + row)]);
            for (int col = begin; col < end; ++col) {
              const Value* const cell = search.row(row) + static_cast<std::ptrdiff_t>(col) * search.lanes();
              const CellIndex here = index(block.window.row_begin + row, block.window.col_begin + col);
              Value& cost = best[here];
              std::int32_t& nearest = times.source[here];
              for (std::size_t lane = 0; lane < block.sources.size(); ++lane) {
                const auto source = static_cast<std::int32_t>(block.sources[lane]);
                if (!(cell[lane] < search.unreached()) || cell[lane] > cost) continue;
                if (cell[lane] == cost && nearest >= 0 && nearest < source) continue;
                cost = cell[lane];
                nearest = source;
              }
              if (nearest >= 0) set_cost(times, here, cost);
            }
          }
        });
    return times;
  }

  SearchKernels kernels_;
  std::shared_ptr<const Raster<std::uint8_t>> shared_open_;
  const Raster<std::uint8_t>& open_;
  const Surface& surface_;
  TravelRule rule_;
  Direction direction_;
  std::shared_ptr<const JoinedStreets> joined_;
  std::unique_ptr<Costs> to_;
  std::unique_ptr<Costs> from_;
};

namespace {

template <template <class> class Of, class Base>
std::unique_ptr<Base> engine_for(const Surface& surface, const FieldStreets* streets, const TravelRule& rule,
                                 InstructionSet set, SharedByFields shared) {
  check_rule(rule);
  if ((streets != nullptr) != rule.streets.has_value())
    throw std::invalid_argument("a field has streets exactly when its rule says how they are used");
  if (streets != nullptr &&
      (!surface.elevation_in_float_m.empty() || !surface.friction_in_float_s_per_m.empty()))
    throw std::invalid_argument("streets want the ground in double");
  if (streets != nullptr && streets->joined == nullptr)
    throw std::invalid_argument("the streets of a field must be joined to its surface");
  if (shared.cost_memory == nullptr) shared.cost_memory = std::make_shared<CostMemory>();
  if (rule.pace.explicit_langmuir && rule.quantity == Quantity::seconds)
    return std::make_unique<Of<double>>(surface, streets, rule, set, shared);
  return std::make_unique<Of<float>>(surface, streets, rule, set, shared);
}

}  // namespace

TravelField::TravelField(const Surface& surface, const TravelRule& rule, InstructionSet instruction_set,
                         SharedByFields shared)
    : engine_(engine_for<Engine::Of, Engine>(surface, nullptr, rule, instruction_set, std::move(shared))) {}
TravelField::TravelField(const Surface& surface, const FieldStreets& streets, const TravelRule& rule,
                         InstructionSet instruction_set, SharedByFields shared)
    : engine_(engine_for<Engine::Of, Engine>(surface, &streets, rule, instruction_set, std::move(shared))) {}
TravelField::~TravelField() = default;
TravelField::TravelField(TravelField&&) noexcept = default;
TravelField& TravelField::operator=(TravelField&&) noexcept = default;

NearestTimes TravelField::nearest(std::span<const SourceIndex> sources, double limit, NameSource name) const {
  return engine_->nearest(sources, limit, name);
}
Catchments TravelField::catchments(std::span<const SourceIndex> sources, double limit) const {
  return engine_->catchments(sources, limit);
}
CostCeiling TravelField::ceiling(std::span<const SourceIndex> sources, std::span<const double> starts) const {
  return CostCeiling(std::make_unique<CostCeiling::Sums>(engine_->ceiling(sources, starts)));
}
Catchments TravelField::below(const CostCeiling& ceiling, std::span<const SourceIndex> sources) const {
  return engine_->below(*ceiling.sums_, sources);
}
IndexRuns TravelField::reach(std::span<const SourceIndex> sources, double limit) const {
  return engine_->reach(sources, limit);
}
std::vector<TravelPath> TravelField::paths(CellIndex cell, SourceIndex source, double limit) const {
  return engine_->paths(cell, source, limit);
}
std::vector<double> TravelField::costs_of(const TravelPath& path) const { return engine_->costs_of(path); }
void TravelField::close(const ClosingQuestion& question, const ClosingVisitor& visit) const {
  engine_->close(question, visit);
}
double TravelField::rounding_bound(double limit) const { return engine_->rounding_bound(limit); }
bool TravelField::keeps_costs() const { return engine_->keeps_costs(); }
void TravelField::forget_costs() { engine_->forget_costs(); }
bool TravelField::in_double() const { return engine_->in_double(); }

}  // namespace quarterhour
