#include <immintrin.h>

#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace {

#include "geometry/sweeps/packs_avx2.inc"

#include "geometry/sweeps/street_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const Kernels avx2_kernels = kernels_named("avx2");
constinit const StreetKernels avx2_street_kernels = street_kernels();
}  // namespace quarterhour::sweeps
