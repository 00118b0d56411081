// The few numbers that say how good a plan is: what it reaches, what no plan can pass, how far apart they are.
#pragma once

#include <string>

#include "sim/result.h"

namespace quarterhour {

/// Adds objective, bound and gap of a proof as key numbers "<subject id>_<prefix>objective", …; of an infeasible plan the
/// gap alone, undefined, with the reason. `subject`: what the plan is for, in words.
void add_proof_numbers(const ProofRow& proof, const BilingualName& subject, const std::string& prefix,
                       StudyResult& result);

/// Adds the numbers of plans for centres of a level: how many are new, and the proof.
void add_level_plans(StudyResult& result);

}  // namespace quarterhour
