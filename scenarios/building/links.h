// The links that a scenario plans, added to the streets of a city.
#pragma once

#include "scenarios/scenario.h"
#include "sim/city.h"

namespace quarterhour {

/// Adds every [[link]] of the scenario to the city's streets, closed, and lists it in City::links. Throws InputError with every fault at
/// once: a city without streets, a coordinate system that is not known, a corner outside the study, an end that finds no street
/// within 100 m.
void add_links(const Scenario& scenario, City& city);

}  // namespace quarterhour
