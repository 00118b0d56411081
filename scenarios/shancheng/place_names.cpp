#include "scenarios/shancheng/plan.h"

namespace quarterhour::shancheng {

std::vector<BilingualName> mountain_place_names() {
  return {
      {"Shitikan", "石梯坎"},     {"Wangjiangtai", "望江台"},  {"Huanggeshu", "黄葛树"},
      {"Xiangshuiyan", "响水岩"}, {"Datiejie", "打铁街"},      {"Mishi", "米市"},
      {"Yanjing", "盐井"},        {"Luohanyan", "罗汉岩"},     {"Bailuzui", "白鹭嘴"},
      {"Qingshiping", "青石坪"},  {"Songlinpo", "松林坡"},     {"Zhuyuanba", "竹园坝"},
      {"Maliuwan", "麻柳湾"},     {"Guihuayuan", "桂花园"},    {"Pipagou", "枇杷沟"},
      {"Youfangjie", "油房街"},   {"Ranfangxiang", "染坊巷"},  {"Mopanling", "磨盘岭"},
      {"Liangfengya", "凉风垭"},  {"Shuangguiwan", "双桂湾"},  {"Qingshuitang", "清水塘"},
      {"Longyanjing", "龙眼井"},  {"Tanzikou", "滩子口"},      {"Shawan", "沙湾"},
      {"Lishuping", "梨树坪"},    {"Maanpo", "马鞍坡"},        {"Chating", "茶亭"},
      {"Shuyuanpo", "书院坡"},    {"Chengqianggen", "城墙根"}, {"Dongshuiguan", "东水关"},
      {"Yuqiubei", "鱼鳅背"},     {"Dahewan", "大河湾"},       {"Baishulin", "柏树林"},
      {"Shimacao", "石马槽"},     {"Wayaoping", "瓦窑坪"},     {"Chiyanzui", "赤岩嘴"},
      {"Yueliangba", "月亮坝"},   {"Yandongkou", "岩洞口"},    {"Shuinian", "水碾"},
      {"Xinjiekou", "新街口"},    {"Huilongwan", "回龙湾"},    {"Tongzilin", "桐子林"},
      {"Jinjipo", "金鸡坡"},      {"Banbianjie", "半边街"},    {"Baibuti", "百步梯"},
      {"Hualongqiao", "花龙桥"},  {"Erlangtan", "二郎滩"},     {"Zhenwuya", "镇武垭"},
  };
}

}  // namespace quarterhour::shancheng
