#include <iostream>

#include "geometry/grid.h"

int main() {
  const quarterhour::Grid grid(4, 8, 0.0, 0.0, 25.0, 50.0);
  if (!grid.cell_containing({30.0, -60.0})) return 1;
  std::cout << grid.cell_area_m2() << " m2\n";
}
