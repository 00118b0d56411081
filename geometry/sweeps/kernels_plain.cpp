#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace {

#include "geometry/sweeps/packs_plain.inc"

#include "geometry/sweeps/street_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const Kernels plain_kernels = kernels_named("plain");
constinit const StreetKernels plain_street_kernels = street_kernels();
}  // namespace quarterhour::sweeps
