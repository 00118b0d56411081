#include "scenarios/fault_list.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
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
  // The position in the list keeps faults of one line in the order in which they were found.
  using Rank = std::tuple<bool, int, std::size_t>;
  std::vector<Rank> order;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    const bool elsewhere = faults_[i].file != file_;
    order.emplace_back(elsewhere, elsewhere ? 0 : faults_[i].line, i);
  }
  std::sort(order.begin(), order.end());
  std::vector<InputFault> sorted;
  sorted.reserve(order.size());
  for (const Rank& rank : order) sorted.push_back(faults_[std::get<std::size_t>(rank)]);
  throw InputError(std::move(sorted));
}

}  // namespace quarterhour
