// The exponential function with one fixed order of operations.
#pragma once

#include <cstdint>

namespace quarterhour {

#include "geometry/sweeps/fixed_order_exp.inc"

}  // namespace quarterhour
