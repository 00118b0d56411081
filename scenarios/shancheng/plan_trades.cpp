#include <cmath>

#include "scenarios/shancheng/plan.h"
#include "scenarios/shancheng/random_numbers.h"

namespace quarterhour::shancheng {

std::vector<TradePlan> city_trades() {
  const BilingualName education = {"Education Commission", "教育委员会"};
  const BilingualName health = {"Health Commission", "卫生健康委员会"};
  const BilingualName welfare = {"Civil Affairs Bureau", "民政局"};
  const BilingualName culture = {"Culture and Tourism Commission", "文化和旅游发展委员会"};
  // Children, beds, meals or people served; people for whom one is built from the sizes that GB 50180-2018 gives
  // its circles: 5,000 to 12,000 people in five minutes, 15,000 to 25,000 in ten, 50,000 to 100,000 in fifteen.
  return {
      {"kindergarten", "circle5", {"Kindergarten", "幼儿园"}, education, 90, 450, 30, 6000.0, 0.5},
      {"primary_school", "circle10", {"Primary School", "小学"}, education, 720, 2160, 45, 14000.0, 0.8},
      {"middle_school", "circle15", {"Middle School", "中学"}, education, 900, 3000, 50, 30000.0, 1.0},
      {"clinic",
       "circle15",
       {"Community Health Centre", "社区卫生服务中心"},
       health,
       12000,
       60000,
       1000,
       55000.0,
       2.5},
      {"hospital",
       "district",
       {"General Hospital", "综合医院"},
       health,
       100000,
       400000,
       10000,
       110000.0,
       1.5},
      {"elderly_care", "circle15", {"Care Home", "养老院"}, welfare, 60, 300, 10, 32000.0, 1.0},
      {"elderly_canteen", "circle5", {"Elderly Canteen", "老年食堂"}, welfare, 60, 240, 20, 16000.0, 0.6},
      {"market",
       "circle10",
       {"Food Market", "农贸市场"},
       {"Commerce Commission", "商务委员会"},
       8000,
       30000,
       1000,
       18000.0,
       0.7},
      {"library", "district", {"Library", "图书馆"}, culture, 80000, 300000, 10000, 170000.0, 1.5},
      {"sports_ground",
       "circle15",
       {"Sports Ground", "体育场"},
       {"Sports Bureau", "体育局"},
       10000,
       60000,
       5000,
       40000.0,
       1.0},
  };
}

std::vector<int> usual_facilities(const std::vector<TradePlan>& trades, double people, double provision,
                                  std::int64_t cluster) {
  std::vector<int> open;
  for (std::size_t i = 0; i < trades.size(); ++i) {
    // Plans are data: the same for every seed of the city.
    const double luck = uniform(0, Purpose::facility_detail, cluster, static_cast<std::int64_t>(2 * i));
    const double rest = uniform(0, Purpose::facility_detail, cluster, static_cast<std::int64_t>(2 * i + 1));
    const double usual = people / trades[i].people_each * provision * (0.6 + 0.8 * luck);
    open.push_back(static_cast<int>(std::floor(usual + rest)));
  }
  return open;
}

}  // namespace quarterhour::shancheng
