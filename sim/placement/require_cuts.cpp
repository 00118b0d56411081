// Branch and cut for pure set covering: every point must be covered, and no rule says where.
#include <algorithm>
#include <map>

#include "sim/placement/covering_program.h"
#include "sim/placement/require_search.h"

namespace quarterhour {

namespace {

using Choice = CoveringProgram::Choice;

std::vector<CoveringRow> rows_of(const RequireInstance& instance) {
  std::vector<CoveringRow> rows(instance.point_count());
  for (std::uint32_t k = 0; k < instance.candidate_count(); ++k)
    for (const IndexRun run : instance.cover.reach.set(k))
      for (std::uint32_t i = run.begin; i < run.end; ++i) rows[i].candidate.push_back(k);
  for (CoveringRow& row : rows) {
    row.coefficient.assign(row.candidate.size(), 1);
    row.at_least = 1;
  }
  return rows;
}

// What a step of the program for each row and column, and a search for cuts for each row, take, so that a unit of work is
// about as long as one of the local search (measured on the instances of README.md).
constexpr std::uint64_t steps_of_program_a_unit = 5;
constexpr std::uint64_t units_of_cuts_a_row = 120;

/// A part of all plans, by what was decided of some candidates.
struct Part {
  std::vector<Choice> choice;
  std::int64_t bound = 0;
  /// The candidate to decide next.
  std::uint32_t split = 0;
};

class BranchAndCut {
 public:
  BranchAndCut(RequireSearch& search, NearbySearch& nearby)
      : search_(search),
        nearby_(nearby),
        program_(search.instance.cost, rows_of(search.instance)),
        set_(search.instance) {}

  void run(const RequireBranch& root);

 private:
  [[nodiscard]] std::int64_t wanted() const { return wanted_cost(search_.instance, search_.best); }
  /// Raises the bound of a part by cuts while they pay, `most_rounds` times at most. Returns whether a plan of it may be wanted;
  /// then Part::split is set. `is_whole`: what is proved of it is proved of all plans.
  bool improve(Part& part, int most_rounds, bool is_whole);
  /// Solves the program for a part and takes note of what follows. Returns whether a plan of it may be wanted.
  bool solve(Part& part);
  void decide(Part& part) const;
  void round_up();
  /// Looks for better plans for as much work as `work`.
  void search_nearby(std::uint64_t work);
  [[nodiscard]] bool add_cuts();
  /// The candidate whose part is nearest to a half. Where all are decided the one plan left is tried, and false returned.
  bool choose_split(Part& part);
  void note(std::int64_t least) {
    search_.prove(std::min(least, settled_cost(search_.instance, search_.best)));
    search_.tell();
  }

  RequireSearch& search_;
  NearbySearch& nearby_;
  CoveringProgram program_;
  RequireSet set_;
  std::uint64_t draws_ = 0;
};

void BranchAndCut::decide(Part& part) const {
  const std::int64_t spare = wanted() - program_.bound();
  for (std::size_t k = 0; k < part.choice.size(); ++k) {
    if (part.choice[k] != Choice::open) continue;
    const std::int64_t reduced = program_.reduced()[k];
    if (reduced > spare) part.choice[k] = Choice::out;
    if (-reduced > spare) part.choice[k] = Choice::held;
  }
}

/// Takes candidates by falling part until all is covered.
void BranchAndCut::round_up() {
  const std::vector<double>& part = program_.part();
  std::vector<std::uint32_t> order;
  for (std::uint32_t k = 0; k < part.size(); ++k)
    if (part[k] > 1e-6) order.push_back(k);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return part[a] > part[b]; });
  set_.clear();
  for (const std::uint32_t k : order) {
    if (set_.meets()) break;
    set_.add(k);
  }
  search_.meter.add(order.size());
  if (!set_.meets()) return;
  drop_needless(set_);
  search_.best.offer(set_);
}

bool BranchAndCut::solve(Part& part) {
  program_.set_choices(part.choice);
  const std::uint64_t size = program_.rows().size() + part.choice.size();
  program_.solve(wanted(), [&](std::uint64_t steps) {
    search_.meter.add(steps * size / steps_of_program_a_unit);
    return !search_.meter.spent();
  });
  part.bound = std::max(part.bound, rounded_up(program_.bound(), search_.instance.granule));
  if (part.bound > wanted()) return false;
  round_up();
  if (part.bound > wanted() || search_.best.is_enough()) return false;
  decide(part);
  return true;
}

void BranchAndCut::search_nearby(std::uint64_t work) {
  constexpr std::uint64_t steps_at_once = 500;
  const std::uint64_t until = search_.meter.done() + work;
  const std::int64_t before = search_.best.cost;
  while (search_.meter.done() < until && !search_.meter.spent() && !search_.best.is_enough() &&
         search_.bound < settled_cost(search_.instance, search_.best))
    nearby_.run(search_.best, steps_at_once, search_.meter);
  if (search_.best.cost < before) search_.tell();
}

