// scenarios/streets/osm_streets.toml, made part of the program when it is built.
#pragma once

#include <string_view>

namespace quarterhour {

[[nodiscard]] std::string_view street_table_text();

}  // namespace quarterhour
