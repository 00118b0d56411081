#include "scenarios/shancheng/ledger.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "geometry/polygons.h"

#include "scenarios/shancheng/districts.h"
#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

namespace {

constexpr double bin_m = 1000.0;

class Register {
 public:
  Register(const CityPlan& plan, const Homes& homes, const std::vector<Unit>& districts, const Grid& grid,
           std::uint64_t seed)
      : plan_(plan),
        homes_(homes),
        districts_(districts),
        grid_(grid),
        seed_(seed),
        cells_(plan.clusters.size()),
        taken_(plan.trades.size()) {
    for (CellIndex cell = 0; cell < grid.cell_count(); ++cell) {
      if (homes.cluster[cell] >= 0) cells_[static_cast<std::size_t>(homes.cluster[cell])].push_back(cell);
    }
  }

  void open(std::size_t trade, std::int32_t cluster, int count) {
    enter(trade, cluster, count, std::nullopt);
  }
  void close(const ClosurePlan& closure) { enter(closure.trade, closure.cluster, 1, closure.year); }
  [[nodiscard]] std::vector<Facility> take() { return std::move(ledger_); }

 private:
  [[nodiscard]] double chance(Purpose purpose, std::int64_t part) const {
    return uniform(seed_, purpose, static_cast<std::int64_t>(ledger_.size()), part);
  }

  /// People around the cell, squared, times luck: a site is where most people are, but not the best one.
  [[nodiscard]] double appeal(CellIndex cell, std::size_t trade) const {
    const CellPosition at = grid_.position(cell);
    double people = 0.0;
    for (int row = at.row - 2; row <= at.row + 2; ++row) {
      for (int col = at.col - 2; col <= at.col + 2; ++col) {
        if (grid_.contains(row, col)) people += static_cast<double>(homes_.people(row, col));
      }
    }
    return people * people *
           (0.1 + 0.9 * uniform(seed_, Purpose::facility_site, cell, static_cast<std::int64_t>(trade)));
  }

  /// 1 at the centre of the cluster, less away from it where facilities huddle.
  [[nodiscard]] double centrality(PointM at, const ClusterPlan& cluster) const {
    const StrikePoint strike = plan_.strike(at);
    const double along = (strike.along_m - cluster.centre.along_m) / cluster.radius_along_m;
    const double across = (strike.across_m - cluster.centre.across_m) / cluster.radius_across_m;
    const double near = 1.0 / (1.0 + cluster.huddle * (along * along + across * across));
    return near * near;
  }

  [[nodiscard]] bool too_close(PointM at, std::size_t trade, double spacing_m) const {
    const auto& taken = taken_[trade];
    const auto column = static_cast<std::int64_t>(std::floor(at.x_m / bin_m));
    const auto row = static_cast<std::int64_t>(std::floor(at.y_m / bin_m));
    const auto reach = static_cast<std::int64_t>(spacing_m / bin_m) + 1;
    for (std::int64_t r = row - reach; r <= row + reach; ++r) {
      for (auto bin = taken.lower_bound({r, column - reach}); bin != taken.end(); ++bin) {
        if (bin->first > std::pair{r, column + reach}) break;
        const double dx = bin->second.x_m - at.x_m;
        const double dy = bin->second.y_m - at.y_m;
        if (dx * dx + dy * dy < spacing_m * spacing_m) return true;
      }
    }
    return false;
  }

  /// The cluster's cells that appeal at all, the best first, of equal ones the first.
  [[nodiscard]] std::vector<CellIndex> sites(std::size_t trade, std::int32_t cluster) const {
    const ClusterPlan& planned = plan_.clusters[static_cast<std::size_t>(cluster)];
    std::vector<std::pair<double, CellIndex>> found;
    for (const CellIndex cell : cells_[static_cast<std::size_t>(cluster)]) {
      const double value = appeal(cell, trade) * centrality(grid_.centre(cell), planned);
      if (value > 0.0) found.emplace_back(-value, cell);
    }
    std::sort(found.begin(), found.end());
    std::vector<CellIndex> best;
    best.reserve(found.size());
    for (const auto& [value, cell] : found) best.push_back(cell);
    return best;
  }

  void enter(std::size_t trade, std::int32_t cluster, int count, std::optional<int> closed) {
    if (count <= 0) return;
    const double spacing_m =
        plan_.clusters[static_cast<std::size_t>(cluster)].spacing_m * plan_.trades[trade].spacing;
    for (const CellIndex site : sites(trade, cluster)) {
      if (too_close(grid_.centre(site), trade, spacing_m)) continue;
      write_down(site, trade, cluster, closed);
      if (--count == 0) return;
    }
  }

