#include <immintrin.h>

#include "geometry/sweeps/cost_rows.h"

namespace {

#include "geometry/sweeps/packs_avx2.inc"

#include "geometry/sweeps/cost_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const CostKernels avx2_cost_kernels = cost_kernels();
}  // namespace quarterhour::sweeps
