// What a scenario gets wrong about its city, known only once the city is there.
#pragma once

#include "scenarios/scenario.h"
#include "sim/city.h"

namespace quarterhour::app {

/// Throws InputError with every fault: demand of a group that the city lacks, candidates that cannot be read, and
/// Langmuir coefficients that make a move over this ground take no time or less. Reads the candidates' files, and
/// costs the moves where coefficients are given.
void check_on_city(const Scenario& scenario, const City& city);

}  // namespace quarterhour::app
