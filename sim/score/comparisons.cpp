#include "sim/score/comparisons.h"

#include <algorithm>
#include <cmath>
#include <list>

#include "sim/score/assess.h"
#include "sim/score/metrics.h"

namespace quarterhour {

namespace {

bool is_elderly(const std::string& group) { return group.rfind("elderly_", 0) == 0; }

bool asks(const Service& service, const std::string& group) {
  return std::any_of(service.demand.begin(), service.demand.end(),
                     [&group](const GroupDemand& demand) { return demand.group == group; });
}

/// Groups of one kind of people, with the cells in which each is covered.
struct Compared {
  std::vector<const PeopleGroup*> groups;
  /// Of each group; what no layer holds is held here.
  std::vector<const Raster<std::uint8_t>*> covered;
  std::list<Raster<std::uint8_t>> own;

  [[nodiscard]] double covered_share(const ReportUnit& unit) const {
    double people = 0.0;
    double reached = 0.0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (const CellIndex cell : unit.cells) {
        const double here = groups[g]->people[cell];
        people += here;
        if ((*covered[g])[cell] != 0) reached += here;
      }
    }
    return ratio(reached, people);
  }
};

const Raster<std::uint8_t>* covered_in(const std::vector<GroupAccess>& groups, const PeopleGroup& group) {
  for (const GroupAccess& access : groups)
    if (access.group == &group) return &access.layer.covered;
  return nullptr;
}

}  // namespace

const ScoreRow* worst_unit(const StudyResult& result, const ScoreRow& like) {
  const ScoreRow* worst = nullptr;
  for (const ScoreRow& row : result.scores) {
    if (row.state != like.state || row.service != like.service || row.group != like.group ||
        row.unit_kind != like.unit_kind || row.metric != like.metric || row.unit == "(none)" ||
        !std::isfinite(row.value))
      continue;
    if (worst == nullptr || row.value < worst->value) worst = &row;
  }
  return worst;
}

void add_worst_units(std::size_t first, StudyResult& result) {
  std::vector<ScoreRow> lowest;
  for (std::size_t k = first; k < result.scores.size(); ++k) {
    const ScoreRow& row = result.scores[k];
    if (row.unit_kind == "city" || row.unit == "(none)" || !std::isfinite(row.value)) continue;
    if (row.metric != "covered_share" && row.metric != "served_share") continue;
    ScoreRow of_city = row;
    of_city.unit_kind = "city";
    of_city.unit = "city";
    of_city.metric = "worst_" + row.unit_kind + "_" + row.metric;
    const auto known = std::find_if(lowest.begin(), lowest.end(), [&](const ScoreRow& other) {
      return other.group == of_city.group && other.metric == of_city.metric;
    });
    if (known == lowest.end())
      lowest.push_back(std::move(of_city));
    else
      known->value = std::min(known->value, row.value);
  }
  result.scores.insert(result.scores.end(), lowest.begin(), lowest.end());
}

void add_elderly_difference(const City& city, TravelFields& fields, const Service& service,
                            const OpenSites& sites, const std::vector<GroupAccess>& groups,
                            const ReportUnits& units, StudyResult& result) {
  const bool has_working = std::any_of(city.groups.begin(), city.groups.end(),
                                       [](const PeopleGroup& group) { return group.id == "working"; });
  const std::string adult_id = has_working ? "working" : "people";
  const bool everybody_asks = asks(service, "people");
  if (!everybody_asks && !asks(service, adult_id)) return;
  Compared elderly;
  Compared adults;
  for (const PeopleGroup& group : city.groups) {
    const bool old = is_elderly(group.id) && (everybody_asks || asks(service, group.id));
    if (!old && group.id != adult_id) continue;
    Compared& kind = old ? elderly : adults;
    kind.groups.push_back(&group);
  }
  if (elderly.groups.empty()) return;
  for (Compared* kind : {&elderly, &adults}) {
    for (const PeopleGroup* group : kind->groups) {
      kind->covered.push_back(covered_in(groups, *group));
      if (kind->covered.back() != nullptr) continue;
      kind->own.push_back(ReachTest(city, fields, *group, service).covered(sites.sources, World::real));
      kind->covered.back() = &kind->own.back();
    }
  }
  const std::string& state = groups.front().layer.state;
  for (const ReportUnit& unit : units.list())
    result.scores.push_back({state, service.id, all_groups, unit.kind, unit.id, "elderly_difference",
                             elderly.covered_share(unit) - adults.covered_share(unit), "1"});
}

}  // namespace quarterhour
