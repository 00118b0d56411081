#include <algorithm>
#include <map>

#include "sim/placement/cover_search.h"

namespace quarterhour {

void branch_and_bound(CoverSearch& search, LagrangianBound& lagrangian, CoverBranch root) {
  // Best bound first, then the earliest; the map's last entry is the next.
  std::map<std::pair<std::int64_t, std::int64_t>, CoverBranch> open;
  std::int64_t serial = 0;
  const auto keep = [&](CoverBranch branch) {
    const std::int64_t bound = branch.bound;
    open.emplace(std::pair{bound, --serial}, std::move(branch));
  };
  const auto enough = [&] { return search.incumbent.covered + search.tolerance(); };
  const auto tighten = [&] {
    const std::int64_t highest = open.empty() ? 0 : open.rbegin()->first.first;
    search.prove(std::max(highest, enough()));
  };
  keep(std::move(root));
  constexpr int iterations = 40;
  std::uint64_t nodes = 0;
  const std::uint64_t gap_allowance = search.meter.done() + search.meter.limit() / 10;
  const auto wants_more = [&] {
    return search.gap() > search.stop.gap || search.meter.done() < gap_allowance;
  };
  // Multipliers of open branches are kept up to this many numbers; beyond, a branch starts from its parent's.
  constexpr std::size_t most_multipliers = 30'000'000;
  while (!open.empty() && open.rbegin()->first.first > enough() && !search.meter.spent() && wants_more()) {
    const auto next = std::prev(open.end());
    const CoverBranch parent = std::move(next->second);
    std::vector<CoverBranch> children;
    if (parent.free.empty()) {
      CoverSet set(search.instance);
      for (const std::uint32_t candidate : parent.in) set.add(candidate);
      search.incumbent.offer(set);
    } else {
      for (const bool held : {true, false}) {
        // A child whose bounding is cut short still carries its parent's bound.
        CoverBranch child = parent;
        child.free.erase(std::lower_bound(child.free.begin(), child.free.end(), parent.split));
        if (held) child.in.push_back(parent.split);
        if (lagrangian.improve(child, search.incumbent, search.tolerance(), iterations))
          children.push_back(std::move(child));
      }
      if (open.size() * search.instance.point_count() > most_multipliers)
        for (CoverBranch& child : children) child.multiplier = parent.multiplier;
    }
    open.erase(next);
    for (CoverBranch& child : children) keep(std::move(child));
    while (!open.empty() && open.begin()->first.first <= enough()) open.erase(open.begin());
    tighten();
    if (++nodes % 64 == 0) search.tell();
  }
  tighten();
}

}  // namespace quarterhour
