#include "output/result_tables.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <string>

#include "output/enum_names.h"
#include "output/number_text.h"
#include "output/supply_tables.h"

namespace quarterhour {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Setting {
  std::string setting;
  std::string value;
  std::string unit_of_measure;
};

/// Coefficients of Langmuir's rule give the speed on flat ground themselves.
double flat_speed_kmh(const Pace& pace) {
  constexpr double kmh_per_m_per_s = 3.6;
  return pace.explicit_langmuir ? kmh_per_m_per_s / pace.explicit_langmuir->walk_s_per_m : pace.speed_kmh;
}

std::vector<Setting> settings_of(const TravelSettings& travel) {
  std::vector<Setting> settings{
      {"pace", std::string(name_of(travel.pace.function)), ""},
      {"speed_kmh", shortest_text(flat_speed_kmh(travel.pace)), "km/h"},
      {"direction", name_of(travel.direction), ""},
      {"neighbours", std::to_string(travel.neighbours), ""},
      {"diagonals", name_of(travel.diagonals), ""},
      {"friction_weight", shortest_text(travel.friction_weight), ""},
  };
  if (travel.limit_s) settings.push_back({"limit_min", shortest_text(*travel.limit_s / 60.0), "min"});
  if (travel.pace.explicit_langmuir) {
    const LangmuirCoefficients& langmuir = *travel.pace.explicit_langmuir;
    settings.push_back({"langmuir_walk", shortest_text(langmuir.walk_s_per_m), "s/m"});
    settings.push_back({"langmuir_up", shortest_text(langmuir.up_s_per_m), "s/m"});
    settings.push_back({"langmuir_down", shortest_text(langmuir.down_s_per_m), "s/m"});
    settings.push_back({"langmuir_steep_down", shortest_text(langmuir.steep_down_s_per_m), "s/m"});
    settings.push_back({"langmuir_steep_slope", shortest_text(langmuir.steep_slope), ""});
  }
  return settings;
}

void add_ride(std::vector<Setting>& settings, const std::string& name, const Ride& ride) {
  settings.push_back({name + "_wait_s", shortest_text(ride.wait_s), "s"});
  if (ride.ride_s)
    settings.push_back({name + "_ride_s", shortest_text(*ride.ride_s), "s"});
  else
    settings.push_back({name + "_speed_kmh", shortest_text(ride.speed_kmh), "km/h"});
}

/// How streets are used, defaults included.
void add_street_settings(const TravelSettings& travel, const Grid& grid, std::vector<Setting>& settings) {
  StreetRule rule = travel.streets;
  rule.off_street = travel.off_street_for(rule.mode);
  const char* const off_street = rule.off_street == OffStreet::everywhere  ? "everywhere"
                                 : rule.off_street == OffStreet::to_street ? "to_street"
                                                                           : "never";
  settings.push_back({"mode", name_of(rule.mode), ""});
  settings.push_back({"off_street", off_street, ""});
  settings.push_back({"off_street_factor", shortest_text(rule.off_street_factor), ""});
  settings.push_back({"access_m", shortest_text(longest_access_m(rule, grid)), "m"});
  settings.push_back({"strict", rule.strict ? "true" : "false", ""});
  settings.push_back({"stairs_up", shortest_text(rule.stairs_up), ""});
  settings.push_back({"stairs_down", shortest_text(rule.stairs_down), ""});
  add_ride(settings, "lift", rule.lift);
  add_ride(settings, "escalator", rule.escalator);
  add_ride(settings, "ferry", rule.ferry);
  add_ride(settings, "cable_car", rule.cable_car);
}

std::string weights_text(const std::vector<double>& weights) {
  std::vector<std::string> words;
  for (const double weight : weights) words.push_back(shortest_text(weight));
  return spaced(words);
}

/// How a group moves to a service; empty where nobody knows.
std::string mode_of(const StudyResult& result, const City* city, const Service& service,
                    const std::string& group_id) {
  if (city != nullptr)
    for (const PeopleGroup& group : city->groups)
      if (group.id == group_id) return name_of(result.travel.mode_for(group, service));
  return "";
}

void write_services(FileWriter& file, const StudyResult& result, const City* city) {
  using S = Service;
  const std::vector<S>& services = result.services;
  const auto is_listed = [&listed = result.listed_services](const S& service) {
    return listed.empty() || std::find(listed.begin(), listed.end(), service.id) != listed.end();
  };
  file.table(
      {"/services",
       {column("id", services, [](const S& service) { return service.id; }),
        column("name", services, [](const S& service) { return service.name.en; }),
        column("name_zh", services, [](const S& service) { return service.name.zh; }),
        column("level", services, [](const S& service) { return service.level; }),
        column("domain", services, [](const S& service) { return service.domain; }),
        column("reach_min", services,
               [](const S& service) { return service.reach_s ? *service.reach_s / 60.0 : none; }),
        column("reach_m", services, [](const S& service) { return service.reach_m.value_or(none); }),
        column("reach_by", services, [](const S& service) { return std::string(name_of(service.reach_by)); }),
        column("direction", services,
               [](const S& service) { return std::string(name_of(service.direction)); }),
        column("capacity", services, [](const S& service) { return service.capacity.value_or(none); }),
        column("counts_for", services, [](const S& service) { return spaced(service.counts_for); }),
        column("shared", services,
               [](const S& service) { return std::uint8_t{service.shared_across_districts}; }),
        column("catchment_weights", services,
               [](const S& service) { return weights_text(service.catchment_weights); }),
        column("huff_exponent", services,
               [](const S& service) { return std::int32_t{service.huff_exponent}; }),
        column("listed", services,
               [&is_listed](const S& service) { return std::uint8_t{is_listed(service)}; })}});
  struct Demand {
    std::string service;
    std::string group;
    double rate;
    std::string mode;
  };
  std::vector<Demand> demand;
  for (const Service& service : services) {
    for (const GroupDemand& part : service.demand)
      demand.push_back({service.id, part.group, part.rate, mode_of(result, city, service, part.group)});
  }
  file.table({"/service_demand",
              {column("service", demand, [](const Demand& row) { return row.service; }),
               column("group", demand, [](const Demand& row) { return row.group; }),
               column("rate", demand, [](const Demand& row) { return row.rate; }),
               column("mode", demand, [](const Demand& row) { return row.mode; })}});
}

void write_scores(FileWriter& file, const StudyResult& result) {
  using K = KeyNumber;
  file.table(
      {"/key_numbers",
       {column("id", result.key_numbers, [](const K& number) { return number.id; }),
        column("value", result.key_numbers, [](const K& number) { return number.value; }),
        column("unit_of_measure", result.key_numbers, [](const K& number) { return number.unit_of_measure; }),
        column("meaning", result.key_numbers, [](const K& number) { return number.meaning.en; }),
        column("meaning_zh", result.key_numbers, [](const K& number) { return number.meaning.zh; })}});
  using R = ScoreRow;
  file.table({"/scores",
              {column("state", result.scores, [](const R& row) { return row.state; }),
               column("service", result.scores, [](const R& row) { return row.service; }),
               column("group", result.scores, [](const R& row) { return row.group; }),
               column("unit_kind", result.scores, [](const R& row) { return row.unit_kind; }),
               column("unit", result.scores, [](const R& row) { return row.unit; }),
               column("metric", result.scores, [](const R& row) { return row.metric; }),
               column("value", result.scores, [](const R& row) { return row.value; }),
               column("unit_of_measure", result.scores, [](const R& row) { return row.unit_of_measure; })}});
}

void write_sites(FileWriter& file, const std::vector<Site>& sites, const Grid* grid) {
  using S = Site;
  const auto position = [grid](const S& site) {
    return grid == nullptr ? CellPosition{-1, -1} : grid->position(site.cell);
  };
  file.table(
      {"/sites",
       {column("id", sites, [](const S& site) { return site.id; }),
        column("name", sites, [](const S& site) { return site.name.en; }),
        column("name_zh", sites, [](const S& site) { return site.name.zh; }),
        column("service", sites, [](const S& site) { return site.service; }),
        column("x", sites, [grid](const S& site) { return grid == nullptr ? none : site.location.x_m; }),
        column("y", sites, [grid](const S& site) { return grid == nullptr ? none : site.location.y_m; }),
        column("row", sites, [&](const S& site) { return std::int32_t{position(site).row}; }),
        column("col", sites, [&](const S& site) { return std::int32_t{position(site).col}; }),
        column("planned", sites, [](const S& site) { return std::uint8_t{site.planned}; }),
        column("closed", sites, [](const S& site) { return std::uint8_t{site.closed}; }),
        column("capacity", sites, [](const S& site) { return site.capacity; }),
        column("enlarged_by", sites, [](const S& site) { return site.enlarged_by; }),
        column("counts_as", sites, [](const S& site) { return site.counts_as; }),
        column("people_nearest", sites, [](const S& site) { return site.people_nearest; }),
        column("people_in_reach", sites, [](const S& site) { return site.people_in_reach; }),
        column("people_alone", sites, [](const S& site) { return site.people_alone; })}});
}

void write_plan(FileWriter& file, const StudyResult& result, const Grid* grid) {
  using P = PlanRow;
  file.table(
      {"/plan",
       {column("problem", result.plan, [](const P& row) { return row.problem; }),
        column("site_id", result.plan, [](const P& row) { return row.site_id; }),
        column("service", result.plan, [](const P& row) { return row.service; }),
        column("level", result.plan, [](const P& row) { return row.level; }),
        column("x", result.plan, [grid](const P& row) { return grid == nullptr ? none : row.location.x_m; }),
        column("y", result.plan, [grid](const P& row) { return grid == nullptr ? none : row.location.y_m; }),
        column("row", result.plan, [](const P& row) { return std::int32_t{row.row}; }),
        column("col", result.plan, [](const P& row) { return std::int32_t{row.col}; }),
        column("capacity", result.plan, [](const P& row) { return row.capacity; }),
        column("people_covered", result.plan, [](const P& row) { return row.people_covered; }),
        column("people_newly_covered", result.plan, [](const P& row) { return row.people_newly_covered; }),
        column("marginal_worth", result.plan, [](const P& row) { return row.marginal_worth; }),
        column("priority", result.plan, [](const P& row) { return std::int32_t{row.priority}; }),
        column("cost", result.plan, [](const P& row) { return row.cost; }),
        column("existing", result.plan, [](const P& row) { return std::uint8_t{row.existing}; }),
        column("action", result.plan, [](const P& row) { return row.action; }),
        column("cluster", result.plan, [](const P& row) { return row.cluster; }),
        column("parent_site", result.plan, [](const P& row) { return row.parent_site; }),
        column("parent_minutes", result.plan, [](const P& row) { return row.parent_minutes; }),
        column("people_assigned", result.plan, [](const P& row) { return row.people_assigned; })}});
  using R = ProofRow;
  file.table({"/proof",
              {column("problem", result.proof, [](const R& row) { return row.problem; }),
               column("service", result.proof, [](const R& row) { return row.service; }),
               column("objective", result.proof, [](const R& row) { return row.objective; }),
               column("bound", result.proof, [](const R& row) { return row.bound; }),
               column("gap", result.proof, [](const R& row) { return row.gap; }),
               column("status", result.proof, [](const R& row) { return row.status; }),
               column("work", result.proof, [](const R& row) { return row.work; }),
               column("seed", result.proof, [](const R& row) { return row.seed; }),
               column("words", result.proof, [](const R& row) { return row.words.en; }),
               column("words_zh", result.proof, [](const R& row) { return row.words.zh; }),
               column("unit_of_measure", result.proof, [](const R& row) { return row.unit_of_measure; }),
               column("times", result.proof, [](const R& row) { return std::int32_t{row.times}; })}});
}

/// Where other amounts were planned for.
void write_front(FileWriter& file, const std::vector<FrontRow>& front) {
  if (front.empty()) return;
  using F = FrontRow;
  file.table({"/front",
              {column("plan", front, [](const F& row) { return std::int32_t{row.plan}; }),
               column("problem", front, [](const F& row) { return row.problem; }),
               column("service", front, [](const F& row) { return row.service; }),
               column("point", front, [](const F& row) { return std::int32_t{row.point}; }),
               column("measure", front, [](const F& row) { return row.measure; }),
               column("value", front, [](const F& row) { return row.value; }),
               column("bound", front, [](const F& row) { return row.bound; }),
               column("planned", front, [](const F& row) { return std::uint8_t{row.planned}; }),
               column("unit_of_measure", front, [](const F& row) { return row.unit_of_measure; })}});
}

}  // namespace

