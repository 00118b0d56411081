#include "sim/score/key_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace quarterhour {

namespace {

BilingualName direction_words(Direction direction) {
  switch (direction) {
    case Direction::to: return {"", ""};
    case Direction::from: return {", starting from the facility", "（由设施出发）"};
    case Direction::round_trip: return {", there and back", "（往返合计）"};
  }
  return {};
}

constexpr std::array<std::pair<const char*, const char*>, 5> statuses = {{{"optimal", "最优"},
                                                                          {"within gap", "已达设定差距"},
                                                                          {"work limit", "达到计算量上限"},
                                                                          {"time limit", "达到时间上限"},
                                                                          {"interrupted", "被中断"}}};

}  // namespace

std::string grouped_text(double value, int decimals) {
  if (std::isnan(value)) return "-";
  std::array<char, 400> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals);
  std::string text(digits.data(), end.ptr);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  const std::size_t first = text.front() == '-' ? 1 : 0;
  std::size_t whole_end = std::min(text.find('.'), text.size());
  while (whole_end > first + 3) {
    whole_end -= 3;
    text.insert(whole_end, 1, ',');
  }
  return text;
}

BilingualName shown_name(const Service& service) { return shown_name(service.name, service.id); }

BilingualName shown_name(BilingualName name, const std::string& id) {
  if (name.en.empty()) name.en = name.zh.empty() ? id : name.zh;
  if (name.zh.empty()) name.zh = name.en;
  return name;
}

BilingualName unit_kind_words(const std::string& kind) {
  if (kind == "district") return {kind, "区"};
  if (kind == "cluster") return {kind, "组团"};
  return {kind, kind};
}

BilingualName mode_words(TravelMode mode) {
  switch (mode) {
    case TravelMode::walk: return {"on foot", "步行"};
    case TravelMode::bicycle: return {"by bicycle", "骑自行车"};
    case TravelMode::drive: return {"by car", "驾车"};
    case TravelMode::wheelchair: return {"in a wheelchair", "乘轮椅"};
  }
  return {};
}

BilingualName travel_words(const City& city, const TravelSettings& settings, const Service& service) {
  std::optional<TravelMode> common;
  for (const GroupDemand& demand : service.demand)
    for (const PeopleGroup& group : city.groups) {
      if (group.id != demand.group) continue;
      const TravelMode mode = settings.mode_for(group, service);
      if (common && *common != mode) return {"each in their own way", "按各自方式"};
      common = mode;
    }
  return mode_words(common.value_or(settings.streets.mode));
}

BilingualName limit_words(const Service& service, const std::optional<BilingualName>& how) {
  BilingualName words{"", how ? how->zh : ""};
  if (service.reach_by != ReachBy::metres) {
    const std::string minutes = grouped_text(service.reach_s.value_or(NAN) / 60.0, 2);
    words.en += minutes + (minutes == "1" ? " minute" : " minutes");
    words.zh += " " + minutes + " 分钟";
  }
  if (service.reach_by == ReachBy::both) {
    words.en += " and ";
    words.zh += "且";
  }
  if (service.reach_by != ReachBy::minutes) {
    const std::string metres = grouped_text(service.reach_m.value_or(NAN), 1);
    words.en += metres + " m";
    words.zh += " " + metres + " 米";
  }
  if (!how) return {words.en, words.zh.substr(words.zh.find_first_not_of(' '))};
  const BilingualName direction = direction_words(service.direction);
  words.en += " " + how->en + direction.en;
  words.zh += direction.zh;
  return words;
}

BilingualName status_words(const std::string& status) {
  for (const auto& [en, zh] : statuses)
    if (status == en) return {en, zh};
  return {status, status};
}

}  // namespace quarterhour