bool BranchAndCut::add_cuts() {
  constexpr std::size_t most_cuts = 200;
  program_.drop_slack();
  std::vector<CoveringRow> cuts = half_cuts(program_.rows(), program_.part(), ++draws_, most_cuts);
  search_.meter.add(program_.rows().size() * units_of_cuts_a_row);
  if (cuts.empty()) return false;
  program_.add(std::move(cuts));
  return true;
}

bool BranchAndCut::choose_split(Part& part) {
  double most = -1.0;
  for (std::uint32_t k = 0; k < part.choice.size(); ++k) {
    if (part.choice[k] != Choice::open) continue;
    const double undecided = std::min(program_.part()[k], 1.0 - program_.part()[k]);
    if (undecided <= most) continue;
    most = undecided;
    part.split = k;
  }
  if (most >= 0.0) return true;
  set_.clear();
  for (std::uint32_t k = 0; k < part.choice.size(); ++k)
    if (part.choice[k] == Choice::held) set_.add(k);
  search_.best.offer(set_);
  return false;
}

bool BranchAndCut::improve(Part& part, int most_rounds, bool is_whole) {
  // A round pays that closes a hundredth of what is open; the first two are not judged.
  constexpr double least_gain = 0.01;
  constexpr int unjudged = 2;
  std::int64_t before = 0;
  for (int round = 0;; ++round) {
    const std::uint64_t begun = search_.meter.done();
    const bool is_wanted = solve(part);
    if (is_whole) note(part.bound);
    if (!is_wanted) return false;
    if (is_whole) search_nearby(search_.meter.done() - begun);
    if (search_.best.is_enough()) return false;
    const std::int64_t now = program_.bound();
    const bool pays = round < unjudged || static_cast<double>(now - before) >
                                              least_gain * static_cast<double>(search_.best.cost - now);
    before = now;
    if (round >= most_rounds || !pays || search_.meter.spent() || !add_cuts()) break;
  }
  return choose_split(part);
}

void BranchAndCut::run(const RequireBranch& root) {
  constexpr int rounds_at_first = 60;
  constexpr int rounds_later = 2;
  constexpr std::uint64_t nodes_between_searches = 64;
  constexpr std::uint64_t steps_of_search = 4000;
  Part whole;
  whole.choice.assign(search_.instance.candidate_count(), Choice::out);
  for (const std::uint32_t k : root.free) whole.choice[k] = Choice::open;
  for (const std::uint32_t k : root.in) whole.choice[k] = Choice::held;
  whole.bound = root.bound;
  // Lowest bound first, then the latest: the map's first entry is the next.
  std::map<std::pair<std::int64_t, std::int64_t>, Part> open;
  std::int64_t serial = 0;
  const auto keep = [&](Part part) {
    const std::int64_t bound = part.bound;
    open.emplace(std::pair{bound, --serial}, std::move(part));
  };
  const auto note_open = [&] {
    while (!open.empty() && open.rbegin()->first.first > wanted()) open.erase(std::prev(open.end()));
    note(open.empty() ? settled_cost(search_.instance, search_.best) : open.begin()->first.first);
  };
  if (improve(whole, rounds_at_first, true)) keep(std::move(whole));
  // A first plan that will do ends the search without a proof.
  if (!search_.best.is_enough()) note_open();
  const std::uint64_t gap_allowance = search_.meter.done() + search_.meter.limit() / 10;
  const auto wants_more = [&] {
    if (search_.best.is_enough() || search_.meter.spent()) return false;
    return !search_.best.found || search_.gap() > search_.stop.gap || search_.meter.done() < gap_allowance;
  };
  for (std::uint64_t nodes = 1; !open.empty() && wants_more(); ++nodes) {
    const Part parent = std::move(open.begin()->second);
    std::vector<Part> children;
    for (const Choice choice : {Choice::out, Choice::held}) {
      Part child = parent;
      child.choice[parent.split] = choice;
      if (improve(child, rounds_later, false)) children.push_back(std::move(child));
    }
    open.erase(open.begin());
    for (Part& child : children) keep(std::move(child));
    if (search_.best.is_enough()) return;
    if (nodes % nodes_between_searches == 0) nearby_.run(search_.best, steps_of_search, search_.meter);
    note_open();
  }
}

}  // namespace

bool is_pure_covering(const RequireInstance& instance) {
  constexpr std::size_t most_points = 10'000;
  constexpr std::size_t most_members = 300'000;
  if (instance.cover.rules || instance.facts || instance.point_count() > most_points) return false;
  std::size_t members = 0;
  for (const IndexRun run : instance.cover.reach.runs) members += run.end - run.begin;
  return members <= most_members &&
         std::all_of(instance.must.begin(), instance.must.end(), [](std::uint8_t m) { return m != 0; });
}

void branch_and_cut(RequireSearch& search, const RequireBranch& root, NearbySearch& nearby) {
  BranchAndCut(search, nearby).run(root);
}

}  // namespace quarterhour