void write_findings(FileWriter& file, const StudyResult& result, const City* city) {
  const Grid* const grid = city == nullptr ? nullptr : &city->grid();
  file.attribute("/@title", result.title);
  file.attribute("/@title_zh", result.title_zh);
  file.attribute("/@scenario", result.scenario_text);
  file.attribute("/@standard", result.standard);
  file.attribute("/@seed", result.seed);
  file.attribute("/@interrupted", std::uint8_t{result.interrupted});
  std::vector<Setting> settings = settings_of(result.travel);
  if (city != nullptr && city->has_streets()) add_street_settings(result.travel, *grid, settings);
  file.table({"/travel",
              {column("setting", settings, [](const Setting& row) { return row.setting; }),
               column("value", settings, [](const Setting& row) { return row.value; }),
               column("unit_of_measure", settings, [](const Setting& row) { return row.unit_of_measure; })}});
  write_services(file, result, city);
  write_levels(file, result);
  write_scores(file, result);
  write_sites(file, result.sites, grid);
  write_supply(file, result);
  write_plan(file, result, grid);
  write_front(file, result.front);
}

void write_circumstances(FileWriter& file, std::optional<double> seconds_taken) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  std::array<char, 32> text{};
  if (gmtime_r(&now, &utc) != nullptr &&
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0) {
    file.attribute("/@written_at", std::string(text.data()));
  }
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) == 0) file.attribute("/@host", std::string(host.data()));
  if (seconds_taken) file.attribute("/@seconds_taken", *seconds_taken);
}

std::vector<Note> joined_notes(std::vector<Note> of_place, const std::vector<Note>& of_run) {
  of_place.insert(of_place.end(), of_run.begin(), of_run.end());
  return of_place;
}

}  // namespace quarterhour
