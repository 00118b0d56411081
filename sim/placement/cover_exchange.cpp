#include "sim/placement/cover_exchange.h"

#include <algorithm>
#include <random>
#include <utility>

namespace quarterhour {

void fill_with_best(CoverGains& gains, std::size_t count, WorkMeter& meter) {
  while (gains.chosen().size() < count) {
    const CoverGains::Best best = gains.best();
    if (best.gain <= 0) break;
    gains.add(best.candidate);
  }
  meter.add(gains.take_work());
}

namespace {

/// Exchanges one site for the best candidate, if that brings anything; returns the site that stands then.
std::uint32_t exchanged(CoverGains& gains, std::uint32_t site) {
  const std::int64_t loss = gains.loss(site);
  gains.remove(site);
  const CoverGains::Best best = gains.best();
  const std::uint32_t enters = best.gain > loss ? best.candidate : site;
  gains.add(enters);
  return enters;
}

}  // namespace

void exchange_sites(CoverGains& gains, std::vector<std::uint32_t> sites, WorkMeter& meter) {
  std::size_t since_improved = 0;
  std::size_t at = 0;
  while (since_improved < sites.size() && !meter.spent()) {
    if (at >= sites.size()) at = 0;
    const std::uint32_t enters = exchanged(gains, sites[at]);
    meter.add(1 + gains.take_work());
    since_improved = enters != sites[at] ? 0 : since_improved + 1;
    sites[at] = enters;
    ++at;
  }
}

namespace {

/// The sites that alone cover some point which a candidate reaches that also reaches a point of `site`: the nearest first
/// in the order of points, `site` itself at the front.
class Neighbourhood {
 public:
  explicit Neighbourhood(const CoverGains& gains)
      : gains_(gains),
        met_candidate_(gains.instance().candidate_count(), 0),
        met_point_(gains.instance().point_count(), 0) {}

  const std::vector<std::uint32_t>& around(std::uint32_t site) {
    ++stamp_;
    sites_.assign(1, site);
    candidates_.clear();
    const IndexRuns& reach = gains_.instance().reach;
    for (const IndexRun run : reach.set(site))
      for (std::uint32_t i = run.begin; i < run.end; ++i) meet_candidates(i);
    met_candidate_[site] = stamp_;
    for (const std::uint32_t candidate : candidates_)
      for (const IndexRun run : reach.set(candidate))
        for (std::uint32_t i = run.begin; i < run.end; ++i) meet_site(i);
    return sites_;
  }

 private:
  void meet_candidates(std::uint32_t point) {
    for (const IndexRun run : gains_.candidates_of(point))
      for (std::uint32_t k = run.begin; k < run.end; ++k) {
        if (met_candidate_[k] == stamp_) continue;
        met_candidate_[k] = stamp_;
        candidates_.push_back(k);
      }
  }
  void meet_site(std::uint32_t point) {
    if (met_point_[point] == stamp_) return;
    met_point_[point] = stamp_;
    const std::uint32_t site = gains_.only_site(point);
    if (site == CoverGains::nowhere || site == sites_.front()) return;
    if (std::find(sites_.begin(), sites_.end(), site) == sites_.end()) sites_.push_back(site);
  }

