#include <immintrin.h>

#include "geometry/sweeps/street_window.h"
#include "geometry/sweeps/sweep_state.h"

namespace {

struct FloatPack {
  using Value = float;
  static constexpr int lanes = 16;
  __m256 low;
  __m256 high;
  static FloatPack load(const float* from) { return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)}; }
  void store(float* to) const {
    _mm256_storeu_ps(to, low);
    _mm256_storeu_ps(to + 8, high);
  }
  static FloatPack all(float one) { return {_mm256_set1_ps(one), _mm256_set1_ps(one)}; }
};
inline FloatPack operator+(FloatPack a, FloatPack b) {
  return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
}
inline FloatPack lower(FloatPack a, FloatPack b) {
  return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)};
}
inline bool any_below(FloatPack a, FloatPack b) {
  return _mm256_movemask_ps(_mm256_or_ps(_mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ),
                                         _mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ))) != 0;
}
inline std::uint64_t below_mask(FloatPack a, FloatPack b) {
  const int low = _mm256_movemask_ps(_mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ));
  const int high = _mm256_movemask_ps(_mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ));
  return static_cast<std::uint64_t>(low) | static_cast<std::uint64_t>(high) << 8;
}

struct DoublePack {
  using Value = double;
  static constexpr int lanes = 8;
  __m256d low;
  __m256d high;
  static DoublePack load(const double* from) { return {_mm256_loadu_pd(from), _mm256_loadu_pd(from + 4)}; }
  void store(double* to) const {
    _mm256_storeu_pd(to, low);
    _mm256_storeu_pd(to + 4, high);
  }
  static DoublePack all(double one) { return {_mm256_set1_pd(one), _mm256_set1_pd(one)}; }
};
inline DoublePack operator+(DoublePack a, DoublePack b) {
  return {_mm256_add_pd(a.low, b.low), _mm256_add_pd(a.high, b.high)};
}
inline DoublePack lower(DoublePack a, DoublePack b) {
  return {_mm256_min_pd(a.low, b.low), _mm256_min_pd(a.high, b.high)};
}
inline bool any_below(DoublePack a, DoublePack b) {
  return _mm256_movemask_pd(_mm256_or_pd(_mm256_cmp_pd(a.low, b.low, _CMP_LT_OQ),
                                         _mm256_cmp_pd(a.high, b.high, _CMP_LT_OQ))) != 0;
}
inline std::uint64_t below_mask(DoublePack a, DoublePack b) {
  const int low = _mm256_movemask_pd(_mm256_cmp_pd(a.low, b.low, _CMP_LT_OQ));
  const int high = _mm256_movemask_pd(_mm256_cmp_pd(a.high, b.high, _CMP_LT_OQ));
  return static_cast<std::uint64_t>(low) | static_cast<std::uint64_t>(high) << 4;
}

#include "geometry/sweeps/street_kernels.inc"

}  // namespace

namespace quarterhour::sweeps {
constinit const Kernels avx2_kernels = kernels_named("avx2");
constinit const StreetKernels avx2_street_kernels = street_kernels();
}  // namespace quarterhour::sweeps