  void write_down(CellIndex site, std::size_t number_of_trade, std::int32_t cluster,
                  std::optional<int> closed) {
    const TradePlan& trade = plan_.trades[number_of_trade];
    const ClusterPlan& planned = plan_.clusters[static_cast<std::size_t>(cluster)];
    Facility facility;
    const std::string number = std::to_string(taken_[number_of_trade].size() + 1);
    facility.id = trade.service + "-" + std::string(number.size() < 2 ? 1 : 0, '0') + number;
    const std::size_t name = static_cast<std::size_t>(random_bits(seed_, Purpose::names, 0)) + ledger_.size();
    const BilingualName& place = plan_.place_names[name % plan_.place_names.size()];
    facility.name = own_name(place, planned.name, trade.title);
    facility.service = trade.service;
    facility.level = trade.level;
    // Off the centre of the cell by at most a fifth of it, so never into the river.
    const PointM centre = grid_.centre(site);
    const double reach_m = 0.4 * grid_.cell_width_m();
    facility.location = {centre.x_m + reach_m * (chance(Purpose::facility_offset, 0) - 0.5),
                         centre.y_m + reach_m * (chance(Purpose::facility_offset, 1) - 0.5)};
    facility.location = {std::floor(10.0 * facility.location.x_m + 0.5) / 10.0,
                         std::floor(10.0 * facility.location.y_m + 0.5) / 10.0};
    if (chance(Purpose::facility_detail, 0) > 0.2) {
      const double steps =
          std::floor((trade.most - trade.least) / trade.step * chance(Purpose::facility_detail, 1));
      facility.capacity = trade.least + trade.step * steps;
    }
    const int years = planned.last_opened - planned.first_opened + 1;
    facility.opened_year =
        planned.first_opened + static_cast<int>(years * chance(Purpose::facility_detail, 2));
    facility.closed_year = closed;
    // Its cluster's own district is the likeliest by far.
    const bool at_home = planned.district && inside(facility.location, districts_[*planned.district].rings);
    const auto district = at_home ? planned.district : district_at(districts_, facility.location);
    if (district) facility.district = districts_[*district].name.en;
    facility.owner = chance(Purpose::facility_detail, 3) < 0.15
                         ? "private"
                         : facility.district + " " + trade.department.en;
    const PointM at = facility.location;
    taken_[number_of_trade].emplace(std::pair{static_cast<std::int64_t>(std::floor(at.y_m / bin_m)),
                                              static_cast<std::int64_t>(std::floor(at.x_m / bin_m))},
                                    at);
    ledger_.push_back(std::move(facility));
  }

  /// The place's name alone where it is free, else after the cluster's, else with a number.
  [[nodiscard]] BilingualName own_name(const BilingualName& place, const BilingualName& cluster,
                                       const BilingualName& title) {
    BilingualName plain = {place.en + " " + title.en, place.zh + title.zh};
    if (++named_[plain.zh] == 1) return plain;
    BilingualName longer = {cluster.en + " " + plain.en, cluster.zh + plain.zh};
    const int count = ++named_[longer.zh];
    if (count == 1) return longer;
    const std::string number = std::to_string(count);
    return {cluster.en + " " + place.en + " No. " + number + " " + title.en,
            cluster.zh + place.zh + "第" + number + title.zh};
  }

  const CityPlan& plan_;
  const Homes& homes_;
  const std::vector<Unit>& districts_;
  const Grid& grid_;
  std::uint64_t seed_;
  /// Cells of each cluster, by rising index.
  std::vector<std::vector<CellIndex>> cells_;
  /// Where facilities of each trade stand, by row and column of a bin.
  std::vector<std::multimap<std::pair<std::int64_t, std::int64_t>, PointM>> taken_;
  std::map<std::string, int> named_;
  std::vector<Facility> ledger_;
};

std::string tenths(double metres) {
  const auto units = static_cast<long long>(std::floor(10.0 * metres + 0.5));
  return std::to_string(units / 10) + "." + std::to_string(units % 10);
}

}  // namespace

std::vector<Facility> make_ledger(const CityPlan& plan, const Homes& homes,
                                  const std::vector<Unit>& districts, const Grid& grid, std::uint64_t seed) {
  Register facilities(plan, homes, districts, grid, seed);
  for (std::size_t trade = 0; trade < plan.trades.size(); ++trade) {
    for (std::size_t i = 0; i < plan.clusters.size(); ++i) {
      facilities.open(trade, static_cast<std::int32_t>(i), plan.clusters[i].open[trade]);
    }
  }
  // Departments keep what they have closed in their lists.
  for (const ClosurePlan& closure : plan.closures) facilities.close(closure);
  return facilities.take();
}

std::string ledger_csv(const CityPlan& plan, const std::vector<Facility>& ledger) {
  std::string text = "id,name,name_zh,service,level,x,y,capacity,opened,closed,owner,district\n";
  const auto whole = [](const auto& value) {
    return value ? std::to_string(static_cast<long long>(*value)) : std::string();
  };
  for (const Facility& facility : ledger) {
    const PointM at = plan.map(facility.location);
    text += facility.id + "," + facility.name.en + "," + facility.name.zh + "," + facility.service + "," +
            facility.level + "," + tenths(at.x_m) + "," + tenths(at.y_m) + "," + whole(facility.capacity) +
            "," + whole(facility.opened_year) + "," + whole(facility.closed_year) + "," + facility.owner +
            "," + facility.district + "\n";
  }
  return text;
}

}  // namespace quarterhour::shancheng
