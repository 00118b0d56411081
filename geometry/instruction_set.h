// Which instructions the sweeps use. The choice changes the speed, never a bit of a result.
#pragma once

#include <string_view>
#include <vector>

namespace quarterhour {

enum class InstructionSet { plain, avx2, avx512 };

/// "plain", "avx2" or "avx512".
[[nodiscard]] std::string_view name_of(InstructionSet set);
/// Those that this processor has, plain first.
[[nodiscard]] std::vector<InstructionSet> available_instruction_sets();
/// The last of those.
[[nodiscard]] InstructionSet best_instruction_set();

}  // namespace quarterhour
