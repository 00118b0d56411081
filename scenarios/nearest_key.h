// Which of the known names somebody most likely meant.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarterhour {

/// Fewest insertions, deletions, replacements and swaps of neighbouring letters that turn one name into the other
/// (optimal string alignment; Damerau 1964), bytes compared without regard to ASCII case.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name nearest to `written`: at most two edits, or a third of its letters, away; else the only one
/// that begins with it. Ties go to the earlier one. Nothing when none is near.
[[nodiscard]] std::optional<std::string> nearest_key(std::string_view written,
                                                     const std::vector<std::string>& known);

/// "The nearest known key is speed_kmh" or, when none is near, "Known keys: a, b and c", with `what` for "key".
[[nodiscard]] std::string suggestion(std::string_view written, const std::vector<std::string>& known,
                                     std::string_view what);

/// "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

}  // namespace quarterhour
