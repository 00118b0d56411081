#include "sim/placement/fair_question.h"

#include <algorithm>
#include <utility>

namespace quarterhour {

namespace {

/// Puts the candidates of exemptions under rules: as many of each share as are granted, wherever they stand.
void rule_exemptions(const FairProblem& problem, std::span<const Exemption> exemptions,
                     std::span<const std::size_t> exemption_of, SiteRules& rules) {
  const std::size_t candidates = problem.reach.set_count();
  if (rules.unit.empty()) rules.unit.assign(candidates, -1);
  const auto first = static_cast<std::int32_t>(rules.least.size());
  for (const Exemption& exemption : exemptions) {
    rules.least.push_back(exemption.units);
    rules.most.push_back(exemption.units);
  }
  for (const std::size_t e : exemption_of) rules.unit.push_back(first + static_cast<std::int32_t>(e));
  if (rules.location.empty()) return;
  // Far enough from everything and from each other.
  double east_m = 0.0;
  double north_m = 0.0;
  for (const PointM& at : problem.rules.location) {
    east_m = std::max(east_m, at.x_m);
    north_m = std::max(north_m, at.y_m);
  }
  for (std::size_t k = 0; k < exemption_of.size(); ++k) {
    east_m += 2.0 * rules.spacing_m + 1.0;
    rules.location.push_back({east_m, north_m});
  }
}

void add_exemptions(const FairProblem& problem, std::span<const double> demand_of_unit,
                    std::span<const double> asked, std::span<const Exemption> exemptions,
                    std::vector<std::vector<std::pair<std::uint32_t, double>>>& spared,
                    FairQuestion& question) {
  RequireProblem& required = question.required;
  const double price =
      problem.cost.empty() ? 1.0 : *std::min_element(problem.cost.begin(), problem.cost.end());
  std::vector<std::size_t> exemption_of;
  std::vector<double> all_demand(demand_of_unit.begin(), demand_of_unit.end());
  for (std::size_t unit = 0; unit < demand_of_unit.size(); ++unit) {
    if (!(demand_of_unit[unit] > 0.0)) continue;
    const auto first = static_cast<std::uint32_t>(required.demand.size());
    for (std::size_t e = 0; e < exemptions.size(); ++e) {
      const double next = e + 1 < exemptions.size() ? exemptions[e + 1].share : asked[unit];
      const double step = std::max(0.0, next - exemptions[e].share) * demand_of_unit[unit];
      required.demand.push_back(step);
      required.demand_unit.push_back(static_cast<std::int32_t>(unit));
      all_demand[unit] += step;
    }
    const auto end = static_cast<std::uint32_t>(required.demand.size());
    for (std::size_t e = 0; e < exemptions.size(); ++e) {
      required.reach.runs.push_back({first + static_cast<std::uint32_t>(e), end});
      required.reach.first.push_back(required.reach.runs.size());
      if (!required.cost.empty()) required.cost.push_back(price);
      spared[unit].emplace_back(static_cast<std::uint32_t>(required.reach.set_count() - 1),
                                std::max(0.0, asked[unit] - exemptions[e].share));
      exemption_of.push_back(e);
    }
  }
  for (std::size_t unit = 0; unit < demand_of_unit.size(); ++unit)
    if (all_demand[unit] > 0.0)
      required.share_of_unit[unit] = std::min(1.0, asked[unit] * demand_of_unit[unit] / all_demand[unit]);
  for (const Exemption& exemption : exemptions) question.most += price * exemption.units;
  rule_exemptions(problem, exemptions, exemption_of, required.rules);
}

}  // namespace

FairQuestion fair_question(const FairProblem& problem, std::span<const double> demand_of_unit,
                           std::span<const double> asked, std::span<const Exemption> exemptions,
                           UnitLimits& limits) {
  FairQuestion question;
  RequireProblem& required = question.required;
  required.demand = problem.demand;
  required.reach = problem.reach;
  required.covered_already = problem.covered_already;
  required.cost = problem.cost;
  required.share = 0.0;
  required.demand_unit = problem.demand_unit;
  required.share_of_unit.assign(asked.begin(), asked.end());
  required.rules = problem.rules;
  question.most = problem.budget ? *problem.budget : static_cast<double>(*problem.count);
  // For each unit the candidates that exempt it, and the share that each spares it.
  std::vector<std::vector<std::pair<std::uint32_t, double>>> spared(demand_of_unit.size());
  if (!exemptions.empty()) add_exemptions(problem, demand_of_unit, asked, exemptions, spared, question);
  for (std::size_t unit = 0; unit < demand_of_unit.size(); ++unit)
    if (auto fact = limits.fact(unit, asked[unit], spared[unit], question.work))
      required.facts.push_back(*std::move(fact));
  return question;
}

}  // namespace quarterhour
