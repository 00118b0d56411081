#include "tests/score/study.h"

#include <stdexcept>

namespace quarterhour::score_tests {

TravelSettings one_metre_per_second() {
  TravelSettings settings;
  settings.pace.speed_kmh = one_metre_per_second_kmh;
  return settings;
}

Service clinic(double reach_s) {
  Service service;
  service.id = "clinic";
  service.name = {"clinic", "诊所"};
  service.demand = {{"people", 1.0}};
  service.reach_s = reach_s;
  return service;
}

StudyResult assess_ledger(const City& city, const Service& service, const TravelSettings& settings) {
  TravelFields fields(city, settings);
  StudyResult result;
  result.travel = settings;
  result.services = {service};
  result.sites = worlds::sites_of_ledger(city);
  assess(city, fields, service, "before", result);
  return result;
}

double score(const StudyResult& result, const std::string& metric, const ScoreOf& where) {
  const ScoreRow* found = nullptr;
  for (const ScoreRow& row : result.scores) {
    if (row.metric != metric || row.unit != where.unit || row.group != where.group ||
        row.state != where.state)
      continue;
    if (found != nullptr) throw std::out_of_range("several scores fit " + metric + " of " + where.unit);
    found = &row;
  }
  if (found == nullptr) throw std::out_of_range("no score fits " + metric + " of " + where.unit);
  return found->value;
}

bool has_score(const StudyResult& result, const std::string& metric) {
  for (const ScoreRow& row : result.scores)
    if (row.metric == metric) return true;
  return false;
}

std::string reason_at(const StudyResult& result, CellIndex cell) {
  return name_of(static_cast<Reason>(result.access.front().reason[cell]));
}

}  // namespace quarterhour::score_tests
