// What the steps of building a city share: the scenario, and what was found on the way.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/city.h"
#include "sim/errors.h"

namespace quarterhour {

class CityBuild {
 public:
  /// Keeps a reference to the scenario, which must outlive this object.
  explicit CityBuild(const Scenario& scenario) : scenario_(scenario) {}

  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const CitySpec& spec() const { return scenario_.city; }

  /// The same words twice are kept once.
  void note(std::string text) { add_note({"note", std::move(text)}); }
  void warn(std::string text) { add_note({"warning", std::move(text)}); }
  [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }

  /// A file that does not say which file it is about is about the scenario.
  void fault(InputFault fault);
  /// Runs a step and keeps its faults instead of letting them out; nothing when there were any.
  template <class Step>
  auto attempt(Step&& step) -> std::optional<decltype(step())> {
    try {
      return step();
    } catch (const InputError& error) {
      for (const InputFault& found : error.faults()) fault(found);
      return std::nullopt;
    }
  }
  [[nodiscard]] bool has_faults() const { return !faults_.empty(); }
  /// Throws InputError with every fault so far when there is any.
  void throw_if_any() const;

  /// Remembers the files of a source for the list of inputs; each file once, in the order of first use.
  void used(const SourceSpec& source, const std::vector<std::filesystem::path>& files);
  /// Name, size and SHA-256 of every file used; reads them.
  [[nodiscard]] std::vector<InputFile> inputs() const;

 private:
  void add_note(Note note);

  const Scenario& scenario_;
  std::vector<InputFault> faults_;
  std::vector<Note> notes_;
  std::vector<std::pair<std::string, std::filesystem::path>> files_;
};

}  // namespace quarterhour
