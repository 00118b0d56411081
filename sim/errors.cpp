#include "sim/errors.h"

#include <map>
#include <string_view>
#include <tuple>

namespace quarterhour {

namespace {

/// Of one kind of fault in one file, the first so many are told and the rest are counted.
constexpr int told_of_one_kind = 10;

std::string all_sentences(const std::vector<InputFault>& faults) {
  using Kind = std::tuple<std::string_view, std::string_view, std::string_view>;
  const auto kind_of = [](const InputFault& fault) { return Kind(fault.file, fault.key, fault.remedy); };
  std::map<Kind, int> count;
  for (const InputFault& fault : faults) ++count[kind_of(fault)];
  std::map<Kind, int> told;
  std::string text;
  for (const InputFault& fault : faults) {
    const Kind kind = kind_of(fault);
    const int number = ++told[kind];
    if (number > told_of_one_kind + 1) continue;
    if (!text.empty()) text += '\n';
    const int more = count[kind] - told_of_one_kind;
    if (number <= told_of_one_kind || more == 1)
      text += sentence(fault);
    else
      text += sentence(
          {fault.file, 0, fault.key, "", "there are " + std::to_string(more) + " more faults like this", ""});
  }
  return text;
}

/// Files hold anything: a control character in a name or value must not reach a terminal.
std::string without_controls(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 32 && byte != 127)
      shown += c;
    else if (c == '\t' || c == '\n' || c == '\r')
      shown += ' ';
    else
      shown.append("\\x").append(1, "0123456789abcdef"[byte / 16]).append(1, "0123456789abcdef"[byte % 16]);
  }
  return shown;
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
  return without_controls(text);
}

InputError::InputError(std::vector<InputFault> faults)
    : std::runtime_error(all_sentences(faults)), faults_(std::move(faults)) {}

}  // namespace quarterhour
