// Passes over all cells of a grid, on every core.
#pragma once

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <cstddef>

namespace quarterhour {

/// Calls work(cell) once for every cell below `cells`, from several threads at the same time: for work that writes to its own
/// cell alone.
template <class Work>
void for_every_cell(std::size_t cells, const Work& work) {
  constexpr std::size_t worth_a_task = std::size_t{1} << 16U;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cells, worth_a_task),
                    [&work](const tbb::blocked_range<std::size_t>& block) {
                      for (std::size_t cell = block.begin(); cell != block.end(); ++cell) work(cell);
                    });
}

}  // namespace quarterhour
