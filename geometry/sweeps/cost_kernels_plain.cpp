#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "geometry/sweeps/cost_rows.h"
#include "geometry/sweeps/excursions.h"

namespace {

#include "geometry/sweeps/packs_plain.inc"

#include "geometry/sweeps/cost_kernels.inc"
#include "geometry/sweeps/excursion_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const CostKernels plain_cost_kernels = cost_kernels();
constinit const ExcursionKernels plain_excursion_kernels = excursion_kernels();
}  // namespace quarterhour::sweeps
