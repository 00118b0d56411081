// Whether a sanitizer looks on, and how much is tried then.
#pragma once

namespace quarterhour::testing {

// GCC says by macro which sanitizer looks on, Clang by feature.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

/// How many of `count` like trials a test makes: all, or an eighth where a sanitizer looks at every access. What the
/// trials show of answers is shown without it; what they show of memory the first ones do.
template <class Number>
constexpr Number trials(Number count) {
  return sanitized ? (count + 7) / 8 : count;
}

}  // namespace quarterhour::testing
