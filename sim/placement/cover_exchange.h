// Search among plans of a count of sites without rules: exchanges one for one, and iterated local search that tears down
// and rebuilds one neighbourhood at a time. Internal to placement.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/placement/cover_gains.h"
#include "sim/placement/cover_search.h"

namespace quarterhour {

/// Adds the allowed candidate with the largest gain until there are `count` sites or nothing is gained.
void fill_with_best(CoverGains& gains, std::size_t count, WorkMeter& meter);

/// Replaces sites by allowed candidates that add more than the site alone covers, best first, until no single exchange
/// of a site in `sites` or of one that was exchanged brings anything, or the meter is spent.
void exchange_sites(CoverGains& gains, std::vector<std::uint32_t> sites, WorkMeter& meter);

/// What fills up again: all candidates but some of those that left, or a random quarter of all.
enum class RefillPool { all, thinned };

struct Rebuilding {
  std::uint64_t rounds = 0;
  /// Numbers the rounds, so that each has luck of its own.
  std::uint64_t first_round = 0;
  RefillPool pool = RefillPool::all;
  /// How much less than the best a plan may cover for the search to go on from it, in shares of what a site covers on
  /// average.
  double allowance = 0.0;
};

/// Iterated local search from the plan in hand: takes some sites out around a site drawn at random, fills up with the best
/// and exchanges the sites around. Offers the best to the search's incumbent. No round: exchanges all sites only.
void rebuild_neighbourhoods(CoverSearch& search, CoverGains& gains, const Rebuilding& how);
/// The same in blocks of some rounds for each site, as long as they bring something and no more than a quarter of the work
/// left is done; among all candidates one block only.
void rebuild_while_it_pays(CoverSearch& search, CoverGains& gains, RefillPool pool,
                           std::uint64_t first_round);

/// A plan of the candidates that add most, first among `pool`, then exchanged there and among all; offered to the search's
/// incumbent.
void rebuild_from(CoverSearch& search, CoverGains& gains, std::span<const std::uint32_t> pool);

}  // namespace quarterhour
