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

/// Iterated local search from the plan in hand: takes some sites out around a site drawn at random, fills up with the best,
/// exchanges the sites around, and keeps what is no worse. `first_round` numbers the rounds, so that each has luck of
/// its own. Offers what it finds to the search's incumbent.
void rebuild_neighbourhoods(CoverSearch& search, CoverGains& gains, std::uint64_t rounds,
                            std::uint64_t first_round, RefillPool pool);

/// The same in rounds of some for each site, as long as it brings something, until the wanted gap is reached or half of the
/// work left is done.
void rebuild_while_it_pays(CoverSearch& search, CoverGains& gains, RefillPool pool);

/// A plan of the candidates that add most, first among `pool`, then exchanged there and among all; offered to the search's
/// incumbent.
void rebuild_from(CoverSearch& search, CoverGains& gains, std::span<const std::uint32_t> pool);

}  // namespace quarterhour
