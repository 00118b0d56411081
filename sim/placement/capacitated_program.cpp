#include "sim/placement/capacitated_program.h"

#include <ClpSimplex.hpp>
#include <algorithm>
#include <cmath>
#include <utility>

namespace quarterhour {

namespace {

/// Ways, each a column, that a program may have.
constexpr std::size_t most_ways = 40'000;

/// Rows as Clp takes them.
struct Rows {
  std::vector<double> lower;
  std::vector<double> upper;
  std::vector<CoinBigIndex> first{0};
  std::vector<int> column;
  std::vector<double> element;

  void add(std::size_t to_column, double value) {
    column.push_back(static_cast<int>(to_column));
    element.push_back(value);
  }
  void end(double least, double most) {
    lower.push_back(least);
    upper.push_back(most);
    first.push_back(static_cast<CoinBigIndex>(column.size()));
  }
};

}  // namespace

struct CapacitatedProgram::Solver {
  ClpSimplex model;

  void add(const Rows& rows) {
    model.addRows(static_cast<int>(rows.lower.size()), rows.lower.data(), rows.upper.data(),
                  rows.first.data(), rows.column.data(), rows.element.data());
  }
};

bool CapacitatedProgram::is_small(const CapacitatedInstance& instance) {
  return instance.points() > 0 && instance.median.cost_of.size() <= most_ways;
}

CapacitatedProgram::CapacitatedProgram(const CapacitatedInstance& instance)
    : instance_(instance),
      solver_(std::make_unique<Solver>()),
      has_row_(instance.median.cost_of.size(), 0),
      candidate_of_way_(instance.median.cost_of.size(), 0) {
  const MedianInstance& median = instance.median;
  const std::size_t sites = instance.candidates();
  for (const std::int64_t cost : median.cost_of) scale_ = std::max(scale_, static_cast<double>(cost));
  ClpSimplex& model = solver_->model;
  model.setLogLevel(0);
  model.resize(0, static_cast<int>(sites + median.cost_of.size()));
  for (std::size_t column = 0; column < sites + median.cost_of.size(); ++column)
    model.setColumnBounds(static_cast<int>(column), 0.0, 1.0);
  for (std::size_t w = 0; w < median.cost_of.size(); ++w)
    model.setObjectiveCoefficient(static_cast<int>(sites + w),
                                  static_cast<double>(median.cost_of[w]) / scale_);
  // Everybody is served: the first rows.
  std::vector<std::vector<std::size_t>> ways_of_point(instance.points());
  for (std::uint32_t site = 0; site < sites; ++site)
    for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w) {
      candidate_of_way_[w] = site;
      ways_of_point[median.point_of[w]].push_back(w);
    }
  Rows rows;
  for (const std::vector<std::size_t>& ways : ways_of_point) {
    for (const std::size_t w : ways) rows.add(sites + w, 1.0);
    rows.end(1.0, COIN_DBL_MAX);
  }
  for (std::uint32_t site = 0; site < sites; ++site) {
    const auto capacity = static_cast<double>(instance.capacity[site]);
    double all = 0.0;
    for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w)
      all += static_cast<double>(instance.load[median.point_of[w]]);
    if (all <= capacity) continue;
    for (std::size_t w = median.first_of_candidate[site]; w < median.first_of_candidate[site + 1]; ++w)
      rows.add(sites + w, static_cast<double>(instance.load[median.point_of[w]]) / std::max(capacity, 1.0));
    rows.add(site, capacity > 0.0 ? -1.0 : 0.0);
    rows.end(-COIN_DBL_MAX, 0.0);
  }
  const LimitedSites& limits = instance.limits;
  std::vector<std::vector<std::size_t>> of_unit(limits.rules.least.size());
  for (std::uint32_t site = 0; site < sites; ++site) {
    if (instance.stands[site] != 0) continue;
    rows.add(site, limits.cost_of(site) / std::max(limits.budget, 1e-9));
    of_unit[limits.rules.unit[site]].push_back(site);
  }
  rows.end(-COIN_DBL_MAX, limits.budget > 0.0 ? 1.0 : 0.0);
  for (std::size_t u = 0; u < of_unit.size(); ++u) {
    const auto most = static_cast<std::size_t>(std::max(limits.rules.most[u], 0));
    if (limits.rules.least[u] == 0 && most >= of_unit[u].size()) continue;
    for (const std::size_t site : of_unit[u]) rows.add(site, 1.0);
    rows.end(limits.rules.least[u], limits.rules.most[u]);
  }
  solver_->add(rows);
}

CapacitatedProgram::~CapacitatedProgram() = default;

bool CapacitatedProgram::add_broken_rows() {
  constexpr double broken = 1e-5;
  constexpr std::size_t most_at_once = 3000;
  const double* const part = solver_->model.primalColumnSolution();
  const std::size_t sites = instance_.candidates();
  std::vector<std::pair<double, std::size_t>> found;
  for (std::size_t w = 0; w < has_row_.size(); ++w) {
    const double above = part[sites + w] - part[candidate_of_way_[w]];
    if (has_row_[w] == 0 && above > broken) found.emplace_back(-above, w);
  }
  if (found.empty()) return false;
  std::sort(found.begin(), found.end());
  found.resize(std::min(found.size(), most_at_once));
  Rows rows;
  for (const auto& [above, w] : found) {
    has_row_[w] = 1;
    rows.add(candidate_of_way_[w], -1.0);
    rows.add(sites + w, 1.0);
    rows.end(-COIN_DBL_MAX, 0.0);
  }
  solver_->add(rows);
  return true;
}

bool CapacitatedProgram::solve(const CapacitatedBranch& branch, std::span<const std::uint8_t> banned,
                               int rounds, WorkMeter& meter) {
  using State = CapacitatedBranch::State;
  constexpr std::uint64_t work_of_step = 2000;
  if (meter.spent()) return false;
  ClpSimplex& model = solver_->model;
  const std::size_t sites = instance_.candidates();
  for (std::uint32_t site = 0; site < sites; ++site)
    model.setColumnBounds(static_cast<int>(site), branch.state[site] == State::open ? 1.0 : 0.0,
                          branch.state[site] == State::closed ? 0.0 : 1.0);
  for (std::size_t w = 0; w < banned.size(); ++w)
    model.setColumnBounds(static_cast<int>(sites + w), 0.0, banned[w] != 0 ? 0.0 : 1.0);
  for (int round = 0; round < rounds && !meter.spent(); ++round) {
    model.dual();
    meter.add(static_cast<std::uint64_t>(model.numberIterations()) * work_of_step);
    if (model.problemStatus() != 0) return false;
    if (!add_broken_rows()) break;
  }
  const double* const price = model.dualRowSolution();
  price_.clear();
  for (std::size_t i = 0; i < instance_.points(); ++i) price_.push_back(std::max(price[i], 0.0) * scale_);
  const double* const part = model.primalColumnSolution();
  part_.assign(part, part + sites);
  part_of_way_.assign(part + sites, part + sites + has_row_.size());
  return true;
}

}  // namespace quarterhour
