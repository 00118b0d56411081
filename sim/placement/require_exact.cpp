#include <algorithm>
#include <map>

#include "sim/placement/require_search.h"

namespace quarterhour {

void branch_and_bound(RequireSearch& search, RequireBound& lagrangian, RequireBranch root,
                      NearbySearch& nearby) {
  // Lowest bound first, then the latest: the map's first entry is the next.
  std::map<std::pair<std::int64_t, std::int64_t>, RequireBranch> open;
  std::int64_t serial = 0;
  const auto keep = [&](RequireBranch branch) {
    const std::int64_t bound = branch.bound;
    open.emplace(std::pair{bound, --serial}, std::move(branch));
  };
  const auto wanted = [&] { return wanted_cost(search.instance, search.best); };
  const auto tighten = [&] {
    const std::int64_t settled = settled_cost(search.instance, search.best);
    search.prove(open.empty() ? settled : std::min(open.begin()->first.first, settled));
  };
  keep(std::move(root));
  constexpr int iterations = 60;
  // Bounding and searching take turns: where branching cannot close the gap, better plans still do.
  constexpr std::uint64_t nodes_between_searches = 64;
  constexpr std::uint64_t steps_of_search = 4000;
  constexpr std::size_t most_multipliers = 30'000'000;
  const std::uint64_t gap_allowance = search.meter.done() + search.meter.limit() / 10;
  const auto wants_more = [&] {
    if (search.best.is_enough()) return false;
    return !search.best.found || search.gap() > search.stop.gap || search.meter.done() < gap_allowance;
  };
  std::uint64_t nodes = 0;
  while (!open.empty() && open.begin()->first.first <= wanted() && !search.meter.spent() && wants_more()) {
    const RequireBranch parent = std::move(open.begin()->second);
    std::vector<RequireBranch> children;
    if (parent.free.empty()) {
      RequireSet set(search.instance);
      for (const std::uint32_t candidate : parent.in) set.add(candidate);
      search.best.offer(set);
    } else {
      for (const bool held : {true, false}) {
        // A child whose bounding is cut short still carries its parent's bound.
        RequireBranch child = parent;
        child.free.erase(std::lower_bound(child.free.begin(), child.free.end(), parent.split));
        if (held) child.in.push_back(parent.split);
        if (lagrangian.improve(child, search.best, iterations)) children.push_back(std::move(child));
      }
      if (open.size() * search.instance.point_count() > most_multipliers)
        for (RequireBranch& child : children) child.multiplier = parent.multiplier;
    }
    open.erase(open.begin());
    for (RequireBranch& child : children) keep(std::move(child));
    while (!open.empty() && open.rbegin()->first.first > wanted()) open.erase(std::prev(open.end()));
    tighten();
    if (++nodes % nodes_between_searches == 0) {
      nearby.run(search.best, steps_of_search, search.meter);
      search.tell();
    }
  }
  tighten();
}

}  // namespace quarterhour
