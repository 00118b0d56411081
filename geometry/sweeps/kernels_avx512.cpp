#include <immintrin.h>

#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace {

#include "geometry/sweeps/packs_avx512.inc"

#include "geometry/sweeps/street_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const Kernels avx512_kernels = kernels_named("avx512");
constinit const StreetKernels avx512_street_kernels = street_kernels();
}  // namespace quarterhour::sweeps
