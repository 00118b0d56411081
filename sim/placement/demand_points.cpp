#include "sim/placement/demand_points.h"

#include <utility>

namespace quarterhour {

DemandPoints::DemandPoints(std::size_t places) {
  // One more than needed, so that the end of the last run has a word too.
  const std::size_t words = places / 64 + 1;
  carrying_.words.assign(words, 0);
  covered_.words.assign(words, 0);
}

void DemandPoints::is_covered(IndexRun places) {
  for (std::size_t place = places.begin; place < places.end; ++place) covered_.set(place);
}

void DemandPoints::Marks::count() {
  before.resize(words.size());
  total = 0;
  for (std::size_t w = 0; w < words.size(); ++w) {
    before[w] = static_cast<std::uint32_t>(total);
    total += static_cast<std::size_t>(std::popcount(words[w]));
  }
}

void DemandPoints::number() {
  for (std::size_t w = 0; w < carrying_.words.size(); ++w) {
    const std::uint64_t carrying = carrying_.words[w];
    carrying_.words[w] = carrying & ~covered_.words[w];
    covered_.words[w] &= carrying;
  }
  open_ = std::exchange(carrying_, {});
  open_.count();
  covered_.count();
}

void DemandPoints::add(const Marks& marks, std::uint32_t offset, std::span<const IndexRun> places,
                       std::size_t shift, std::vector<IndexRun>& runs) const {
  const std::size_t first = runs.size();
  for (const IndexRun run : places) {
    const IndexRun points{offset + marks.rank(shift + run.begin), offset + marks.rank(shift + run.end)};
    if (points.begin == points.end) continue;
    if (runs.size() > first && runs.back().end == points.begin)
      runs.back().end = points.end;
    else
      runs.push_back(points);
  }
}

void DemandPoints::add_open(std::span<const IndexRun> places, std::size_t shift,
                            std::vector<IndexRun>& runs) const {
  add(open_, 0, places, shift, runs);
}

void DemandPoints::add_covered(std::span<const IndexRun> places, std::size_t shift,
                               std::vector<IndexRun>& runs) const {
  add(covered_, static_cast<std::uint32_t>(open_.total), places, shift, runs);
}

}  // namespace quarterhour
