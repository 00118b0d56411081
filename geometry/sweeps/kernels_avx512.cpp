#include <immintrin.h>

#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace {

struct FloatPack {
  using Value = float;
  static constexpr int lanes = 16;
  __m512 value;
  static FloatPack load(const float* from) { return {_mm512_loadu_ps(from)}; }
  void store(float* to) const { _mm512_storeu_ps(to, value); }
  static FloatPack all(float one) { return {_mm512_set1_ps(one)}; }
};
inline FloatPack operator+(FloatPack a, FloatPack b) { return {_mm512_add_ps(a.value, b.value)}; }
inline FloatPack lower(FloatPack a, FloatPack b) { return {_mm512_min_ps(a.value, b.value)}; }
inline bool any_below(FloatPack a, FloatPack b) {
  return _mm512_cmp_ps_mask(a.value, b.value, _CMP_LT_OQ) != 0;
}
inline std::uint64_t below_mask(FloatPack a, FloatPack b) {
  return _mm512_cmp_ps_mask(a.value, b.value, _CMP_LT_OQ);
}

struct DoublePack {
  using Value = double;
  static constexpr int lanes = 8;
  __m512d value;
  static DoublePack load(const double* from) { return {_mm512_loadu_pd(from)}; }
  void store(double* to) const { _mm512_storeu_pd(to, value); }
  static DoublePack all(double one) { return {_mm512_set1_pd(one)}; }
};
inline DoublePack operator+(DoublePack a, DoublePack b) { return {_mm512_add_pd(a.value, b.value)}; }
inline DoublePack lower(DoublePack a, DoublePack b) { return {_mm512_min_pd(a.value, b.value)}; }
inline bool any_below(DoublePack a, DoublePack b) {
  return _mm512_cmp_pd_mask(a.value, b.value, _CMP_LT_OQ) != 0;
}
inline std::uint64_t below_mask(DoublePack a, DoublePack b) {
  return _mm512_cmp_pd_mask(a.value, b.value, _CMP_LT_OQ);
}

#include "geometry/sweeps/street_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const Kernels avx512_kernels = kernels_named("avx512");
constinit const StreetKernels avx512_street_kernels = street_kernels();
}  // namespace quarterhour::sweeps
