// The typed errors of the program; `main` alone turns them into sentences and exit codes.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace quarterhour {

/// One fault of an input: where it is, what was found, what would be right. Empty or 0: does not apply.
struct InputFault {
  std::string file;
  int line = 0;
  /// Dotted path of the key, such as "service[1].reach_min", or the column of a table.
  std::string key;
  std::string value;
  /// What is wrong, without a full stop.
  std::string message;
  /// What would be right.
  std::string remedy;
};

/// "clinics.toml:12: service[0].reach_min = -3: must be a positive number of minutes. Give …"
[[nodiscard]] std::string sentence(const InputFault& fault);

/// The input's fault, exit code 2: every fault that was found, in the order of file and line.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<InputFault> faults);
  explicit InputError(InputFault fault) : InputError(std::vector<InputFault>{std::move(fault)}) {}
  [[nodiscard]] const std::vector<InputFault>& faults() const { return faults_; }

 private:
  std::vector<InputFault> faults_;
};

/// No plan can satisfy the scenario, exit code 3; the reason in words.
class InfeasiblePlan : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A result could not be written (full disk, no permission), exit code 2; nothing is left half-written.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace quarterhour
