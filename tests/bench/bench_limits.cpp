// What one thread of this machine can do at most: memory read and written by a streaming triad, and additions of floats
// with a minimum each, the inner step of every search, with the vectors that the searches use. Usage: bench_limits [--quick]
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <vector>

#include "geometry/instruction_set.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

using namespace quarterhour;

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// As many sums side by side as hide the time that one addition and minimum take.
constexpr std::size_t chains = 12;

volatile float kept = 0.0F;

/// Additions with a minimum each, `steps` of `chains` vectors; returns how many numbers took part.
double add_and_min_plain(int steps) {
  constexpr std::size_t lanes = 4;
  std::array<float, chains * lanes> sums{};
  float cost = 1.5F;
  float seen = 7.0F;
  for (int step = 0; step < steps; ++step) {
    for (float& sum : sums) sum = std::min(sum + cost, seen);
    // The compiler must not see that nothing changes any more.
    asm volatile("" : "+m"(cost), "+m"(seen));
  }
  kept = sums[0] + sums[sums.size() - 1];
  return static_cast<double>(steps) * static_cast<double>(sums.size());
}

#ifdef __x86_64__
__attribute__((target("avx2"))) double add_and_min_avx2(int steps) {
  __m256 sums[chains];
  for (__m256& sum : sums) sum = _mm256_setzero_ps();
  __m256 cost = _mm256_set1_ps(1.5F);
  __m256 seen = _mm256_set1_ps(7.0F);
  for (int step = 0; step < steps; ++step) {
    for (__m256& sum : sums) sum = _mm256_min_ps(_mm256_add_ps(sum, cost), seen);
    asm volatile("" : "+x"(cost), "+x"(seen));
  }
  __m256 least = sums[0];
  for (const __m256& sum : sums) least = _mm256_min_ps(least, sum);
  std::array<float, 8> last{};
  _mm256_storeu_ps(last.data(), least);
  kept = last[0];
  return static_cast<double>(steps) * static_cast<double>(chains * 8);
}

__attribute__((target("avx512f"))) double add_and_min_avx512(int steps) {
  __m512 sums[chains];
  for (__m512& sum : sums) sum = _mm512_setzero_ps();
  __m512 cost = _mm512_set1_ps(1.5F);
  __m512 seen = _mm512_set1_ps(7.0F);
  for (int step = 0; step < steps; ++step) {
    for (__m512& sum : sums) sum = _mm512_min_ps(_mm512_add_ps(sum, cost), seen);
    asm volatile("" : "+v"(cost), "+v"(seen));
  }
  __m512 least = sums[0];
  for (const __m512& sum : sums) least = _mm512_min_ps(least, sum);
  std::array<float, 16> last{};
  _mm512_storeu_ps(last.data(), least);
  kept = last[0];
  return static_cast<double>(steps) * static_cast<double>(chains * 16);
}
#endif

double add_and_min(InstructionSet set, int steps) {
#ifdef __x86_64__
  if (set == InstructionSet::avx512) return add_and_min_avx512(steps);
  if (set == InstructionSet::avx2) return add_and_min_avx2(steps);
#endif
  static_cast<void>(set);
  return add_and_min_plain(steps);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// a = b + s c over arrays that no cache holds: bytes that the program reads and writes, a CPU second, in GB.
double triad_gb_s(std::size_t count, int times) {
  std::vector<float> a(count, 1.0F);
  std::vector<float> b(count, 2.0F);
  std::vector<float> c(count, 3.0F);
  std::vector<double> rates;
  for (int i = 0; i < times; ++i) {
    const float scale = 1.0F + static_cast<float>(i);
    const double before = cpu_seconds();
    for (std::size_t k = 0; k < count; ++k) a[k] = b[k] + scale * c[k];
    const double seconds = cpu_seconds() - before;
    kept = a[count / 2];
    rates.push_back(3.0 * sizeof(float) * static_cast<double>(count) / seconds / 1e9);
  }
  return median(rates);
}

double million_a_second(InstructionSet set, int steps, int times) {
  std::vector<double> rates;
  for (int i = 0; i < times; ++i) {
    const double before = cpu_seconds();
    const double numbers = add_and_min(set, steps);
    rates.push_back(numbers / (cpu_seconds() - before) / 1e6);
  }
  return median(rates);
}

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
  const int times = quick ? 3 : 9;
  const double triad = triad_gb_s(quick ? std::size_t{4} << 20U : std::size_t{32} << 20U, times);
  fmt::print(
      "One thread, medians of {}\n\n| limit | instructions | rate | unit |\n| --- | --- | ---: | --- |\n",
      times);
  fmt::print("| streaming triad | compiled | {:.1f} | GB a CPU second |\n", triad);
  for (const InstructionSet set : available_instruction_sets())
    fmt::print("| addition and minimum | {} | {:.0f} | million floats a CPU second |\n", name_of(set),
               million_a_second(set, quick ? 200'000 : 4'000'000, times));
  return 0;
}
