#include "geometry/closed_fields.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

namespace quarterhour {

namespace {

/// Answers that are held before they are shown.
constexpr std::size_t closings_at_once = 256;
constexpr std::size_t sources_at_once = 64;

template <class Value>
class FieldCloser {
 public:
  FieldCloser(std::span<const SensedField<Value>> senses, const SearchKernels& kernels,
              const Surface& surface, const TravelRule& rule, const ClosingQuestion& question)
      : senses_(senses), kernels_(kernels), question_(question) {
    for (const SensedField<Value>& one : senses) {
      into_.emplace_back(*one.graph.streets);
      auto& instead = instead_.emplace_back(question.closings.size());
      tbb::parallel_for(std::size_t{0}, instead.size(), [&](std::size_t k) {
        instead[k] = stand_ins<Value>(surface, question.network, *one.graph.joined, rule, one.sense,
                                      question.closings[k]);
      });
    }
  }

  /// Sums of all sources of a set together, by sweeps; closings in parallel.
  void visit_together(std::size_t set, const ClosingVisitor& visit) {
    const auto& sources = question_.source_sets[set];
    const FieldSums<Value> sums =
        search_field(senses_[0].graph, kernels_, std::span(sources), first_unreached<Value>(question_.limit));
    tbb::enumerable_thread_specific<std::unique_ptr<ClosingSearch<Value>>> searches;
    std::vector<std::vector<ChangedCost>> answers;
    for (std::size_t begin = 0; begin < question_.closings.size(); begin += closings_at_once) {
      const std::size_t end = std::min(begin + closings_at_once, question_.closings.size());
      answers.assign(end - begin, {});
      tbb::parallel_for(begin, end, [&](std::size_t k) {
        std::unique_ptr<ClosingSearch<Value>>& search = searches.local();
        if (!search) {
          search = std::make_unique<ClosingSearch<Value>>(senses_[0].graph, into_[0]);
          search->look_at(sums, sources);
        }
        if (!search->is_near(question_.closings[k])) return;
        for (const ChangedSum<Value>& one : search->close(question_.closings[k], instead_[0][k]))
          answers[k - begin].push_back(
              {one.cell, static_cast<double>(one.before), static_cast<double>(one.after)});
      });
      for (std::size_t k = begin; k < end; ++k)
        if (!answers[k - begin].empty()) visit(set, k, answers[k - begin]);
    }
  }

  /// One source after the other, each by searches of its own, in parallel.
  void visit_apart(const ClosingVisitor& visit) {
    struct Answer {
      std::size_t closing = 0;
      std::vector<ChangedCost> cells;
    };
    tbb::enumerable_thread_specific<std::vector<std::unique_ptr<ClosingSearch<Value>>>> searches;
    std::vector<std::vector<Answer>> answers;
    for (std::size_t begin = 0; begin < question_.source_sets.size(); begin += sources_at_once) {
      const std::size_t end = std::min(begin + sources_at_once, question_.source_sets.size());
      answers.assign(end - begin, {});
      tbb::parallel_for(begin, end, [&](std::size_t set) {
        auto& own = searches.local();
        for (std::size_t s = own.size(); s < senses_.size(); ++s)
          own.push_back(std::make_unique<ClosingSearch<Value>>(senses_[s].graph, into_[s]));
        for (const auto& search : own)
          search->search(question_.source_sets[set].front(), first_unreached<Value>(question_.limit));
        for (std::size_t k = 0; k < question_.closings.size(); ++k) {
          const ClosedStreets& closed = question_.closings[k];
          if (std::none_of(own.begin(), own.end(), [&](const auto& one) { return one->is_near(closed); }))
            continue;
          std::vector<ChangedCost> cells =
              own.size() == 1 ? changes(*own[0], k) : changes(*own[0], *own[1], k);
          if (!cells.empty()) answers[set - begin].push_back({k, std::move(cells)});
        }
      });
      for (std::size_t set = begin; set < end; ++set)
        for (const Answer& answer : answers[set - begin]) visit(set, answer.closing, answer.cells);
    }
  }

 private:
  std::vector<ChangedCost> changes(ClosingSearch<Value>& search, std::size_t k) {
    std::vector<ChangedCost> cells;
    for (const ChangedSum<Value>& one : search.close(question_.closings[k], instead_[0][k]))
      cells.push_back({one.cell, static_cast<double>(one.before), static_cast<double>(one.after)});
    return cells;
  }

  /// Round trips: both ways added up, as far as the limit.
  std::vector<ChangedCost> changes(ClosingSearch<Value>& there, ClosingSearch<Value>& back, std::size_t k) {
    const auto& to = there.close(question_.closings[k], instead_[0][k]);
    const auto& from = back.close(question_.closings[k], instead_[1][k]);
    const Value unreached = first_unreached<Value>(question_.limit);
    std::vector<ChangedCost> cells;
    const auto add = [&](CellIndex cell, Value before, Value after) {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      if (!(before < unreached) && !(after < unreached)) return;
      cells.push_back({cell, before < unreached ? static_cast<double>(before) : infinity,
                       after < unreached ? static_cast<double>(after) : infinity});
    };
    auto a = to.begin();
    auto b = from.begin();
    while (a != to.end() || b != from.end()) {
      if (b == from.end() || (a != to.end() && a->cell < b->cell)) {
        const Value other = back.sum_before(a->cell);
        add(a->cell, a->before + other, a->after + other);
        ++a;
      } else if (a == to.end() || b->cell < a->cell) {
        const Value other = there.sum_before(b->cell);
        add(b->cell, other + b->before, other + b->after);
        ++b;
      } else {
        add(a->cell, a->before + b->before, a->after + b->after);
        ++a;
        ++b;
      }
    }
    return cells;
  }

  std::span<const SensedField<Value>> senses_;
  const SearchKernels& kernels_;
  const ClosingQuestion& question_;
  std::vector<WaysIntoNodes<Value>> into_;
  std::vector<std::vector<StandIns<Value>>> instead_;
};

}  // namespace

template <class Value>
void close_streets(std::span<const SensedField<Value>> senses, const SearchKernels& kernels,
                   const Surface& surface, const TravelRule& rule, const ClosingQuestion& question,
                   const ClosingVisitor& visit) {
  const bool alone = std::all_of(question.source_sets.begin(), question.source_sets.end(),
                                 [](const auto& sources) { return sources.size() == 1; });
  if (senses.size() > 1 && !alone)
    throw std::invalid_argument("a round trip is to and from the same source: one at a time");
  FieldCloser<Value> closer(senses, kernels, surface, rule, question);
  if (senses.size() > 1 || (alone && question.source_sets.size() > 1)) {
    closer.visit_apart(visit);
    return;
  }
  for (std::size_t set = 0; set < question.source_sets.size(); ++set) closer.visit_together(set, visit);
}

template void close_streets<float>(std::span<const SensedField<float>>, const SearchKernels&, const Surface&,
                                   const TravelRule&, const ClosingQuestion&, const ClosingVisitor&);
template void close_streets<double>(std::span<const SensedField<double>>, const SearchKernels&,
                                    const Surface&, const TravelRule&, const ClosingQuestion&,
                                    const ClosingVisitor&);

}  // namespace quarterhour
