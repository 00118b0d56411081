#include "scenarios/nearest_key.h"

#include <algorithm>

namespace quarterhour {

namespace {

// A longer name is no misspelt key; the bound keeps a hostile one from costing its square.
constexpr std::size_t longest_name = 100;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return cost[i * width + j]; };
  for (std::size_t j = 0; j < width; ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    at(i, 0) = i;
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0U : 1U)});
      const bool swapped =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return at(a.size(), b.size());
}

std::optional<std::string> nearest_key(std::string_view written, const std::vector<std::string>& known) {
  if (written.empty() || written.size() > longest_name) return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t nearest_distance = std::max<std::size_t>(2, written.size() / 3) + 1;
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(written, name);
    // As many edits as letters would turn any short name into any other.
    if (distance < nearest_distance && distance < std::min(written.size(), name.size())) {
      nearest_distance = distance;
      nearest = name;
    }
  }
  if (nearest || written.size() < 3) return nearest;
  for (const std::string& name : known) {
    if (!std::string_view(name).starts_with(written)) continue;
    if (nearest) return std::nullopt;
    nearest = name;
  }
  return nearest;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

std::string suggestion(std::string_view written, const std::vector<std::string>& known,
                       std::string_view what) {
  const std::string name(what);
  const std::optional<std::string> nearest = nearest_key(written, known);
  if (nearest) return "The nearest known " + name + " is " + *nearest;
  if (known.empty()) return "No " + name + " is known here";
  return "Known " + name + "s: " + listed(known);
}

}  // namespace quarterhour
