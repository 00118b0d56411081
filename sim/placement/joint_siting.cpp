// Centres of several levels planned together: from a city to the problem of all levels and back.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/errors.h"
#include "sim/placement/joint_cover.h"
#include "sim/placement/plan_words.h"
#include "sim/placement/planned_sites.h"
#include "sim/placement/siting.h"
#include "sim/placement/split_siting.h"

namespace quarterhour {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The task of a level as it is gathered: everybody counts as open, for facilities that stay may be full, and nothing is let go.
SitingTask gathered(const SitingTask& task) {
  SitingTask open = task;
  open.assignment = Assignment::split;
  open.nest_s.reset();
  return open;
}

/// All levels in numbers; candidates of a level stand by rising cell.
class JointSiting {
 public:
  JointSiting(const City& city, TravelFields& fields, std::span<const LevelTask> levels,
              const StudyResult& result, const ReachGathering& gathering)
      : city_(city), fields_(fields), levels_(levels) {
    problem.first_point.clear();
    problem.first_candidate.clear();
    for (const LevelTask& level : levels) add_level(level, result, gathering);
    const std::size_t services = problem.first_point.size();
    for (std::size_t l = 0; l < levels.size(); ++l) {
      std::vector<double> room(services, unlimited);
      for (std::size_t s = 0; s < levels[l].bundle.size(); ++s)
        if (levels[l].task.assignment == Assignment::split)
          room[first_service_[l] + s] = capacity_of_new(levels[l].task, levels[l].bundle[s]);
      problem.capacity.push_back(std::move(room));
    }
    for (std::size_t l = 1; l < levels.size(); ++l)
      if (levels[l].task.nest_s) add_nesting(l, result);
  }

  JointCoverProblem problem;
  /// Of each level: its candidates by number, and the sites of the result that stand for it, in the order of problem.standing.
  std::vector<std::vector<Candidate>> candidates;
  std::vector<std::size_t> standing;

  [[nodiscard]] std::size_t level_of(std::uint32_t candidate) const {
    const auto& first = problem.first_candidate;
    return static_cast<std::size_t>(std::upper_bound(first.begin(), first.end(), candidate) - first.begin()) -
           1;
  }

 private:
  void add_level(const LevelTask& level, const StudyResult& result, const ReachGathering& gathering) {
    SitingTask task = gathered(level.task);
    std::stable_sort(task.candidates.begin(), task.candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.cell < b.cell; });
    SitingProblem own = siting_problem(city_, fields_, level.bundle, task, result, gathering);
    const auto points = static_cast<std::uint32_t>(problem.demand.size());
    first_service_.push_back(problem.first_point.size());
    const CapacitatedCoverProblem split = split_problem(level.bundle, task, result, own);
    for (const std::uint32_t first : split.first_point) problem.first_point.push_back(points + first);
    problem.demand.insert(problem.demand.end(), split.demand.begin(), split.demand.end());
    problem.first_candidate.push_back(static_cast<std::uint32_t>(problem.reach.set_count()));
    problem.count.push_back(level.task.count.value_or(0));
    const auto append = [&](const IndexRuns& from, IndexRuns& to) {
      for (std::size_t k = 0; k < from.set_count(); ++k) {
        for (const IndexRun run : from.set(k)) to.runs.push_back({run.begin + points, run.end + points});
        to.first.push_back(to.runs.size());
      }
    };
    append(split.reach, problem.reach);
    append(split.standing, problem.standing);
    const bool has_room = level.task.assignment == Assignment::split;
    for (const double capacity : split.capacity_of_standing)
      problem.capacity_of_standing.push_back(has_room ? capacity : unlimited);
    standing.insert(standing.end(), own.standing.begin(), own.standing.end());
    candidates.push_back(std::move(own.candidates));
  }

