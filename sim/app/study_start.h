// A study before anything is measured.
#pragma once

#include "scenarios/scenario.h"
#include "sim/city.h"
#include "sim/result.h"

namespace quarterhour::app {

/// What the scenario itself says, as a result has it; no sites.
[[nodiscard]] StudyResult study_of(const Scenario& scenario);

/// Adds the ledger's facilities that give one of the study's services as sites, and notes on those that take no part.
void open_ledger(const City& city, StudyResult& result);

}  // namespace quarterhour::app
