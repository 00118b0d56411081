#include "geometry/sweeps/cost_rows.h"

namespace {

#include "geometry/sweeps/packs_plain.inc"

#include "geometry/sweeps/cost_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const CostKernels plain_cost_kernels = cost_kernels();
}  // namespace quarterhour::sweeps
