#include "tests/score/random_world.h"

#include <random>

namespace quarterhour::score_tests {

namespace {

constexpr int rows = random_rows;
constexpr int cols = random_cols;

}  // namespace

worlds::WorldMap random_world(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
  worlds::WorldMap map;
  map.cell_height_m = 80.0;
  map.height_step_m = 4.0;
  std::string facilities(static_cast<std::size_t>(rows * cols), '.');
  for (const char id : {'A', 'B', 'C', 'D'}) facilities[below(rows * cols)] = id;
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      const unsigned kind = below(10);
      map.ground += kind == 0 ? '~' : kind == 1 ? '?' : kind == 2 ? ':' : '.';
      map.heights += static_cast<char>('0' + below(10));
      map.people += below(3) == 0 ? '.' : static_cast<char>('1' + below(9));
      map.districts += col < 4 ? 'w' : row < 4 ? 'n' : '.';
      map.zone += row == 0 ? 'b' : 's';
    }
    map.facilities += facilities.substr(static_cast<std::size_t>(row * cols), cols) + "\n";
    for (std::string* drawn : {&map.ground, &map.heights, &map.people, &map.districts, &map.zone})
      *drawn += "\n";
  }
  return map;
}

}  // namespace quarterhour::score_tests
