// How much of the machine a run may take.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace tbb::detail::d1 {
class global_control;
}

namespace quarterhour::app {

/// Holds the limits for as long as it lives.
class Resources {
 public:
  /// `threads`: 0 for every core. `memory`: "8G", "512M" or "" for no limit; the process never takes more
  /// address space than that. Throws InputError when `memory` is not such a text or below 256M.
  Resources(int threads, const std::string& memory);
  ~Resources();
  Resources(const Resources&) = delete;
  Resources& operator=(const Resources&) = delete;

  /// What the user allows; 0 without a limit.
  [[nodiscard]] std::uint64_t memory_bytes() const { return memory_bytes_; }

 private:
  std::uint64_t memory_bytes_ = 0;
  std::unique_ptr<tbb::detail::d1::global_control> thread_limit_;
};

/// Bytes of "8G", "512M", "1.5G", with K, M, G, T as powers of 1024. Throws InputError.
[[nodiscard]] std::uint64_t bytes_of(const std::string& text);

}  // namespace quarterhour::app
