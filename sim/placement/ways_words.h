// The proof of a plan by ways, or why there is none, in the words of both languages. Internal to placement.
#pragma once

#include <span>

#include "sim/placement/siting.h"
#include "sim/placement/siting_rows.h"

namespace quarterhour {

/// What the bound of a plan means. Objective and bound in minutes or metres; they are told rounded so that neither promises more
/// than was proved.
[[nodiscard]] BilingualName ways_words(std::span<const Service> bundle, const SitingTask& task,
                                       const SolvedPlan& plan, bool in_metres);

/// Demand at so many places that can reach nothing.
[[nodiscard]] BilingualName unreachable_words(std::span<const Service> bundle, const SitingTask& task,
                                              double demand, std::size_t places);
/// The same people left out of a plan on request.
[[nodiscard]] BilingualName excluded_words(std::span<const Service> bundle, const SitingTask& task,
                                           double demand, std::size_t places);

/// All sites of a plan together have less room than is asked for.
[[nodiscard]] BilingualName no_room_words(std::span<const Service> bundle, const SitingTask& task,
                                          double room, double demand);
/// Though there is room enough in all, whole places, or everybody, cannot be given out to sites that they reach.
[[nodiscard]] BilingualName no_places_words(std::span<const Service> bundle, const SitingTask& task);

/// With so few sites some are always out of reach of all.
[[nodiscard]] BilingualName too_few_words(std::span<const Service> bundle, const SitingTask& task);

}  // namespace quarterhour
