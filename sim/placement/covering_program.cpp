#include "sim/placement/covering_program.h"

#include <ClpEventHandler.hpp>
#include <ClpSimplex.hpp>
#include <algorithm>
#include <cmath>

namespace quarterhour {

namespace {

/// Who is told of steps, and of how many so far.
struct Watch {
  const std::function<bool(std::uint64_t)>* goes_on = nullptr;
  std::uint64_t told = 0;
};

/// Ends a solution where it is not wanted any more.
class StepHandler : public ClpEventHandler {
 public:
  explicit StepHandler(Watch& watch) : watch_(&watch) {}
  int event(Event what) override {
    constexpr int carry_on = -1;
    constexpr int stop = 5;
    constexpr std::uint64_t steps_between_looks = 200;
    if (what != endOfIteration || watch_->goes_on == nullptr) return carry_on;
    const auto steps = static_cast<std::uint64_t>(model_->numberIterations());
    if (steps < watch_->told + steps_between_looks) return carry_on;
    const bool goes_on = (*watch_->goes_on)(steps - watch_->told);
    watch_->told = steps;
    return goes_on ? carry_on : stop;
  }
  [[nodiscard]] ClpEventHandler* clone() const override { return new StepHandler(*this); }

 private:
  Watch* watch_;
};

}  // namespace

struct CoveringProgram::Solver {
  Watch watch;
  ClpSimplex model;

  void add(std::span<const CoveringRow> rows) {
    std::vector<double> lower;
    std::vector<double> upper;
    std::vector<CoinBigIndex> first{0};
    std::vector<int> column;
    std::vector<double> element;
    for (const CoveringRow& row : rows) {
      lower.push_back(static_cast<double>(row.at_least));
      upper.push_back(COIN_DBL_MAX);
      column.insert(column.end(), row.candidate.begin(), row.candidate.end());
      element.insert(element.end(), row.coefficient.begin(), row.coefficient.end());
      first.push_back(static_cast<CoinBigIndex>(column.size()));
    }
    model.addRows(static_cast<int>(rows.size()), lower.data(), upper.data(), first.data(), column.data(),
                  element.data());
  }
};

CoveringProgram::CoveringProgram(std::span<const std::int64_t> cost, std::vector<CoveringRow> rows)
    : solver_(std::make_unique<Solver>()),
      cost_(cost.begin(), cost.end()),
      rows_(std::move(rows)),
      first_added_(rows_.size()),
      choices_(cost.size(), Choice::open),
      part_(cost.size(), 0.0),
      reduced_(cost_) {
  scale_ = static_cast<double>(std::max<std::int64_t>(1, *std::max_element(cost_.begin(), cost_.end())));
  ClpSimplex& model = solver_->model;
  model.setLogLevel(0);
  StepHandler handler(solver_->watch);
  model.passInEventHandler(&handler);
  model.resize(0, static_cast<int>(cost_.size()));
  for (std::size_t k = 0; k < cost_.size(); ++k) {
    const int column = static_cast<int>(k);
    model.setObjectiveCoefficient(column, static_cast<double>(cost_[k]) / scale_);
    model.setColumnBounds(column, 0.0, 1.0);
  }
  solver_->add(rows_);
}

CoveringProgram::~CoveringProgram() = default;

void CoveringProgram::add(std::vector<CoveringRow> rows) {
  solver_->add(rows);
  for (CoveringRow& row : rows) rows_.push_back(std::move(row));
}

void CoveringProgram::drop_slack() {
  constexpr double room_to_spare = 0.05;
  std::vector<int> dropped;
  std::size_t kept = first_added_;
  for (std::size_t r = first_added_; r < rows_.size(); ++r) {
    if (slack_of(rows_[r], part_) >= room_to_spare) {
      dropped.push_back(static_cast<int>(r));
      continue;
    }
    if (kept != r) rows_[kept] = std::move(rows_[r]);
    ++kept;
  }
  rows_.resize(kept);
  if (!dropped.empty()) solver_->model.deleteRows(static_cast<int>(dropped.size()), dropped.data());
}

void CoveringProgram::set_choices(std::span<const Choice> choices) {
  for (std::size_t k = 0; k < choices.size(); ++k) {
    if (choices[k] == choices_[k]) continue;
    choices_[k] = choices[k];
    solver_->model.setColumnBounds(static_cast<int>(k), choices[k] == Choice::held ? 1.0 : 0.0,
                                   choices[k] == Choice::out ? 0.0 : 1.0);
  }
}

void CoveringProgram::price(std::span<const double> row_price) {
  // Every coefficient is at most its row's right side, so that no sum exceeds that of right sides times prices.
  double sum = 0.0;
  for (std::size_t r = 0; r < rows_.size(); ++r)
    sum += std::max(row_price[r], 0.0) * static_cast<double>(rows_[r].at_least);
  constexpr double most = 0x1.0p60;
  if (!(sum * scale_ < most)) {
    bound_ = 0;
    reduced_ = cost_;
    return;
  }
  bound_ = 0;
  reduced_ = cost_;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const auto whole = static_cast<std::int64_t>(std::max(row_price[r], 0.0) * scale_);
    if (whole == 0) continue;
    bound_ += whole * rows_[r].at_least;
    for (std::size_t c = 0; c < rows_[r].candidate.size(); ++c)
      reduced_[rows_[r].candidate[c]] -= whole * rows_[r].coefficient[c];
  }
  for (std::size_t k = 0; k < reduced_.size(); ++k)
    if (choices_[k] == Choice::held || (choices_[k] == Choice::open && reduced_[k] < 0))
      bound_ += reduced_[k];
}

void CoveringProgram::solve(std::int64_t enough, const std::function<bool(std::uint64_t)>& goes_on) {
  ClpSimplex& model = solver_->model;
  // A little above, so that whole numbers rounded down are above too.
  model.setDualObjectiveLimit(static_cast<double>(enough) / scale_ * (1.0 + 1e-9) + 1e-6);
  solver_->watch.goes_on = &goes_on;
  model.dual();
  solver_->watch.goes_on = nullptr;
  goes_on(static_cast<std::uint64_t>(model.numberIterations()) - solver_->watch.told);
  solver_->watch.told = 0;
  const double* const part = model.primalColumnSolution();
  for (std::size_t k = 0; k < part_.size(); ++k) part_[k] = std::clamp(part[k], 0.0, 1.0);
  const std::span<const double> prices(model.dualRowSolution(), rows_.size());
  price(prices);
  constexpr int no_solution = 1;
  if (model.problemStatus() == no_solution && bound_ <= enough) {
    // Prices may grow without end along the solver's ray, whose sign depends on how it came about: whichever way proves it.
    const std::unique_ptr<double[]> ray(model.infeasibilityRay());
    if (ray) {
      std::vector<double> along(prices.begin(), prices.end());
      for (const double sign : {1.0, -1.0}) {
        constexpr double far = 1e4;
        for (std::size_t r = 0; r < along.size(); ++r) along[r] = prices[r] + sign * far * ray[r];
        price(along);
        if (bound_ > enough) break;
      }
      if (bound_ <= enough) price(prices);
    }
  }
}

}  // namespace quarterhour
