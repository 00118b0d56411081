// Travel fields of one city, built once each and shared by scores and plans.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "geometry/street_closing.h"
#include "geometry/travel_time.h"
#include "sim/result.h"

namespace quarterhour {

class TravelFields {
 public:
  /// Keeps a reference to the city, which must outlive this object.
  /// `cost_bytes`: how much memory the costs of moves may take that fields keep, all together.
  TravelFields(const City& city, const TravelSettings& settings,
               std::size_t cost_bytes = std::numeric_limits<std::size_t>::max());

  /// The field of a rule, built at the first call. Where memory for its costs is short, those that other fields keep are
  /// given up, the longest unused first. Not for concurrent use, nor while another field is asked.
  const TravelField& field(const TravelRule& rule);

  /// The streets as they are joined to the ground for a rule, which must have streets; built at the first call.
  const std::shared_ptr<const JoinedStreets>& joined(const TravelRule& rule);

  /// Closes streets of a rule that has some, as they are joined to the ground. Refers to this object and to the city.
  [[nodiscard]] StreetCloser closer(const TravelRule& rule);

  /// The rule by which a group reaches a service: the scenario's pace at the group's own speed (the scenario's
  /// where it has none), over slopes up to the group's own steepest, in the service's direction, by the mode of the
  /// service, else of the group, else of the scenario; along streets where the city has any.
  [[nodiscard]] TravelRule rule_for(const PeopleGroup& group, const Service& service,
                                    Quantity quantity = Quantity::seconds) const;

  /// Where searches for a site start: its own entrances where streets or its shape make them matter, else its cell.
  [[nodiscard]] SourceIndex source_of(const Site& site) const;
  /// The place that a source is, nullptr for a cell.
  [[nodiscard]] const AccessPlace* place_of(SourceIndex source) const;
  /// The cell that stands for a source.
  [[nodiscard]] CellIndex cell_of(SourceIndex source) const;
  [[nodiscard]] std::vector<CellIndex> cells_of(std::span<const SourceIndex> sources) const;

  /// Opens planned links (a bit for each of City::links) and closes all others, for the rules that are made from then on; fields
  /// and joined streets of other links are forgotten.
  void open_links(std::uint64_t links);
  [[nodiscard]] std::uint64_t open_links() const { return settings_.streets.open_links; }

  [[nodiscard]] const TravelSettings& settings() const { return settings_; }
  [[nodiscard]] const City& city() const { return city_; }

 private:
  struct Joined {
    StreetRule rule;
    bool without_barriers = false;
    std::shared_ptr<const JoinedStreets> streets;
  };

  const City& city_;
  TravelSettings settings_;
  IsCut is_cut_;
  /// Place of each facility of the ledger, -1 for those that are their cell; and the places.
  std::vector<std::int32_t> place_of_facility_;
  std::vector<AccessPlace> places_;
  std::vector<Joined> joined_;
  struct Known {
    TravelRule rule;
    std::unique_ptr<TravelField> field;
    std::uint64_t last_use = 0;
  };

  [[nodiscard]] SharedByFields shared_with(const TravelRule& rule);
  void make_room(const Known& wanted);

  std::shared_ptr<CostMemory> cost_memory_;
  /// Cells where somebody can stand, with barriers standing and without.
  std::shared_ptr<const Raster<std::uint8_t>> open_[2];
  std::vector<Known> fields_;
  std::uint64_t uses_ = 0;
};

/// Slopes steeper than this are closed to wheelchairs (model.md §3).
inline constexpr double steepest_for_wheelchairs = 0.08;

}  // namespace quarterhour
