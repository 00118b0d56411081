// How much memory costs of moves may take.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>

namespace quarterhour {

/// How much memory tiles of costs may take together, in all fields that share it. Threads may ask at the same time.
class CostMemory {
 public:
  explicit CostMemory(std::size_t bytes = std::numeric_limits<std::size_t>::max()) : left_(bytes) {}
  /// Whether so many bytes were left; then they are taken.
  [[nodiscard]] bool take(std::size_t bytes) {
    std::size_t left = left_.load();
    while (left >= bytes)
      if (left_.compare_exchange_weak(left, left - bytes)) return true;
    return false;
  }
  [[nodiscard]] std::size_t left() const { return left_.load(); }
  void give_back(std::size_t bytes) { left_ += bytes; }

 private:
  std::atomic<std::size_t> left_;
};

}  // namespace quarterhour