  /// Which candidates of level `lower` are near enough to centres that stand, and which to each candidate of the level above. Where
  /// that is not planned with it, only the former may be chosen.
  void add_nesting(std::size_t lower, const StudyResult& result) {
    const LevelTask& level = levels_[lower];
    std::vector<CellIndex> cells;
    for (const Candidate& candidate : candidates[lower]) cells.push_back(candidate.cell);
    const std::optional<UpperCentres> stands =
        upper_centres(city_, fields_, level.bundle, level.task, result, cells);
    NestedLevel pair;
    pair.lower_begin = problem.first_candidate[lower];
    pair.lower_end = pair.lower_begin + static_cast<std::uint32_t>(cells.size());
    for (std::size_t k = 0; k < cells.size(); ++k) pair.anchored.push_back(stands->nearest[k] >= 0 ? 1 : 0);
    const Level* above = level_above(result, level.task.level);
    const auto upper = std::find_if(levels_.begin(), levels_.end(), [&](const LevelTask& other) {
      return above != nullptr && other.task.level == above->id;
    });
    if (upper != levels_.end()) {
      const auto u = static_cast<std::size_t>(upper - levels_.begin());
      pair.upper_begin = problem.first_candidate[u];
      pair.upper_end = pair.upper_begin + static_cast<std::uint32_t>(candidates[u].size());
      TravelRule rule = fields_.rule_for(city_.groups.front(), level.bundle.front());
      rule.direction = Direction::to;
      const TravelField& field = fields_.field(rule);
      const double limit = *level.task.nest_s + field.rounding_bound(*level.task.nest_s);
      constexpr std::size_t batch = 8192;
      std::vector<SourceIndex> sources;
      for (std::size_t begin = 0; begin < candidates[u].size(); begin += batch) {
        const std::size_t end = std::min(begin + batch, candidates[u].size());
        sources.clear();
        for (std::size_t k = begin; k < end; ++k) sources.push_back(candidates[u][k].cell);
        const IndexRuns reached = field.reach(sources, limit);
        for (std::size_t k = 0; k < sources.size(); ++k) {
          // From cells to the candidates that stand there.
          for (const IndexRun run : reached.set(k)) {
            const auto number = [&](CellIndex cell) {
              return pair.lower_begin +
                     static_cast<std::uint32_t>(std::lower_bound(cells.begin(), cells.end(), cell) -
                                                cells.begin());
            };
            const IndexRun own{number(run.begin), number(run.end)};
            if (own.begin < own.end) pair.within.runs.push_back(own);
          }
          pair.within.first.push_back(pair.within.runs.size());
        }
      }
    } else {
      pair.upper_begin = pair.upper_end = pair.lower_begin;
    }
    problem.nesting.push_back(std::move(pair));
  }

  const City& city_;
  TravelFields& fields_;
  std::span<const LevelTask> levels_;
  std::vector<std::size_t> first_service_;
};

/// The plan of one level after the other, as candidates of the joint problem, and the levels for which there was none.
struct TopDown {
  std::vector<std::uint32_t> chosen;
  std::vector<std::size_t> without;
};

TopDown top_down(const City& city, TravelFields& fields, std::span<const LevelTask> levels,
                 const StudyResult& result, const ReachGathering& gathering, const JointSiting& joint) {
  StudyResult trial;
  trial.services = result.services;
  trial.levels = result.levels;
  trial.sites = result.sites;
  trial.plan = result.plan;
  TopDown plan;
  std::vector<std::uint32_t>& chosen = plan.chosen;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const std::size_t before = trial.plan.size();
    SitingTask task = levels[l].task;
    task.stop.progress = {};
    // A start need not be perfect: most of the time is for all levels together.
    constexpr double near_enough = 0.01;
    task.stop.gap = std::max(task.stop.gap, near_enough);
    if (task.stop.seconds) *task.stop.seconds *= 0.3 / static_cast<double>(levels.size());
    try {
      plan_sites(city, fields, levels[l].bundle, task, trial, gathering);
    } catch (const InfeasiblePlan&) {
      plan.without.push_back(l);
      continue;
    }
    for (std::size_t r = before; r < trial.plan.size(); ++r) {
      const PlanRow& row = trial.plan[r];
      if (row.existing) continue;
      const auto cell = city.grid().index({row.row, row.col});
      for (std::size_t k = 0; k < joint.candidates[l].size(); ++k) {
        const auto number = joint.problem.first_candidate[l] + static_cast<std::uint32_t>(k);
        if (joint.candidates[l][k].cell != cell ||
            std::find(chosen.begin(), chosen.end(), number) != chosen.end())
          continue;
        chosen.push_back(number);
        break;
      }
    }
  }
  return plan;
}

BilingualName name_of_level(const SitingTask& task) {
  BilingualName level = task.level_name;
  if (level.en.empty()) level.en = task.level;
  if (level.zh.empty()) level.zh = level.en;
  return level;
}

