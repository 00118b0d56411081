// What a run is doing: a bar with the time left on a terminal, plain lines in a log.
#pragma once

#include <chrono>
#include <string>

namespace quarterhour::app {

class Progress {
 public:
  /// `quiet`: says nothing. Talks to standard error only.
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// How much work the whole run is, in the units of `begin`.
  void expect(double work) { expected_ = work; }
  /// A step of so much work begins; the step before it has ended.
  void begin(const std::string& what, double work);
  /// Something worth knowing about the present step, such as objective and bound of a plan.
  void detail(const std::string& text);
  /// All steps have ended.
  void finish();

 private:
  void draw(const std::string& text);

  bool quiet_;
  bool on_terminal_;
  double expected_ = 1.0;
  double done_ = 0.0;
  double current_ = 0.0;
  std::string step_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point drawn_;
  bool line_open_ = false;
};

}  // namespace quarterhour::app
