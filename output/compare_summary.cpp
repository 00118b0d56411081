// The words of a comparison.
#include <algorithm>
#include <utility>

#include "output/compare.h"
#include "output/number_text.h"

namespace quarterhour {
namespace {

constexpr std::size_t most_changes_shown = 30;

std::string line_of(const LayerDifference& layer) {
  std::string text = "  " + layer.layer + ": ";
  std::string parts;
  const auto add = [&parts](const std::string& part) { parts += (parts.empty() ? "" : ", ") + part; };
  if (layer.differ > 0)
    add(std::to_string(layer.differ) + " of " + std::to_string(layer.compared) + " differ");
  if (layer.only_before > 0) add(std::to_string(layer.only_before) + " only before");
  if (layer.only_after > 0) add(std::to_string(layer.only_after) + " only after");
  const std::string unit = layer.unit.empty() ? "" : " " + layer.unit;
  if (layer.largest > 0.0) add("largest difference " + shortest_text(layer.largest) + unit);
  if (layer.sum != 0.0) add("sum " + shortest_text(layer.sum) + unit);
  return text + parts + "\n";
}

std::string line_of(const TableChange& change) {
  std::string text = "  " + change.table + " [" + change.key + "]";
  if (change.column.empty()) return text + (change.before.empty() ? " is new\n" : " is gone\n");
  const auto shown = [](const std::string& value) {
    constexpr std::size_t longest = 60;
    const std::size_t end = std::min({value.size(), value.find('\n'), longest});
    return value.empty() ? std::string("no data") : end < value.size() ? "a longer text" : value;
  };
  text += " " + change.column + ": " + shown(change.before) + " -> " + shown(change.after);
  if (change.difference)
    text += " (" + std::string(*change.difference > 0 ? "+" : "") + shortest_text(*change.difference) + ")";
  return text + "\n";
}

}  // namespace

bool Comparison::same() const {
  return std::all_of(layers.begin(), layers.end(), [](const LayerDifference& layer) { return layer.same(); });
}

std::string Comparison::summary() const {
  if (same()) {
    return "No difference: " + std::to_string(layers.size()) + " rasters, tables and layers are the same.\n";
  }
  const auto differing =
      std::count_if(layers.begin(), layers.end(), [](const LayerDifference& layer) { return !layer.same(); });
  std::string text = std::to_string(differing) + " of " + std::to_string(layers.size()) +
                     " rasters, tables and layers differ (after minus before):\n";
  for (const LayerDifference& layer : layers) {
    if (!layer.same()) text += line_of(layer);
  }
  // The city's scores and the key numbers say most; then whatever else fits.
  const auto first_rank = [](const TableChange& change) {
    if (change.table == "/key_numbers") return 0;
    if (change.table == "/scores") return change.key.find(" · city · ") != std::string::npos ? 1 : 3;
    return 2;
  };
  std::vector<std::pair<int, std::size_t>> ranked;
  for (std::size_t k = 0; k < changes.size(); ++k) ranked.emplace_back(first_rank(changes[k]), k);
  std::sort(ranked.begin(), ranked.end());
  if (!ranked.empty()) text += "Changes in tables:\n";
  for (std::size_t k = 0; k < std::min(ranked.size(), most_changes_shown); ++k)
    text += line_of(changes[ranked[k].second]);
  if (ranked.size() > most_changes_shown) {
    text += "  and " + std::to_string(ranked.size() - most_changes_shown) + " more\n";
  }
  return text;
}

}  // namespace quarterhour