  const CoverGains& gains_;
  std::vector<std::uint32_t> met_candidate_;
  std::vector<std::uint32_t> met_point_;
  std::uint32_t stamp_ = 0;
  std::vector<std::uint32_t> candidates_;
  std::vector<std::uint32_t> sites_;
};

}  // namespace

void rebuild_neighbourhoods(CoverSearch& search, CoverGains& gains, const Rebuilding& how) {
  const auto count = static_cast<std::size_t>(search.instance.budget);
  gains.clear();
  for (const std::uint32_t k : search.incumbent.chosen) gains.add(k);
  std::vector<std::uint32_t> all = gains.chosen();
  exchange_sites(gains, std::move(all), search.meter);
  Neighbourhood neighbourhood(gains);
  std::vector<std::uint32_t> some;
  std::vector<std::uint32_t> best = gains.chosen();
  std::int64_t best_covered = gains.covered();
  // Record-to-record travel (Dueck 1993): a little less than the best is no reason to turn back.
  const double per_site =
      static_cast<double>(best_covered) / static_cast<double>(std::max<std::size_t>(best.size(), 1));
  const auto allowance = static_cast<std::int64_t>(how.allowance * per_site);
  for (std::uint64_t round = how.first_round; round < how.first_round + how.rounds && !search.meter.spent();
       ++round) {
    if (gains.chosen().empty()) break;
    // The seed belongs to the round. Modulo, because the library's distributions differ between compilers.
    std::mt19937_64 random(search.stop.seed * 1'000'003ULL + round);
    std::vector<std::uint32_t> around =
        neighbourhood.around(gains.chosen()[random() % gains.chosen().size()]);
    constexpr std::size_t most_around = 16;
    for (std::size_t k = 1; k < around.size(); ++k)
      std::swap(around[k], around[k + random() % (around.size() - k)]);
    around.resize(std::min(around.size(), most_around));
    const std::size_t leaving = std::min<std::size_t>(around.size(), 2 + random() % 5);
    gains.mark();
    std::vector<std::uint32_t> barred;
    for (std::size_t k = 0; k < leaving; ++k) {
      gains.remove(around[k]);
      if (how.pool == RefillPool::thinned || random() % 2 != 0) continue;
      barred.push_back(around[k]);
      gains.allow(around[k], false);
    }
    around.erase(around.begin(), around.begin() + static_cast<std::ptrdiff_t>(leaving));
    const std::size_t kept = gains.chosen().size();
    if (how.pool == RefillPool::thinned) {
      some.clear();
      for (std::uint32_t k = 0; k < search.instance.candidate_count(); ++k)
        if (random() % 4 == 0) some.push_back(k);
      gains.allow_only(some);
    }
    fill_with_best(gains, count, search.meter);
    if (how.pool == RefillPool::thinned)
      gains.allow_all();
    else
      for (const std::uint32_t k : barred) gains.allow(k, true);
    around.insert(around.end(), gains.chosen().begin() + static_cast<std::ptrdiff_t>(kept),
                  gains.chosen().end());
    exchange_sites(gains, std::move(around), search.meter);
    if (gains.covered() > best_covered) {
      best_covered = gains.covered();
      best = gains.chosen();
    } else if (gains.covered() < best_covered - allowance) {
      gains.go_back();
    }
  }
  search.incumbent.offer(best_covered, std::move(best));
}

void rebuild_while_it_pays(CoverSearch& search, CoverGains& gains, RefillPool pool,
                           std::uint64_t first_round) {
  const std::uint64_t rounds = std::max<std::uint64_t>(60, 2 * search.incumbent.chosen.size());
  const std::uint64_t enough = search.meter.done() + search.meter.left() / 4;
  constexpr int most_idle_blocks = 4;
  int idle = 0;
  for (std::uint64_t block = 0;
       idle < most_idle_blocks && search.meter.done() < enough && !search.meter.spent(); ++block) {
    // Among all candidates a block costs much and brings little.
    if (pool == RefillPool::all && block > 0) break;
    const std::int64_t before = search.incumbent.covered;
    // Wide roaming and narrow in turn; among all candidates narrow only.
    const double allowance = pool == RefillPool::all ? 0.02 : 0.1 / static_cast<double>(1 + block % 4);
    rebuild_neighbourhoods(search, gains, {rounds, first_round + block * rounds, pool, allowance});
    idle = search.incumbent.covered > before ? 0 : idle + 1;
    search.tell();
  }
}

void rebuild_from(CoverSearch& search, CoverGains& gains, std::span<const std::uint32_t> pool) {
  gains.clear();
  gains.allow_only(pool);
  fill_with_best(gains, static_cast<std::size_t>(search.instance.budget), search.meter);
  exchange_sites(gains, gains.chosen(), search.meter);
  gains.allow_all();
  fill_with_best(gains, static_cast<std::size_t>(search.instance.budget), search.meter);
  exchange_sites(gains, gains.chosen(), search.meter);
  search.incumbent.offer(gains.covered(), gains.chosen());
}

}  // namespace quarterhour
