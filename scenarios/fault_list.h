// Every fault of one scenario, so that all of them are told at once.
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/errors.h"

namespace quarterhour {

class FaultList {
 public:
  /// `file` as the user named it.
  explicit FaultList(std::string file) : file_(std::move(file)) {}

  /// `value`: as written, empty when a key is missing. `message` without a full stop, then what would be right.
  void add(const KeyPlace& place, std::string value, std::string message, std::string remedy);
  /// Faults found in another file that the scenario names.
  void add(const InputError& error);

  [[nodiscard]] bool empty() const { return faults_.empty(); }
  /// Throws InputError with every fault by line (those of other files last) when there is any.
  void throw_if_any() const;

 private:
  std::string file_;
  std::vector<InputFault> faults_;
};

}  // namespace quarterhour
