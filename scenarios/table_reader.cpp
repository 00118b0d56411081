#include "scenarios/table_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "scenarios/nearest_key.h"

namespace quarterhour {

namespace {

/// "must be a number of km/h above 0 and at most 100".
std::string wanted_by(const NumberRule& rule, std::string_view noun) {
  std::string text = "must be " + std::string(noun);
  if (!rule.unit.empty()) text += " of " + std::string(rule.unit);
  const bool has_least = rule.least > -std::numeric_limits<double>::max();
  const bool has_most = rule.most < std::numeric_limits<double>::max();
  if (has_least) text += (rule.above_least ? " above " : " of at least ") + shortest(rule.least);
  if (has_most) text += (has_least ? " and at most " : " of at most ") + shortest(rule.most);
  return text;
}

std::string example_of(std::string_view key, const NumberRule& rule) {
  return rule.example.empty() ? ""
                              : "Write for example " + std::string(key) + " = " + std::string(rule.example);
}

// NaN fails every comparison and is therefore outside.
bool within(double number, const NumberRule& rule) {
  return (rule.above_least ? number > rule.least : number >= rule.least) && number <= rule.most;
}

}  // namespace

std::string shortest(double number) {
  std::array<char, 32> digits{};
  const double size = std::abs(number);
  // to_chars alone would write 100000 as 1e+05.
  const bool plain = number == 0 || (size >= 1e-4 && size < 1e15);
  const auto form = plain ? std::chars_format::fixed : std::chars_format::general;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, form).ptr;
  return {digits.data(), end};
}

TableReader::TableReader(const TomlValue& table, KeyPlace place, FaultList& faults)
    : table_(&table), place_(std::move(place)), faults_(&faults) {}

std::string TableReader::path_of(std::string_view key) const {
  return place_.key.empty() ? std::string(key) : place_.key + "." + std::string(key);
}

KeyPlace TableReader::place_of(std::string_view key) const {
  for (const TomlEntry& entry : table_->entries) {
    if (entry.key == key) return {entry.line, path_of(key)};
  }
  return {place_.line, path_of(key)};
}

const TomlValue* TableReader::value(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return table_->find(key);
}

void TableReader::wrong_kind(std::string_view key, const TomlValue& found, const std::string& wanted,
                             std::string remedy) {
  faults_->add(place_of(key), found.written, wanted + ", not " + std::string(words_for(found.kind)),
               std::move(remedy));
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const TomlValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (found->kind != TomlValue::Kind::text) {
    wrong_kind(key, *found, "must be text", "Put it in quotes: " + std::string(key) + " = \"…\"");
    return std::nullopt;
  }
  if (found->text.empty()) {
    faults_->add(place_of(key), found->written, "must not be empty", "Give it a text, or remove the key");
    return std::nullopt;
  }
  return found->text;
}

std::optional<std::string> TableReader::choice(std::string_view key, const std::vector<std::string>& names,
                                               std::string_view what) {
  std::optional<std::string> found = text(key);
  if (!found || std::find(names.begin(), names.end(), *found) != names.end()) return found;
  faults_->add(place_of(key), table_->find(key)->written, "there is no such " + std::string(what),
               suggestion(*found, names, what));
  return std::nullopt;
}

const std::vector<TomlValue>* TableReader::list(std::string_view key, const std::string& remedy) {
  const TomlValue* found = value(key);
  if (found == nullptr) return nullptr;
  if (found->kind != TomlValue::Kind::array) {
    wrong_kind(key, *found, "must be a list", remedy);
    return nullptr;
  }
  if (found->items.empty()) {
    faults_->add(place_of(key), found->written, "the list is empty", remedy + ", or remove the key");
    return nullptr;
  }
  return &found->items;
}

std::optional<std::vector<std::string>> TableReader::choices(std::string_view key,
                                                             const std::vector<std::string>& names,
                                                             std::string_view what) {
  const std::string remedy =
      "Write " + std::string(key) + " = [\"" + (names.empty() ? std::string(what) : names.front()) + "\"]";
  const std::vector<TomlValue>* items = list(key, remedy);
  if (items == nullptr) return std::nullopt;
  std::vector<std::string> chosen;
  for (const TomlValue& item : *items) {
    if (item.kind != TomlValue::Kind::text) {
      faults_->add(place_of(key), item.written,
                   "each item must be text, not " + std::string(words_for(item.kind)), remedy);
    } else if (std::find(names.begin(), names.end(), item.text) == names.end()) {
      faults_->add(place_of(key), item.written, "there is no such " + std::string(what),
                   suggestion(item.text, names, what));
    } else if (std::find(chosen.begin(), chosen.end(), item.text) != chosen.end()) {
      faults_->add(place_of(key), item.written, "this " + std::string(what) + " stands in the list twice",
                   "Remove one of the two");
    } else {
      chosen.push_back(item.text);
    }
  }
  if (chosen.size() < items->size()) return std::nullopt;
  return chosen;
}

