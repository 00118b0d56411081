// Fields without some of their streets, for many closings and sources at once.
#pragma once

#include <span>
#include <vector>

#include "geometry/closing_search.h"
#include "geometry/travel_time.h"

namespace quarterhour {

/// One sense of a field, and what new ways in it are worked out from.
template <class Value>
struct SensedField {
  SearchGraph<Value> graph;
  Sense sense = Sense::towards_source;
};

/// See TravelField::close. `senses`: one, or both for round trips.
template <class Value>
void close_streets(std::span<const SensedField<Value>> senses, const SearchKernels& kernels,
                   const Surface& surface, const TravelRule& rule, const ClosingQuestion& question,
                   const ClosingVisitor& visit);

}  // namespace quarterhour
