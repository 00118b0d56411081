#include <immintrin.h>

#include "geometry/sweeps/cost_rows.h"
#include "geometry/sweeps/excursions.h"

namespace {

#include "geometry/sweeps/packs_avx512.inc"

#include "geometry/sweeps/cost_kernels.inc"
#include "geometry/sweeps/excursion_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const CostKernels avx512_cost_kernels = cost_kernels();
constinit const ExcursionKernels avx512_excursion_kernels = excursion_kernels();
}  // namespace quarterhour::sweeps
