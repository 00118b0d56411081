#include "scenarios/fault_list.h"

#include <algorithm>
#include <utility>

namespace quarterhour {

void FaultList::add(const KeyPlace& place, std::string value, std::string message, std::string remedy) {
  // A section that is looked at twice must not tell its fault twice.
  const bool told = std::any_of(faults_.begin(), faults_.end(), [&](const InputFault& fault) {
    return fault.line == place.line && fault.key == place.key && fault.message == message;
  });
  if (told) return;
  faults_.push_back({file_, place.line, place.key, std::move(value), std::move(message), std::move(remedy)});
}

void FaultList::add(const InputError& error) {
  faults_.insert(faults_.end(), error.faults().begin(), error.faults().end());
}

void FaultList::throw_if_any() const {
  if (faults_.empty()) return;
  std::vector<InputFault> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [this](const InputFault& a, const InputFault& b) {
    const bool a_elsewhere = a.file != file_;
    const bool b_elsewhere = b.file != file_;
    if (a_elsewhere != b_elsewhere) return b_elsewhere;
    return !a_elsewhere && a.line < b.line;
  });
  throw InputError(std::move(sorted));
}

}  // namespace quarterhour
