#include "scenarios/shancheng/towns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "scenarios/shancheng/noise.h"
#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

namespace {

/// Clusters are longer along the strike than wide, and their outlines stay within twice that radius.
constexpr double longer_than_wide = 1.25;
constexpr double furthest_outline = 2.0;
constexpr int towns_per_county = 16;
constexpr int sites_tried = 900;
constexpr double between_towns_m = 5200.0;
constexpr double seat_to_town_m = 8500.0;
/// Cells around a site that are looked at, every second one.
constexpr int look_cells = 12;

struct Prefix {
  const char* en;
  const char* zh;
};
constexpr std::array<Prefix, 13> prefixes = {{{"", ""},
                                              {"Upper ", "上"},
                                              {"Lower ", "下"},
                                              {"Great ", "大"},
                                              {"Little ", "小"},
                                              {"New ", "新"},
                                              {"Old ", "老"},
                                              {"East ", "东"},
                                              {"West ", "西"},
                                              {"South ", "南"},
                                              {"North ", "北"},
                                              {"Middle ", "中"},
                                              {"Far ", "远"}}};

struct Site {
  PointM at;
  double appeal = 0.0;
};

double distance_m(PointM a, PointM b) {
  const double dx = a.x_m - b.x_m;
  const double dy = a.y_m - b.y_m;
  return std::sqrt(dx * dx + dy * dy);
}

/// Some 9,000 people per km², and room for slopes, parks and a thin rim.
double radius_m_of(double people) { return 1.5 * std::sqrt(people / 9000.0 / 3.14159265) * 1000.0 + 150.0; }

class Founder {
 public:
  Founder(CityPlan& plan, const Raster<std::int32_t>& district_of_cell, const Relief& relief,
          const Rivers& rivers, const Grid& grid, std::uint64_t seed)
      : plan_(plan),
        district_of_cell_(district_of_cell),
        relief_(relief),
        rivers_(rivers),
        grid_(grid),
        seed_(seed) {}

  /// The seat first, then the towns.
  void found(std::size_t county, double people) {
    std::vector<Site> sites = sites_of(county);
    if (sites.empty()) return;
    const PointM middle = middle_of(sites);
    const auto best = std::max_element(sites.begin(), sites.end(), [&](const Site& a, const Site& b) {
      return seat_appeal(a, middle) < seat_appeal(b, middle);
    });
    std::vector<PointM> taken = {best->at};
    const double in_seat = people * (0.5 + 0.12 * luck(county, 1));
    const double around_seat_m = std::max(
        seat_to_town_m, furthest_outline * longer_than_wide * radius_m_of(in_seat) + 0.5 * between_towns_m);
    std::stable_sort(sites.begin(), sites.end(),
                     [](const Site& a, const Site& b) { return a.appeal > b.appeal; });
    for (const Site& site : sites) {
      if (static_cast<int>(taken.size()) > towns_per_county) break;
      bool free = distance_m(site.at, taken.front()) > around_seat_m;
      for (const PointM& other : taken) free = free && distance_m(site.at, other) > between_towns_m;
      if (free) taken.push_back(site.at);
    }
    const auto towns = static_cast<double>(taken.size() - 1);
    add_seat(county, taken.front(), in_seat);
    for (std::size_t i = 1; i < taken.size(); ++i) {
      // Sizes from half to one and a half of the mean, which cancel in pairs.
      const double odd = i + 1 == taken.size() && i % 2 == 1
                             ? 0.0
                             : luck(county, 50 + static_cast<std::int64_t>((i - 1) / 2)) - 0.5;
      const double size = 1.0 + (i % 2 == 1 ? odd : -odd);
      add_town(county, taken[i], (people - in_seat) / towns * size);
    }
  }

 private:
  [[nodiscard]] double luck(std::size_t county, std::int64_t part) const {
    return uniform(seed_, Purpose::town_site, static_cast<std::int64_t>(county), part);
  }

  [[nodiscard]] std::vector<Site> sites_of(std::size_t county) const {
    CellPosition low = {grid_.rows(), grid_.cols()};
    CellPosition high = {-1, -1};
    for (int row = 0; row < grid_.rows(); row += 20) {
      for (int col = 0; col < grid_.cols(); col += 20) {
        if (district_of_cell_(row, col) != static_cast<std::int32_t>(county)) continue;
        low = {std::min(low.row, row), std::min(low.col, col)};
        high = {std::max(high.row, row), std::max(high.col, col)};
      }
    }
    std::vector<Site> sites;
    if (high.row < 0) return sites;
    for (int i = 0; i < sites_tried; ++i) {
      const int row = low.row + static_cast<int>((high.row - low.row) * luck(county, 1000 + 2 * i));
      const int col = low.col + static_cast<int>((high.col - low.col) * luck(county, 1001 + 2 * i));
      const double appeal = appeal_of(row, col, static_cast<std::int32_t>(county));
      if (appeal > 0.0) sites.push_back({grid_.centre(grid_.index(row, col)), appeal});
    }
    return sites;
  }

