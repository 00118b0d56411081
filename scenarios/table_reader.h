// Typed, checked access to the keys of one table; what nobody asked for is an unknown key.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/fault_list.h"
#include "scenarios/toml_reader.h"

namespace quarterhour {

/// Which numbers a key takes.
struct NumberRule {
  /// What is counted, such as "km/h" or "minutes"; empty: a plain number.
  std::string_view unit;
  double least = -std::numeric_limits<double>::max();
  double most = std::numeric_limits<double>::max();
  /// `least` itself is refused.
  bool above_least = false;
  /// A value that would be right, as written in TOML.
  std::string_view example;
};

/// Reads one table. Every read marks its key as known and adds a fault, not an exception, where the value is of
/// the wrong kind or out of range; the answer is then nothing. Refers to the value and the faults it was made with.
class TableReader {
 public:
  /// `place`: the table's own line and dotted path (empty for the whole file).
  TableReader(const TomlValue& table, KeyPlace place, FaultList& faults);

  [[nodiscard]] const KeyPlace& place() const { return place_; }
  [[nodiscard]] FaultList& faults() const { return *faults_; }
  [[nodiscard]] bool has(std::string_view key) const { return table_->find(key) != nullptr; }
  /// Where the key stands; the table's line when it is absent.
  [[nodiscard]] KeyPlace place_of(std::string_view key) const;

  /// The raw value, or nothing; for keys that take more than one kind.
  const TomlValue* value(std::string_view key);
  /// Not empty.
  std::optional<std::string> text(std::string_view key);
  /// One of `names`; else a fault that names the nearest as the right `what`.
  std::optional<std::string> choice(std::string_view key, const std::vector<std::string>& names,
                                    std::string_view what);
  /// A list of names, each one of `names` and none twice; nothing when absent or faulty. An empty list is a fault.
  std::optional<std::vector<std::string>> choices(std::string_view key, const std::vector<std::string>& names,
                                                  std::string_view what);
  /// A list of finite numbers within the rule, likewise.
  std::optional<std::vector<double>> numbers(std::string_view key, const NumberRule& rule);
  /// A finite number within the rule; whole numbers count as numbers.
  std::optional<double> number(std::string_view key, const NumberRule& rule);
  /// A whole number within the rule.
  std::optional<std::int64_t> whole_number(std::string_view key, const NumberRule& rule);
  std::optional<bool> flag(std::string_view key);
  /// Nothing when absent or not a table.
  std::optional<TableReader> table(std::string_view key);
  /// The tables of [[key]], with paths key[0], key[1], …; empty when absent.
  std::vector<TableReader> tables(std::string_view key);

  /// Adds a fault at a key that stands there, or at the table when it does not.
  void fault(std::string_view key, std::string message, std::string remedy);
  /// Adds a fault when the key is absent.
  void require(std::string_view key, std::string_view what, std::string remedy);
  /// The key is known but not honoured: a fault when it stands there.
  void refuse(std::string_view key, std::string message, std::string remedy);
  /// The keys that stand there, in the order of the file; for tables whose keys are the user's own names.
  [[nodiscard]] std::vector<std::string> keys() const;
  /// Adds a fault for each key that no read asked for. Call it last.
  void finish();

 private:
  std::string path_of(std::string_view key) const;
  /// The items of a list that must not be empty; nothing (nullptr) when absent or faulty.
  const std::vector<TomlValue>* list(std::string_view key, const std::string& remedy);
  void wrong_kind(std::string_view key, const TomlValue& found, const std::string& wanted,
                  std::string remedy);

  const TomlValue* table_;
  KeyPlace place_;
  FaultList* faults_;
  std::vector<std::string> known_;
};

/// A number as short as it can be written exactly: 0.1, 1440, 1e+300.
[[nodiscard]] std::string shortest(double number);

}  // namespace quarterhour
