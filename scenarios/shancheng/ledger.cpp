#include "scenarios/shancheng/ledger.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "scenarios/shancheng/districts.h"
#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

namespace {

struct Trade {
  std::string service;
  std::string level;
  BilingualName title;
  BilingualName department;
  /// Smallest and largest capacity, and the step it is rounded to.
  double least;
  double most;
  double step;
};

const Trade clinic = {"clinic",
                      "circle15",
                      {"Community Health Centre", "社区卫生服务中心"},
                      {"Health Commission", "卫生健康委员会"},
                      12000,
                      40000,
                      1000};
const Trade school = {
    "school", "circle10", {"Primary School", "小学"}, {"Education Commission", "教育委员会"}, 720, 2160, 45};

class Register {
 public:
  Register(const CityPlan& plan, const Homes& homes, const std::vector<Unit>& districts, const Grid& grid,
           std::uint64_t seed)
      : plan_(plan), homes_(homes), districts_(districts), grid_(grid), seed_(seed) {}

  void open(const Trade& trade, std::int32_t cluster, int count) {
    for (int i = 0; i < count; ++i) enter(trade, cluster, std::nullopt);
  }
  void close(const Trade& trade, std::int32_t cluster, int year) { enter(trade, cluster, year); }
  [[nodiscard]] std::vector<Facility> take() { return std::move(ledger_); }

 private:
  [[nodiscard]] double chance(Purpose purpose, std::int64_t part) const {
    return uniform(seed_, purpose, static_cast<std::int64_t>(ledger_.size()), part);
  }

  /// People around the cell, squared, times luck: a site is where most people are, but not the best one.
  [[nodiscard]] double appeal(CellIndex cell, const Trade& trade) const {
    const CellPosition at = grid_.position(cell);
    double people = 0.0;
    for (int row = at.row - 2; row <= at.row + 2; ++row) {
      for (int col = at.col - 2; col <= at.col + 2; ++col) {
        if (grid_.contains(row, col)) people += static_cast<double>(homes_.people(row, col));
      }
    }
    return people * people *
           (0.1 + 0.9 * uniform(seed_, Purpose::facility_site, cell, trade.service == "clinic" ? 0 : 1));
  }

  /// 1 at the centre of the cluster, less away from it where facilities huddle.
  [[nodiscard]] double centrality(PointM at, const ClusterPlan& cluster) const {
    const StrikePoint strike = plan_.strike(at);
    const double along = (strike.along_m - cluster.centre.along_m) / cluster.radius_along_m;
    const double across = (strike.across_m - cluster.centre.across_m) / cluster.radius_across_m;
    const double near = 1.0 / (1.0 + cluster.huddle * (along * along + across * across));
    return near * near;
  }

  [[nodiscard]] bool too_close(PointM at, const Trade& trade, double spacing_m) const {
    return std::any_of(ledger_.begin(), ledger_.end(), [&](const Facility& other) {
      const double dx = other.location.x_m - at.x_m;
      const double dy = other.location.y_m - at.y_m;
      return other.service == trade.service && dx * dx + dy * dy < spacing_m * spacing_m;
    });
  }

  [[nodiscard]] std::optional<CellIndex> best_site(const Trade& trade, std::int32_t cluster) const {
    std::optional<CellIndex> best;
    double best_appeal = 0.0;
    const ClusterPlan& planned = plan_.clusters[static_cast<std::size_t>(cluster)];
    for (CellIndex cell = 0; cell < grid_.cell_count(); ++cell) {
      if (homes_.cluster[cell] != cluster || too_close(grid_.centre(cell), trade, planned.spacing_m))
        continue;
      const double value = appeal(cell, trade) * centrality(grid_.centre(cell), planned);
      if (value <= best_appeal) continue;
      best = cell;
      best_appeal = value;
    }
    return best;
  }

  void enter(const Trade& trade, std::int32_t cluster, std::optional<int> closed) {
    const std::optional<CellIndex> site = best_site(trade, cluster);
    if (!site) return;
    const ClusterPlan& planned = plan_.clusters[static_cast<std::size_t>(cluster)];
    Facility facility;
    const auto of_service = std::count_if(ledger_.begin(), ledger_.end(), [&](const Facility& other) {
      return other.service == trade.service;
    });
    const std::string number = std::to_string(of_service + 1);
    facility.id = trade.service + "-" + std::string(number.size() < 2 ? 1 : 0, '0') + number;
    const std::size_t name = static_cast<std::size_t>(random_bits(seed_, Purpose::names, 0)) + ledger_.size();
    const BilingualName& place = plan_.place_names[name % plan_.place_names.size()];
    facility.name = {place.en + " " + trade.title.en, place.zh + trade.title.zh};
    facility.service = trade.service;
    facility.level = trade.level;
    // Off the centre of the cell by at most a fifth of it, so never into the river.
    const PointM centre = grid_.centre(*site);
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
    const auto district = district_at(districts_, facility.location);
    if (district) facility.district = districts_[*district].name.en;
    facility.owner = chance(Purpose::facility_detail, 3) < 0.15
                         ? "private"
                         : facility.district + " " + trade.department.en;
    ledger_.push_back(std::move(facility));
  }

  const CityPlan& plan_;
  const Homes& homes_;
  const std::vector<Unit>& districts_;
  const Grid& grid_;
  std::uint64_t seed_;
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
  const auto clusters = static_cast<std::int32_t>(plan.clusters.size());
  for (std::int32_t i = 0; i < clusters; ++i) {
    facilities.open(clinic, i, plan.clusters[static_cast<std::size_t>(i)].clinics);
  }
  for (std::int32_t i = 0; i < clusters; ++i) {
    facilities.open(school, i, plan.clusters[static_cast<std::size_t>(i)].schools);
  }
  // Departments keep what they have closed in their lists.
  facilities.close(clinic, 0, 2011);
  facilities.close(school, 0, 2006);
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