  /// Gentle ground around, low, near a bank but dry; 0 off the county or near its border.
  [[nodiscard]] double appeal_of(int row, int col, std::int32_t county) const {
    double gentle = 0.0;
    int looked = 0;
    for (int r = row - look_cells; r <= row + look_cells; r += 2) {
      for (int c = col - look_cells; c <= col + look_cells; c += 2) {
        if (!grid_.contains(r, c) || district_of_cell_(r, c) != county) return 0.0;
        ++looked;
        if (relief_.from_bank_m(r, c) < 60.0F) continue;
        gentle += std::max(0.0, 1.0 - 4.0 * static_cast<double>(relief_.slope(r, c)));
      }
    }
    const double bank_m = static_cast<double>(relief_.from_bank_m(row, col));
    if (bank_m < 150.0) return 0.0;
    const double river = 1.0 + 0.9 * (1.0 - smoothstep((bank_m - 1200.0) / 2500.0));
    const double low =
        1.0 - 0.7 * smoothstep((static_cast<double>(relief_.elevation_m(row, col)) - 300.0) / 900.0);
    return gentle / looked * river * low;
  }

  [[nodiscard]] static PointM middle_of(const std::vector<Site>& sites) {
    PointM sum;
    for (const Site& site : sites) sum = {sum.x_m + site.at.x_m, sum.y_m + site.at.y_m};
    const auto count = static_cast<double>(sites.size());
    return {sum.x_m / count, sum.y_m / count};
  }

  [[nodiscard]] static double seat_appeal(const Site& site, PointM middle) {
    return site.appeal / (1.0 + distance_m(site.at, middle) / 25000.0);
  }

  void add_seat(std::size_t county, PointM at, double people) {
    const BilingualName& name = plan_.districts[county].name;
    const int built = 1950 + static_cast<int>(25.0 * luck(county, 2));
    add(county, {name.en + " Seat", name.zh + "城关"}, at, people, 0.9 + 0.4 * luck(county, 3), 550.0, built,
        built + 50, 1.5);
    // A seat on a bank has a bridge.
    for (std::size_t river = 0; river < rivers_.all().size(); ++river) {
      for (const PointM& middle : rivers_.all()[river].middle()) {
        if (distance_m(middle, at) > 3500.0) continue;
        plan_.crossings.push_back(
            {"bridge", {name.en + " Bridge", name.zh + "大桥"}, plan_.strike(at), {}, river});
        break;
      }
    }
  }

  void add_town(std::size_t county, PointM at, double people) {
    const std::size_t places = plan_.place_names.size();
    const std::size_t number = towns_named_++ % (places * prefixes.size());
    // The unprefixed names first.
    const BilingualName& place = plan_.place_names[number % places];
    const Prefix& prefix = prefixes[number / places];
    const auto seen = static_cast<std::int64_t>(number);
    const int built = 1955 + static_cast<int>(30.0 * luck(county, 100 + seen));
    add(county, {prefix.en + place.en + " Town", prefix.zh + place.zh + "镇"}, at, people,
        0.8 + 0.6 * luck(county, 3000 + seen), 400.0, built, built + 45, 2.0);
  }

  void add(std::size_t county, BilingualName name, PointM at, double people, double provision,
           double spacing_m, int first_opened, int last_opened, double huddle) {
    const double radius_m = radius_m_of(people);
    std::vector<int> open =
        usual_facilities(plan_.trades, people, provision, static_cast<std::int64_t>(plan_.clusters.size()));
    for (std::size_t trade = 0; trade < open.size(); ++trade) {
      // Every township has a health centre, a school and a kindergarten.
      const std::string& service = plan_.trades[trade].service;
      if (service == "clinic" || service == "primary_school" || service == "kindergarten") {
        open[trade] = std::max(1, open[trade]);
      }
    }
    plan_.clusters.push_back({std::move(name), plan_.strike(at), longer_than_wide * radius_m, 0.8 * radius_m,
                              people, std::move(open), spacing_m, first_opened, last_opened, huddle, county});
  }

  CityPlan& plan_;
  const Raster<std::int32_t>& district_of_cell_;
  const Relief& relief_;
  const Rivers& rivers_;
  const Grid& grid_;
  std::uint64_t seed_;
  std::size_t towns_named_ = 0;
};

}  // namespace

void found_towns(CityPlan& plan, std::size_t first_county, double people,
                 const Raster<std::int32_t>& district_of_cell, const Relief& relief, const Rivers& rivers,
                 const Grid& grid, std::uint64_t seed) {
  Founder founder(plan, district_of_cell, relief, rivers, grid, seed);
  // Sizes of counties from 0.5 to 1.5, as their numbers decide; together they have all the people.
  std::vector<double> sizes;
  double all = 0.0;
  for (std::size_t county = first_county; county < plan.districts.size(); ++county) {
    sizes.push_back(0.5 + uniform(seed, Purpose::town_site, static_cast<std::int64_t>(county), 0));
    all += sizes.back();
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) founder.found(first_county + i, people * sizes[i] / all);
}

}  // namespace quarterhour::shancheng
