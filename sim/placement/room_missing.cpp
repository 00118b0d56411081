// Whether the units' minima can be met, as far as each unit alone tells.
#include <fmt/format.h>

#include "sim/placement/ruled_sites.h"

namespace quarterhour {

namespace {

/// Looks for `wanted` sites of `pool` (rising) of which none stand too near each other; gives up after some steps.
class Packing {
 public:
  explicit Packing(const RuledSites& sites) : sites_(sites) {}
  enum class Answer { fits, does_not_fit, unknown };
  Answer fits(const std::vector<std::uint32_t>& pool, int wanted) {
    if (wanted <= 0) return Answer::fits;
    if (++steps_ > most_steps) return Answer::unknown;
    if (groups_of(pool) < wanted) return Answer::does_not_fit;
    // Some largest choice holds the westernmost site or one that conflicts with it (else it could be added).
    std::uint32_t corner = pool.front();
    for (const std::uint32_t k : pool)
      if (sites_.location[k].x_m < sites_.location[corner].x_m) corner = k;
    bool unknown = false;
    for (const std::uint32_t first : pool) {
      if (first != corner && !sites_.conflict(first, corner)) continue;
      std::vector<std::uint32_t> rest;
      for (const std::uint32_t k : pool)
        if (k != first && !sites_.conflict(k, first)) rest.push_back(k);
      const Answer answer = fits(rest, wanted - 1);
      if (answer == Answer::fits) return answer;
      unknown = unknown || answer == Answer::unknown;
      if (steps_ > most_steps) return Answer::unknown;
    }
    return unknown ? Answer::unknown : Answer::does_not_fit;
  }

 private:
  [[nodiscard]] int groups_of(const std::vector<std::uint32_t>& pool) const {
    std::vector<std::uint32_t> groups;
    for (const std::uint32_t k : pool) groups.push_back(sites_.group[k]);
    std::sort(groups.begin(), groups.end());
    return static_cast<int>(std::unique(groups.begin(), groups.end()) - groups.begin());
  }
  static constexpr std::uint64_t most_steps = 2000;
  const RuledSites& sites_;
  std::uint64_t steps_ = 0;
};

}  // namespace

std::string room_missing(const RuledSites& sites, std::int32_t& unit) {
  std::vector<std::vector<std::uint32_t>> of_unit(sites.least.size());
  for (std::uint32_t k = 0; k < sites.unit.size(); ++k) of_unit[sites.unit[k]].push_back(k);
  for (std::size_t u = 0; u < of_unit.size(); ++u) {
    const int least = sites.least[u];
    unit = static_cast<std::int32_t>(u);
    if (static_cast<std::size_t>(least) > of_unit[u].size())
      return fmt::format("unit {} must get {} new sites and has {} candidates", u, least, of_unit[u].size());
    if (least > 1 && sites.spacing_m > 0.0 &&
        Packing(sites).fits(of_unit[u], least) == Packing::Answer::does_not_fit)
      return fmt::format("unit {} must get {} new sites and has no room for them {} m apart", u, least,
                         sites.spacing_m);
  }
  unit = -1;
  return {};
}

}  // namespace quarterhour
