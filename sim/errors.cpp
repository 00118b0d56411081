#include "sim/errors.h"

#include <string_view>

namespace quarterhour {

namespace {

std::string all_sentences(const std::vector<InputFault>& faults) {
  std::string text;
  for (const InputFault& fault : faults) {
    if (!text.empty()) text += '\n';
    text += sentence(fault);
  }
  return text;
}

}  // namespace

std::string sentence(const InputFault& fault) {
  std::string text = fault.file;
  if (fault.line > 0) text.append(":").append(std::to_string(fault.line));
  if (!text.empty()) text += ": ";
  if (!fault.key.empty()) {
    text += fault.key;
    if (!fault.value.empty()) text += " = " + fault.value;
    text += ": ";
  }
  text += fault.message + ".";
  if (!fault.remedy.empty()) text += " " + fault.remedy + ".";
  return text;
}

InputError::InputError(std::vector<InputFault> faults)
    : std::runtime_error(all_sentences(faults)), faults_(std::move(faults)) {}

}  // namespace quarterhour