std::optional<std::vector<double>> TableReader::numbers(std::string_view key, const NumberRule& rule) {
  const std::vector<TomlValue>* items =
      list(key, "Write " + std::string(key) + " = " + std::string(rule.example));
  if (items == nullptr) return std::nullopt;
  std::vector<double> chosen;
  for (const TomlValue& item : *items) {
    const bool whole = item.kind == TomlValue::Kind::integer;
    const double number = whole ? static_cast<double>(item.integer) : item.real;
    if ((whole || item.kind == TomlValue::Kind::real) && within(number, rule)) {
      chosen.push_back(number);
    } else {
      faults_->add(place_of(key), item.written, "each item " + wanted_by(rule, "a number"),
                   example_of(key, rule));
    }
  }
  if (chosen.size() < items->size()) return std::nullopt;
  return chosen;
}

std::optional<double> TableReader::number(std::string_view key, const NumberRule& rule) {
  const TomlValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  const bool whole = found->kind == TomlValue::Kind::integer;
  if (!whole && found->kind != TomlValue::Kind::real) {
    wrong_kind(key, *found, wanted_by(rule, "a number"), example_of(key, rule));
    return std::nullopt;
  }
  const double number = whole ? static_cast<double>(found->integer) : found->real;
  if (within(number, rule)) return number;
  faults_->add(place_of(key), found->written, wanted_by(rule, "a number"), example_of(key, rule));
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::whole_number(std::string_view key, const NumberRule& rule) {
  const TomlValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (found->kind != TomlValue::Kind::integer) {
    wrong_kind(key, *found, wanted_by(rule, "a whole number"), example_of(key, rule));
    return std::nullopt;
  }
  if (within(static_cast<double>(found->integer), rule)) return found->integer;
  faults_->add(place_of(key), found->written, wanted_by(rule, "a whole number"), example_of(key, rule));
  return std::nullopt;
}

std::optional<bool> TableReader::flag(std::string_view key) {
  const TomlValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (found->kind == TomlValue::Kind::boolean) return found->boolean;
  wrong_kind(key, *found, "must be true or false", "Write true or false without quotes");
  return std::nullopt;
}

std::optional<TableReader> TableReader::table(std::string_view key) {
  const TomlValue* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (found->kind == TomlValue::Kind::table) return TableReader(*found, place_of(key), *faults_);
  wrong_kind(key, *found, "must be a table",
             place_.key.empty() ? "Write a section [" + std::string(key) + "]"
                                : "Write " + std::string(key) + " = { … }");
  return std::nullopt;
}

std::vector<TableReader> TableReader::tables(std::string_view key) {
  std::vector<TableReader> readers;
  const TomlValue* found = value(key);
  if (found == nullptr) return readers;
  const std::string brackets = "Write [[" + std::string(key) + "]] with double brackets before each one";
  if (found->kind != TomlValue::Kind::array) {
    wrong_kind(key, *found, "must be a list of tables", brackets);
    return readers;
  }
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const TomlValue& item = found->items[i];
    KeyPlace place{item.line, path_of(key) + "[" + std::to_string(i) + "]"};
    if (item.kind == TomlValue::Kind::table) {
      readers.emplace_back(item, std::move(place), *faults_);
    } else {
      faults_->add(place, item.written, "must be a table, not " + std::string(words_for(item.kind)),
                   brackets);
    }
  }
  return readers;
}

void TableReader::fault(std::string_view key, std::string message, std::string remedy) {
  const TomlValue* found = value(key);
  faults_->add(place_of(key), found == nullptr ? "" : found->written, std::move(message), std::move(remedy));
}

void TableReader::require(std::string_view key, std::string_view what, std::string remedy) {
  if (value(key) != nullptr) return;
  faults_->add(place_of(key), "", std::string(what) + " is missing", std::move(remedy));
}

void TableReader::refuse(std::string_view key, std::string message, std::string remedy) {
  if (value(key) != nullptr) fault(key, std::move(message), std::move(remedy));
}

std::vector<std::string> TableReader::keys() const {
  std::vector<std::string> names;
  names.reserve(table_->entries.size());
  for (const TomlEntry& entry : table_->entries) names.push_back(entry.key);
  return names;
}

void TableReader::finish() {
  for (const TomlEntry& entry : table_->entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    faults_->add({entry.line, path_of(entry.key)}, entry.value.written, "there is no such key",
                 suggestion(entry.key, known_, "key"));
  }
}

}  // namespace quarterhour
