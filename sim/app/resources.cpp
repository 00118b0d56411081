#include "sim/app/resources.h"

#include <sys/resource.h>
#include <tbb/global_control.h>

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "sim/errors.h"

namespace quarterhour::app {

namespace {

constexpr std::uint64_t least_memory = std::uint64_t{256} << 20U;

[[noreturn]] void refuse(const std::string& text, const std::string& message) {
  throw InputError(InputFault{"", 0, "--memory", text, message, "Give a size such as 8G or 512M"});
}

}  // namespace

std::uint64_t bytes_of(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string_view unit(end);
  constexpr std::string_view units = "KMGT";
  double scale = 1.0;
  if (!unit.empty()) {
    const std::size_t power = units.find(unit.front());
    if (power == std::string_view::npos ||
        (unit.size() > 1 && unit.substr(1) != "B" && unit.substr(1) != "iB"))
      refuse(text, "is not a size of memory");
    scale = std::pow(1024.0, static_cast<double>(power + 1));
  }
  const double bytes = number * scale;
  if (end == text.c_str() || !(bytes >= 0.0) || bytes > 1e18) refuse(text, "is not a size of memory");
  return static_cast<std::uint64_t>(bytes);
}

Resources::Resources(int threads, const std::string& memory) {
  if (threads > 0)
    thread_limit_ = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                          static_cast<std::size_t>(threads));
  if (memory.empty()) return;
  const std::uint64_t bytes = bytes_of(memory);
  if (bytes < least_memory) refuse(memory, "is less than the program itself needs");
  memory_bytes_ = bytes;
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? bytes : std::min<rlim_t>(bytes, limit.rlim_max);
  setrlimit(RLIMIT_AS, &limit);
}

Resources::~Resources() = default;

}  // namespace quarterhour::app