BilingualName joint_words(std::span<const LevelTask> levels, const JointCoverPlan& plan,
                          const std::vector<std::size_t>& without) {
  BilingualName choice;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const SitingTask& task = levels[l].task;
    const BilingualName level = name_of_level(task);
    const bool is_last = l + 1 == levels.size();
    choice.en += (l == 0    ? ""
                  : is_last ? " and "
                            : ", ") +
                 std::to_string(task.count.value_or(0)) +
                 (l > 0                         ? " of level "
                  : task.count.value_or(0) == 1 ? " new centre of level "
                                                : " new centres of level ") +
                 level.en;
    choice.zh += (l == 0 ? "" : "、") + level.zh + "中心 " + std::to_string(task.count.value_or(0)) + " 处";
  }
  const std::string met = with_thousands(std::floor(plan.objective + 1e-6));
  const std::string bound = with_thousands(std::ceil(plan.bound - 1e-6));
  const std::string apart = with_thousands(std::floor(plan.objective_of_start + 1e-6));
  BilingualName words;
  if (plan.status == PlanStatus::optimal)
    words = {"No choice of " + choice.en +
                 " meets more needs (people times services) on all these levels together "
                 "than this plan, which meets " +
                 met + ".",
             "同时选择" + choice.zh + "，没有任何方案能比本方案（" + met + " 人次需求）满足更多需求。"};
  else
    words = {"No choice of " + choice.en + " can meet more than " + bound +
                 " needs (people times services) on all these levels together; this plan meets " + met + ".",
             "同时选择" + choice.zh + "，最多只能满足 " + bound + " 人次需求；本方案满足 " + met + "。"};
  BilingualName none;
  for (const std::size_t l : without) {
    const BilingualName level = name_of_level(levels[l].task);
    none.en += (none.en.empty() ? "" : ", ") + level.en;
    none.zh += (none.zh.empty() ? "" : "、") + level.zh;
  }
  words.en += " Chosen level by level from the top it would be " + apart +
              (without.empty() ? "." : ", with no centre of level " + none.en + ".");
  words.zh +=
      "若自上而下逐级选择，则为 " + apart + (without.empty() ? "。" : "，且" + none.zh + "没有中心。");
  return words;
}

}  // namespace

void plan_levels(const City& city, TravelFields& fields, std::span<const LevelTask> levels,
                 StudyResult& result, const ReachGathering& gathering) {
  if (levels.empty()) throw std::invalid_argument("a plan of levels needs a level");
  JointSiting joint(city, fields, levels, result, gathering);
  std::string subject;
  for (const LevelTask& level : levels) subject += (subject.empty() ? "" : "+") + level.task.level;
  const auto begun = std::chrono::steady_clock::now();
  TopDown start = top_down(city, fields, levels, result, gathering, joint);
  joint.problem.start = std::move(start.chosen);
  CoverStop stop = levels.front().task.stop;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begun;
  if (stop.seconds) stop.seconds = std::max(0.0, *stop.seconds - spent.count());
  const JointCoverPlan solved = solve_joint_cover(joint.problem, stop);

  SolvedPlan proof{{},   solved.objective, solved.bound, solved.gap, solved.status, solved.work, {},
                   true, "needs"};
  proof.words = joint_words(levels, solved, start.without);
  conclude(levels.front().task, subject, proof, result);
  std::map<std::size_t, double> served_by_site;
  for (std::size_t k = 0; k < joint.standing.size(); ++k)
    served_by_site[joint.standing[k]] += solved.served_by_standing[k];
  for (std::size_t l = 0; l < levels.size(); ++l) {
    SitingTask task = levels[l].task;
    task.candidates.clear();
    std::vector<double> served;
    for (std::size_t k = 0; k < solved.chosen.size(); ++k) {
      if (joint.level_of(solved.chosen[k]) != l) continue;
      task.candidates.push_back(joint.candidates[l][solved.chosen[k] - joint.problem.first_candidate[l]]);
      served.push_back(solved.served[k]);
    }
    if (served.empty() && task.count.value_or(0) > 0)
      result.notes.push_back(
          {"warning", "No centre of level " + name_of_level(task).en +
                          " is planned: none would serve anybody near enough to a centre of the "
                          "level above."});
    // Those of the levels above stand by now.
    SitingProblem siting = siting_problem(city, fields, levels[l].bundle, task, result, gathering);
    if (siting.candidates.size() != served.size())
      throw std::logic_error("a centre of a joint plan lies too far from the level above");
    SolvedPlan own;
    own.chosen.resize(served.size());
    std::iota(own.chosen.begin(), own.chosen.end(), 0U);
    std::vector<double> assigned;
    if (task.assignment == Assignment::split) {
      for (const std::size_t k : siting.standing) {
        const auto known = served_by_site.find(k);
        assigned.push_back(known == served_by_site.end() ? 0.0 : known->second);
      }
      assigned.insert(assigned.end(), served.begin(), served.end());
    }
    Made made{std::move(siting), std::move(own), {}, std::move(assigned)};
    made.worth = worth_of_all(city, fields, made.siting, made.plan);
    record_plan(city, levels[l].bundle, task, made, result);
  }
}

}  // namespace quarterhour
