#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "sim/cell_bits.h"
#include "sim/sparse_raster.h"

using quarterhour::CellBits;
using quarterhour::Raster;
using quarterhour::SparseRaster;

TEST_CASE("A sparse raster answers like one that holds every cell") {
  std::mt19937 random(7);
  // 70 x 331 cells: pages of 64 that wrap over rows, and a last one that is cut; more than one slab of 256 pages.
  SparseRaster<std::int32_t> sparse(70, 331, -1);
  Raster<std::int32_t> dense(70, 331, -1);
  for (int k = 0; k < 900; ++k) {
    const std::size_t cell = std::uniform_int_distribution<std::size_t>(0, dense.size() - 1)(random);
    sparse.at(cell) = k;
    dense[cell] = k;
  }
  sparse.at(dense.size() - 1) = 5;
  dense[dense.size() - 1] = 5;
  CHECK(sparse.size() == dense.size());
  CHECK(sparse.values() == dense.values());
  for (std::size_t cell = 0; cell < dense.size(); ++cell)
    if (sparse[cell] != dense[cell]) FAIL("cell " << cell);

  std::size_t last = 0;
  std::size_t visited = 0;
  sparse.for_each_held([&](std::size_t cell, std::int32_t value) {
    CHECK((visited == 0 || cell > last));
    CHECK(cell < dense.size());
    CHECK(value == dense[cell]);
    last = cell;
    ++visited;
  });
  CHECK(last == dense.size() - 1);

  SparseRaster<std::int32_t> copy = sparse;
  CHECK(copy == sparse);
  copy.at(3) = 77;
  CHECK_FALSE(copy == sparse);
  CHECK(sparse[3] == dense[3]);
}

TEST_CASE("What was never written to is the background, and reading holds nothing") {
  const SparseRaster<float> far(100, 100, std::numeric_limits<float>::infinity());
  CHECK(std::isinf(far[9999]));
  std::size_t held = 0;
  far.for_each_held([&held](std::size_t, float) { ++held; });
  CHECK(held == 0);
  CHECK(SparseRaster<float>().empty());
  CHECK_FALSE(far.empty());
  // Written with the background, it is the same raster.
  SparseRaster<float> written(100, 100, std::numeric_limits<float>::infinity());
  written.at(5) = std::numeric_limits<float>::infinity();
  CHECK(written == far);
}

TEST_CASE("Bits of cells are those of the raster") {
  Raster<std::uint8_t> answers(9, 15);
  for (std::size_t cell = 0; cell < answers.size(); ++cell)
    answers[cell] = cell % 7 == 0 || cell > 130 ? 2 : 0;
  const CellBits bits(answers);
  CHECK(bits.size() == answers.size());
  std::vector<std::size_t> set;
  bits.for_each_set([&set](std::size_t cell) { set.push_back(cell); });
  std::vector<std::size_t> wanted;
  for (std::size_t cell = 0; cell < answers.size(); ++cell) {
    CHECK(bits[cell] == (answers[cell] != 0));
    if (answers[cell] != 0) wanted.push_back(cell);
  }
  CHECK(set == wanted);
  CHECK(CellBits().empty());
}
