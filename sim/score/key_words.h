// Words that the sentences of key numbers share.
#pragma once

#include <optional>
#include <string>

#include "sim/service.h"

namespace quarterhour {

/// `value` rounded to `decimals`, thousands parted by commas, zeros at the end of the decimals left out:
/// "1,000", "3.6". The same in every locale; "-" for NaN.
[[nodiscard]] std::string grouped_text(double value, int decimals);

/// The service's name in both languages, its id where a name is missing.
[[nodiscard]] BilingualName shown_name(const Service& service);

/// A name in both languages, each standing in for the other, `id` for both.
[[nodiscard]] BilingualName shown_name(BilingualName name, const std::string& id);

/// "district", "cluster", … in both languages; an unknown kind stays as it is.
[[nodiscard]] BilingualName unit_kind_words(const std::string& kind);

/// "on foot", "by bicycle", "by car", "in a wheelchair" in both languages.
[[nodiscard]] BilingualName mode_words(TravelMode mode);
/// How the groups that need a service get to it: mode_words where all move alike, else "each in their own way".
[[nodiscard]] BilingualName travel_words(const City& city, const TravelSettings& settings,
                                         const Service& service);

/// What the service's test allows: "15 minutes on foot", "1,000 m on foot", "15 minutes and 1,000 m on foot",
/// and ", there and back" or ", starting from the facility" where that is the direction. `how`: travel_words; nothing
/// for given times and distances, of which nobody knows how they were made: the limit alone, "15 minutes", "5,000 m".
[[nodiscard]] BilingualName limit_words(const Service& service, const std::optional<BilingualName>& how);

/// How a proof ended, such as "optimal", in both languages; an unknown status stays as it is.
[[nodiscard]] BilingualName status_words(const std::string& status);

}  // namespace quarterhour
