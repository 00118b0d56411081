#include "scenarios/shancheng/counties.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/shancheng/plan_core.h"
#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

namespace {

constexpr int rows = 6;
constexpr int counties_per_row = 6;
/// The row that the core lies in; the core is as wide as one county and a bit.
constexpr int core_row = 2;
/// How far a cut leans along the strike N 30° E, east per north.
constexpr double lean = 0.5773502691896258;
/// Cuts end this far beyond the rows that they meet.
constexpr double overshoot_m = 5500.0;

struct CountyName {
  const char* en;
  const char* zh;
};

constexpr std::array<CountyName, 36> names = {
    {{"Tongliu", "铜柳县"},   {"Bishui", "碧水区"},     {"Yongning", "永宁区"},  {"Anju", "安居县"},
     {"Nanchuan", "南泉区"},  {"Qijiang", "淇江区"},    {"Wulong", "雾龙县"},    {"Fuzhou", "涪洲区"},
     {"Dianjiang", "垫沙县"}, {"Liangping", "梁坪区"},  {"Zhongzhou", "忠洲县"}, {"Fengling", "丰陵县"},
     {"Wanjiang", "万江区"},  {"Yunyang", "云阳坪县"},  {"Kaizhou", "开洲区"},   {"Fengjie", "峰节县"},
     {"Wuxi", "巫溪口县"},    {"Chengkou", "城口坝县"}, {"Shizhu", "石柱坪县"},  {"Qianjiang", "黔水区"},
     {"Pengshui", "彭溪县"},  {"Youyang", "酉山县"},    {"Xiushan", "秀岩县"},   {"Dazu", "大竹沟县"},
     {"Rongchang", "荣溪区"}, {"Tongnan", "潼南坝县"},  {"Hechuan", "合泉区"},   {"Beishan", "北山县"},
     {"Huaying", "华岩县"},   {"Linshui", "林水县"},    {"Dazhou", "达溪县"},    {"Xuanhan", "宣岭县"},
     {"Zhenba", "镇坝县"},    {"Pingli", "平利坝县"},   {"Zhuxi", "竹溪坪县"},   {"Lichuan", "利川坝县"}}};

double hashed(std::int64_t a, std::int64_t b) { return uniform(0, Purpose::town_site, a, b) - 0.5; }

double row_north_m(const CityPlan& plan, int line, double x_m) {
  const double middle = plan.height_m * line / rows;
  if (line == 0 || line == rows) return middle;
  const double step = 12000.0;
  const auto piece = static_cast<std::int64_t>(std::floor(x_m / step));
  const double t = x_m / step - static_cast<double>(piece);
  const double from = 6000.0 * hashed(line, piece);
  const double to = 6000.0 * hashed(line, piece + 1);
  return middle + from + t * (to - from);
}

void add_row_line(CityPlan& plan, int line) {
  BorderPlan border;
  border.outside_core = true;
  for (double x = -6000.0; x < plan.width_m + 12000.0; x += 2000.0) {
    border.points.push_back(plan.strike({x, row_north_m(plan, line, x)}));
  }
  plan.borders.push_back(border);
}

/// Eastings of the cuts of a row halfway between its lines, with both ends of the map.
std::vector<double> cuts_of(const CityPlan& plan, int row) {
  std::vector<double> cuts = {0.0};
  if (row == core_row) {
    // West of the core one county, then the core, then four.
    const double core_east = plan.axis_origin.x_m + 29500.0;
    cuts.push_back(plan.axis_origin.x_m - 30500.0);
    cuts.push_back(core_east);
    for (int i = 1; i < 4; ++i) cuts.push_back(core_east + i * (plan.width_m - core_east) / 4.0);
  } else {
    for (int i = 1; i < counties_per_row; ++i) {
      cuts.push_back(plan.width_m * i / counties_per_row + 9000.0 * hashed(100 + row, i));
    }
  }
  cuts.push_back(plan.width_m);
  return cuts;
}

void add_core_ring(CityPlan& plan) {
  // A square with round corners, whose sides wander.
  constexpr int points = 96;
  constexpr double half_m = 29300.0;
  for (int i = 0; i < points; ++i) {
    const double turn = 4.0 * i / points;
    const int side = static_cast<int>(turn);
    const double t = 2.0 * (turn - side) - 1.0;
    const double inset_m = 1.0 - 0.05 * t * t * t * t;
    const double out_m = half_m * inset_m + 1400.0 * (hashed(200, i) - 0.5);
    const double on_m = half_m * t * inset_m;
    const std::array<PointM, 4> at = {PointM{on_m, -out_m}, PointM{out_m, on_m}, PointM{-on_m, out_m},
                                      PointM{-out_m, -on_m}};
    const PointM& offset = at[static_cast<std::size_t>(side)];
    // The middle of the core's 60 x 60 km, which the old town is half a kilometre east of.
    plan.core_ring.push_back(
        plan.strike({plan.axis_origin.x_m - 500.0 + offset.x_m, plan.axis_origin.y_m + offset.y_m}));
  }
  plan.core_ring.push_back(plan.core_ring.front());
}

}  // namespace

void add_counties(CityPlan& plan) {
  add_core_ring(plan);
  for (int line = 1; line < rows; ++line) add_row_line(plan, line);
  std::size_t name = 0;
  for (int row = 0; row < rows; ++row) {
    const std::vector<double> cuts = cuts_of(plan, row);
    const double middle_m = plan.height_m * (row + 0.5) / rows;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const bool core = row == core_row && i == 1;
      if (!core) {
        const std::string number = std::to_string(name + 1);
        plan.districts.push_back({"5002" + std::string(number.size() < 2 ? 1 : 0, '0') + number,
                                  {names[name].en, names[name].zh},
                                  plan.strike({0.5 * (cuts[i] + cuts[i + 1]), middle_m})});
        ++name;
      }
      // The ring parts the core from its neighbours.
      const bool beside_core = row == core_row && (i == 0 || i == 1);
      if (i + 2 == cuts.size() || beside_core) continue;
      const double reach_m = 0.5 * plan.height_m / rows + overshoot_m;
      BorderPlan cut;
      cut.follows_crests = true;
      cut.outside_core = true;
      cut.points = {plan.strike({cuts[i + 1] - lean * reach_m, middle_m - reach_m}),
                    plan.strike({cuts[i + 1] + lean * reach_m, middle_m + reach_m})};
      plan.borders.push_back(cut);
    }
  }
}

}  // namespace quarterhour::shancheng
