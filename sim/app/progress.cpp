#include "sim/app/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace quarterhour::app {

namespace {

constexpr int bar_width = 24;

double seconds_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

}  // namespace

Progress::Progress(bool quiet)
    : quiet_(quiet),
      on_terminal_(isatty(STDERR_FILENO) != 0),
      started_(std::chrono::steady_clock::now()),
      drawn_(started_) {}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::begin(const std::string& what, double work) {
  done_ += current_;
  current_ = work;
  step_ = what;
  if (quiet_) return;
  if (on_terminal_)
    draw(what);
  else
    fmt::print(stderr, "[{:7.1f} s] {}\n", seconds_since(started_), what);
}

void Progress::detail(const std::string& text) {
  if (quiet_ || !on_terminal_ || seconds_since(drawn_) < 0.1) return;
  draw(step_ + ": " + text);
}

void Progress::finish() {
  done_ += current_;
  current_ = 0.0;
  if (quiet_ || !line_open_) return;
  std::fputs("\r\033[K", stderr);
  line_open_ = false;
}

void Progress::draw(const std::string& text) {
  const double share = std::clamp(done_ / expected_, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(share * bar_width);
  const std::string bar = std::string(filled, '#') + std::string(bar_width - filled, '.');
  std::string left;
  if (share > 0.05) left = fmt::format(", {:.0f} s left", seconds_since(started_) * (1.0 - share) / share);
  fmt::print(stderr, "\r\033[K[{}] {:3.0f} %{}  {}", bar, 100.0 * share, left, text);
  std::fflush(stderr);
  drawn_ = std::chrono::steady_clock::now();
  line_open_ = true;
}

}  // namespace quarterhour::app
