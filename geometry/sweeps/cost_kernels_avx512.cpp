#include <immintrin.h>

#include "geometry/sweeps/cost_rows.h"

namespace {

#include "geometry/sweeps/packs_avx512.inc"

#include "geometry/sweeps/cost_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const CostKernels avx512_cost_kernels = cost_kernels();
}  // namespace quarterhour::sweeps
