#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace {

/// Plain loops, for processors without the other instruction sets; the compiler may use what every processor
/// of the kind has.
template <class Number, int count>
struct PlainPack {
  using Value = Number;
  static constexpr int lanes = count;
  Number value[count];
  static PlainPack load(const Number* from) {
    PlainPack pack;
    for (int i = 0; i < count; ++i) pack.value[i] = from[i];
    return pack;
  }
  void store(Number* to) const {
    for (int i = 0; i < count; ++i) to[i] = value[i];
  }
  static PlainPack all(Number one) {
    PlainPack pack;
    for (int i = 0; i < count; ++i) pack.value[i] = one;
    return pack;
  }
};
template <class Number, int count>
inline PlainPack<Number, count> operator+(const PlainPack<Number, count>& a,
                                          const PlainPack<Number, count>& b) {
  PlainPack<Number, count> sum;
  for (int i = 0; i < count; ++i) sum.value[i] = a.value[i] + b.value[i];
  return sum;
}
template <class Number, int count>
inline PlainPack<Number, count> lower(const PlainPack<Number, count>& a, const PlainPack<Number, count>& b) {
  PlainPack<Number, count> least;
  for (int i = 0; i < count; ++i) least.value[i] = b.value[i] < a.value[i] ? b.value[i] : a.value[i];
  return least;
}
template <class Number, int count>
inline bool any_below(const PlainPack<Number, count>& a, const PlainPack<Number, count>& b) {
  int below = 0;
  for (int i = 0; i < count; ++i) below |= a.value[i] < b.value[i] ? 1 : 0;
  return below != 0;
}
template <class Number, int count>
inline std::uint64_t below_mask(const PlainPack<Number, count>& a, const PlainPack<Number, count>& b) {
  std::uint64_t mask = 0;
  for (int i = 0; i < count; ++i) mask |= static_cast<std::uint64_t>(a.value[i] < b.value[i]) << i;
  return mask;
}

using FloatPack = PlainPack<float, 16>;
using DoublePack = PlainPack<double, 8>;

#include "geometry/sweeps/street_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const Kernels plain_kernels = kernels_named("plain");
constinit const StreetKernels plain_street_kernels = street_kernels();
}  // namespace quarterhour::sweeps
